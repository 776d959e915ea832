#!/bin/bash
# SPDX-License-Identifier: MIT
#
# PostgreSQL's libpq, built with SSPI, under the stock psql: it logs in to a
# stock server that asks for GSS-API, in every pair of worlds.

. "$(dirname "$0")/../../realm.sh"
. "$REALM_TESTS/strangers/lib.sh"
. "$REALM_TESTS/apps/lib_psql.sh"

# libpq_case CLIENT_WORLD SERVER_WORLD
libpq_case()
{
    local name="libpq ($1 to $2)" trace=$PSQL_DIR/psql.trace
    rm -f "$trace"
    : >"$PSQL_DIR/server.trace"
    if ! psql_run "$1" "$trace" any disable \
        -c "SELECT gss_authenticated, encrypted, principal
            FROM pg_stat_gssapi WHERE pid = pg_backend_pid()"; then
        not_ok "$name" "$(psql_story)"
        return
    fi
    is "$(cat "$PSQL_DIR/out")" "t f user@$REALM" "$name"
    strangers_client "$name" "$1" "$trace" 0
    strangers_peer "$name" "$2" "$PSQL_DIR/server.trace" InitContext
}

# By FormatMessage.
LIBPQ_WHY="There are no credentials."

libpq_refused()
{
    KRB5CCNAME=FILE:/nonexistent psql_run "$1" "" any disable -c "SELECT 1" &&
        not_ok "logged in without a ticket ($1)"
    is "$(tr -d '\r\n' <"$PSQL_DIR/err" | sed 's/.*failed: //')" \
        "could not acquire SSPI credentials: $LIBPQ_WHY (8009030e)" \
        "without a ticket psql says why ($1)"
}

need dpkg-query setpriv
psql_can_run || skip_all "no PostgreSQL with GSS-API"
strangers_start
strangers_program libpq "$(dpkg-query -W -f '${source:Package}' \
    "$(basename "${PSQL_BIN%/bin}" | sed 's/^/postgresql-/')")"
# shellcheck disable=SC2034 # for psql_run
PSQL_ENV=(LD_LIBRARY_PATH="$STRANGER_BUILD/src/interfaces/libpq:\
$STRANGERS_LIBDIR")
psql_setup || { psql_story; exit 1; }
realm_env any || exit 1
for server in stock module; do
    psql_start $server || { psql_story; exit 1; }
    for client in stock module; do
        libpq_case $client $server
        libpq_refused $client
    done
    psql_stop
done
tap_end
