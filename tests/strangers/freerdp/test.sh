#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Debian's xfreerdp3, unchanged, with libksp-sspi for its SSPI
# (/sspi-module), logs in by CredSSP with Kerberos: to FreeRDP's own server,
# unchanged, and to a server of the tests over the stock GSS-API, which says
# what it got (acceptor.c).  With tickets and with a password, with the module
# listed and without, with every enctype, and with servers that do not hold
# the key that they must.

. "$(dirname "$0")/../../realm.sh"
. "$REALM_TESTS/lib/stage.sh"
. "$REALM_TESTS/strangers/freerdp/lib.sh"

need xfreerdp3 freerdp-shadow-cli3 Xvfb openssl pkg-config krb5kdc \
    kadmin.local kinit stdbuf "${CC:-cc}"

KRB5_OID="{ 1 2 840 113554 1 2 2 }"

# Lines that the log of a side has.
freerdp_says()
{
    grep -cF -- "$2" "$FREERDP_DIR/$1.log"
}

# Not where a client is gone that wanted no more than to log in.
freerdp_session_begins()
{
    local tick
    for ((tick = 0; tick < 200; tick++)); do
        [ "$(freerdp_says shadow "is activated")" = 0 ] || return 0
        sleep 0.05
    done
    return 1
}

# freerdp_facts USER BOUND ENCTYPE: what the acceptor prints of a whole logon.
# The end of a token, which is rotated to its front, is as long as a MIC: a
# header of 16 bytes and the checksum (RFC 4121 4.2.5).
freerdp_facts()
{
    local rotation
    rotation=$(mic_length "$3")
    cat <<FACTS
listening
version 6
mechs $KRB5_OID
client $1@$REALM
service TERMSRV/$(freerdp_host)@$REALM
mech $KRB5_OID
flags mutual conf integ
pubKeyAuth sealed=1 EC=0 RRC=$rotation
bound $2
authInfo sealed=1 EC=0 RRC=$rotation
domain $REALM
user $1
FACTS
}

# The library did it: freerdp_proof NAME WORLD: the key, what answers it, and
# the credentials
freerdp_proof()
{
    local trace=$FREERDP_DIR/client.trace table=own
    [ "$2" = stock ] || table=module
    is "$(trace_count "$trace" "SpInitContext($table)")" 1 \
        "$1: a context of the $table table"
    is "$(trace_count "$trace" SpSealMessage)" 2 "$1: two messages sealed"
    is "$(trace_count "$trace" SpUnsealMessage)" 1 "$1: one opened"
}

# freerdp_accepted NAME WORLD ENCTYPE USER PASSWORD VERSION ANSWER BOUND
freerdp_accepted()
{
    local name="acceptor, $1"
    freerdp_acceptor "$6" "$7" ||
        { not_ok "$name" "$(freerdp_story)"; return; }
    freerdp_login "$2" "/u:$4" "/d:$REALM" "/p:$5"
    if freerdp_acceptor_end; then
        is "$(cat "$FREERDP_DIR/acceptor.out")" \
            "$(freerdp_facts "$4" "$8" "$3")
password $5
done" "$name"
        freerdp_proof "$name" "$2"
    else
        not_ok "$name" "$(freerdp_story)"
    fi
}

# freerdp_refused NAME ANSWER SAYS: the client does not give away the password
freerdp_refused()
{
    local name="acceptor, $1"
    freerdp_acceptor 6 "$2" || { not_ok "$name" "$(freerdp_story)"; return; }
    freerdp_login stock /u:rdp "/d:$REALM" "/p:$FREERDP_PASSWORD"
    freerdp_acceptor_end
    is "$(tail -n 1 "$FREERDP_DIR/acceptor.out")" "bound 32" \
        "$name: nothing comes after it"
    is "$(cat "$FREERDP_DIR/acceptor.err")" "acceptor: the client has gone" \
        "$name: but the end"
    is "$(freerdp_says client "$3")" 1 "$name: $3"
}

# freerdp_denied NAME USER PASSWORD SAYS...: before anything is sent
freerdp_denied()
{
    local name=$1 says
    freerdp_acceptor || { not_ok "$name" "$(freerdp_story)"; return; }
    KRB5CCNAME=FILE:$REALM_DIR/none freerdp_login stock "/u:$2" "/d:$REALM" \
        "/p:$3"
    freerdp_acceptor_end
    is "$(cat "$FREERDP_DIR/acceptor.out")" listening "$name: nothing is sent"
    for says in "${@:4}"; do
        is "$(freerdp_says client "$says")" 1 "$name: $says"
    done
}

# freerdp_logged_in NAME WORLD USER PASSWORD
freerdp_logged_in()
{
    local name="server, $1"
    freerdp_shadow || { not_ok "$name" "$(freerdp_story)"; return; }
    if freerdp_login "$2" "/u:$3" "/d:$REALM" "/p:$4"; then
        ok "$name"
        is "$(freerdp_says shadow "Accepted mechanism: Kerberos \
(1.2.840.113554.1.2.2)")" 1 "$name: by Kerberos"
        is "$(freerdp_says shadow NTLM)" 0 "$name: NTLM does not occur"
        is "$(freerdp_says shadow "CONNECTION_STATE_NEGO --> \
CONNECTION_STATE_MCS_CREATE_REQUEST")" 1 "$name: the server lets it in"
        freerdp_proof "$name" "$2"
    else
        not_ok "$name" "$(freerdp_story)"
    fi
    freerdp_shadow_stop
}

# A client that stays.
freerdp_session()
{
    local name="server, a session" client
    freerdp_shadow || { not_ok "$name" "$(freerdp_story)"; return; }
    freerdp_client stock /u:user "/d:$REALM" /p: /size:320x240 &
    client=$!
    if freerdp_session_begins && sleep 2 && daemon_alive $client; then
        ok "$name goes on"
        freerdp_proof "$name" stock
    else
        not_ok "$name goes on" "$(freerdp_story)"
    fi
    freerdp_shadow_stop
    wait $client
}

# A server whose key is not that of the ticket.
freerdp_other_key()
{
    local name="server, another key"
    freerdp_shadow "$REALM_DIR/http.keytab" ||
        { not_ok "$name" "$(freerdp_story)"; return; }
    if freerdp_login stock /u:user "/d:$REALM" /p:; then
        not_ok "$name is refused" "$(freerdp_story)"
    else
        ok "$name is refused"
    fi
    is "$(freerdp_says shadow CONNECTION_STATE_MCS_CREATE_REQUEST)" 0 \
        "$name: the server does not let it in"
    freerdp_shadow_stop
}

# That the acceptor would notice NTLM: FreeRDP's own SSPI offers it.
freerdp_offers_ntlm()
{
    local name="acceptor, FreeRDP's own SSPI"
    freerdp_acceptor || { not_ok "$name" "$(freerdp_story)"; return; }
    freerdp_own /u:user "/d:$REALM" /p:
    freerdp_acceptor_end
    is "$(cat "$FREERDP_DIR/acceptor.err")" "acceptor: there is NTLM in it" \
        "$name: NTLM is seen"
}

realm_start || exit 1
freerdp_setup || { freerdp_story; exit 1; }
AES=aes256-cts-hmac-sha1-96
realm_env any || exit 1
freerdp_offers_ntlm
for w in stock module; do
    freerdp_accepted "a ticket, $w" $w $AES user "" 6 right 32
    freerdp_accepted "a password, $w" $w $AES rdp "$FREERDP_PASSWORD" 6 \
        right 32
    freerdp_logged_in "a ticket, $w" $w user ""
    freerdp_logged_in "a password, $w" $w rdp "$FREERDP_PASSWORD"
done
# The key itself, of 2048 bits.
freerdp_accepted "the protocol before hashes" stock $AES user "" 4 right 270
freerdp_accepted "an answer by gss_wrap" stock $AES user "" 6 plain 32
freerdp_refused "an answer that was changed" altered \
    "DecryptMessage failed with SEC_E_MESSAGE_ALTERED"
freerdp_refused "a server with another key" wrong \
    "Could not verify server's hash"
freerdp_denied "a wrong password" rdp falsch \
    "InitializeSecurityContext failed with SEC_E_LOGON_DENIED" \
    ERRCONNECT_LOGON_FAILURE
freerdp_denied "no ticket" user "" \
    "AcquireCredentialsHandleA failed with SEC_E_NO_CREDENTIALS"
freerdp_session
freerdp_other_key
for enctype in $REALM_ENCTYPES; do
    realm_env "$enctype" || exit 1
    freerdp_accepted "$enctype" stock "$enctype" user "" 6 right 32
    freerdp_logged_in "$enctype" stock user ""
done
tap_end
