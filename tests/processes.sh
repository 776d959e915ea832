#!/bin/bash
# SPDX-License-Identifier: MIT
#
# What can happen to a process that has contexts (see realm/processes/main.c),
# with the C library's memory and with jemalloc's: never worse than in stock.

. "$(dirname "$0")/realm.sh"
. "$REALM_TESTS/lib/subtap.sh"

PROCESSES=${KSP_PROCESSES:-$KSP_BUILD/tests/realm/processes/processes}
PROCESSES_ENCTYPE=aes256-cts-hmac-sha1-96

# processes LABEL PRELOADED: "" for nothing
processes()
{
    subtap "$1" env -u GSSKSP_TRACE -u GSS_MECH_CONFIG \
        ${2:+"LD_PRELOAD=$2"} "$PROCESSES" --target "$REALM_TARGET" \
        --stock "$(world_config stock)" --module "$(world_config module)" \
        ${2:+--jemalloc} ${PROCESSES_ROW:+--row "$PROCESSES_ROW"}
}

processes_jemalloc()
{
    ldconfig -p | sed -n 's/.*libjemalloc\.so\.2 .* => //p' | head -n 1
}

need krb5kdc kadmin.local kdb5_util kinit
realm_start || skip_all "no realm"
realm_env $PROCESSES_ENCTYPE || not_ok "$PROCESSES_ENCTYPE: no ticket"
processes "C library" ""
jemalloc=$(processes_jemalloc)
if [ -n "$jemalloc" ]; then
    processes jemalloc "$jemalloc"
else
    skip jemalloc "no libjemalloc.so.2 here"
fi
tap_end
