#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A stock ldapsearch reads a directory of a stock slapd through a SASL
# security layer, with the module on both sides, on either and on none, and
# ldapmodify writes one: many messages one way, and large ones either way.
# SASL itself signs two messages to agree on the layer; what counts here is
# what comes after them.

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_ldap.sh"

need slapd ldapsearch ldapmodify ldapdelete ldapwhoami
need krb5kdc kadmin.local kinit
ldap_can_run || skip_all "no slapd with SASL's GSSAPI"

# SECQOP_WRAP_NO_ENCRYPT
NO_ENCRYPT=0x80000001

# A client cuts what it sends into the pieces of 64 KiB that slapd asks for;
# it asks slapd for no such thing.
LARGE=1000000
PIECES=15

# ldap_calls TRACE FUNCTION QOP: successful calls with that fQOP
ldap_calls()
{
    [ -e "$1" ] || { echo 0; return; }
    awk -v f="$2" -v q="fQOP=$3" '
        $3 == f && index($0, q " ") && $NF == "0x00000000" { n++ }
        END { print n + 0 }' "$1"
}

# ldap_proof NAME WORLD TRACE FUNCTION SSF: who sends the entries, or gets
# them, handles more messages than the two of the agreement.
ldap_proof()
{
    local name=$1 world=$2 trace=$3 function=$4 ssf=$5 qop=0x00000000
    [ "$ssf" -gt 1 ] || qop=$NO_ENCRYPT
    if [ "$world" = stock ]; then
        check "$name: no call of the module" test ! -s "$trace"
        return
    fi
    if [ "$ssf" = 0 ]; then
        is "$(trace_count "$trace" "$function")" 1 \
            "$name: $function for the agreement only"
        return
    fi
    more "$(ldap_calls "$trace" "$function" $qop)" 20 "$name: $function"
}

# ldap_case NAME SSF CLIENT_WORLD SERVER_WORLD
ldap_case()
{
    local name="$1, SSF $2 ($3 to $4)" trace=$LDAP_DIR/ldapsearch.trace
    rm -f "$trace"
    : >"$LDAP_DIR/server.trace"
    if ! ldap_search "$3" "$trace" "$2"; then
        not_ok "$name" "$(ldap_story)"
        return
    fi
    check "$name" cmp "$LDAP_DIR/entries.ldif" "$LDAP_DIR/got"
    is "$(sed -n 's/^SASL SSF: //p' "$LDAP_DIR/err")" "$2" \
        "$name: as asked for"
    ldap_proof "$name, ldapsearch" "$3" "$trace" UnsealMessage "$2"
    ldap_proof "$name, slapd" "$4" "$LDAP_DIR/server.trace" SealMessage "$2"
}

# ldap_fresh: no traces
ldap_fresh()
{
    rm -f "$LDAP_DIR/client.trace"
    : >"$LDAP_DIR/server.trace"
}

# ldap_pieces NAME WORLD TRACE FUNCTION SSF
ldap_pieces()
{
    local qop=0x00000000
    [ "$5" -gt 1 ] || qop=$NO_ENCRYPT
    if [ "$2" = stock ]; then
        check "$1: no call of the module" test ! -s "$3"
    else
        more "$(ldap_calls "$3" "$4" $qop)" $PIECES "$1: $4 of each piece"
    fi
}

# ldap_whole NAME WORLD TRACE FUNCTION SSF
ldap_whole()
{
    local qop=0x00000000
    [ "$5" -gt 1 ] || qop=$NO_ENCRYPT
    if [ "$2" = stock ]; then
        check "$1: no call of the module" test ! -s "$3"
    else
        more "$(grep -F " $4 " "$3" | grep -F "fQOP=$qop" |
            sed -n 's/.* DATA=\([0-9]*\).*/\1/p' | sort -n | tail -n 1)" \
            $LARGE "$1: $4 of all of it"
    fi
}

# ldap_large_case SSF CLIENT_WORLD SERVER_WORLD: written, read, removed
ldap_large_case()
{
    local name="large entry, SSF $1 ($2 to $3)"
    local client=$LDAP_DIR/client.trace server=$LDAP_DIR/server.trace
    ldap_fresh
    check "$name: written" ldap_tool "$2" "$client" "$1" \
        ldapmodify -a -f "$LDAP_DIR/large.ldif"
    ldap_pieces "$name: ldapmodify" "$2" "$client" SealMessage "$1"
    ldap_pieces "$name: slapd" "$3" "$server" UnsealMessage "$1"
    ldap_fresh
    check "$name: read" ldap_search "$2" "$client" "$1" cn=large,dc=test
    check "$name: the same" cmp "$LDAP_DIR/large.ldif" "$LDAP_DIR/got"
    ldap_whole "$name: slapd" "$3" "$server" SealMessage "$1"
    ldap_whole "$name: ldapsearch" "$2" "$client" UnsealMessage "$1"
    check "$name: removed" ldap_tool "$2" "$client" "$1" \
        ldapdelete cn=large,dc=test
    check "$name: who did it" ldap_tool "$2" "$client" "$1" ldapwhoami
    is "$(cat "$LDAP_DIR/got")" "$LDAP_WHO" "$name: user"
}

# The strength of what an enctype gives, as MIT's library says it to SASL.
ldap_ssf()
{
    case $1 in
    *128*) echo 128 ;;
    *256*) echo 256 ;;
    esac
}

realm_start || exit 1
ldap_setup 400 500 || { ldap_story; exit 1; }
ldap_large $LARGE >"$LDAP_DIR/large.ldif"
LDAP_WHO="dn:uid=user,cn=${REALM,,},cn=gssapi,cn=auth"
for server in stock module; do
    ldap_service aes256-cts-hmac-sha1-96 || { ldap_story; exit 1; }
    ldap_start $server || { ldap_story; exit 1; }
    realm_env aes256-cts-hmac-sha1-96 || exit 1
    for client in stock module; do
        for ssf in 256 1 0; do
            ldap_case aes256-cts-hmac-sha1-96 $ssf $client $server
        done
        for ssf in 256 1; do
            ldap_large_case $ssf $client $server
        done
    done
    ldap_stop
done
for enctype in $REALM_ENCTYPES; do
    ldap_service "$enctype" || { ldap_story; exit 1; }
    realm_env "$enctype" || exit 1
    ldap_start module || { ldap_story; exit 1; }
    ldap_case "$enctype" "$(ldap_ssf "$enctype")" module module
    ldap_stop
done
tap_end
