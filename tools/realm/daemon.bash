# SPDX-License-Identifier: MIT
#
# Daemons that a script starts: each on a loopback port of its own, each
# stopped by its process id.  To be sourced by bash.
#
#   daemon_on_free_port START [ARG...]
#       Calls START PORT ARG... with random ports until it succeeds; START
#       must call daemon_ready, which tells a taken port from a good one.
#       Sets DAEMON_PORT and DAEMON_PID.
#   daemon_ready PID FILE TEXT
#       Waits until FILE holds TEXT (the daemon says it listens).  Fails when
#       the process ends before, or after ten seconds; it is stopped then.
#   daemon_stop PID
#       Stops one daemon of ours and waits for its end.
#   daemon_end PID [SECONDS]
#       Waits for one that ends by itself, a minute at most: it may never have
#       heard of the client it waits for.  Fails as it does, or if it is
#       stopped.
#   daemon_stop_all

DAEMON_PIDS=""

# Below the range from which kernels take ports for outgoing connections.
daemon_random_port()
{
    echo $((20000 + (RANDOM * 32768 + RANDOM) % 12000))
}

daemon_on_free_port()
{
    local start=$1 attempt
    shift
    for attempt in 1 2 3 4 5 6 7 8 9 10 11 12; do
        DAEMON_PORT=$(daemon_random_port)
        "$start" "$DAEMON_PORT" "$@" && return 0
    done
    echo "# $start: no success in $attempt attempts" >&2
    return 1
}

# A child of this shell that has not ended; never a stranger that got the
# number afterwards.
daemon_alive()
{
    local stat
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    # After the name in parentheses: the state and the parent.
    # shellcheck disable=SC2086
    set -- ${stat##*) }
    [ "$1" != Z ] && [ "$2" = "$BASHPID" ]
}

daemon_ready()
{
    local pid=$1 file=$2 text=$3 tick
    DAEMON_PID=$pid
    DAEMON_PIDS="$DAEMON_PIDS $pid"
    for ((tick = 0; tick < 200; tick++)); do
        grep -qsF -- "$text" "$file" && return 0
        daemon_alive "$pid" || break
        sleep 0.05
    done
    daemon_stop "$pid"
    return 1
}

# Not to be stopped with the others any more.
daemon_forget()
{
    DAEMON_PIDS=" $DAEMON_PIDS "
    DAEMON_PIDS=${DAEMON_PIDS/ $1 / }
}

daemon_stop()
{
    local pid=$1 tick
    daemon_forget "$pid"
    for ((tick = 0; tick < 100; tick++)); do
        daemon_alive "$pid" || break
        [ $tick != 0 ] || kill "$pid" 2>/dev/null
        sleep 0.02
    done
    ! daemon_alive "$pid" || kill -9 "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    return 0
}

daemon_end()
{
    local pid=$1 seconds=${2:-60} tick
    for ((tick = 0; tick < 20 * seconds; tick++)); do
        daemon_alive "$pid" || break
        sleep 0.05
    done
    ! daemon_alive "$pid" || kill -9 "$pid" 2>/dev/null
    daemon_forget "$pid"
    wait "$pid" 2>/dev/null
}

daemon_stop_all()
{
    local pid
    for pid in $DAEMON_PIDS; do
        daemon_stop "$pid"
    done
}
