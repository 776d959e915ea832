# SPDX-License-Identifier: MIT
#
# Debian's svnserve and svn with Cyrus SASL, unchanged, in a chosen world each.
# To be sourced after realm.sh.
#
#   svn_can_run           whether they and SASL's GSSAPI are there
#   svn_setup BYTES       a file of that many bytes that do not compress, in
#                         $SVN_DIR/file, and the service svn/127.0.0.1
#   svn_start WORLD       svnserve with threads, on a new repository; its trace
#                         is $SVN_DIR/server.trace
#   svn_stop
#   svn_run WORLD NAME ARG...
#                         svn ARG..., where URL is that of the repository; its
#                         trace is $SVN_DIR/NAME.trace, its output NAME.out
#   svn_story             what happened, for a failed test
#
# With SVN_UNTRACED=1 there are no traces, which take time.

svn_can_run()
{
    svnserve --version | grep -q "Cyrus SASL" &&
        compgen -G '/usr/lib/*/sasl2/libgssapiv2.so' >/dev/null
}

# The name of the host is what SASL takes for the service's: any will do.
svn_config()
{
    mkdir -p "$SVN_DIR/sasl" || return 1
    echo "mech_list: GSSAPI" >"$SVN_DIR/sasl/svn.conf"
    {
        cat "$REALM_DIR/krb5.any.conf"
        printf '[libdefaults]\n    ignore_acceptor_hostname = true\n'
    } >"$SVN_DIR/krb5.conf"
}

svn_repository()
{
    rm -rf "$SVN_DIR/repository"
    svnadmin create "$SVN_DIR/repository" || return 1
    cat >"$SVN_DIR/repository/conf/svnserve.conf" <<CONF
[general]
anon-access = none
auth-access = write
[sasl]
use-sasl = true
min-encryption = 56
max-encryption = 256
CONF
}

svn_setup()
{
    SVN_DIR=$REALM_DIR/svn
    svn_config || return 1
    head -c "$1" /dev/urandom >"$SVN_DIR/file"
    kadmin.local >"$SVN_DIR/kadmin.out" 2>&1 <<COMMANDS
addprinc -randkey svn/127.0.0.1
ktadd -k $SVN_DIR/service.keytab -norandkey svn/127.0.0.1
COMMANDS
}

# svn_trace NAME: the file; nothing if there is to be none
svn_trace()
{
    [ "${SVN_UNTRACED:-0}" = 1 ] || echo "$SVN_DIR/$1.trace"
}

# It says nothing when it listens, and ends without a port that it does not
# get.
svn_try()
{
    local port=$1 world=$2 tick
    in_world "$world" "$(svn_trace server)"
    SASL_CONF_PATH=$SVN_DIR/sasl KRB5_CONFIG=$SVN_DIR/krb5.conf \
        KRB5_KTNAME=FILE:$SVN_DIR/service.keytab \
        "${IN_WORLD[@]}" svnserve -d -T --foreground --listen-host 127.0.0.1 \
        --listen-port "$port" --log-file "$SVN_DIR/server.log" \
        -r "$SVN_DIR" >"$SVN_DIR/server.out" 2>&1 &
    DAEMON_PID=$!
    DAEMON_PIDS="$DAEMON_PIDS $DAEMON_PID"
    for ((tick = 0; tick < 100; tick++)); do
        daemon_alive "$DAEMON_PID" || break
        ! (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null ||
            { daemon_alive "$DAEMON_PID" && return 0; }
        sleep 0.05
    done
    daemon_stop "$DAEMON_PID"
    return 1
}

svn_start()
{
    rm -f "$SVN_DIR/server.trace"
    svn_repository && daemon_on_free_port svn_try "$1" || return 1
    SVN_URL=svn://127.0.0.1:$DAEMON_PORT/repository
    SVN_PID=$DAEMON_PID
}

svn_stop()
{
    daemon_stop "$SVN_PID"
}

svn_run()
{
    local world=$1 name=$2
    shift 2
    rm -f "$SVN_DIR/$name.trace"
    in_world "$world" "$(svn_trace "$name")"
    SASL_CONF_PATH=$SVN_DIR/sasl "${IN_WORLD[@]}" timeout --foreground 300 \
        svn --non-interactive --config-dir "$SVN_DIR/client" \
        "${@/#URL/$SVN_URL}" >"$SVN_DIR/$name.out" 2>&1 </dev/null
}

svn_story()
{
    tail -n 20 "$SVN_DIR"/*.out "$SVN_DIR"/*.log 2>&1
}
