# SPDX-License-Identifier: MIT
#
# MIT's kadmind and kadmin, unchanged, in a chosen world each.  They speak
# ONC RPC over libgssrpc, in either of its two flavours: RPCSEC_GSS (RFC 2203)
# and the older AUTH_GSSAPI.  To be sourced after realm.sh.
#
#   kadmin_setup N        the administrator admin/admin, and N more principals
#   kadmind_start WORLD   its trace is $KADMIN_DIR/kadmind.trace, its log
#                         $KADMIN_DIR/kadmind.log
#   kadmind_stop
#   kadmin_run WORLD FLAVOUR KEYTAB PRINCIPAL
#                         one session, in the realm_env that is set, with the
#                         commands on stdin.  FLAVOUR: rpcsec or auth.  Empties
#                         trace and log of the server.  $KADMIN_DIR/shown and
#                         $KADMIN_DIR/logged hold what was said, without times
#                         and process ids; trace in kadmin.trace
#   kadmin_story          what happened, for a failed test

kadmin_setup()
{
    KADMIN_DIR=$REALM_DIR/kadmin
    mkdir -p "$KADMIN_DIR" || return 1
    echo "admin/admin@$REALM *" >"$REALM_DIR/kadm5.acl"
    {
        echo "addprinc -randkey admin/admin"
        echo "ktadd -k $KADMIN_DIR/admin.keytab -norandkey admin/admin"
        seq -f 'addprinc -nokey service/number%g.of.many.localhost' "$1"
    } | kadmin.local >"$KADMIN_DIR/setup.out" 2>&1
}

# The realm's own, with ports for kadmind and for changes of passwords, which
# nobody here wants.
kadmind_conf()
{
    sed -e '/kdc_tcp_listen/d' -e "s|kdc_listen = .*|\
kadmind_listen = 127.0.0.1:$1\\n        \
kpasswd_listen = 127.0.0.1:$(($1 + 1))|" \
        -e "s|admin_server = .*|admin_server = FILE:$KADMIN_DIR/kadmind.log|" \
        "$REALM_DIR/kdc.conf"
}

# Since its security updates of 2026, MIT's kadmind takes AUTH_GSSAPI only
# with a word in its environment.
kadmind_try()
{
    local port=$1 world=$2
    kadmind_conf "$port" >"$KADMIN_DIR/kdc.conf"
    : >"$KADMIN_DIR/kadmind.out"
    in_world "$world" "$KADMIN_DIR/kadmind.trace"
    KRB5_CONFIG=$REALM_DIR/krb5.any.conf \
        KRB5_KDC_PROFILE=$KADMIN_DIR/kdc.conf \
        GSSRPC_ALLOW_AUTH_GSSAPI=1 \
        "${IN_WORLD[@]}" kadmind -nofork -P "$KADMIN_DIR/kadmind.pid" \
        >"$KADMIN_DIR/kadmind.out" 2>&1 &
    daemon_ready $! "$KADMIN_DIR/kadmind.out" "starting..."
}

kadmind_start()
{
    rm -f "$KADMIN_DIR/kadmind.trace"
    daemon_on_free_port kadmind_try "$1" || return 1
    KADMIND_PORT=$DAEMON_PORT
    KADMIND_PID=$DAEMON_PID
}

kadmind_stop()
{
    daemon_stop "$KADMIND_PID"
}

kadmin_run()
{
    local world=$1 flavour=-N status=0
    [ "$2" != auth ] || flavour=-O
    rm -f "$KADMIN_DIR/kadmin.trace"
    : >"$KADMIN_DIR/kadmind.log"
    [ ! -e "$KADMIN_DIR/kadmind.trace" ] || : >"$KADMIN_DIR/kadmind.trace"
    in_world "$world" "$KADMIN_DIR/kadmin.trace"
    LC_ALL=C timeout 60 "${IN_WORLD[@]}" kadmin $flavour -r "$REALM" \
        -s "127.0.0.1:$KADMIND_PORT" -k -t "$3" -p "$4" \
        >"$KADMIN_DIR/kadmin.out" 2>&1 || status=$?
    sed 's/^\(Last [a-z ]*: \)[A-Z][a-z][a-z] .* [0-9]\{4\}/\1DATE/
        s/'"${REALM_DIR//\//\\/}"'/REALM_DIR/' \
        "$KADMIN_DIR/kadmin.out" >"$KADMIN_DIR/shown"
    sed -n 's/.* Request: //p' "$KADMIN_DIR/kadmind.log" \
        >"$KADMIN_DIR/logged"
    return $status
}

kadmin_story()
{
    tail -n 20 "$KADMIN_DIR"/*.out "$KADMIN_DIR/kadmind.log" 2>&1
}
