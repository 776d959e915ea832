#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The module on both sides, on either, on none: every kind of message between
# two processes, for every enctype (see realm/matrix_cases.c).  MATRIX_ENCTYPES
# picks some of them.

. "$(dirname "$0")/realm.sh"
. "$REALM_TESTS/lib/subtap.sh"
. "$REALM_TESTS/lib/mictag.sh"

MATRIX=${KSP_MATRIX:-$KSP_BUILD/tests/realm/matrix/matrix}

# matrix_enctype ENCTYPE
matrix_enctype()
{
    local enctype=$1 tgt=$REALM_DIR/tgt.$1 initiator acceptor forwarded=()
    realm_env "$enctype" || return 1
    realm_is_ours "$enctype" || forwarded=(--forwarded)
    cp "${KRB5CCNAME#FILE:}" "$tgt"
    for initiator in stock module; do
        for acceptor in stock module; do
            subtap "matrix" "$MATRIX" --enctype "$enctype" \
                --target "$REALM_TARGET" --tgt-only "$tgt" \
                --stock "$(world_config stock)" \
                --module "$(world_config module)" \
                --initiator "$initiator" --acceptor "$acceptor" \
                "${forwarded[@]}"
        done
    done
}

need krb5kdc kadmin.local kdb5_util kinit
realm_start || skip_all "no realm"
realm_env "${REALM_ENCTYPES%% *}"
mic_tag
for enctype in ${MATRIX_ENCTYPES:-$REALM_ENCTYPES $REALM_OLD_ENCTYPES}; do
    matrix_enctype "$enctype" || not_ok "$enctype: no ticket"
done
tap_end
