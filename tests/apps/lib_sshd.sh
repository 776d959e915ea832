# SPDX-License-Identifier: MIT
#
# Debian's sshd and ssh, unchanged, in a chosen world each.  To be sourced
# after realm.sh.  Root only: sshd must be able to become root.
#
#   sshd_can_run          whether there can be such a namespace here
#   sshd_setup            keys and configuration, below REALM_DIR
#   sshd_start WORLD [OPTION...]
#                         a server that permits every enctype (the client's
#                         realm_env says which is used); its trace is
#                         $SSHD_DIR/server.trace
#   sshd_stop
#   ssh_login WORLD METHOD [OPTION...] -- COMMAND
#                         METHOD is gssapi-with-mic or gssapi-keyex; output in
#                         $SSHD_DIR/ssh.out, log in ssh.log, trace in
#                         ssh.trace.  Empties the server's trace first.
#   sshd_monitor_count FUNCTION
#                         calls in the privileged process of the login, not in
#                         the network child that has no privileges
#   sshd_proofs NAME METHOD CLIENT_WORLD SERVER_WORLD
#                         tests: the traces of that login are those of the
#                         worlds.  In gssapi-with-mic the client signs the
#                         session and sshd's monitor checks it; in gssapi-keyex
#                         the server also signs the exchange.
#
# The system's own configuration, keys and known hosts are not read and not
# written.  sshd runs in a mount namespace where a fresh /run holds the
# directory it insists on, so that nothing appears in the system's.  A bare
# system need not know the name localhost: the address is given beside it.

sshd_can_run()
{
    "$KSP_PRIVATE_MOUNTS" true
}

# A locked root may log in only where PAM has the say over locks.
sshd_use_pam()
{
    case $(getent shadow root | cut -d: -f2) in
    '!'*) echo yes ;;
    *) echo no ;;
    esac
}

sshd_setup()
{
    SSHD_DIR=$REALM_DIR/sshd
    mkdir -p "$SSHD_DIR" || return 1
    ssh-keygen -q -t ed25519 -N '' -f "$SSHD_DIR/host_key" || return 1
    cat >"$SSHD_DIR/sshd_config" <<CONF
ListenAddress 127.0.0.1
HostKey $SSHD_DIR/host_key
PidFile none
LogLevel DEBUG2
UsePAM $(sshd_use_pam)
PermitRootLogin yes
PermitUserRC no
PrintMotd no
PrintLastLog no
AuthorizedKeysFile none
PubkeyAuthentication no
PasswordAuthentication no
KbdInteractiveAuthentication no
GSSAPIAuthentication yes
GSSAPIKeyExchange yes
GSSAPIStrictAcceptorCheck no
SetEnv KRB5_CONFIG=$REALM_DIR/krb5.any.conf
CONF
}

sshd_try()
{
    local port=$1 world=$2
    shift 2
    in_world "$world" "$SSHD_DIR/server.trace"
    : >"$SSHD_DIR/sshd.log"
    KRB5_CONFIG=$REALM_DIR/krb5.any.conf \
        "${IN_WORLD[@]}" "$KSP_PRIVATE_MOUNTS" sh -c '
            mount -t tmpfs tmpfs /run && mkdir -m 755 /run/sshd &&
            exec "$@"' sh \
        "$(command -v sshd)" -D -f "$SSHD_DIR/sshd_config" -p "$port" \
        "${@/#/-o}" -E "$SSHD_DIR/sshd.log" >"$SSHD_DIR/sshd.out" 2>&1 &
    daemon_ready $! "$SSHD_DIR/sshd.log" "Server listening on 127.0.0.1"
}

sshd_start()
{
    daemon_on_free_port sshd_try "$@" || return 1
    SSHD_PORT=$DAEMON_PORT
    SSHD_PID=$DAEMON_PID
    echo "[127.0.0.1]:$SSHD_PORT $(cut -d' ' -f1,2 \
        "$SSHD_DIR/host_key.pub")" >"$SSHD_DIR/known_hosts"
}

sshd_stop()
{
    daemon_stop "$SSHD_PID"
}

ssh_login()
{
    local world=$1 method=$2 keyex=no options=()
    shift 2
    while [ "$1" != -- ]; do
        options+=(-o "$1")
        shift
    done
    shift
    [ "$method" != gssapi-keyex ] || keyex=yes
    rm -f "$SSHD_DIR/ssh.trace" "$SSHD_DIR/server.trace"
    : >"$SSHD_DIR/sshd.log"
    in_world "$world" "$SSHD_DIR/ssh.trace"
    timeout 60 "${IN_WORLD[@]}" ssh -F none -vv -p "$SSHD_PORT" \
        -E "$SSHD_DIR/ssh.log" -o BatchMode=yes \
        -o "UserKnownHostsFile=$SSHD_DIR/known_hosts" \
        -o GlobalKnownHostsFile=none -o StrictHostKeyChecking=yes \
        -o GSSAPIServerIdentity=localhost \
        -o GSSAPIAuthentication=yes -o "GSSAPIKeyExchange=$keyex" \
        -o "PreferredAuthentications=$method" \
        ${options[@]+"${options[@]}"} root@127.0.0.1 "$@" \
        >"$SSHD_DIR/ssh.out" 2>"$SSHD_DIR/ssh.err" </dev/null
}

sshd_network_child()
{
    sed -n 's/.*Network child is on pid \([0-9]*\).*/\1/p' \
        "$SSHD_DIR/sshd.log" | tail -n 1
}

sshd_monitor_count()
{
    local all child
    child=$(sshd_network_child)
    [ -n "$child" ] || { echo 0; return; }
    all=$(trace_count "$SSHD_DIR/server.trace" "$1")
    echo $((all - $(trace_count "$SSHD_DIR/server.trace" "$1" "$child")))
}

ssh_functions()
{
    case $1 in
    gssapi-with-mic) echo MakeSignature ;;
    gssapi-keyex) echo MakeSignature VerifySignature ;;
    esac
}

sshd_functions()
{
    case $1 in
    gssapi-with-mic) echo VerifySignature ;;
    gssapi-keyex) echo VerifySignature MakeSignature ;;
    esac
}

sshd_proofs()
{
    local name=$1 method=$2 function
    if [ "$3" = stock ]; then
        check "$name: no call in ssh" test ! -s "$SSHD_DIR/ssh.trace"
    else
        for function in $(ssh_functions "$method"); do
            more "$(trace_count "$SSHD_DIR/ssh.trace" "$function")" 1 \
                "$name: $function in ssh"
        done
    fi
    if [ "$4" = stock ]; then
        check "$name: no call in sshd" test ! -s "$SSHD_DIR/server.trace"
    else
        for function in $(sshd_functions "$method"); do
            more "$(sshd_monitor_count "$function")" 1 \
                "$name: $function in sshd's monitor"
        done
    fi
}

# What happened, for a failed test.
sshd_story()
{
    tail -n 25 "$SSHD_DIR"/ssh.out "$SSHD_DIR"/ssh.err "$SSHD_DIR"/sshd.out \
        "$SSHD_DIR"/ssh.log "$SSHD_DIR"/sshd.log 2>&1
}
