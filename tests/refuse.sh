#!/bin/bash
# SPDX-License-Identifier: MIT
#
# RC4 and DES3 contexts are the package's, and refuse_enctypes in krb5.conf
# refuses them (mech/policy.h): on the client's side, on the server's, and no
# others.

. "$(dirname "$0")/realm.sh"

EXAMPLES=$KSP_BUILD/examples

# refuse_config ENCTYPES: a krb5.conf that refuses them, beside the realm's
refuse_config()
{
    local conf=$REALM_DIR/refuse.conf
    cp "$KRB5_CONFIG" "$conf"
    printf '[appdefaults]\n    gss-ksp = {\n        refuse_enctypes = %s\n    }\n' \
        "$1" >>"$conf"
    echo "$conf"
}

refuse_server()
{
    KRB5_CONFIG=$SERVER_CONFIG "${IN_WORLD[@]}" "$EXAMPLES/gss-server" "$1" \
        >"$REALM_DIR/server.out" 2>"$REALM_DIR/server.err" &
    daemon_ready $! "$REALM_DIR/server.out" "listening on port $1"
}

# refuse_talk CLIENT_CONFIG SERVER_CONFIG: sets STATUS, what the client ended
# with; its messages and the server's are in files
refuse_talk()
{
    local client=$1
    SERVER_CONFIG=$2
    rm -f "$REALM_DIR"/trace.*
    in_world module "$REALM_DIR/trace.server"
    daemon_on_free_port refuse_server || return 1
    in_world module "$REALM_DIR/trace.client"
    STATUS=0
    KRB5_CONFIG=$client "${IN_WORLD[@]}" "$EXAMPLES/gss-client" localhost \
        "$DAEMON_PORT" "$REALM_TARGET" seal "good day" \
        >"$REALM_DIR/client.out" 2>"$REALM_DIR/client.err" || STATUS=$?
    wait "$DAEMON_PID"
    return 0
}

# refuse_pass NAME: both sides' package did it
refuse_pass()
{
    is "$STATUS" 0 "$1: the client is content"
    is "$(trace_count "$REALM_DIR/trace.client" SealMessage)" 1 \
        "$1: the client's package sealed"
    is "$(trace_count "$REALM_DIR/trace.server" UnsealMessage)" 1 \
        "$1: the server's package unsealed"
}

# refuse_stop NAME SIDE: SIDE refused, and says why
refuse_stop()
{
    is "$((STATUS != 0))" 1 "$1: the client is not content"
    check "$1: the $2 says why" \
        grep -q "Encryption type not permitted" "$REALM_DIR/$2.err"
    check "$1: so does its trace" \
        grep -q " forward refused$" "$REALM_DIR/trace.$2"
    is "$(trace_count "$REALM_DIR/trace.$2" InitContext)" 0 \
        "$1: no context on that side"
    is "$(trace_count "$REALM_DIR/trace.server" UnsealMessage)" 0 \
        "$1: no message arrived"
}

# refuse_enctype ENCTYPE REFUSED OTHERS
refuse_enctype()
{
    local with without
    realm_env "$1" || return 1
    without=$KRB5_CONFIG
    refuse_talk "$without" "$without"
    refuse_pass "$1, nothing refused"
    with=$(refuse_config "$3")
    refuse_talk "$with" "$with"
    refuse_pass "$1, $3 refused"
    [ -n "$2" ] || return 0
    with=$(refuse_config "$2")
    refuse_talk "$with" "$without"
    refuse_stop "$1, $2 refused by the client" client
    refuse_talk "$without" "$with"
    refuse_stop "$1, $2 refused by the server" server
}

need krb5kdc kadmin.local kdb5_util kinit
grep -q '^#define HAVE_NETTLE 1' "$KSP_BUILD/config.h" ||
    skip_all "a build without the ciphers of RC4 and DES3"
realm_start || skip_all "no realm"
refuse_enctype arcfour-hmac "des3 rc4" des3 ||
    not_ok "arcfour-hmac: no ticket"
refuse_enctype des3-cbc-sha1 des3-cbc-sha1 arcfour-hmac ||
    not_ok "des3-cbc-sha1: no ticket"
refuse_enctype aes128-cts-hmac-sha1-96 "" "rc4, des3, aes128-cts" ||
    not_ok "aes128-cts-hmac-sha1-96: no ticket"
tap_end
