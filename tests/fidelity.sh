#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Names, credentials, mechanisms and contexts look to a program as they do in
# stock MIT Kerberos (see realm/fidelity.h).

. "$(dirname "$0")/realm.sh"

FIDELITY=${KSP_FIDELITY:-$KSP_BUILD/tests/realm/fidelity}

# Root may not log in as root though the names agree, "user" may as nobody:
# so that the answers do not all agree by chance.
fidelity_accounts()
{
    mkdir -p "$REALM_DIR/k5login"
    echo "other@$REALM" >"$REALM_DIR/k5login/root"
    echo "user@$REALM" >"$REALM_DIR/k5login/nobody"
    kadmin.local >"$REALM_DIR/fidelity.out" 2>&1 <<KADMIN
addprinc -pw secret pass
modprinc +ok_to_auth_as_delegate user
KADMIN
}

# fidelity_run WORLD: the output goes to WORLD.fidelity
fidelity_run()
{
    realm_env any
    rm -rf "$REALM_DIR/files"
    mkdir "$REALM_DIR/files"
    in_world "$1" "$REALM_DIR/$1.trace"
    "${IN_WORLD[@]}" "$FIDELITY" host@localhost secret "$REALM_DIR/files" \
        >"$REALM_DIR/$1.fidelity"
}

# fidelity_lines PATTERN: how many lines of the module's output match
fidelity_lines()
{
    grep -cE -- "$1" "$REALM_DIR/module.fidelity"
}

need krb5kdc kadmin.local kdb5_util kinit
realm_start || skip_all "no realm"
fidelity_accounts
check "the program runs in the stock world" fidelity_run stock
check "the program runs with the module" fidelity_run module
check "the module was loaded" trace_loaded "$REALM_DIR/module.trace"
more "$(trace_count "$REALM_DIR/module.trace" MakeSignature)" 20 \
    "the module made the MICs"
is "$(trace_count "$REALM_DIR/stock.trace" MakeSignature)" 0 \
    "the module made none in the stock world"
check "both print the same" \
    diff "$REALM_DIR/stock.fidelity" "$REALM_DIR/module.fidelity"
DONE='^contexts .*/ (acquired|copied|imported) / init: major 0*$'
more "$(fidelity_lines "$DONE")" 15 \
    "contexts with acquired, copied, imported credentials were completed"
more "$(fidelity_lines '^contexts / .*/ password / .*client.*"pass@')" 20 \
    "credentials of another identity were used"
more "$(fidelity_lines 'client / duplicate / get: authenticated 1')" 20 \
    "names had attributes"
if [ "$(id -u)" = 0 ]; then
    more "$(fidelity_lines '/ krb5 / .*nobody: userok 1')" 2 \
        "some logins are allowed"
    is "$(fidelity_lines '/ krb5 / .*root: userok 1')" 0 \
        "a login that .k5login forbids is not"
fi
tap_end
