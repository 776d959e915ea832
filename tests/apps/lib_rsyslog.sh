# SPDX-License-Identifier: MIT
#
# Debian's rsyslogd, unchanged, as the client (omgssapi) and as the server
# (imgssapi) of a log that is sent by GSS-API, in a chosen world each.  To be
# sourced after realm.sh.
#
#   rsyslog_can_run       whether both modules are there
#   rsyslog_setup LINES   what is to be logged, in $RSYSLOG_DIR/lines, and the
#                         service host/127.0.0.1
#   rsyslog_start WORLD   the server; its trace is $RSYSLOG_DIR/server.trace
#   rsyslog_stop
#   rsyslog_send WORLD MODE
#                         a client sends the lines and ends; MODE is that of
#                         $GSSMode: integrity or encryption.  What the server
#                         took is in $RSYSLOG_DIR/got, the client's trace in
#                         client.trace.  Empties the server's trace first.
#   rsyslog_story         what happened, for a failed test
#
# The system's own configuration and sockets are not used.

rsyslog_can_run()
{
    compgen -G '/usr/lib/*/rsyslog/omgssapi.so' >/dev/null &&
        compgen -G '/usr/lib/*/rsyslog/imgssapi.so' >/dev/null
}

rsyslog_lines()
{
    awk -v lines="$1" 'BEGIN {
        for (i = 1; i <= lines; i++) {
            text = "line " i
            while (length(text) < i * 37 % 4000)
                text = text " " i * 7919 + length(text)
            print text
        }
    }'
}

rsyslog_setup()
{
    RSYSLOG_DIR=$REALM_DIR/rsyslog
    mkdir -p "$RSYSLOG_DIR" || return 1
    rsyslog_lines "$1" >"$RSYSLOG_DIR/lines"
    kadmin.local >"$RSYSLOG_DIR/kadmin.out" 2>&1 <<COMMANDS
addprinc -randkey host/127.0.0.1
ktadd -k $REALM_DIR/service.keytab -norandkey host/127.0.0.1
COMMANDS
}

rsyslog_server_conf()
{
    cat <<CONF
global(workDirectory="$RSYSLOG_DIR" maxMessageSize="16k"
    processInternalMessages="on")
module(load="imgssapi")
\$AllowedSender GSS, 127.0.0.1
\$InputGSSServerPermitPlainTCP off
\$InputGSSServerServiceName host
\$InputGSSServerRun $1
template(name="text" type="string" string="%msg:2:\$%\\n")
if \$programname == "test" then
    action(type="omfile" file="$RSYSLOG_DIR/got" template="text")
action(type="omfile" file="$RSYSLOG_DIR/server.log")
CONF
}

rsyslog_client_conf()
{
    cat <<CONF
global(workDirectory="$RSYSLOG_DIR" maxMessageSize="16k"
    processInternalMessages="on")
module(load="omgssapi")
module(load="imfile")
input(type="imfile" file="$RSYSLOG_DIR/lines" tag="test:" ruleset="send")
\$GSSMode $1
\$GSSForwardServiceName host
\$RuleSet send
*.* :omgssapi:127.0.0.1:$RSYSLOG_PORT
\$RuleSet RSYSLOG_DefaultRuleset
*.* $RSYSLOG_DIR/client.log
CONF
}

# It says "start" before it listens, and runs on without a port that it does
# not get.
rsyslog_try()
{
    local port=$1 world=$2 tick
    rsyslog_server_conf "$port" >"$RSYSLOG_DIR/server.conf"
    : >"$RSYSLOG_DIR/server.log"
    in_world "$world" "$RSYSLOG_DIR/server.trace"
    KRB5_CONFIG=$REALM_DIR/krb5.any.conf \
        "${IN_WORLD[@]}" rsyslogd -n -f "$RSYSLOG_DIR/server.conf" \
        -i "$RSYSLOG_DIR/server.pid" >"$RSYSLOG_DIR/server.out" 2>&1 &
    daemon_ready $! "$RSYSLOG_DIR/server.log" " start" || return 1
    for ((tick = 0; tick < 100; tick++)); do
        ! rsyslog_listens "$port" "$DAEMON_PID" || return 0
        sleep 0.05
    done
    daemon_stop "$DAEMON_PID"
    return 1
}

# rsyslog_listens PORT PID: a socket of that process is in state 0A (LISTEN)
rsyslog_listens()
{
    local inode
    inode=$(awk -v port=":$(printf %04X "$1")" \
        '$2 ~ port "$" && $4 == "0A" { print $10; exit }' /proc/net/tcp)
    [ -n "$inode" ] && find "/proc/$2/fd" -lname "socket:\[$inode\]" |
        grep -q .
}

rsyslog_start()
{
    rm -f "$RSYSLOG_DIR/server.trace"
    daemon_on_free_port rsyslog_try "$1" || return 1
    RSYSLOG_PORT=$DAEMON_PORT
    RSYSLOG_PID=$DAEMON_PID
}

rsyslog_stop()
{
    daemon_stop "$RSYSLOG_PID"
}

rsyslog_send()
{
    local tick pid want
    want=$(wc -l <"$RSYSLOG_DIR/lines")
    rm -f "$RSYSLOG_DIR"/client.trace "$RSYSLOG_DIR"/imfile-state*
    : >"$RSYSLOG_DIR/client.log"
    truncate -s 0 "$RSYSLOG_DIR/got"
    [ ! -e "$RSYSLOG_DIR/server.trace" ] || : >"$RSYSLOG_DIR/server.trace"
    rsyslog_client_conf "$2" >"$RSYSLOG_DIR/client.conf"
    in_world "$1" "$RSYSLOG_DIR/client.trace"
    "${IN_WORLD[@]}" rsyslogd -n -f "$RSYSLOG_DIR/client.conf" \
        -i "$RSYSLOG_DIR/client.pid" >"$RSYSLOG_DIR/client.out" 2>&1 &
    pid=$!
    daemon_ready $pid "$RSYSLOG_DIR/client.log" " start" || return 1
    for ((tick = 0; tick < 400; tick++)); do
        [ "$(wc -l <"$RSYSLOG_DIR/got")" -lt "$want" ] || break
        sleep 0.05
    done
    daemon_stop $pid
    [ "$(wc -l <"$RSYSLOG_DIR/got")" -ge "$want" ]
}

rsyslog_story()
{
    tail -n 20 "$RSYSLOG_DIR"/*.out "$RSYSLOG_DIR"/*.log 2>&1 | cut -c1-150
}
