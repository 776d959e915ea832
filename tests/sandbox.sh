#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Once a context stands, the module needs nothing of the system that stock
# does not need (see realm/sandbox.c); nor does the SSPI library, with and
# without the module (realm/sandbox_sspi.c).

. "$(dirname "$0")/realm.sh"
. "$REALM_TESTS/lib/subtap.sh"

SANDBOX=${KSP_SANDBOX:-$KSP_BUILD/tests/realm/sandbox}
SANDBOX_SSPI=$KSP_BUILD/tests/realm/sandbox_sspi
SANDBOX_ENCTYPES="aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha256-128
camellia128-cts-cmac $REALM_OLD_ENCTYPES"

need krb5kdc kadmin.local kdb5_util kinit
realm_start || skip_all "no realm"
for enctype in ${KSP_SANDBOX_ENCTYPES:-$SANDBOX_ENCTYPES}; do
    realm_env "$enctype" || not_ok "$enctype: no ticket"
    tgt=$REALM_DIR/tgt.$enctype
    cp "${KRB5CCNAME#FILE:}" "$tgt"
    forwarded=(--forwarded)
    ! realm_is_ours "$enctype" || forwarded=()
    subtap "$enctype" "$SANDBOX" --target "$REALM_TARGET" --tgt-only "$tgt" \
        --stock "$(world_config stock)" --module "$(world_config module)" \
        "${forwarded[@]}"
    realm_is_ours "$enctype" || continue
    for w in stock module; do
        in_world $w /dev/null
        subtap "$enctype, SSPI, $w" env -u GSSKSP_TRACE "${IN_WORLD[@]:0:2}" \
            "$SANDBOX_SSPI" "${REALM_TARGET/@//}"
    done
done

# Where the host has a trace of decisions nothing is added: they end with the
# establishment.  That it would be felt, messages tell.
#
# sandbox_traced RELATION...: sandbox, with these beside a trace
sandbox_traced()
{
    KRB5_CONFIG=$REALM_DIR/traced.conf
    {
        cat "$REALM_DIR/krb5.$enctype.conf"
        echo "[appdefaults]"
        echo "    gss-ksp = {"
        printf '        %s\n' "trace = $REALM_DIR/decisions" "$@"
        echo "    }"
    } >"$KRB5_CONFIG"
    rm -f "$REALM_DIR/decisions"
}

sandbox_decisions()
{
    local out
    sandbox_traced
    subtap "$enctype, decisions are traced" "$SANDBOX" \
        --target "$REALM_TARGET" --tgt-only "$tgt" \
        --stock "$(world_config stock)" --module "$(world_config module)"
    more "$(trace_count "$REALM_DIR/decisions" InitContext)" 20 \
        "decisions are traced: contexts handed over"
    in_world module ""
    subtap "$enctype, SSPI, decisions are traced" "${IN_WORLD[@]}" \
        "$SANDBOX_SSPI" "${REALM_TARGET/@//}"
    more "$(trace_count "$REALM_DIR/decisions" SpInitContext)" 4 \
        "decisions are traced: contexts of the SSPI library"
    sandbox_traced "trace_messages = sandbox"
    out=$("$SANDBOX" --target "$REALM_TARGET" --tgt-only "$tgt" \
        --stock "$(world_config stock)" --module "$(world_config module)")
    more "$(grep -c "^not ok .* no system call that stock" <<<"$out")" 1 \
        "messages are traced: that is felt"
}

enctype=aes256-cts-hmac-sha1-96
tgt=$REALM_DIR/tgt.$enctype
# Not where other enctypes were asked for.
if [ -e "$tgt" ]; then
    realm_env $enctype && sandbox_decisions
fi
tap_end
