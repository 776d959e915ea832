#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Malformed tokens of every class, by every function that takes a token: the
# module says what stock MIT Kerberos says, but for what
# realm/invalid_intended.c lists, and both go on with the next genuine message.
# And calls on contexts that are not complete, have ended or have failed.
#
#   INVALID_ENCTYPES   some of the enctypes

. "$(dirname "$0")/realm.sh"

INVALID=${KSP_INVALID:-$KSP_BUILD/tests/realm/invalid/invalid}

# The number of an enctype.
declare -A NUMBER=([aes128-cts-hmac-sha1-96]=17 [aes256-cts-hmac-sha1-96]=18
    [aes128-cts-hmac-sha256-128]=19 [aes256-cts-hmac-sha384-192]=20
    [camellia128-cts-cmac]=25 [camellia256-cts-cmac]=26
    [des3-cbc-sha1]=16 [arcfour-hmac]=23)

# invalid_run WORLD ENCTYPE: adds to the file WORLD.tokens
invalid_run()
{
    in_world "$1" "$REALM_DIR/$1.trace"
    "${IN_WORLD[@]}" "$INVALID" "$1" "${NUMBER[$2]}" "$REALM_TARGET" \
        >>"$REALM_DIR/$1.tokens"
}

# invalid_contexts WORLD ENCTYPE: the output goes to WORLD.contexts
invalid_contexts()
{
    local tgt=$REALM_DIR/tgt.$2
    realm_env "$2" || return 1
    cp "${KRB5CCNAME#FILE:}" "$tgt"
    in_world "$1" "$REALM_DIR/$1.trace"
    "${IN_WORLD[@]}" "$INVALID" contexts "${NUMBER[$2]}" "$REALM_TARGET" \
        "$tgt" >"$REALM_DIR/$1.contexts"
}

# invalid_fails: a run that says otherwise is noticed
invalid_fails()
{
    awk -F'\t' -v OFS='\t' 'NR == 1000 { $6 = "00060001" } 1' \
        "$REALM_DIR/module.tokens" >"$REALM_DIR/wrong.tokens"
    ! "$INVALID" compare "$REALM_DIR/stock.tokens" "$REALM_DIR/wrong.tokens"
}

need krb5kdc kadmin.local kdb5_util kinit
realm_start || skip_all "no realm"
ENCTYPES=${INVALID_ENCTYPES:-$REALM_ENCTYPES $REALM_OLD_ENCTYPES}
all=all
[ "$ENCTYPES" = "$REALM_ENCTYPES $REALM_OLD_ENCTYPES" ] || all=""
for enctype in $ENCTYPES; do
    # Without nettle some are stock's in both worlds.
    realm_is_ours "$enctype" || { all=""; continue; }
    realm_env "$enctype" || not_ok "$enctype: no ticket"
    check "$enctype: every token in the stock world" \
        invalid_run stock "$enctype"
    check "$enctype: every token with the module" \
        invalid_run module "$enctype"
    check "$enctype: contexts in the stock world" \
        invalid_contexts stock "$enctype"
    check "$enctype: contexts with the module" \
        invalid_contexts module "$enctype"
    # IAKERB may be switched off.
    more "$(grep -c '^ complete' "$REALM_DIR/module.contexts")" 4 \
        "$enctype: contexts were completed after all"
    check "$enctype: both say the same of contexts" \
        diff "$REALM_DIR/stock.contexts" "$REALM_DIR/module.contexts"
done
check "both say the same of tokens, or what is intended" "$INVALID" compare \
    "$REALM_DIR/stock.tokens" "$REALM_DIR/module.tokens" ${all:+all}
"$INVALID" compare "$REALM_DIR/stock.tokens" "$REALM_DIR/module.tokens" |
    sed 's/^/# /'
compared "$(wc -l <"$REALM_DIR/module.tokens")"
check "a difference is noticed" invalid_fails
more "$(trace_count "$REALM_DIR/module.trace" VerifySignature)" 1000 \
    "the module checked the MICs"
is "$(trace_count "$REALM_DIR/stock.trace" VerifySignature)" 0 \
    "the module checked none in the stock world"
tap_end
