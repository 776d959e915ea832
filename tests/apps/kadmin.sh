#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A stock kadmin administers the realm through a stock kadmind, with the
# module on both sides, on either and on none.  In RPCSEC_GSS the client signs
# the header of each call, the server signs each verifier, and both seal what
# they say; AUTH_GSSAPI signs with wrap tokens.  What kadmin says and what
# kadmind logs (of whom, by which name) must be as in the stock world.

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_kadmin.sh"

need kadmin kadmind krb5kdc kadmin.local kinit

MANY=1000
PLAIN=0x00000000
# SECQOP_WRAP_NO_ENCRYPT
NO_ENCRYPT=0x80000001

kadmin_commands()
{
    cat <<COMMANDS
get_privs
addpol -minlength 5 -history 3 rule
addprinc -policy rule -randkey guest
getprinc guest
modprinc -maxlife 1hour +requires_preauth guest
getprinc guest
ktadd -k $KADMIN_DIR/guest.keytab guest
listprincs
getpol rule
listpols
setstr guest note "some text"
getstrs guest
renprinc -force guest visitor
getprinc guest
delprinc -force visitor
delpol -force rule
COMMANDS
}

# kadmin_qops TRACE FUNCTION QOP: successful calls with that fQOP
kadmin_qops()
{
    grep -F " $2 " "$1" | grep -F "fQOP=$3 " | grep -c -- '-> 0x00000000$'
}

# kadmin_proof NAME WORLD FLAVOUR TRACE SIGN VERIFY: signed are calls and
# verifiers, sealed what is called for.
kadmin_proof()
{
    local function
    if [ "$2" = stock ]; then
        check "$1: no call of the module" test ! -s "$4"
        return
    fi
    for function in SealMessage UnsealMessage; do
        more "$(kadmin_qops "$4" $function $PLAIN)" 16 "$1: $function"
        [ "$3" = rpcsec ] ||
            more "$(kadmin_qops "$4" $function $NO_ENCRYPT)" 16 \
                "$1: $function, signed only"
    done
    [ "$3" = rpcsec ] || return
    for function in MakeSignature VerifySignature; do
        more "$(kadmin_qops "$4" $function $PLAIN)" 16 "$1: $function"
    done
}

# kadmin_case NAME FLAVOUR CLIENT_WORLD SERVER_WORLD
kadmin_case()
{
    local name="$1, $2 ($3 to $4)" what
    rm -f "$KADMIN_DIR/guest.keytab"
    if ! kadmin_run "$3" "$2" "$KADMIN_DIR/admin.keytab" admin/admin \
        <<<"$(kadmin_commands)"; then
        not_ok "$name" "$(kadmin_story)"
        return
    fi
    for what in shown logged; do
        check "$name: $what as in the stock world" \
            diff "$KADMIN_DIR/$what.$2" "$KADMIN_DIR/$what"
    done
    # klist -K would show the keys: both must have come whole.
    is "$(klist -ke "$KADMIN_DIR/guest.keytab" | grep -c "guest@$REALM")" 8 \
        "$name: keys were sent"
    kadmin_proof "$name, kadmin" "$3" "$2" "$KADMIN_DIR/kadmin.trace"
    kadmin_proof "$name, kadmind" "$4" "$2" "$KADMIN_DIR/kadmind.trace"
}

# What the stock world says, which the others are compared with.
kadmin_reference()
{
    local name="$1 (stock to stock)" flavor=6
    [ "$1" = rpcsec ] || flavor=300001
    check "$name" kadmin_run stock "$1" "$KADMIN_DIR/admin.keytab" \
        admin/admin <<<"$(kadmin_commands)"
    cp "$KADMIN_DIR/shown" "$KADMIN_DIR/shown.$1"
    cp "$KADMIN_DIR/logged" "$KADMIN_DIR/logged.$1"
    is "$(grep -c '^service/number' "$KADMIN_DIR/shown")" $MANY \
        "$name: a long list"
    is "$(grep -c ", client=admin/admin@$REALM, service=kadmin/admin@$REALM" \
        "$KADMIN_DIR/logged")" "$(wc -l <"$KADMIN_DIR/logged")" \
        "$name: each request is the administrator's"
    check "$name: of that flavour" grep -q "flavor=$flavor\$" \
        "$KADMIN_DIR/logged"
}

# kadmin_usable: the keys that were sent are those of the principal.
kadmin_usable()
{
    local name="keys of a new principal ($1 to $2)"
    rm -f "$KADMIN_DIR/guest.keytab"
    check "$name: sent" kadmin_run "$1" rpcsec "$KADMIN_DIR/admin.keytab" \
        admin/admin <<<"addprinc -randkey guest
ktadd -k $KADMIN_DIR/guest.keytab guest"
    check "$name: of use" kinit -k -t "$KADMIN_DIR/guest.keytab" \
        -c "MEMORY:" "guest@$REALM"
    check "$name: removed" kadmin_run "$1" rpcsec \
        "$KADMIN_DIR/admin.keytab" admin/admin <<<"delprinc -force guest"
}

# Somebody without privileges, told so in the same words.
kadmin_refused()
{
    local name="no privilege ($1 to $2)"
    check "$name" kadmin_run "$1" rpcsec "$REALM_DIR/client.keytab" user \
        <<<"getprinc root
listprincs
getprinc user
addprinc -randkey guest"
    if [ "$1 $2" = "stock stock" ]; then
        cp "$KADMIN_DIR/shown" "$KADMIN_DIR/shown.refused"
        cp "$KADMIN_DIR/logged" "$KADMIN_DIR/logged.refused"
        is "$(grep -c "Operation requires" "$KADMIN_DIR/shown")" 3 \
            "$name: refused"
    fi
    cat "$KADMIN_DIR/shown" "$KADMIN_DIR/logged" >"$KADMIN_DIR/refused"
    check "$name: as in the stock world" \
        diff <(cat "$KADMIN_DIR"/{shown,logged}.refused) \
        "$KADMIN_DIR/refused"
}

realm_start || exit 1
kadmin_setup $MANY || { kadmin_story; exit 1; }
realm_env any || exit 1
for server in stock module; do
    kadmind_start $server || { kadmin_story; exit 1; }
    if [ $server = stock ]; then
        kadmin_reference rpcsec
        kadmin_reference auth
    fi
    for client in stock module; do
        for flavour in rpcsec auth; do
            kadmin_case "any enctype" $flavour $client $server
        done
        kadmin_usable $client $server
        kadmin_refused $client $server
    done
    if [ $server = module ]; then
        for enctype in $REALM_ENCTYPES; do
            realm_env "$enctype" || exit 1
            kadmin_case "$enctype" rpcsec module module
            is "$(trace_tokens "$KADMIN_DIR/kadmin.trace" MakeSignature)" \
                "$(mic_length "$enctype")" "$enctype: length of the MIC"
        done
    fi
    kadmind_stop
done
tap_end
