#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The benchmarks work: rows come out, and what they call the module is the
# module.  How long anything takes is not looked at.

. "$(dirname "$0")/realm.sh"
. "$REALM_TESTS/apps/lib_psql.sh"
. "$REALM_TESTS/apps/lib_ldap.sh"
. "$REALM_TESTS/apps/lib_svn.sh"

export BENCH_QUICK=1

# bench_run DIR PROGRAM
bench_run()
{
    "$BASH" "$KSP_SOURCE/bench/$2" "$1" >"$1.out" 2>&1 ||
        { cat "$1.out"; return 1; }
}

# bench_rows KIND: rows of results with both figures above zero
bench_rows()
{
    awk -F , -v kind="$1" '
        $1 == kind && $7 > 0 && $8 > 0 && $9 > 0 { n++ }
        END { print n + 0 }' "$OUT/results.csv"
}

# bench_module_rows KIND: rows where the module's is a number
bench_module_rows()
{
    awk -F , -v kind="$1" '
        $1 == kind && $8 ~ /^[0-9.]+$/ && $8 > 0 { n++ }
        END { print n + 0 }' "$OUT/results.csv"
}

# Also one without a credential: 3.0 times as much when it kept one.
bench_acceptors()
{
    awk -F , '
        $1 == "memory" && $3 ~ /_acceptor_heap$/ {
            n++
            bad += $8 >= 2 * $7
        }
        END { exit n != 4 || bad }' "$OUT/results.csv"
}

bench_limits()
{
    awk -F , '$1 == "message" && $13 > 0 { n++ } END { print n + 0 }' \
        "$OUT/results.csv"
}

bench_check_run()
{
    local function
    if ! BENCH_TRACE=1 bench_run "$OUT" run; then
        not_ok "bench/run" "$(cat "$OUT.out")"
        return
    fi
    ok "bench/run"
    # Enctypes, operations, sizes.
    is "$(bench_rows message)" $((4 * 8 * 2)) "a row for each operation"
    is "$(bench_rows establish)" 2 "rows for establishment"
    is "$(bench_rows delete)" 2 "rows for deletion"
    # Time of the sealed operations; there may be no page fault.
    more "$(bench_module_rows large)" 4 "rows for large messages"
    # Heap, two messages, two deletions.
    is "$(bench_rows many)" 5 "rows for many contexts"
    # Credentials, states; heap of either side, and what is resident.
    is "$(bench_module_rows memory)" $((2 * 2 * 3)) "rows for memory"
    check "each acceptor takes less than twice what it takes in stock" \
        bench_acceptors
    # Sizes, trips, counts of threads.
    is "$(bench_module_rows own_contexts)" $((2 * 2 * 3)) \
        "rows for threads with a context each"
    is "$(bench_module_rows one_context)" $((2 * 2 * 3)) \
        "rows for threads on one context, all of them right"
    # Of nettle's primitives, where the build has them.
    ! realm_is_ours arcfour-hmac ||
        is "$(bench_limits)" $((4 * 8 * 2)) "limits of nettle's primitives"
    is "$(grep -c '^| aes' "$OUT/bench.md")" $((4 * 8)) "the table"
    is "$(grep -cE '[|] (met|missed|not measured|) [|]$' "$OUT/goals.md")" \
        "$(grep -c '^aes' "$KSP_SOURCE/bench/goals.csv")" \
        "a row for each goal"
    is "$(tail -n 1 "$OUT/bench.svg")" "</svg>" "the chart"
    is "$(grep -c '^<rect x.*</\?rect\|^<rect x.*/>' "$OUT/bench.svg")" \
        $((4 * 8 * 2 + 2)) "a bar for each row, and the legend"
    for function in MakeSignature VerifySignature SealMessage \
        UnsealMessage; do
        more "$(trace_count "$OUT/module.trace" $function)" 200 \
            "the module was called: $function"
    done
    check "the module was not called in the stock world" \
        test ! -s "$OUT/stock.trace"
}

# bench_awk NAME FILE...
bench_awk()
{
    local name=$1
    shift
    awk -v have=HAVE_THIS -f "$KSP_SOURCE/bench/names.awk" \
        -f "$KSP_SOURCE/bench/$name.awk" "$@"
}

# Columns of results.csv that matter: kind, enctype, op, size, unit; best of
# stock, of the module and of nettle.
bench_results()
{
    awk '{ printf "%s,%s,%s,%s,1,%s,%s,%s,,,,%s,,\n", $1, $2, $3, $4, $5, \
        $6, $7, $8 }'
}

# One goal of each kind that is met, missed, not measured, and of a build that
# is not this one.
bench_check_goals()
{
    bench_results >"$WORK/results" <<'ROWS'
alone any hmac 80 ns - - 100
alone any cbc 80 ns - - 50
message e get_mic 64 ns 900 150 -
message e wrap_iov 64 ns 900 100 -
establish e x 0 ns 200 207 -
memory e y 0 bytes 1000 1700 -
ROWS
    cat >"$WORK/goals" <<'GOALS'
e,message,get_mic,64,ns,hmac:80,1.50,
e,message,get_mic,64,ns,hmac:80,1.49,
e,message,get_mic,64,ns,hmac:80+cbc:80,1.00,HAVE_THIS
e,message,get_mic,64,ns,hmac:81,1.00,
e,message,get_mic,64,ns,own:wrap_iov,1.40,
e,establish,x,0,ns,stock,+3%,
e,establish,x,0,ns,stock,+4%,
e,memory,y,0,bytes,stock,+700,
e,memory,y,0,bytes,stock,+699,
e,memory,y,0,bytes,stock,+699,HAVE_NOT
GOALS
    is "$(bench_awk goals "$WORK/results" "$WORK/goals" |
        awk -F '|' 'NR > 2 { printf "%s,", $(NF - 1) }')" \
        " met , missed , met , not measured , missed , missed , met , met , \
missed ,  ," "goals are judged"
}

# Twice is no cliff; neither are short messages.
bench_check_cliff()
{
    bench_results >"$WORK/results" <<'ROWS'
large e wrap_conf 2048 ns 1000 1000 -
large e wrap_conf 4096 ns 9000 9000 -
large e wrap_conf 8192 ns 36000 36100 -
ROWS
    is "$(bench_awk sizes "$WORK/results" | grep -c '[*]')" 1 "one cliff"
    check "it is the module's, at 8 KiB" \
        test "$(bench_awk sizes "$WORK/results" |
            grep -c '8 KiB.*[|] [*][*]module[*][*] [|]$')" = 1
}

bench_check_sizes()
{
    check "bench/sizes.sh" bench_run "$OUT.sizes" sizes.sh
    # Operations, powers of two.
    is "$(grep -cE '^[|] [a-z_]+ [|] [0-9]+ [KM]?i?B [|]' \
        "$OUT.sizes/sizes.md")" \
        $((6 * 17)) "bench/sizes.sh: a row for each size"
}

# A module that cannot be loaded is skipped in silence by MIT's library.
bench_check_proof()
{
    if KSP_MODULE=/nonexistent/gss_ksp.so bench_run "$OUT.no" run \
        >/dev/null; then
        not_ok "bench/run fails without the module"
    else
        check "bench/run fails without the module" \
            grep -q "wrong world: module" "$OUT.no.out"
    fi
}

# bench_check_work NAME TASKS: the script itself checks who sealed.
bench_check_work()
{
    local csv=$OUT/$1.csv
    check "bench/$1.sh" bench_run "$OUT" "$1.sh"
    is "$(awk -F , '$2 == "stock" && $3 > 0' "$csv" | wc -l)" \
        "$(awk -F , '$2 == "module" && $3 > 0' "$csv" | wc -l)" \
        "bench/$1.sh: rows in both worlds"
    more "$(awk -F , '$2 == "module" && $3 > 0' "$csv" | wc -l)" "$2" \
        "bench/$1.sh: a row for each task"
}

need krb5kdc kadmin.local kinit
[ -x "$KSP_BUILD/bench/bench" ] || skip_all "bench was not built"
WORK=$(mktemp -d "${TMPDIR:-/tmp}/ksp-bench.XXXXXX") || exit 1
trap 'rm -rf "$WORK"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
OUT=$WORK/out
bench_check_goals
bench_check_cliff
bench_check_run
bench_check_proof
bench_check_sizes
if ! psql_can_run; then
    skip "bench/work-psql.sh" "no PostgreSQL with GSS-API"
elif can "bench/work-psql.sh" setpriv; then
    bench_check_work work-psql 4
fi
if ! ldap_can_run; then
    skip "bench/work-ldap.sh" "no slapd with SASL's GSSAPI"
elif can "bench/work-ldap.sh" slapd ldapsearch; then
    bench_check_work work-ldap 3
fi
if ! svn_can_run; then
    skip "bench/work-svn.sh" "no svnserve with SASL's GSSAPI"
elif can "bench/work-svn.sh" svn svnserve svnadmin; then
    bench_check_work work-svn 2
fi
tap_end
