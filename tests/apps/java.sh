#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A program of Java's JGSS talks to another through the system's GSS-API
# library, several connections at once, with the module on both sides, on
# either and on none: MICs and sealed and signed messages, as they are, again
# and changed.  What it sees is the same in every world.

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_java.sh"

need java javac krb5kdc kadmin.local kinit

# What Peer.java does: contexts, and in each so many rounds of each kind.
THREADS=4
ROUNDS=25

# java_failed TRACE FUNCTION: calls of FUNCTION that did not end in success
java_failed()
{
    awk -v f="$2" '$3 == f && $NF != "0x00000000" { n++ }
        END { print n + 0 }' "$1"
}

# java_proof NAME WORLD TRACE MADE TAKEN: in a round and kind so many are made
# and so many taken; two are refused, on the server what was changed and what
# came again, on the client each answer that is taken again
java_proof()
{
    local each=$((THREADS * ROUNDS))
    if [ "$2" = stock ]; then
        check "$1: no call of the module" test ! -s "$3"
        return
    fi
    is "$(trace_count "$3" InitContext)" $THREADS "$1: InitContext"
    is "$(trace_count "$3" MakeSignature)" $(($4 * each)) "$1: MakeSignature"
    is "$(trace_count "$3" SealMessage)" $((2 * $4 * each)) "$1: SealMessage"
    is "$(trace_count "$3" VerifySignature)" $(($5 * each)) \
        "$1: VerifySignature"
    is "$(trace_count "$3" UnsealMessage)" $((2 * $5 * each)) \
        "$1: UnsealMessage"
    is "$(java_failed "$3" VerifySignature)" $((2 * each)) "$1: MICs refused"
    is "$(java_failed "$3" UnsealMessage)" $((4 * each)) \
        "$1: messages refused"
}

# java_case ENCTYPE CLIENT_WORLD SERVER_WORLD
java_case()
{
    local name="$1 ($2 to $3)"
    if ! java_client "$2"; then
        not_ok "$name" "$(java_story)"
        return
    fi
    if [ "$2 $3" = "stock stock" ]; then
        cp "$JAVA_DIR/client.out" "$JAVA_DIR/shown"
        is "$(wc -l <"$JAVA_DIR/shown")" $((THREADS * ROUNDS * 9)) "$name"
        is "$(grep -c WRONG "$JAVA_DIR/shown")" 0 "$name: no wrong text"
        is "$(grep -c 'changed refused' "$JAVA_DIR/shown")" \
            $((THREADS * ROUNDS * 3)) "$name: what was changed is refused"
        is "$(grep -c ': again .*duplicate' "$JAVA_DIR/shown")" \
            $((THREADS * ROUNDS * 3)) "$name: what came again is known"
    else
        check "$name: as in the stock world" \
            diff "$JAVA_DIR/shown" "$JAVA_DIR/client.out"
    fi
    is "$(cat "$JAVA_DIR"/*.err)" "" "$name: no complaint"
    java_proof "$name, client" "$2" "$JAVA_DIR/client.trace" 1 2
    java_proof "$name, server" "$3" "$JAVA_DIR/server.trace" 2 1
}

realm_start || exit 1
java_setup || { java_story; exit 1; }
for enctype in aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha256-128; do
    realm_env $enctype || exit 1
    for server in stock module; do
        java_start $server || { java_story; exit 1; }
        for client in stock module; do
            java_case $enctype $client $server
        done
        java_stop
    done
done
tap_end
