#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A stock psql copies a table out of a stock PostgreSQL server and into it,
# encrypted by GSS-API, with the module on both sides, on either and on none.
# The server unseals what psql sealed and the other way round.  Where GSS-API
# is for the log in only, no message is sealed.

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_psql.sh"

need krb5kdc kadmin.local kinit setpriv
psql_can_run || skip_all "no PostgreSQL with GSS-API"

ROWS=4000

# Both ways, and what the server says of the session.
psql_script()
{
    cat <<SQL
\\o $PSQL_DIR/got
COPY big TO STDOUT;
\\o
BEGIN;
TRUNCATE scratch;
\\copy scratch FROM '$PSQL_DIR/want'
COMMIT;
SELECT gss_authenticated, encrypted, principal FROM pg_stat_gssapi
    WHERE pid = pg_backend_pid();
SELECT count(*) FROM (TABLE big EXCEPT TABLE scratch) AS missing;
SELECT count(*) FROM scratch;
SQL
}

# psql_proof NAME WORLD TRACE
psql_proof()
{
    local function
    if [ "$2" = stock ]; then
        check "$1: no call of the module" test ! -s "$3"
        return
    fi
    # More than a million bytes each way, no message of more than 16 KiB.
    for function in SealMessage UnsealMessage; do
        more "$(trace_count "$3" $function)" 60 "$1: $function"
    done
}

# psql_case NAME ENCTYPE CLIENT_WORLD SERVER_WORLD
psql_case()
{
    local name="$1 ($3 to $4)" trace=$PSQL_DIR/psql.trace
    rm -f "$trace" "$PSQL_DIR/got"
    : >"$PSQL_DIR/server.trace"
    if ! psql_run "$3" "$trace" "$2" require -f "$PSQL_DIR/script"; then
        not_ok "$name" "$(psql_story)"
        return
    fi
    is "$(xargs <"$PSQL_DIR/out")" "t t user@$REALM 0 $ROWS" "$name"
    check "$name: copied out" cmp "$PSQL_DIR/want" "$PSQL_DIR/got"
    psql_proof "$name, psql" "$3" "$trace"
    psql_proof "$name, server" "$4" "$PSQL_DIR/server.trace"
}

# psql_plain CLIENT_WORLD SERVER_WORLD: GSS-API to log in, and nothing more
psql_plain()
{
    local name="log in only ($1 to $2)" world trace
    rm -f "$PSQL_DIR/psql.trace"
    : >"$PSQL_DIR/server.trace"
    check "$name" psql_run "$1" "$PSQL_DIR/psql.trace" any disable \
        -c "SELECT gss_authenticated, encrypted, principal
            FROM pg_stat_gssapi WHERE pid = pg_backend_pid()"
    is "$(cat "$PSQL_DIR/out")" "t f user@$REALM" "$name: as the server has it"
    for world in "$1 psql" "$2 server"; do
        trace=$PSQL_DIR/${world#* }.trace
        if [ "${world% *}" = stock ]; then
            check "$name, ${world#* }: no call of the module" \
                test ! -s "$trace"
        else
            is "$(trace_count "$trace" InitContext)" 1 \
                "$name, ${world#* }: InitContext"
            is "$(trace_count "$trace" SealMessage)" 0 \
                "$name, ${world#* }: no SealMessage"
        fi
    done
}

# What psql says where there is no ticket.
psql_refused()
{
    local world
    for world in stock module; do
        ! KRB5CCNAME=FILE:/nonexistent psql_run $world "" any disable \
            -c "SELECT 1" || not_ok "logged in without a ticket ($world)"
        sed "s/port $PSQL_PORT/port/" "$PSQL_DIR/err" >"$PSQL_DIR/err.$world"
    done
    check "without a ticket psql says why" \
        grep -q "No Kerberos credentials available" "$PSQL_DIR/err.stock"
    check "without a ticket psql says what it says in the stock world" \
        diff "$PSQL_DIR/err.stock" "$PSQL_DIR/err.module"
}

# The table, and the file that is the same, without help of the server.
psql_table()
{
    awk -v rows=$ROWS 'BEGIN {
        for (i = 1; i <= rows; i++) {
            text = ""
            for (k = 0; k < 16; k++)
                text = text sprintf("%016d", i * 7919 + k)
            print i "\t" text
        }
    }' >"$PSQL_DIR/want"
    psql_start stock || return 1
    psql_run stock "" any require \
        -c "CREATE UNLOGGED TABLE big (id int, text text)" \
        -c "CREATE UNLOGGED TABLE scratch (LIKE big)" \
        -c "\\copy big FROM '$PSQL_DIR/want'" &&
        psql_stop
}

realm_start || exit 1
psql_setup || { psql_story; exit 1; }
psql_script >"$PSQL_DIR/script"
realm_env any || exit 1
psql_table || { psql_story; exit 1; }
for server in stock module; do
    psql_start $server || { psql_story; exit 1; }
    for client in stock module; do
        realm_env any || exit 1
        psql_case "any enctype" any $client $server
        psql_plain $client $server
    done
    for enctype in $REALM_ENCTYPES; do
        realm_env "$enctype" || exit 1
        psql_case "$enctype" "$enctype" module $server
    done
    realm_env any || exit 1
    psql_refused
    psql_stop
done
tap_end
