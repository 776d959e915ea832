#!/bin/bash
# SPDX-License-Identifier: MIT
#
# work-java.sh DIR: a program of Java's JGSS (java/Work.java) sends sealed
# messages to another and has them sent back, with stock MIT Kerberos on both
# sides and with the module on both sides by turns.  The start of the virtual
# machine is in what the client takes.  Results: DIR/work-java.csv and a table
# on stdout.  A realm of its own.  WORK_TASKS: SIZE:COUNT of messages (default
# 1024:200000 65536:8000 1048576:400).

set -u
export LC_ALL=C.UTF-8
. "$(dirname "$0")/../tests/realm.sh"
. "$REALM_TESTS/apps/lib_java.sh"
. "$(dirname "$0")/work-lib.sh"

TASKS=${WORK_TASKS:-1024:200000 65536:8000 1048576:400}
[ "${BENCH_QUICK:-0}" != 1 ] || TASKS=1024:2000
JAVA_SOURCE=$WORK_SOURCE/java/Work.java

# java_task WORLD SIZE COUNT
java_task()
{
    local before
    before=$(work_cpu "$JAVA_PID")
    work_measure java_client "$1" "$2" "$3" ||
        { java_story >&2; work_die "the client failed"; }
    work_maps "$1" "$(grep -c 'gss_ksp[.]so' "/proc/$JAVA_PID/maps")" java
    work_row "$3 messages of $2 bytes" "$1" \
        "$(work_difference "$(work_cpu "$JAVA_PID")" "$before")"
}

# java_turn WORLD
java_turn()
{
    local task
    java_start "$1" || { java_story >&2; work_die "no server"; }
    # Has the server's classes compiled, and is not measured.
    java_client "$1" 1024 20000 ||
        { java_story >&2; work_die "no answer"; }
    for task in $TASKS; do
        java_task "$1" "${task%:*}" "${task#*:}"
    done
    java_stop
}

# Not measured: who seals and unseals.
java_traced()
{
    local JAVA_UNTRACED=0
    java_start "$1" || work_die "no server"
    java_client "$1" 100 20 ||
        { java_story >&2; work_die "the client failed"; }
    work_traced "$1" "$JAVA_DIR/client.trace" client SealMessage
    work_traced "$1" "$JAVA_DIR/server.trace" server UnsealMessage
    java_stop
}

[ $# = 1 ] || work_die "usage: work-java.sh DIR"
command -v javac >/dev/null || work_die "no javac"
work_begin work-java "$1"
realm_start || exit 1
java_setup || { java_story >&2; exit 1; }
realm_env any || exit 1
JAVA_UNTRACED=1
for world in stock module; do
    java_traced $world
done
for ((round = 1; round <= WORK_ROUNDS; round++)); do
    echo "turn $round of $WORK_ROUNDS" >&2
    for world in stock module; do
        java_turn $world
    done
done
work_end
