#!/bin/bash
# SPDX-License-Identifier: MIT
#
# keep_contexts.sh FILE: contexts for the targets that need them, from a
# throw-away realm.  KSP_BUILD is the build; keep_contexts.c says what is kept.

. "$(dirname "$0")/../realm.sh"

need krb5kdc kadmin.local kdb5_util kinit
realm_start || skip_all "no realm"
: >"$1.new"
for enctype in $REALM_ENCTYPES $REALM_OLD_ENCTYPES; do
    realm_env "$enctype" || not_ok "$enctype: no ticket"
    in_world stock "$REALM_DIR/trace"
    check "$enctype" "${IN_WORLD[@]}" "$KSP_BUILD/tests/fuzz/keep_contexts" \
        "$REALM_TARGET" "$1.new"
done
check "they are kept" mv "$1.new" "$1"
tap_end
