#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A GSS program exports a context of the module's, and something fails on the
# way: the context is as it was (realm/export.c).

. "$(dirname "$0")/realm.sh"
. "$REALM_TESTS/lib/subtap.sh"

EXPORT=${KSP_EXPORT:-$KSP_BUILD/tests/realm/export}

export_run()
{
    rm -f "$REALM_DIR/trace"
    realm_env "$1" || { not_ok "$1: no ticket"; return; }
    in_world module "$REALM_DIR/trace"
    subtap "$1" "${IN_WORLD[@]}" "$EXPORT" "$REALM_TARGET"
    more "$(trace_count "$REALM_DIR/trace" ExportContext)" 5 \
        "$1: the package was asked"
    # SEC_E_UNSUPPORTED_FUNCTION and SEC_E_INSUFFICIENT_MEMORY
    is "$(grep -c 'ExportContext .* 0x80090302$' "$REALM_DIR/trace")" 2 \
        "$1: the trace has what was refused"
    is "$(grep -c 'ExportContext .* 0x80090300$' "$REALM_DIR/trace")" 4 \
        "$1: and what failed"
}

need krb5kdc kadmin.local kdb5_util kinit
realm_start || skip_all "no realm"
for enctype in aes256-cts-hmac-sha384-192 arcfour-hmac des3-cbc-sha1; do
    ! realm_is_ours "$enctype" || export_run "$enctype"
done
tap_end
