# SPDX-License-Identifier: MIT
#
# Scripts for Debian's python3-gssapi, in a chosen world each.  To be sourced
# after realm.sh.
#
#   python_can_run        whether the interpreter and the package are there
#   python_pair CLIENT_WORLD SERVER_WORLD ENABLE
#                         client.py and server.py in the realm_env that is
#                         set, with GSSKSP_ENABLE=ENABLE.  Succeeds if both
#                         did.  $PYTHON_DIR holds client.out, server.out,
#                         client.err, server.err, client.trace, server.trace.
#   python_alone WORLD SCRIPT ARG...
#                         one script, in the same way; script.out and so on
#   python_story          what happened, for a failed test

# The interpreter that Debian's packages are for.
PYTHON=${PYTHON:-/usr/bin/python3}
PYTHON_SCRIPTS=$KSP_SOURCE/tests/apps/python

python_can_run()
{
    "$PYTHON" -c 'import gssapi' 2>/dev/null
}

# Nobody's PYTHON... variables, and nothing compiled beside the scripts.
python_script()
{
    local script=$1
    shift
    exec "${IN_WORLD[@]}" "$PYTHON" -I -B -c '
import runpy, sys
sys.path.insert(0, sys.argv[1])
sys.argv[:2] = []
runpy.run_path(sys.argv[0], run_name="__main__")' \
        "$PYTHON_SCRIPTS" "$PYTHON_SCRIPTS/$script" "$@"
}

python_server()
{
    local port=$1 world=$2
    in_world "$world" "$PYTHON_DIR/server.trace"
    (
        export KRB5_KTNAME=FILE:/nonexistent
        python_script server.py "$port" "$REALM_TARGET" \
            "$REALM_DIR/service.keytab" "FILE:$PYTHON_DIR/delegated"
    ) >"$PYTHON_DIR/server.out" 2>"$PYTHON_DIR/server.err" &
    daemon_ready $! "$PYTHON_DIR/server.err" listening
}

python_client()
{
    in_world "$1" "$PYTHON_DIR/client.trace"
    (
        cache=$KRB5CCNAME
        export KRB5CCNAME=FILE:/nonexistent
        python_script client.py "$DAEMON_PORT" "$REALM_TARGET" "$cache" \
            "$REALM_DIR/client.keytab"
    ) >"$PYTHON_DIR/client.out" 2>"$PYTHON_DIR/client.err"
}

python_pair()
{
    local client=$1 server=$2 status=0
    PYTHON_DIR=$REALM_DIR/python
    rm -rf "$PYTHON_DIR"
    mkdir "$PYTHON_DIR" || return 1
    export GSSKSP_ENABLE=$3
    daemon_on_free_port python_server "$server" || return 1
    python_client "$client" || status=$?
    daemon_end "$DAEMON_PID" || status=$?
    return $status
}

python_alone()
{
    local world=$1
    shift
    PYTHON_DIR=$REALM_DIR/python
    rm -rf "$PYTHON_DIR"
    mkdir "$PYTHON_DIR" || return 1
    in_world "$world" "$PYTHON_DIR/script.trace"
    (python_script "$@") >"$PYTHON_DIR/script.out" 2>"$PYTHON_DIR/script.err"
}

python_story()
{
    tail -n 12 "$PYTHON_DIR"/*.out "$PYTHON_DIR"/*.err 2>&1
}
