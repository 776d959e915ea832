# SPDX-License-Identifier: MIT
#
# Where the library looks for SPNEGO's mechListMIC (see realm/spnego_mic.h).
# To be sourced by bash after realm.sh.
#
#   mic_tag     In the realm_env that is set: two tests, that the library is
#               of a known kind, in the stock world and with the module; and
#               exports SPNEGO_MIC_TAG for the programs to come.

mic_tag_of()
{
    in_world "$1" "$REALM_DIR/$1.mictag"
    "${IN_WORLD[@]}" "$KSP_BUILD/tests/realm/spnego_tag" "$REALM_TARGET" 2>&1
}

mic_tag()
{
    export SPNEGO_MIC_TAG
    SPNEGO_MIC_TAG=$(mic_tag_of stock)
    check "stock krb5 looks for a mechListMIC under [$SPNEGO_MIC_TAG]" \
        grep -qxE '3|4' <<<"$SPNEGO_MIC_TAG"
    is "$(mic_tag_of module)" "$SPNEGO_MIC_TAG" \
        "with the module it looks there too"
    more "$(trace_count "$REALM_DIR/module.mictag" VerifySignature)" 1 \
        "and the package verifies what it finds"
}
