#!/bin/bash
# SPDX-License-Identifier: MIT
#
# profile.sh DIR [SIZE]: what a message of SIZE bytes (default 64) spends its
# time on, as a table in DIR/profile.md.
#
# Samples the benchmark's loops with perf (its cpu-clock event, which every
# machine has) and adds up by who owns the code: the hash and the cipher
# themselves, the rest of nettle, this module, MIT's library, the C library,
# and the kernel, which is asked for confounders.  Loops that check a message
# make it first: what checking takes is what the loop takes less than its
# twin.  Needs perf and nettle.
#
#   PROFILE_ENCTYPE   default: aes256-cts-hmac-sha1-96
#   KSP_BUILD         the build (default: the current directory)

set -u
export LC_ALL=C.UTF-8
PROFILE_SOURCE=$(cd "$(dirname "$0")" && pwd)
. "$PROFILE_SOURCE/../tests/realm.sh"

ENCTYPE=${PROFILE_ENCTYPE:-aes256-cts-hmac-sha1-96}
BENCH=${KSP_BENCH:-$KSP_BUILD/bench/bench}
AWK=${AWK:-awk}

die()
{
    echo "bench/profile.sh: $*" >&2
    exit 1
}

# profile_shares OPERATION: lines "share,owner", percent of the samples
profile_shares()
{
    local data=$REALM_DIR/perf.data
    in_world module ""
    "${IN_WORLD[@]}" perf record -q -e cpu-clock -F 10000 -o "$data" \
        "$BENCH" -b 40 -t 50000 -o "$1" messages "$REALM_TARGET" "$SIZE" \
        >"$REALM_DIR/rows" 2>"$REALM_DIR/perf.err" ||
        die "perf: $(tail -n 1 "$REALM_DIR/perf.err")"
    perf report -q -i "$data" --stdio --sort dso,symbol \
        -F overhead,dso,symbol -t ';' 2>/dev/null | "$AWK" -F ';' '
        function owner(dso, symbol) {
            if (dso ~ /nettle/ && symbol ~ /compress|_aes|_cbc_aes/)
                return "hash and cipher"
            if (dso ~ /nettle/)
                return "the rest of nettle"
            if (dso ~ /gss_ksp/)
                return "module"
            if (dso ~ /gssapi|krb5/)
                return "MIT library"
            if (dso ~ /kernel/)
                return "kernel"
            if (dso ~ /bench/)
                return "benchmark"
            return "C library"
        }
        NF >= 3 { sum[owner($2, $3)] += $1 }
        END { for (o in sum) printf "%.1f,%s\n", sum[o], o }'
}

# profile_row OPERATION: one line of the table
profile_row()
{
    local name=$1 time
    profile_shares "$name" >"$REALM_DIR/shares"
    time=$("$AWK" -F , -v op="$name" '$2 == op { print $6 }' \
        "$REALM_DIR/rows")
    [ -n "$time" ] || die "no figure for $name"
    "$AWK" -F , -v op="$name" -v time="$time" '
        { share[$2] = $1 }
        END {
            n = split("hash and cipher,the rest of nettle,module," \
                "MIT library,C library,kernel,benchmark", names, ",")
            printf "| %s | %.0f |", op, time
            for (i = 1; i <= n; i++)
                printf " %.0f |", share[names[i]]
            print ""
        }' "$REALM_DIR/shares"
}

[ $# -ge 1 ] || die "usage: profile.sh DIR [SIZE]"
command -v perf >/dev/null || die "no perf"
mkdir -p "$1" || exit 1
DIR=$(cd "$1" && pwd)
SIZE=${2:-64}
[ -x "$BENCH" ] || die "no $BENCH"
realm_start || exit 1
realm_env "$ENCTYPE" || die "no ticket"
{
    echo "Messages of $SIZE bytes, $ENCTYPE: nanoseconds of a call, and where"
    echo "the samples of its loop lie, in percent. Loops that verify and"
    echo "unwrap make the tokens too."
    echo
    echo "| call | ns | hash, cipher | rest of nettle | module | MIT's" \
        "library | C library | kernel | benchmark |"
    echo "|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    for operation in get_mic verify_mic wrap_conf unwrap_conf; do
        profile_row $operation
    done
} >"$DIR/profile.md" || exit 1
echo "results are in $DIR/profile.md" >&2
