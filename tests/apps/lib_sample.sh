# SPDX-License-Identifier: MIT
#
# MIT's gss-client and gss-server in a chosen world each.  To be sourced
# after realm.sh.
#
#   sample_run CLIENT_WORLD SERVER_WORLD SERVER_OPTIONS CLIENT_OPTIONS
#       One connection in the realm_env that is set.  Succeeds if the client
#       did.  Afterwards $SAMPLE_DIR holds client.out, server.out and the two
#       traces, client.trace and server.trace.

sample_server()
{
    local port=$1 world=$2 options=$3 pid
    in_world "$world" "$SAMPLE_DIR/server.trace"
    : >"$SAMPLE_DIR/server.err"
    # shellcheck disable=SC2086 # the options are words
    "${IN_WORLD[@]}" gss-server -port "$port" -once $options \
        -logfile "$SAMPLE_DIR/server.out" "$REALM_TARGET" \
        >"$SAMPLE_DIR/server.std" 2>"$SAMPLE_DIR/server.err" &
    pid=$!
    daemon_ready "$pid" "$SAMPLE_DIR/server.err" "starting..."
}

sample_run()
{
    local client=$1 server=$2 server_options=$3 options=$4 status
    SAMPLE_DIR=$REALM_DIR/sample
    rm -rf "$SAMPLE_DIR"
    mkdir "$SAMPLE_DIR" || return 1
    daemon_on_free_port sample_server "$server" "$server_options" || return 1
    in_world "$client" "$SAMPLE_DIR/client.trace"
    # shellcheck disable=SC2086
    timeout 30 "${IN_WORLD[@]}" gss-client -port "$DAEMON_PORT" $options \
        127.0.0.1 "$REALM_TARGET" "a message of no importance" \
        >"$SAMPLE_DIR/client.out" 2>&1
    status=$?
    sample_wait_server
    return $status
}

# The server ends by itself after its one connection.
sample_wait_server()
{
    local tick
    for ((tick = 0; tick < 100; tick++)); do
        daemon_alive "$DAEMON_PID" || break
        sleep 0.02
    done
    daemon_stop "$DAEMON_PID"
}

# What happened, for a failed test.
sample_story()
{
    tail -n 20 "$SAMPLE_DIR"/client.out "$SAMPLE_DIR"/server.* 2>&1
}
