#!/bin/bash
# SPDX-License-Identifier: MIT
#
# trace.sh DIR: what a trace costs, by its level and place, as a table in
# DIR/trace.md.  The same program with the module runs by turns without a
# trace, with the host's of decisions, and with its messages; on one processor.
# Times are the best of all turns.
#
#   TRACE_ROUNDS=N     turns (default 12)
#   TRACE_BEFORE=FILE  another build of the module, without a trace: one more
#                      row
#   KSP_BUILD          the build (default: the current directory)

set -u
export LC_ALL=C.UTF-8
BENCH_SOURCE=$(cd "$(dirname "$0")" && pwd)
. "$BENCH_SOURCE/../tests/realm.sh"
. "$BENCH_SOURCE/lib.sh"

ENCTYPE=aes256-cts-hmac-sha1-96
ROUNDS=${TRACE_ROUNDS:-12}
JOURNAL=$KSP_BUILD/tests/realm/journal
LEVELS="off decisions-file messages-file"
PIN=()
! command -v taskset >/dev/null || PIN=(taskset -c $(($(nproc) - 1)))

# trace_conf LEVEL: its krb5.conf
trace_conf()
{
    local place=$REALM_DIR/host.trace
    TRACE_CONF=$REALM_DIR/level.$1.conf
    cp "$KRB5_CONFIG" "$TRACE_CONF"
    case $1 in
    off | before) return ;;
    *-journal) place=journal ;;
    esac
    {
        echo "[appdefaults]"
        echo "    gss-ksp = {"
        echo "        trace = $place"
        case $1 in messages-*) echo "        trace_messages = bench" ;; esac
        echo "    }"
    } >>"$TRACE_CONF"
}

# trace_run LEVEL KIND: one run of the benchmark
trace_run()
{
    local module=module prefix=()
    trace_conf "$1"
    in_world $module ""
    case $1 in
    before) IN_WORLD+=("GSS_MECH_CONFIG=$REALM_DIR/before.conf") ;;
    # shellcheck disable=SC2016
    *-journal) prefix=("$KSP_PRIVATE_MOUNTS" sh -c '
        mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/journal &&
        exec "$@"' sh "$JOURNAL" /run/systemd/journal/socket /dev/null) ;;
    esac
    KRB5_CONFIG=$TRACE_CONF "${IN_WORLD[@]}" ${prefix[@]+"${prefix[@]}"} \
        ${PIN[@]+"${PIN[@]}"} "$BENCH" -b 5 -t 1000 "$2" "$REALM_TARGET" \
        64 >"$DIR/rows" || die "bench failed: $1"
    grep -q "^contexts,[1-9]" "$DIR/rows" &&
        awk -F , '$1 == "contexts" && $2 != $3 { exit 1 }' "$DIR/rows" ||
        die "$1: the module did not do it"
    sed "/^contexts,/d; /^mic,/d; s/^/$1,$ENCTYPE,/" "$DIR/rows" \
        >>"$DIR/raw.csv"
    rm -f "$DIR/rows" "$REALM_DIR/host.trace"
}

# The best of each call, and how much that is of what it is without a trace.
trace_table()
{
    "$AWK" -F , -v levels="$LEVELS" '
        function best(level, op) { return min[level, op] }
        $3 == "establish" && $4 == "credentials_acquired" { $4 = "establish" }
        NR > 1 && $3 != "delete" {
            key = $1 SUBSEP $4
            if (!(key in min) || $8 < min[key])
                min[key] = $8 + 0
        }
        END {
            n = split(levels, level, " ")
            count = split("establish get_mic verify_mic wrap_conf " \
                "unwrap_conf", op, " ")
            printf "| trace"
            for (j = 1; j <= count; j++)
                printf " | %s", op[j]
            print " |\n|---|--:|--:|--:|--:|--:|"
            for (i = 1; i <= n; i++) {
                name = level[i]
                sub("-", ", ", name)
                printf "| %s", name
                for (j = 1; j <= count; j++)
                    printf " | %.0f (%.2f)", best(level[i], op[j]),
                        best(level[i], op[j]) / best("off", op[j])
                print " |"
            }
        }' "$DIR/raw.csv"
}

[ $# = 1 ] || die "usage: trace.sh DIR"
bench_begin "$1"
realm_start || exit 1
realm_env $ENCTYPE || die "no ticket"
if [ "$(id -u)" = 0 ] && [ -x "$JOURNAL" ]; then
    LEVELS="$LEVELS decisions-journal messages-journal"
fi
if [ -n "${TRACE_BEFORE:-}" ]; then
    LEVELS="$LEVELS before"
    sed "s|@MODULE@|$TRACE_BEFORE|" "$KSP_SOURCE/mech.conf.in" \
        >"$REALM_DIR/before.conf"
fi
for ((round = 1; round <= ROUNDS; round++)); do
    echo "round $round of $ROUNDS" >&2
    for level in $LEVELS; do
        trace_run "$level" messages
        trace_run "$level" establish
    done
done
trace_table | tee "$DIR/trace.md"
