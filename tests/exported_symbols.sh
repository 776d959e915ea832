#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The module exports what the mechglue looks up in an interposer, the variable
# that says how it is (gssapi/gssapi_ksp_state.h), and nothing else; and it has
# everything it needs.

. "$(dirname "$0")/realm.sh"

need nm strings ldd readelf
# Left out on purpose; mech/gssi.h says why.
LEFT_OUT=gssi_set_neg_mechs
STATE=gss_ksp_state

# The names the mechglue of this system asks for are strings in the library.
glue_names()
{
    local glue
    glue=$(ldd "$KSP_MODULE" | awk '/libgssapi_krb5/ { print $3 }')
    [ -n "$glue" ] || return 1
    echo gss_mech_interposer
    strings -a "$glue" | grep '^gssi_' | grep -vxF "$LEFT_OUT"
}

exported()
{
    nm -D --defined-only "$KSP_MODULE" | awk '{ print $NF }'
}

check "the module was built" test -s "$KSP_MODULE"
LISTS=$(mktemp -d "${TMPDIR:-/tmp}/ksp-exports.XXXXXX") || exit 1
trap 'rm -rf "$LISTS"' EXIT
{ glue_names; echo "$STATE"; } | sort -u >"$LISTS/wanted"
exported | sort -u >"$LISTS/exported"
more "$(wc -l <"$LISTS/wanted")" 60 "the names the mechglue asks for"
check "exported: those and nothing else" \
    diff "$LISTS/wanted" "$LISTS/exported"
is "$(nm -D --defined-only "$KSP_MODULE" | awk -v n=$STATE \
    '$3 == n { print $2 }')" D "the state is a variable"
is "$(ldd -r "$KSP_MODULE" 2>&1 | grep -c undefined)" 0 \
    "no undefined symbol"
check "bound at once (RELRO holds)" \
    sh -c "readelf -d '$KSP_MODULE' | grep -qE 'BIND_NOW|Flags:.* NOW'"
# A thread has its own of those at its first use: where memory is short, the C
# library ends the process.
check "no thread-local variable" \
    sh -c "readelf -lW '$KSP_MODULE' | grep -q LOAD &&
        ! readelf -lW '$KSP_MODULE' | grep -q TLS"
tap_end
