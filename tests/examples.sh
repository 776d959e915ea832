#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The programs of examples/: each client talks to each server, signed and
# sealed, with the module and without; and the SASL examples talk to the
# sample server of Cyrus SASL.  The trace says whose package did it.  All of
# it with RC4 too, which pads.  Those of SSPI compile for Windows.

. "$(dirname "$0")/realm.sh"

EXAMPLES=$KSP_BUILD/examples
ENCTYPES="aes256-cts-hmac-sha384-192 arcfour-hmac"

example_server()
{
    "${IN_WORLD[@]}" "$EXAMPLES/$2-server" "$1" >"$REALM_DIR/server.out" \
        2>"$REALM_DIR/server.err" &
    daemon_ready $! "$REALM_DIR/server.out" "listening on port $1"
}

# As each API spells it.
example_target()
{
    case $1 in
    sspi) echo "${REALM_TARGET/@//}" ;;
    gss) echo "$REALM_TARGET" ;;
    esac
}

# example_calls API MODE MAKE|TAKE: the function of the package in the trace
example_function()
{
    local prefix=""
    [ "$1" = gss ] || prefix=Sp
    case $2.$3 in
    sign.make) echo "${prefix}MakeSignature" ;;
    sign.take) echo "${prefix}VerifySignature" ;;
    seal.make) echo "${prefix}SealMessage" ;;
    seal.take) echo "${prefix}UnsealMessage" ;;
    esac
}

# example_proof WORLD API MODE TRACE NAME: a message was made and one taken
example_proof()
{
    local want=1
    [ "$1.$2" != stock.gss ] || want=0
    is "$(trace_count "$4" "$(example_function "$2" "$3" make)")" $want \
        "$5: its package made $want"
    is "$(trace_count "$4" "$(example_function "$2" "$3" take)")" $want \
        "$5: its package took $want"
}

# example_pair WORLD CLIENT SERVER MODE
example_pair()
{
    local world=$1 client=$2 server=$3 mode=$4 out status=0 word=signed
    local name="$ENCTYPE, $1: $2 client, $3 server, $4"
    local traces=("$REALM_DIR/trace.client" "$REALM_DIR/trace.server")
    [ "$mode" = sign ] || word=sealed
    rm -f "${traces[@]}"
    in_world "$world" "${traces[1]}"
    daemon_on_free_port example_server "$server" || {
        not_ok "$name: the server starts"; return; }
    in_world "$world" "${traces[0]}"
    out=$("${IN_WORLD[@]}" "$EXAMPLES/$client-client" 127.0.0.1 \
        "$DAEMON_PORT" "$(example_target "$client")" "$mode" "good day" \
        2>&1) || status=$?
    is "$status $out" "0 $word: this is the server's answer" \
        "$name: the answer"
    # A server whose client got no further would wait for another.
    [ $status = 0 ] || daemon_stop "$DAEMON_PID"
    daemon_end "$DAEMON_PID"
    is "$(sed 1d "$REALM_DIR/server.out" | xargs)" \
        "client: user@$REALM $word: good day" "$name: the message"
    example_proof "$world" "$client" "$mode" "${traces[0]}" "$name, client"
    example_proof "$world" "$server" "$mode" "${traces[1]}" "$name, server"
}

# sasl_dialogue API MODE TEXT: its stdout and stdin against the sample server
sasl_dialogue()
{
    local api=$1 mode=$2 fifo=$REALM_DIR/fifo
    rm -f "$fifo" && mkfifo "$fifo" || return 1
    # shellcheck disable=SC2094 # a pipe in a ring
    "${IN_WORLD[@]}" "$EXAMPLES/sasl-$api" "$(example_target "$api")" \
        "$mode" "$3" <"$fifo" 2>"$REALM_DIR/sasl.client" |
        GSS_MECH_CONFIG=$REALM_DIR/stock.conf \
        timeout 20 stdbuf -o0 sasl-sample-server -s host \
        -d "${REALM_TARGET#*@}" -m GSSAPI -b min=1,max=256 \
        2>"$REALM_DIR/sasl.err" |
        tee -p "$REALM_DIR/sasl.server" >"$fifo"
}

# example_sasl WORLD API MODE
example_sasl()
{
    local name="$ENCTYPE, $1: sasl-$2, $3" word=signed conf=0
    local trace=$REALM_DIR/trace.sasl
    [ "$3" = sign ] || { word=sealed; conf=1; }
    rm -f "$trace"
    in_world "$1" "$trace"
    sasl_dialogue "$2" "$3" "good day from sasl-$2"
    is "$(cat "$REALM_DIR/sasl.client")" "$word: srv message 1" \
        "$name: the server's message"
    check "$name: the server takes ours" \
        grep -aq "good day from sasl-$2" "$REALM_DIR/sasl.server"
    check "$name: the server knows who it is" \
        grep -aq "^Username: user" "$REALM_DIR/sasl.server"
    [ "$1.$2" != stock.gss ] || return
    # The step and one message each way.
    is "$(trace_count "$trace" "$(example_function "$2" seal make)")" 2 \
        "$name: the package wrapped the step and the message"
    is "$(grep -c "SealMessage.*fQOP=0x80000001" "$trace")" $((2 - conf)) \
        "$name: the layer is the one that was chosen"
}

# example_package WORLD: the package's own door, with a context of GSS
example_package()
{
    local name="$ENCTYPE, $1: sspi-package" trace=$REALM_DIR/trace.package
    rm -f "$trace"
    in_world "$1" "$trace"
    is "$("${IN_WORLD[@]}" "$EXAMPLES/sspi-package" "$REALM_TARGET" \
        "good day" 2>&1 | xargs)" \
        "signed: 40 bytes verified: message 7, good day" "$name"
    is "$(trace_count "$trace" "SpInitContext(door)")" 2 \
        "$name: both contexts went through the door"
    is "$(grep -c "MakeSignature.*fQOP=0x00000000 MessageSeqNo=7 .*-> 0x0*$" \
        "$trace")" 1 "$name: the package signed message 7"
    is "$(grep -c "VerifySignature.*MessageSeqNo=[78] " "$trace")" 2 \
        "$name: and verified, twice"
}

# The same source compiles against the headers of Windows.
example_for_windows()
{
    local cc=${MINGW_CC:-x86_64-w64-mingw32-gcc}
    can "$1 compiles for Windows" "${cc%% *}" || return
    # shellcheck disable=SC2086 # a command with options
    check "$1 compiles for Windows" $cc -std=gnu11 -Wall -Wextra -Werror \
        -I"$KSP_SOURCE/shim/include" "$KSP_SOURCE/examples/$1.c" \
        -o "$REALM_DIR/$1.exe" -lsecur32 -lws2_32
}

# example_world WORLD: everything, with tickets of ENCTYPE
example_world()
{
    local mode client server
    for mode in sign seal; do
        for client in sspi gss; do
            for server in sspi gss; do
                example_pair "$1" $client $server $mode
            done
            example_sasl "$1" $client $mode
        done
    done
}

need krb5kdc kadmin.local kinit sasl-sample-server stdbuf
realm_start || skip_all "no realm"
for ENCTYPE in $ENCTYPES; do
    # Without ciphers SSPI has no contexts (see sspi.sh).
    realm_is_ours "$ENCTYPE" || continue
    realm_env "$ENCTYPE" || not_ok "$ENCTYPE: no ticket"
    example_world stock
    example_world module
    [ "$ENCTYPE" != "${ENCTYPES%% *}" ] || {
        example_package stock
        example_package module
    }
done
for name in sspi-client sspi-server sasl-sspi; do
    example_for_windows $name
done
tap_end
