# SPDX-License-Identifier: MIT
#
# Debian's PostgreSQL and psql, unchanged, in a chosen world each, with
# messages encrypted by GSS-API.  To be sourced after realm.sh.
#
#   psql_can_run          whether the server is there
#   psql_setup [USER]     a cluster, below REALM_DIR, and the service
#                         postgres/ENCTYPE.localhost for each enctype; as root
#                         the server runs as USER (it must not run as root)
#   psql_start WORLD [TRACE]
#                         TRACE: $PSQL_DIR/server.trace unless given; empty
#                         for none.  One server at a time.
#   psql_stop
#   psql_run WORLD TRACE ENCTYPE MODE [OPTION...]
#                         one session of psql in the realm_env of ENCTYPE;
#                         MODE is that of gssencmode: require or disable.
#                         Output in $PSQL_DIR/out.  PSQL_ENV, if set, is a
#                         list of more of its environment.
#   psql_story            what happened, for a failed test
#
# Nobody's .psqlrc, passwords or services are read.

PSQL_PORT=""
PSQL_PID=""

psql_bin()
{
    local bin
    for bin in /usr/lib/postgresql/*/bin; do
        [ ! -x "$bin/postgres" ] || PSQL_BIN=$bin
    done
    [ -n "${PSQL_BIN:-}" ]
}

psql_can_run()
{
    psql_bin && "$PSQL_BIN/pg_config" --configure | grep -q -- --with-gssapi
}

# psql_as_user COMMAND...
psql_as_user()
{
    "${PSQL_BECOME[@]}" "$@"
}

psql_become()
{
    PSQL_BECOME=(env)
    [ "$(id -u)" != 0 ] ||
        PSQL_BECOME=(setpriv "--reuid=$1" "--regid=$1" --clear-groups --)
}

psql_principals()
{
    local enctype name keytab=$PSQL_DIR/service.keytab
    echo "addprinc -randkey postgres/localhost"
    echo "ktadd -k $keytab -norandkey postgres/localhost"
    for enctype in $REALM_ENCTYPES; do
        name=postgres/$enctype.localhost
        echo "addprinc -randkey -e $enctype:normal $name"
        echo "ktadd -k $keytab -norandkey $name"
    done
}

psql_config()
{
    cat >"$PSQL_DIR/data/postgresql.conf" <<CONF
dynamic_shared_memory_type = mmap
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
krb_server_keyfile = 'FILE:$PSQL_DIR/service.keytab'
max_connections = 10
autovacuum = off
fsync = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
max_parallel_workers = 0
jit = off
CONF
    cat >"$PSQL_DIR/data/pg_hba.conf" <<CONF
hostgssenc all all 127.0.0.1/32 gss include_realm=0 krb_realm=$REALM
hostnogssenc all all 127.0.0.1/32 gss include_realm=0 krb_realm=$REALM
CONF
}

psql_setup()
{
    local user=${1:-postgres}
    PSQL_DIR=$REALM_DIR/psql
    psql_bin || return 1
    psql_become "$user"
    mkdir -p "$PSQL_DIR/data" || return 1
    : >"$PSQL_DIR/server.trace"
    psql_principals | kadmin.local >"$PSQL_DIR/kadmin.log" 2>&1 || return 1
    if [ "$(id -u)" = 0 ]; then
        chown "$user" "$PSQL_DIR" "$PSQL_DIR/data" \
            "$PSQL_DIR/server.trace" "$PSQL_DIR/service.keytab" || return 1
        chmod 711 "$PSQL_DIR"
    fi
    psql_as_user "$PSQL_BIN/initdb" -D "$PSQL_DIR/data" -U user -A reject \
        --locale=C -E UTF8 --no-sync >"$PSQL_DIR/initdb.out" 2>&1 &&
        psql_config
}

psql_try()
{
    local port=$1 world=$2 trace=$3
    in_world "$world" "$trace"
    : >"$PSQL_DIR/server.log"
    # From a directory that the user can enter.
    (
        cd / && KRB5_CONFIG=$REALM_DIR/krb5.any.conf \
            exec "${IN_WORLD[@]}" "${PSQL_BECOME[@]}" \
            "$PSQL_BIN/postgres" -D "$PSQL_DIR/data" -p "$port" \
            >>"$PSQL_DIR/server.log" 2>&1
    ) &
    daemon_ready $! "$PSQL_DIR/server.log" "ready to accept connections"
}

psql_start()
{
    local world=$1 trace=${2-$PSQL_DIR/server.trace}
    : >"$PSQL_DIR/server.trace"
    daemon_on_free_port psql_try "$world" "$trace" || return 1
    PSQL_PORT=$DAEMON_PORT
    PSQL_PID=$DAEMON_PID
    [ -n "${PSQL_AT_EXIT:-}" ] || realm_at_exit psql_stop
    PSQL_AT_EXIT=1
}

# SIGINT: without waiting for sessions; it may have much to write.
psql_stop()
{
    local tick
    [ -n "$PSQL_PID" ] || return 0
    kill -INT "$PSQL_PID" 2>/dev/null
    for ((tick = 0; tick < 300; tick++)); do
        daemon_alive "$PSQL_PID" || break
        sleep 0.05
    done
    daemon_stop "$PSQL_PID"
    PSQL_PID=""
}

psql_run()
{
    local world=$1 trace=$2 enctype=$3 mode=$4 host=localhost
    shift 4
    [ "$enctype" = any ] || host=$enctype.localhost
    in_world "$world" "$trace"
    env -i "PATH=$PATH" HOME=/nonexistent LC_ALL=C \
        "KRB5_CONFIG=$KRB5_CONFIG" "KRB5CCNAME=$KRB5CCNAME" \
        PGPASSFILE=/nonexistent PGSERVICEFILE=/nonexistent \
        ${PSQL_ENV[@]+"${PSQL_ENV[@]}"} \
        "${IN_WORLD[@]}" timeout --foreground 300 "$PSQL_BIN/psql" \
        -XAtq -F ' ' -v ON_ERROR_STOP=1 "$@" \
        "host=$host hostaddr=127.0.0.1 port=$PSQL_PORT user=user
        dbname=postgres gssencmode=$mode sslmode=disable
        krbsrvname=postgres" >"$PSQL_DIR/out" 2>"$PSQL_DIR/err" </dev/null
}

psql_story()
{
    tail -n 20 "$PSQL_DIR"/*.out "$PSQL_DIR"/out "$PSQL_DIR"/err \
        "$PSQL_DIR"/server.log 2>&1 | cut -c1-200
}
