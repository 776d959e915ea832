# SPDX-License-Identifier: MIT
#
# What the benchmarks of real programs share.  To be sourced by bash after
# realm.sh.
#
#   work_begin NAME DIR     results go to DIR/NAME.csv and NAME.md
#   work_measure COMMAND... runs it; sets WORK_SECONDS and WORK_CLIENT, the
#                           CPU seconds of it and its children
#   work_cpu PID            CPU seconds of a process so far
#   work_row TASK WORLD SERVER_CPU
#                           one row for the last work_measure
#   work_maps WORLD COUNT WHO
#                           fails unless COUNT, lines of /proc/PID/maps that
#                           name the module, is what WORLD promises
#   work_traced WORLD TRACE WHO FUNCTION
#                           the same for the trace of a short run
#   work_end                prints the table (work.awk), to NAME.md too
#
# BENCH_ROUNDS (default 5): turns of stock and module; BENCH_QUICK=1: one turn
# with little data, for a look whether it works.

AWK=${AWK:-awk}
WORK_SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
WORK_ROUNDS=${BENCH_ROUNDS:-5}
[ "${BENCH_QUICK:-0}" != 1 ] || WORK_ROUNDS=1

work_die()
{
    echo "$0: $*" >&2
    exit 1
}

work_begin()
{
    mkdir -p "$2" || exit 1
    WORK_CSV=$2/$1.csv
    echo "task,world,seconds,client_cpu,server_cpu" >"$WORK_CSV"
}

work_measure()
{
    local TIMEFORMAT='%R %U %S' status user system
    { time "$@"; } 2>"$REALM_DIR/time"
    status=$?
    read -r WORK_SECONDS user system < <(tail -n 1 "$REALM_DIR/time")
    WORK_CLIENT=$(work_sum "$user" "$system")
    return $status
}

# work_sum A B: A + B;  work_difference A B: A - B
work_sum()
{
    "$AWK" -v a="$1" -v b="$2" 'BEGIN { printf "%.3f\n", a + b }'
}

work_difference()
{
    "$AWK" -v a="$1" -v b="$2" 'BEGIN { printf "%.3f\n", a - b }'
}

# The name in parentheses may hold anything: count from behind it.
work_cpu()
{
    sed 's/.*) //' "/proc/$1/stat" |
        "$AWK" -v hz="$(getconf CLK_TCK)" '{ print ($12 + $13) / hz }'
}

work_row()
{
    echo "$1,$2,$WORK_SECONDS,$WORK_CLIENT,$3" >>"$WORK_CSV"
}

work_maps()
{
    if [ "$1" = stock ]; then
        [ "$2" = 0 ] || work_die "$3 has the module in the stock world"
    else
        [ "$2" -gt 0 ] || work_die "$3 has not loaded the module"
    fi
}

work_traced()
{
    local calls
    calls=$(trace_count "$2" "$4")
    if [ "$1" = stock ]; then
        [ ! -s "$2" ] || work_die "$3 calls the module in the stock world"
    else
        [ "$calls" -ge 20 ] || work_die "$3 has $calls calls of $4"
        echo "$3: $calls calls of $4 in a short run" >&2
    fi
}

work_end()
{
    "$AWK" -f "$WORK_SOURCE/work.awk" "$WORK_CSV" | tee "${WORK_CSV%.csv}.md"
}
