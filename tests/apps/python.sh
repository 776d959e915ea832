#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Scripts written for python3-gssapi.  That package refers to
# gss_krb5_import_cred, so the module stands aside in it; with
# GSSKSP_ENABLE=always it does the work.  Either way a script must see what it
# sees in the stock world: the scripts print all of it, and the output of the
# two sides is compared with that of the stock world.

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_python.sh"

need krb5kdc kadmin.local kinit
python_can_run || skip_all "no python3-gssapi"

# What each side makes in two contexts, and what it takes; the server's second
# context is MIT's own after it was imported.
CLIENT_CALLS="InitContext:2 MakeSignature:12 SealMessage:22
VerifySignature:12 UnsealMessage:22"
SERVER_CALLS="InitContext:2 MakeSignature:6 SealMessage:11
VerifySignature:12 UnsealMessage:22 ExportContext:1"

# python_proof NAME WORLD ENABLE TRACE CALLS
python_proof()
{
    local call
    if [ "$2" = stock ]; then
        check "$1: no call of the module" test ! -s "$4"
    elif [ "$3" = always ]; then
        for call in $5; do
            more "$(trace_count "$4" "${call%:*}")" "${call#*:}" \
                "$1: ${call%:*}"
        done
    else
        is "$(trace_said "$4")" \
            "stand-aside: the process refers to gss_krb5_import_cred" \
            "$1: the module stood aside, and did nothing else"
    fi
}

# python_case NAME CLIENT_WORLD SERVER_WORLD ENABLE: $REALM_DIR/NAME.client
# and NAME.server are the stock world's output.
python_case()
{
    local name="$1, ${4:-by default} ($2 to $3)" side
    if ! python_pair "$2" "$3" "$4"; then
        not_ok "$name" "$(python_story)"
        return
    fi
    for side in client server; do
        check "$name, $side: as in the stock world" \
            diff "$REALM_DIR/$1.$side" "$PYTHON_DIR/$side.out"
    done
    python_proof "$name, client" "$2" "$4" "$PYTHON_DIR/client.trace" \
        "$CLIENT_CALLS"
    python_proof "$name, server" "$3" "$4" "$PYTHON_DIR/server.trace" \
        "$SERVER_CALLS"
}

# That the stock world's output says what it should.
python_stock()
{
    if ! python_pair stock stock ""; then
        not_ok "$1 (stock to stock)" "$(python_story)"
        return
    fi
    cp "$PYTHON_DIR/client.out" "$REALM_DIR/$1.client"
    cp "$PYTHON_DIR/server.out" "$REALM_DIR/$1.server"
    is "$(grep -c "^names user@$REALM host/" "$REALM_DIR/$1.server")" 2 \
        "$1 (stock to stock): two contexts"
    is "$(grep -c "^stored user@$REALM" "$REALM_DIR/$1.server")" 2 \
        "$1 (stock to stock): two delegated credentials"
    is "$(cat "$REALM_DIR/$1.client" "$REALM_DIR/$1.server" |
        grep -c '^unwrap .* -> (True, \(True\|False\), 0)$')" 24 \
        "$1 (stock to stock): messages were unwrapped"
    is "$(cat "$REALM_DIR/$1.client" "$REALM_DIR/$1.server" |
        grep -c '^verify -> 0$')" 12 \
        "$1 (stock to stock): signatures were verified"
}

# A credential made by gss_krb5_import_cred is why the module stands aside.
python_imported()
{
    local world name="a credential that was imported"
    realm_env any root || exit 1
    realm_env any || exit 1
    for world in stock module; do
        GSSKSP_ENABLE="" python_alone $world imported.py "$REALM_TARGET" \
            "FILE:$REALM_DIR/cc.root.any" || true
        is "$(cat "$PYTHON_DIR/script.out")" "root@$REALM" \
            "$name is used ($world)"
        python_proof "$name ($world)" $world "" "$PYTHON_DIR/script.trace"
    done
}

realm_start || exit 1
realm_env any || exit 1
python_stock any
for enable in always ""; do
    for worlds in "module stock" "stock module" "module module"; do
        # shellcheck disable=SC2086
        python_case any $worlds "$enable"
    done
done
for enctype in $REALM_ENCTYPES; do
    realm_env "$enctype" || exit 1
    python_stock "$enctype"
    python_case "$enctype" module module always
done
python_imported
tap_end
