#!/bin/bash
# SPDX-License-Identifier: MIT
#
# work-psql.sh DIR: a large COPY out of PostgreSQL and into it, encrypted by
# GSS-API, with stock MIT Kerberos on both sides and with the module on both
# sides by turns; and the same in the clear, to see what encryption costs.
# Results: DIR/work-psql.csv and a table on stdout.  As root or not; a realm
# and a cluster of its own.  WORK_ROWS: rows of 260 bytes (default 800000).
#
# The CPU time of the server is that of the session's process, which asks the
# kernel for it at the end; in the same way each measured session says whether
# it was encrypted and whether the module was in its memory.

set -u
export LC_ALL=C.UTF-8
. "$(dirname "$0")/../tests/realm.sh"
. "$REALM_TESTS/apps/lib_psql.sh"
. "$(dirname "$0")/work-lib.sh"

ENCTYPE=aes256-cts-hmac-sha1-96
ROWS=${WORK_ROWS:-800000}
[ "${BENCH_QUICK:-0}" != 1 ] || ROWS=20000

# The columns: encrypted, lines of the maps, ticks of CPU.  Then psql's own.
psql_facts()
{
    cat <<'SQL'
\o
SELECT encrypted,
    (SELECT count(*) FROM regexp_matches(pg_read_file('/proc/self/maps'),
        'gss_ksp[.]so', 'g')),
    split_part(stat, ' ', 14)::int + split_part(stat, ' ', 15)::int
    FROM pg_stat_gssapi, pg_read_file('/proc/self/stat') AS stat
    WHERE pid = pg_backend_pid();
\! grep -c 'gss_ksp[.]so' /proc/$PPID/maps
SQL
}

psql_scripts()
{
    {
        echo '\o /dev/null'
        echo 'COPY big TO STDOUT;'
        psql_facts
    } >"$PSQL_DIR/out.sql"
    {
        echo 'BEGIN; TRUNCATE scratch;'
        echo "\\copy scratch FROM '$PSQL_DIR/data.copy'"
        echo 'COMMIT;'
        psql_facts
    } >"$PSQL_DIR/in.sql"
}

psql_data()
{
    psql_start stock "" || return 1
    psql_run stock "" $ENCTYPE require \
        -c "CREATE UNLOGGED TABLE big AS SELECT g AS id, repeat(md5(g::text),
            8) AS text FROM generate_series(1, $ROWS) AS g" \
        -c "CREATE UNLOGGED TABLE scratch (LIKE big)" \
        -c "VACUUM big" \
        -c "\\copy big TO '$PSQL_DIR/data.copy'" || return 1
    psql_stop
}

# psql_task WORLD MODE DIRECTION
psql_task()
{
    local want=f encrypted maps ticks own
    [ "$2" = disable ] || want=t
    work_measure psql_run "$1" "" $ENCTYPE "$2" -f "$PSQL_DIR/$3.sql" ||
        { psql_story >&2; work_die "psql failed"; }
    { read -r encrypted maps ticks && read -r own; } <"$PSQL_DIR/out" ||
        work_die "no answer"
    [ "$encrypted" = $want ] || work_die "encrypted: $encrypted"
    work_maps "$1" "$maps" "the server"
    work_maps "$1" "$own" psql
    work_row "$(psql_task_name "$2" "$3")" "$1" \
        "$("$AWK" -v t="$ticks" -v hz="$(getconf CLK_TCK)" \
            'BEGIN { print t / hz }')"
}

psql_task_name()
{
    local how=clear
    [ "$1" = disable ] || how=sealed
    echo "COPY $2 ($how)"
}

# psql_turn WORLD
psql_turn()
{
    local mode direction
    psql_start "$1" "" || { psql_story >&2; work_die "no server"; }
    for mode in require disable; do
        for direction in out in; do
            psql_task "$1" $mode $direction
        done
    done
    psql_stop
}

# Not measured: who seals and unseals.
psql_traced()
{
    local trace=$PSQL_DIR/psql.trace function
    psql_start "$1" || work_die "no server"
    psql_run "$1" "$trace" $ENCTYPE require \
        -c "COPY (SELECT * FROM big LIMIT 4000) TO STDOUT" \
        -c "CREATE TEMP TABLE part (LIKE big)" \
        -c "\\copy part FROM PROGRAM 'head -n 4000 $PSQL_DIR/data.copy'" ||
        { psql_story >&2; work_die "psql failed"; }
    for function in SealMessage UnsealMessage; do
        work_traced "$1" "$trace" psql $function
        work_traced "$1" "$PSQL_DIR/server.trace" "the server" $function
    done
    psql_stop
}

[ $# = 1 ] || work_die "usage: work-psql.sh DIR"
psql_can_run || work_die "no PostgreSQL with GSS-API"
work_begin work-psql "$1"
realm_start || exit 1
psql_setup || { psql_story >&2; exit 1; }
realm_env $ENCTYPE || exit 1
psql_scripts
psql_data || { psql_story >&2; exit 1; }
for world in stock module; do
    psql_traced $world
done
for ((round = 1; round <= WORK_ROUNDS; round++)); do
    echo "turn $round of $WORK_ROUNDS" >&2
    for world in stock module; do
        psql_turn $world
    done
done
work_end
