#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A GSS program numbers its messages itself (gssapi/gssapi_ksp.h): on a
# context of Kerberos and on one that SPNEGO negotiated, with an enctype of
# each kind; how often a number is taken; and examples/gss-udp.c, whose packets
# come in any order.

. "$(dirname "$0")/realm.sh"
. "$REALM_TESTS/lib/subtap.sh"
. "$REALM_TESTS/lib/mictag.sh"

NUMBERS=${KSP_NUMBERS:-$KSP_BUILD/tests/realm/numbers}
EXAMPLE=$KSP_BUILD/examples/gss-udp

# numbers_run WORLD ENCTYPE [spnego | once | twice]
numbers_run()
{
    local world=$1 enctype=$2 least=100
    shift 2
    [[ $* = *ce ]] && least=5
    rm -f "$REALM_DIR/trace"
    realm_env "$enctype" || { not_ok "$enctype: no ticket"; return; }
    in_world "$world" "$REALM_DIR/trace"
    subtap "$world, $enctype${1:+, $1}" "${IN_WORLD[@]}" "$NUMBERS" \
        "$REALM_TARGET" "$world" "$@"
    if [ "$world" = module ]; then
        more "$(trace_count "$REALM_DIR/trace" SealMessage)" $least \
            "$world, $enctype${1:+, $1}: the package sealed"
    else
        is "$(trace_count "$REALM_DIR/trace" SealMessage)" 0 \
            "$world, $enctype${1:+, $1}: the package did nothing"
    fi
}

numbers_server()
{
    in_world "$NUMBERS_SERVER" "$REALM_DIR/trace.server"
    "${IN_WORLD[@]}" "$EXAMPLE" server "$1" >"$REALM_DIR/server.out" \
        2>"$REALM_DIR/server.err" &
    daemon_ready $! "$REALM_DIR/server.out" "listening on port $1"
}

# numbers_example CLIENT SERVER: the worlds
numbers_example()
{
    local name="gss-udp, $1 to $2" failed=$TAP_FAILED
    NUMBERS_SERVER=$2
    rm -f "$REALM_DIR"/trace.*
    daemon_on_free_port numbers_server || { not_ok "$name"; return; }
    in_world "$1" "$REALM_DIR/trace.client"
    check "$name: the client" "${IN_WORLD[@]}" "$EXAMPLE" client 127.0.0.1 \
        "$DAEMON_PORT" "$REALM_TARGET" 20
    # A server whose client got no further would wait for another.
    [ "$TAP_FAILED" = "$failed" ] || daemon_stop "$DAEMON_PID"
    daemon_end "$DAEMON_PID"
    is "$(grep -c '^message [0-9]*: packet' "$REALM_DIR/server.out")" 20 \
        "$name: each message arrived once"
    is "$(grep -c ': refused, a duplicate' "$REALM_DIR/server.out")" 1 \
        "$name: one came twice"
    is "$(grep -c ': refused, its number is another' \
        "$REALM_DIR/server.out")" 1 "$name: one lied about its number"
    is "$(trace_count "$REALM_DIR/trace.client" SealMessage)" 20 \
        "$name: the client's package sealed"
}

need krb5kdc kadmin.local kdb5_util kinit
realm_start || skip_all "no realm"
realm_env aes256-cts-hmac-sha1-96
mic_tag
numbers_run stock aes256-cts-hmac-sha1-96
numbers_run stock aes256-cts-hmac-sha1-96 spnego
for enctype in aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha256-128; do
    numbers_run module "$enctype"
    numbers_run module "$enctype" spnego
done
if realm_is_ours arcfour-hmac; then
    numbers_run module arcfour-hmac once
    numbers_run module des3-cbc-sha1 twice
fi
numbers_run module aes256-cts-hmac-sha384-192 twice
realm_env aes256-cts-hmac-sha1-96
numbers_example module module
tap_end
