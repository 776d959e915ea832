#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A context exported and imported between its legs: the mechglue then gives
# the initiator's next leg to us with a context of MIT's
# (mech/contexts/begun_by_stock.h).

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_beside.sh"

need krb5kdc kadmin.local kdb5_util kinit
realm_start || skip_all "no realm"
for enctype in any $REALM_OLD_ENCTYPES; do
    realm_env "$enctype" || not_ok "$enctype: no ticket"
    for world in stock module; do
        beside_run "$enctype.$world" $world "$REALM_TARGET" halfway
    done
    beside_same "$enctype" "$enctype.module" "$enctype.stock"
    is "$(grep -c ', halfway$' "$REALM_DIR/$enctype.module.out")" 2 \
        "$enctype: both ends were exported between legs"
    beside_by "$enctype" "$enctype.module" called 1
done
tap_end
