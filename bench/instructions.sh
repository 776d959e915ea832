#!/bin/bash
# SPDX-License-Identifier: MIT
#
# instructions.sh DIR: what establishing a context takes, stock and with the
# module, as a table in DIR/instructions.md.
#
# Counts the instructions of the benchmark's own loop with callgrind, for two
# numbers of batches; what the larger takes more is the contexts' own.  They
# are added up by library.  Needs valgrind.
#
#   KSP_BUILD   the build (default: the current directory)

set -u
export LC_ALL=C.UTF-8
INSTRUCTIONS_SOURCE=$(cd "$(dirname "$0")" && pwd)
. "$INSTRUCTIONS_SOURCE/../tests/realm.sh"

BENCH=${KSP_BENCH:-$KSP_BUILD/bench/bench}
AWK=${AWK:-awk}
FEW=1
MANY=4
# Pairs of contexts in a batch; see bench/establish.c.
BATCH=40

die()
{
    echo "bench/instructions.sh: $*" >&2
    exit 1
}

# count BATCHES: lines "instructions,library"
count()
{
    local out=$REALM_DIR/callgrind.out
    "${IN_WORLD[@]}" valgrind --tool=callgrind \
        --callgrind-out-file="$out" "$BENCH" -b "$1" establish \
        "$REALM_TARGET" 1 >/dev/null 2>"$REALM_DIR/callgrind.err" ||
        die "valgrind: $(tail -n 1 "$REALM_DIR/callgrind.err")"
    callgrind_annotate --threshold=100 "$out" | "$AWK" '
        /\[.*\]$/ && $1 ~ /^[0-9,]+$/ {
            gsub(/,/, "", $1)
            sub(/^.*\//, "", $NF)
            sub(/\.so.*$/, "", $NF)
            sum[$NF] += $1
        }
        END { for (o in sum) printf "%d,%s\n", sum[o], o }'
}

# count_world WORLD: lines "WORLD,instructions,library" of one pair
count_world()
{
    in_world "$1" ""
    {
        count $FEW | sed 's/^/-/'
        count $MANY
    } | "$AWK" -F , -v world="$1" -v pairs=$(((MANY - FEW) * BATCH)) '
        { sum[$2] += $1 }
        END {
            for (o in sum)
                printf "%s,%.0f,%s\n", world, sum[o] / pairs, o
        }'
}

[ $# = 1 ] || die "usage: instructions.sh DIR"
command -v callgrind_annotate >/dev/null || die "no valgrind"
mkdir -p "$1" || exit 1
DIR=$(cd "$1" && pwd)
[ -x "$BENCH" ] || die "no $BENCH"
realm_start || exit 1
realm_env aes256-cts-hmac-sha1-96 || die "no ticket"
{
    count_world stock
    count_world module
} | sort -t , -k 2,2nr | "$AWK" -F , '
    { n[$1, $3] = $2; total[$1] += $2 }
    !($3 in seen) { seen[$3] = 1; names[++count] = $3 }
    function row(name, stock, module)
    {
        printf "| %s | %d | %d | %+d |\n", name, stock, module, module - stock
    }
    END {
        print "Instructions of establishing and deleting a context, both " \
            "sides, by library:\n"
        print "| | stock | module | more |\n|---|--:|--:|--:|"
        for (i = 1; i <= count; i++) {
            name = names[i]
            if (n["module", name] > 500 && name !~ /^\[/)
                row(name, n["stock", name], n["module", name])
        }
        row("all", total["stock"], total["module"])
    }' >"$DIR/instructions.md" || exit 1
echo "results are in $DIR/instructions.md" >&2
