#!/bin/bash
# SPDX-License-Identifier: MIT
#
# mongo-c-driver, with its SSPI code for Windows, logs in by SASL GSSAPI to
# the stock sample server of Cyrus SASL, behind as much of a MongoDB as it
# takes, in every pair of worlds.  Its SPN has no realm, or names one; it has a
# ticket, or a password.

. "$(dirname "$0")/../../realm.sh"
. "$REALM_TESTS/strangers/lib.sh"

# mongo_try PORT WORLD
mongo_try()
{
    in_world "$2" "$MONGO_DIR/server.trace"
    "${IN_WORLD[@]}" python3 "$STRANGERS/mongo-c-driver/server.py" "$1" \
        127.0.0.1 >"$MONGO_DIR/server.out" 2>"$MONGO_DIR/server.err" &
    daemon_ready $! "$MONGO_DIR/server.out" listening
}

# mongo_ask WORLD USER PROPERTIES: USER is one who has a ticket, or whose
# password is behind a colon
mongo_ask()
{
    rm -f "$MONGO_DIR/client.trace"
    : >"$MONGO_DIR/server.trace"
    in_world "$1" "$MONGO_DIR/client.trace"
    LD_LIBRARY_PATH=$STRANGERS_LIBDIR timeout 60 "${IN_WORLD[@]}" \
        "$STRANGER_BUILD/ask" \
        "mongodb://$2@127.0.0.1:$DAEMON_PORT/?authMechanism=GSSAPI$3" \
        >"$MONGO_DIR/client.out" 2>"$MONGO_DIR/client.err"
}

# mongo_case CLIENT_WORLD SERVER_WORLD NAME USER PROPERTIES
mongo_case()
{
    local name="mongo-c-driver, $3 ($1 to $2)"
    if ! mongo_ask "$1" "$4" "$5"; then
        not_ok "$name" "$(tail -n 20 "$MONGO_DIR"/*.out "$MONGO_DIR"/*.err)"
        return
    fi
    is "$(cat "$MONGO_DIR/client.out")" \
        "{ \"hello\" : \"${4%:*}\", \"ok\" : 1.0 }" "$name"
    strangers_client "$name" "$1" "$MONGO_DIR/client.trace" 2
    strangers_peer "$name" "$2" "$MONGO_DIR/server.trace" InitContext \
        SealMessage UnsealMessage
}

# What the driver writes by FormatMessage.
mongo_refused()
{
    KRB5CCNAME=FILE:/nonexistent mongo_ask "$1" user "" &&
        not_ok "logged in without a ticket ($1)"
    check "without a ticket the driver says why ($1)" grep -q \
        'SSPI: AcquireCredentialsHandle: There are no credentials\.' \
        "$MONGO_DIR/client.err"
}

need cmake python3 sasl-sample-server stdbuf
strangers_start
strangers_program mongo-c-driver mongo-c-driver
MONGO_DIR=$REALM_DIR/mongo
mkdir "$MONGO_DIR" || exit 1
printf '%s\n' "addprinc -randkey mongodb/127.0.0.1" \
    "ktadd -k $REALM_DIR/service.keytab -norandkey mongodb/127.0.0.1" \
    "addprinc -pw word pass" |
    kadmin.local >"$MONGO_DIR/kadmin.log" 2>&1 || exit 1
realm_env any || exit 1
for server in stock module; do
    daemon_on_free_port mongo_try $server || exit 1
    for client in stock module; do
        mongo_case $client $server "the usual SPN" user ""
        mongo_case $client $server "an SPN with its realm" user \
            "&authMechanismProperties=SERVICE_REALM:$REALM"
        KRB5CCNAME=FILE:/nonexistent \
            mongo_case $client $server "a password" pass:word ""
        mongo_refused $client
    done
    daemon_stop "$DAEMON_PID"
done
tap_end
