#!/bin/bash
# SPDX-License-Identifier: MIT
#
# In a process that refers to gss_krb5_import_cred the module stands aside,
# so that the credential made with it is the one used (mech/load/standaside.h).

. "$(dirname "$0")/realm.sh"

IMPORT_CRED=${KSP_IMPORT_CRED:-$KSP_BUILD/tests/realm/import_cred}

# import_client WORLD: who the acceptor sees when root's cache is imported
# while user's is the default one
import_client()
{
    in_world "$1" "$REALM_DIR/$1.trace"
    "${IN_WORLD[@]}" "$IMPORT_CRED" host@localhost \
        "FILE:$REALM_DIR/cc.root.any"
}

need krb5kdc kadmin.local kdb5_util kinit
realm_start || skip_all "no realm"
realm_env any root
realm_env any user
is "$(import_client stock)" "root@$REALM" "stock uses the imported credential"
is "$(import_client module)" "root@$REALM" \
    "with the module listed, the same one is used"
check "the module stood aside and said why" \
    grep -q ' stand-aside .*gss_krb5_import_cred' "$REALM_DIR/module.trace"
export GSSKSP_ENABLE=always
import_client module >"$REALM_DIR/always" || true
check "GSSKSP_ENABLE=always: it did not" trace_loaded "$REALM_DIR/module.trace"
rm -f "$REALM_DIR/module.trace"
export GSSKSP_ENABLE=allways
is "$(import_client module)" "root@$REALM" "another word: stock is used"
is "$(trace_said "$REALM_DIR/module.trace")" \
    "stand-aside: GSSKSP_ENABLE is neither always nor never" \
    "and the trace says why"
tap_end
