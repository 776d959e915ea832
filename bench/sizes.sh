#!/bin/bash
# SPDX-License-Identifier: MIT
#
# sizes.sh DIR: time of each call for messages of 1 byte to 64 MiB, stock and
# with the module by turns, so that a cliff is seen: DIR/sizes.md marks each
# size over 4 KiB of which a byte takes more than twice as long as one of the
# size below (sizes.awk).  Rows are in DIR/raw.csv and DIR/results.csv, as
# those of run.
#
#   BENCH_QUICK=1     up to 64 KiB; the figures mean little
#   BENCH_ROUNDS=N    turns (default 3)
#   BENCH_ENCTYPE     default: aes256-cts-hmac-sha1-96
#   BENCH_SIZES       default: the powers of 2 from 1 to 64 MiB
#   KSP_BUILD         the build (default: the current directory)

set -u
export LC_ALL=C.UTF-8
BENCH_SOURCE=$(cd "$(dirname "$0")" && pwd)
. "$BENCH_SOURCE/../tests/realm.sh"
. "$BENCH_SOURCE/lib.sh"

ENCTYPE=${BENCH_ENCTYPE:-aes256-cts-hmac-sha1-96}
OPERATIONS=get_mic,verify_mic,wrap_conf,unwrap_conf,wrap_iov,unwrap_iov
ROUNDS=${BENCH_ROUNDS:-3}
OPTIONS="-b 3 -t 500"
LARGEST=26
if [ "${BENCH_QUICK:-0}" = 1 ]; then
    ROUNDS=1
    OPTIONS="-b 1 -t 50"
    LARGEST=16
fi

sizes_all()
{
    local power
    for ((power = 0; power <= LARGEST; power++)); do
        echo $((1 << power))
    done
}

[ $# = 1 ] || die "usage: sizes.sh DIR"
bench_begin "$1"
realm_start || exit 1
realm_env "$ENCTYPE" || die "no ticket"
SIZES=${BENCH_SIZES:-$(sizes_all)}
for ((round = 1; round <= ROUNDS; round++)); do
    echo "round $round of $ROUNDS" >&2
    for world in stock module; do
        # shellcheck disable=SC2086 # options and sizes are words
        bench_one $world "$ENCTYPE" $OPTIONS -o $OPERATIONS large \
            "$REALM_TARGET" $SIZES
    done
done
"$AWK" -f "$BENCH_SOURCE/summary.awk" "$DIR/raw.csv" >"$DIR/results.csv" &&
    "$AWK" -f "$BENCH_SOURCE/names.awk" -f "$BENCH_SOURCE/sizes.awk" \
        "$DIR/results.csv" >"$DIR/sizes.md" || die "no results"
cat "$DIR/sizes.md"
echo "results are in $DIR" >&2
