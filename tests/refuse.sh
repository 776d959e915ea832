#!/bin/bash
# SPDX-License-Identifier: MIT
#
# RC4 and DES3 contexts are the package's, and refuse_enctypes in krb5.conf
# refuses them (mech/policy.h): on the client's side, on the server's, and no
# others; by GSS and by SSPI.  A build without nettle has no ciphers for them:
# those of GSS are MIT's then, and there are none of SSPI.

. "$(dirname "$0")/realm.sh"

EXAMPLES=$KSP_BUILD/examples

# refuse_config ENCTYPES: a krb5.conf that refuses them, beside the realm's
refuse_config()
{
    realm_refuse "$REALM_DIR/refuse.conf" "$1"
    echo "$REALM_DIR/refuse.conf"
}

refuse_server()
{
    KRB5_CONFIG=$SERVER_CONFIG "${IN_WORLD[@]}" \
        "$EXAMPLES/$REFUSE_API-server" "$1" >"$REALM_DIR/server.out" \
        2>"$REALM_DIR/server.err" &
    daemon_ready $! "$REALM_DIR/server.out" "listening on port $1"
}

# refuse_talk CLIENT_CONFIG SERVER_CONFIG: sets STATUS, what the client ended
# with; its messages and the server's are in files
refuse_talk()
{
    local client=$1 target=$REALM_TARGET
    [ "$REFUSE_API" = gss ] || target=${target/@//}
    SERVER_CONFIG=$2
    rm -f "$REALM_DIR"/trace.*
    in_world "$REFUSE_WORLD" "$REALM_DIR/trace.server"
    daemon_on_free_port refuse_server || return 1
    in_world "$REFUSE_WORLD" "$REALM_DIR/trace.client"
    STATUS=0
    KRB5_CONFIG=$client "${IN_WORLD[@]}" "$EXAMPLES/$REFUSE_API-client" \
        localhost "$DAEMON_PORT" "$target" seal "good day" \
        >"$REALM_DIR/client.out" 2>"$REALM_DIR/client.err" || STATUS=$?
    wait "$DAEMON_PID"
    return 0
}

# refuse_calls SIDE FUNCTION: how often its package was called
refuse_calls()
{
    local prefix=""
    [ "$REFUSE_API" = gss ] || prefix=Sp
    trace_count "$REALM_DIR/trace.$1" "$prefix$2"
}

# refuse_pass NAME CALLS: both sides' package did it, or MIT if CALLS is 0
refuse_pass()
{
    is "$STATUS" 0 "$1: the client is content"
    is "$(refuse_calls client SealMessage)" "$2" \
        "$1: the client's package sealed"
    is "$(refuse_calls server UnsealMessage)" "$2" \
        "$1: the server's package unsealed"
}

# refuse_no_context SIDE: neither package of the process opened one
refuse_no_context()
{
    ! grep -E "InitContext|InitUserModeContext" "$REALM_DIR/trace.$1" |
        grep " 0x00000000$"
}

# refuse_none NAME SIDE WHY: SIDE has no context, and says why
refuse_none()
{
    is "$((STATUS != 0))" 1 "$1: the client is not content"
    check "$1: the $2 says why" grep -q "$3" "$REALM_DIR/$2.err"
    check "$1: no context on that side" refuse_no_context "$2"
    is "$(refuse_calls server UnsealMessage)" 0 "$1: no message arrived"
}

# refuse_stop NAME SIDE: SIDE refused
refuse_stop()
{
    local why="Encryption type not permitted"
    [ "$REFUSE_API" = gss ] || why=0x80090331
    refuse_none "$1" "$2" "$why"
    [ "$REFUSE_WORLD" = stock ] || check "$1: so does its trace" \
        grep -q " forward refused$" "$REALM_DIR/trace.$2"
}

# refuse_not NAME ENCTYPE: nobody refuses it
refuse_not()
{
    if realm_is_ours "$2"; then
        refuse_pass "$1" 1
    elif [ "$REFUSE_API" = gss ]; then
        refuse_pass "$1" 0
    else
        refuse_none "$1" server 0x80090337
    fi
}

# refuse_enctype ENCTYPE REFUSED OTHERS
refuse_enctype()
{
    local with without name="$REFUSE_API, $REFUSE_WORLD, $1"
    realm_env "$1" || return 1
    without=$KRB5_CONFIG
    refuse_talk "$without" "$without"
    refuse_not "$name, nothing refused" "$1"
    with=$(refuse_config "$3")
    refuse_talk "$with" "$with"
    refuse_not "$name, $3 refused" "$1"
    [ -n "$2" ] || return 0
    with=$(refuse_config "$2")
    refuse_talk "$without" "$with"
    refuse_stop "$name, $2 refused by the server" server
    # Without ciphers the server of SSPI comes first.
    [ "$REFUSE_API" = gss ] || realm_is_ours "$1" || return 0
    refuse_talk "$with" "$without"
    refuse_stop "$name, $2 refused by the client" client
}

# refuse_world API WORLD
refuse_world()
{
    REFUSE_API=$1
    REFUSE_WORLD=$2
    refuse_enctype arcfour-hmac "des3 rc4" des3 ||
        not_ok "arcfour-hmac: no ticket"
    refuse_enctype des3-cbc-sha1 des3-cbc-sha1 arcfour-hmac ||
        not_ok "des3-cbc-sha1: no ticket"
    refuse_enctype aes128-cts-hmac-sha1-96 "" "rc4, des3, aes128-cts" ||
        not_ok "aes128-cts-hmac-sha1-96: no ticket"
}

need krb5kdc kadmin.local kdb5_util kinit
realm_start || skip_all "no realm"
refuse_world gss module
refuse_world sspi module
refuse_world sspi stock
tap_end
