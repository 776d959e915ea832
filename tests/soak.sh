#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A process that goes on for long (see realm/soak/main.c).  Messages in 8
# threads on 200 contexts by GSS and by SSPI, deleted at random, for
# SOAK_MINUTES (0: some seconds); SOAK_ESTABLISHMENTS contexts, half by either
# face, and at the same time as many by stock Kerberos: the module's process
# may not grow by more.  "make check-soak" has ten minutes, and a million.

. "$(dirname "$0")/realm.sh"
. "$REALM_TESTS/lib/subtap.sh"

SOAK=${KSP_SOAK:-$KSP_BUILD/tests/realm/soak/soak}
SOAK_MINUTES=${SOAK_MINUTES:-0}
SOAK_ESTABLISHMENTS=${SOAK_ESTABLISHMENTS:-1000}
SOAK_THREADS=${SOAK_THREADS:-8}
SOAK_ENCTYPE=aes256-cts-hmac-sha1-96
SOAK_FEW_SECONDS=4
declare -A SOAK_PIDS=()

# What the module may grow by more than stock, KiB: a KiB lost by every
# hundredth context would be ten thousand in a million.
SOAK_RESIDENT=4096
SOAK_HEAP=512

# soak LABEL WORLD ARG...: in the background
soak()
{
    local label=$1
    in_world "$2" ""
    shift 2
    env -u GSSKSP_TRACE "${IN_WORLD[@]:0:2}" "$SOAK" "$@" \
        --target "$REALM_TARGET" --threads "$SOAK_THREADS" \
        >"$REALM_DIR/$label.out" 2>&1 </dev/null &
    # Stopped with the realm.
    DAEMON_PIDS="$DAEMON_PIDS $!"
    SOAK_PIDS+=([$label]=$!)
}

# soak_end LABEL: what it has said, when it has ended
soak_end()
{
    local status=0
    wait "${SOAK_PIDS[$1]}" || status=$?
    # shellcheck disable=SC2016 # the inner shell's
    subtap "$1" sh -c 'cat "$1"; exit "$2"' - "$REALM_DIR/$1.out" $status
}

# soak_growth LABEL FIELD: in KiB; of stock what it shrinks by is nothing
soak_growth()
{
    sed -n "s/^# .*$2_KiB=\([0-9]*\),\([0-9]*\).*/\1 \2/p" \
        "$REALM_DIR/$1.out" | {
        read -r from to && echo $((to > from ? to - from : 0))
    }
}

# soak_no_more FIELD ALLOWED NAME
soak_no_more()
{
    local stock module
    stock=$(soak_growth stock "$1")
    module=$(soak_growth module "$1")
    echo "# grown, KiB: $1, stock $stock, module $module"
    if [ -n "$stock" ] && [ -n "$module" ]; then
        more "$((stock + $2 - module))" 0 "$3"
    else
        not_ok "$3" "no figures"
    fi
}

need krb5kdc kadmin.local kdb5_util kinit
realm_start || skip_all "no realm"
realm_env $SOAK_ENCTYPE || not_ok "$SOAK_ENCTYPE: no ticket"
seconds=$((SOAK_MINUTES > 0 ? SOAK_MINUTES * 60 : SOAK_FEW_SECONDS))
soak messages module messages --face both --seconds $seconds
soak stock stock establishments --stock --count "$SOAK_ESTABLISHMENTS"
soak module module establishments --face both --count "$SOAK_ESTABLISHMENTS"
for label in messages stock module; do
    soak_end $label
done
soak_no_more resident $SOAK_RESIDENT \
    "resident memory grows no more than in stock"
soak_no_more heap $SOAK_HEAP "the heap in use grows no more than in stock"
tap_end
