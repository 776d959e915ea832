#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The module is switched on while a program runs.  If the program has used
# Kerberos before, the module stands aside there, in its children too, and the
# program goes on as in stock Kerberos, as whom it was.  If not, or if it is
# started afterwards, the module does the work
# (mech/load/older_than_listing.h).

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_beside.sh"

BESIDE=${KSP_SWITCHED:-$KSP_BUILD/tests/realm/switched}
BESIDE_WRAPS=2
BEFORE="a credential acquired before"
SPNEGO="one of SPNEGO"
ACCEPTOR="one of an acceptor"
INQUIRED="one acquired before, inquired"
AFTER="a credential acquired after"
DONE=00000000
NO_CRED=00070000

# switched_run LABEL WORLD HOW FILE: the program itself writes to FILE what
# lists the module, when it has begun
switched_run()
{
    world_switch_off
    beside_run "$1" "$2" "$REALM_TARGET" "FILE:$REALM_DIR/cc.root.any" \
        "$REALM_DIR/module.conf" "$4" "$3"
}

# switched_is LABEL RUN WANT NAME: what the "package" lines of a label say
switched_is()
{
    is "$(sed -n "s/^package $1: //p" "$REALM_DIR/$2.out" | sort -u)" \
        "$3" "$4"
}

# switched_trace RUN LINE COUNT NAME
switched_trace()
{
    is "$(trace_said "$REALM_DIR/$1.trace" | grep -cxE "$2")" "$3" "$4"
}

# The control: nobody lists the module, and the credentials are root's while
# the default one is user's.
switched_control()
{
    local label
    switched_run "control.$1" switched "$1" "$REALM_DIR/elsewhere.conf"
    is "$(cat "$REALM_DIR/control.$1.status")" 0 "control, $1: ends well"
    is "$(beside_ends "control.$1" Kerberos)" 0 "control, $1: all is stock's"
    check "control, $1: no trace of the module" \
        test ! -e "$REALM_DIR/control.$1.trace"
    for label in "$AFTER" ${2:+"$BEFORE" "$SPNEGO"}; do
        switched_is "$label" "control.$1" "$DONE root@$REALM" \
            "control, $1: $label is root's"
    done
    [ -n "${2-}" ] || return
    switched_is "$ACCEPTOR" "control.$1" "$DONE user@$REALM" \
        "control, $1: $ACCEPTOR is used"
    switched_is "$INQUIRED" "control.$1" "$DONE" "control, $1: $INQUIRED"
}

# Line for line what the control printed, who did it and as whom included.
switched_aside()
{
    switched_run "module.$1" switched "$1" "$REALM_DIR/switched.conf"
    beside_same "$1" "module.$1" "control.$1"
    check "$1: so it is in what the work was done by, and as whom" \
        diff "$REALM_DIR/control.$1.out" "$REALM_DIR/module.$1.out"
    switched_trace "module.$1" \
        "stand-aside: the program used Kerberos before .*" 1 \
        "$1: the module was loaded and stood aside"
    is "$(wc -l <"$REALM_DIR/module.$1.trace")" 1 "$1: and did nothing else"
}

# Nothing was acquired yet.
switched_taken_up()
{
    switched_run module.idle switched idle "$REALM_DIR/switched.conf"
    beside_same idle module.idle control.idle
    beside_by idle module.idle module 2
    switched_is "$AFTER" module.idle "$DONE root@$REALM" "idle: as root"
}

# Listed from the start, with the same first steps of the program: what it
# does later to other files does not matter.
switched_afterwards()
{
    local label
    switched_run afterwards module stays "$REALM_DIR/elsewhere.conf"
    beside_same "started afterwards" afterwards control.stays
    beside_by "started afterwards" afterwards module 4
    for label in "$BEFORE" "$SPNEGO" "$AFTER"; do
        switched_is "$label" afterwards "$DONE root@$REALM" \
            "started afterwards: $label is root's"
    done
}

# What the module stands aside for, and what is taken up even so.
switched_always()
{
    local label
    BESIDE_ENV=(env GSSKSP_ENABLE=always)
    switched_run always switched stays "$REALM_DIR/switched.conf"
    BESIDE_ENV=()
    beside_same always always control.stays
    switched_trace always "offered mechanisms=4" 1 "always: it was taken up"
    for label in before complete halfway; do
        switched_is $label always stock "always: $label is stock's"
    done
    switched_is new always Kerberos "always: a new context is the package's"
    for label in "$BEFORE" "$SPNEGO"; do
        switched_is "$label" always "$DONE user@$REALM" \
            "always: $label is lost, and the default one is used"
    done
    switched_is "$INQUIRED" always "$NO_CRED" "always: $INQUIRED is lost"
    switched_is "$ACCEPTOR" always "$DONE user@$REALM" \
        "always: $ACCEPTOR is used, by stock"
    switched_is "$AFTER" always "$DONE root@$REALM" "always: $AFTER is used"
}

need krb5kdc kadmin.local kdb5_util kinit
realm_start || skip_all "no realm"
realm_env any root
realm_env any user
for how in stays forks orphan; do
    switched_control $how held
    switched_aside $how
done
switched_control idle
switched_taken_up
switched_afterwards
switched_always
tap_end
