# SPDX-License-Identifier: MIT
#
# Java's JGSS over the system's GSS-API library, in a chosen world each.  To be
# sourced after realm.sh.
#
#   java_setup            compiles $JAVA_SOURCE, java/Peer.java unless set
#   java_start WORLD      the server; its trace is $JAVA_DIR/server.trace
#   java_stop
#   java_client WORLD [ARG...]
#                         one run of the client, whose output is in
#                         $JAVA_DIR/client.out, its trace in client.trace.
#                         Empties the server's trace first.
#   java_story            what happened, for a failed test
#
# JAVA_UNTRACED=1: without a trace.

JAVA_SOURCE=$REALM_TESTS/apps/java/Peer.java

java_setup()
{
    JAVA_DIR=$REALM_DIR/java
    mkdir -p "$JAVA_DIR" &&
        javac -d "$JAVA_DIR" "$JAVA_SOURCE" >"$JAVA_DIR/javac.out" 2>&1
}

# java_peer WORLD TRACE ARG...: in the place of this shell
java_peer()
{
    local trace=$2
    [ "${JAVA_UNTRACED:-0}" != 1 ] || trace=
    in_world "$1" "$trace"
    exec "${IN_WORLD[@]}" java -Xmx128m -Xshare:auto -XX:-UsePerfData \
        -Dsun.security.jgss.native=true \
        -Dsun.security.jgss.lib=libgssapi_krb5.so.2 \
        -Djavax.security.auth.useSubjectCredsOnly=false \
        -cp "$JAVA_DIR" "$(basename "$JAVA_SOURCE" .java)" "${@:3}"
}

java_try()
{
    : >"$JAVA_DIR/server.out"
    (java_peer "$2" "$JAVA_DIR/server.trace" server "$1") \
        >"$JAVA_DIR/server.out" 2>"$JAVA_DIR/server.err" &
    daemon_ready $! "$JAVA_DIR/server.out" listening
}

java_start()
{
    rm -f "$JAVA_DIR/server.trace"
    daemon_on_free_port java_try "$1" || return 1
    JAVA_PORT=$DAEMON_PORT
    JAVA_PID=$DAEMON_PID
}

java_stop()
{
    daemon_stop "$JAVA_PID"
}

java_client()
{
    rm -f "$JAVA_DIR/client.trace"
    [ ! -e "$JAVA_DIR/server.trace" ] || : >"$JAVA_DIR/server.trace"
    (java_peer "$1" "$JAVA_DIR/client.trace" client "$JAVA_PORT" \
        "$REALM_TARGET" "${@:2}") \
        >"$JAVA_DIR/client.out" 2>"$JAVA_DIR/client.err"
}

java_story()
{
    tail -n 20 "$JAVA_DIR"/*.out "$JAVA_DIR"/*.err 2>&1
}
