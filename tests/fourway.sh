#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The four-way matrix: a client and a server by GSS or by SSPI, with the
# module or without, for every enctype and every form of message (see
# realm/fourway.c).  FOURWAY_ENCTYPES picks some enctypes.

. "$(dirname "$0")/realm.sh"
. "$REALM_TESTS/lib/subtap.sh"

FOURWAY=$KSP_BUILD/tests/realm/fourway
KINDS="gss-stock gss-module sspi-stock sspi-module"

# fourway_function KIND ENCTYPE: what such a side leaves in the trace, if its
# messages went through the package: the function of its face
fourway_function()
{
    case $1 in
    gss-stock) echo none ;;
    gss-module) realm_is_ours "$2" && echo SealMessage || echo none ;;
    sspi-*) echo SpSealMessage ;;
    esac
}

# fourway_proof ENCTYPE CLIENT SERVER NAME TRACE: as many sides as should be
fourway_proof()
{
    local enctype=$1 function sides want
    shift
    for function in SealMessage SpSealMessage; do
        want=0
        [ "$(fourway_function "$1" "$enctype")" != $function ] ||
            want=$((want + 1))
        [ "$(fourway_function "$2" "$enctype")" != $function ] ||
            want=$((want + 1))
        sides=$(trace_called "$4" $function | awk '
            { seen[$2] = 1 }
            END { for (pid in seen) n++; print n + 0 }')
        is "${sides:-0}" $want "$3: $want sides called $function"
    done
    want=0
    [ "$1" != sspi-module ] || want=$((want + 1))
    [ "$2" != sspi-module ] || want=$((want + 1))
    sides=$(awk '
        $3 == "InitContext" && / face=sspi .* table=module / { seen[$2] = 1 }
        END { for (pid in seen) n++; print n + 0 }' "$4" 2>/dev/null)
    is "${sides:-0}" $want "$3: $want sides share the module's package"
}

fourway_enctype()
{
    local enctype=$1 client server trace=$REALM_DIR/trace kinds=$KINDS
    local forwarded=()
    realm_env "$enctype" || return 1
    # Without ciphers SSPI has no contexts (see sspi.sh).
    realm_is_ours "$enctype" || {
        kinds="gss-stock gss-module"; forwarded=(forwarded); }
    export GSSKSP_TRACE=$trace
    for client in $kinds; do
        for server in $kinds; do
            rm -f "$trace"
            subtap "$enctype, $client to $server" "$FOURWAY" "$enctype" \
                "$REALM_TARGET" "$(world_config stock)" \
                "$(world_config module)" "$client" "$server" \
                "${forwarded[@]}"
            fourway_proof "$enctype" "$client" "$server" \
                "$enctype, $client to $server" "$trace"
        done
    done
}

need krb5kdc kadmin.local kinit
realm_start || skip_all "no realm"
for enctype in ${FOURWAY_ENCTYPES:-$REALM_ENCTYPES $REALM_OLD_ENCTYPES}; do
    fourway_enctype "$enctype" || not_ok "$enctype: no ticket"
done
tap_end
