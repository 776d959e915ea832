# SPDX-License-Identifier: MIT
#
# Debian's FreeRDP 3, unchanged, with libksp-sspi as "make install" leaves it
# in the place of its own SSPI.  To be sourced after realm.sh and lib/stage.sh.
#
#   freerdp_setup           the stage, a certificate, the acceptor, an X
#                           server, keys of TERMSRV/localhost and of
#                           TERMSRV/ENCTYPE.localhost for each enctype; the
#                           user rdp whose password is FREERDP_PASSWORD
#   freerdp_host            the host of the enctype that realm_env has set
#   freerdp_acceptor [VERSION [ANSWER]]
#                           the tests' own server (acceptor.c), for one client;
#                           it prints to $FREERDP_DIR/acceptor.out
#   freerdp_acceptor_end    waits for its end; its status
#   freerdp_shadow [KEYTAB] FreeRDP's server; log in shadow.log
#   freerdp_shadow_stop
#   freerdp_client WORLD [ARG...]
#                           its client against the last server that was
#                           started; log in client.log, trace in client.trace.
#                           Its status.
#   freerdp_login WORLD [ARG...]
#                           likewise, for as long as the login takes
#                           (/auth-only)
#   freerdp_own [ARG...]    that, with FreeRDP's own SSPI
#   freerdp_story           what happened, for a failed test
#
# Nothing of the user's configuration is read or written: HOME is FREERDP_DIR.

FREERDP_PASSWORD=geheim
FREERDP_SOURCE=$REALM_TESTS/strangers/freerdp

freerdp_principals()
{
    local enctype host
    echo "addprinc -pw $FREERDP_PASSWORD rdp"
    echo "addprinc -randkey TERMSRV/localhost"
    echo "ktadd -k $FREERDP_DIR/keytab -norandkey TERMSRV/localhost"
    for enctype in $REALM_ENCTYPES; do
        host=TERMSRV/$enctype.localhost
        echo "addprinc -randkey -e $enctype:normal $host"
        echo "ktadd -k $FREERDP_DIR/keytab -norandkey $host"
    done
}

freerdp_compile()
{
    # shellcheck disable=SC2046 # words
    ${CC:-cc} -std=c11 -D_GNU_SOURCE -Wall -Wextra -Wundef -Werror \
        -o "$FREERDP_DIR/acceptor" "$FREERDP_SOURCE"/*.c \
        $(pkg-config --cflags --libs krb5-gssapi libssl libcrypto)
}

freerdp_certificate()
{
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
        -keyout "$FREERDP_DIR/key.pem" -out "$FREERDP_DIR/certificate.pem"
}

# It says which display it is when it is ready.
freerdp_display()
{
    Xvfb -displayfd 3 -screen 0 640x480x24 -nolisten tcp \
        3>"$FREERDP_DIR/display" >"$FREERDP_DIR/xvfb.log" 2>&1 &
    daemon_ready $! "$FREERDP_DIR/display" "" &&
        export DISPLAY=:$(cat "$FREERDP_DIR/display")
}

freerdp_setup()
{
    FREERDP_DIR=$REALM_DIR/freerdp
    mkdir -m 700 "$FREERDP_DIR" || return 1
    export HOME=$FREERDP_DIR XDG_RUNTIME_DIR=$FREERDP_DIR
    unset XDG_CONFIG_HOME WAYLAND_DISPLAY
    {
        stage_install "$FREERDP_DIR/stage" &&
            freerdp_principals | kadmin.local &&
            freerdp_certificate && freerdp_compile
    } >"$FREERDP_DIR/setup.log" 2>&1 || return 1
    FREERDP_MODULE=$(find "$FREERDP_DIR/stage" -name 'libksp-sspi.so.0')
    [ -n "$FREERDP_MODULE" ] && freerdp_display
}

freerdp_host()
{
    echo "${REALM_TARGET#host@}"
}

# ---- servers ----------------------------------------------------------

freerdp_try_acceptor()
{
    : >"$FREERDP_DIR/acceptor.out"
    KRB5_KTNAME=FILE:$FREERDP_DIR/keytab \
        GSS_MECH_CONFIG=$REALM_DIR/stock.conf \
        "$FREERDP_DIR/acceptor" "$1" "$FREERDP_DIR/certificate.pem" \
        "$FREERDP_DIR/key.pem" "${@:2}" >"$FREERDP_DIR/acceptor.out" \
        2>"$FREERDP_DIR/acceptor.err" &
    daemon_ready $! "$FREERDP_DIR/acceptor.out" listening
}

freerdp_acceptor()
{
    daemon_on_free_port freerdp_try_acceptor "$@" || return 1
    FREERDP_PORT=$DAEMON_PORT
    FREERDP_PID=$DAEMON_PID
}

freerdp_acceptor_end()
{
    daemon_end "$FREERDP_PID" 20
}

freerdp_try_shadow()
{
    : >"$FREERDP_DIR/shadow.log"
    GSS_MECH_CONFIG=$REALM_DIR/stock.conf \
        stdbuf -oL freerdp-shadow-cli3 /bind-address:127.0.0.1 "/port:$1" \
        "/keytab:$2" /sec:nla /log-level:DEBUG >"$FREERDP_DIR/shadow.log" \
        2>&1 </dev/null &
    daemon_ready $! "$FREERDP_DIR/shadow.log" "Listening on"
}

freerdp_shadow()
{
    daemon_on_free_port freerdp_try_shadow "${1:-$FREERDP_DIR/keytab}" ||
        return 1
    FREERDP_PORT=$DAEMON_PORT
    FREERDP_PID=$DAEMON_PID
}

freerdp_shadow_stop()
{
    daemon_stop "$FREERDP_PID"
}

# ---- the client -------------------------------------------------------

freerdp_any_client()
{
    timeout 60 stdbuf -oL xfreerdp3 "/v:127.0.0.1:$FREERDP_PORT" \
        "/server-name:$(freerdp_host)" /cert:ignore /sec:nla "$@" \
        >"$FREERDP_DIR/client.log" 2>&1 </dev/null
}

freerdp_client()
{
    local world=$1
    shift
    rm -f "$FREERDP_DIR/client.trace"
    GSS_MECH_CONFIG=$(world_config "$world") \
        GSSKSP_TRACE=$FREERDP_DIR/client.trace \
        freerdp_any_client "/sspi-module:$FREERDP_MODULE" "$@"
}

freerdp_login()
{
    freerdp_client "$@" /auth-only
}

freerdp_own()
{
    GSS_MECH_CONFIG=$REALM_DIR/stock.conf freerdp_any_client /auth-only "$@"
}

freerdp_story()
{
    tail -n 25 "$FREERDP_DIR"/*.log "$FREERDP_DIR"/acceptor.* \
        "$FREERDP_DIR"/client.trace 2>&1 | cut -c1-300
}
