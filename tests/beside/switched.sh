#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The module is switched on while a program runs, and the program takes it
# up: what was begun before is MIT's to the end, what begins after is ours,
# and a credential from before is lost, as the man page says.

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_beside.sh"

BESIDE=${KSP_SWITCHED:-$KSP_BUILD/tests/realm/switched}

# switched_run WORLD TO
switched_run()
{
    BESIDE_ENV=(env "GSS_MECH_CONFIG=$REALM_DIR/switched.conf")
    cp "$REALM_DIR/stock.conf" "$REALM_DIR/switched.conf"
    beside_run "$1" stock "$REALM_TARGET" "FILE:$REALM_DIR/cc.root.any" \
        "$REALM_DIR/module.conf" "$2"
}

# switched_is LABEL WORLD WANT NAME: what the "package" lines of a label say
switched_is()
{
    is "$(sed -n "s/^package $1: //p" "$REALM_DIR/$2.out" | sort -u)" \
        "$3" "$4"
}

need krb5kdc kadmin.local kdb5_util kinit
realm_start || skip_all "no realm"
realm_env any root
realm_env any user
switched_run control "$REALM_DIR/elsewhere.conf"
switched_run module "$REALM_DIR/switched.conf"
beside_same "switched on" module control
for label in before complete halfway new; do
    switched_is $label control stock "control: $label, stock"
done
check "control: no trace of the module" test ! -e "$REALM_DIR/control.trace"
is "$(grep -c ' load mechanisms=4$' "$REALM_DIR/module.trace")" 1 \
    "the program took the module up"
switched_is before module stock "before: stock"
switched_is complete module stock "a context from before stays stock's"
switched_is halfway module stock "one that was between its legs as well"
switched_is new module Kerberos "a new context is the package's"
is "$(trace_count "$REALM_DIR/module.trace" MakeSignature)" 2 \
    "its MICs are the package's"
OLD="a credential acquired before"
switched_is "$OLD" control "root@$REALM" "control: the credential is used"
switched_is "$OLD" module "user@$REALM" \
    "$OLD is not found, and the default one is used"
switched_is "a credential acquired after" module "root@$REALM" \
    "one that was acquired after is used"
tap_end
