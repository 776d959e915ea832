#!/bin/bash
# SPDX-License-Identifier: MIT
#
# MIT's sample client and server, unchanged, with the module on both sides,
# on either and on none.  For each side its trace must show the calls that
# the options cause, or, in the stock world, be empty.

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_sample.sh"

need gss-client gss-server krb5kdc kadmin.local kinit

# name | options of the server | of the client | functions of the package
# that must be seen in the client | in the server | what the server says of
# the message
PLAIN='Received message: "a message of no importance"'
CASES="
plain||| SealMessage VerifySignature | UnsealMessage MakeSignature
seq||-seq| SealMessage VerifySignature | UnsealMessage MakeSignature
noreplay||-noreplay| SealMessage VerifySignature | UnsealMessage MakeSignature
nomutual||-nomutual| SealMessage VerifySignature | UnsealMessage MakeSignature
krb5||-krb5| SealMessage VerifySignature | UnsealMessage MakeSignature
spnego||-spnego| SealMessage VerifySignature | UnsealMessage MakeSignature
dce||-dce| SealMessage VerifySignature | UnsealMessage MakeSignature
sign only||-nx| SealMessage VerifySignature | UnsealMessage MakeSignature
mic only||-nw| VerifySignature | MakeSignature
wrap only||-nm| SealMessage | UnsealMessage
many||-seq -mcount 20| SealMessage VerifySignature\
 | UnsealMessage MakeSignature
delegation||-d| SealMessage VerifySignature | UnsealMessage MakeSignature
export|-export|-seq| SealMessage VerifySignature | ExportContext
export, spnego|-export|-spnego| SealMessage VerifySignature | ExportContext
"

# sample_proof NAME WORLD TRACE FUNCTIONS
sample_proof()
{
    local name=$1 world=$2 trace=$3 function
    if [ "$world" = stock ]; then
        check "$name: no call of the module" test ! -s "$trace"
        return
    fi
    for function in InitContext $4; do
        more "$(trace_count "$trace" "$function")" 1 "$name: $function"
    done
}

# sample_case CLIENT SERVER NAME SERVER_OPTIONS OPTIONS FUNCTIONS...
sample_case()
{
    local client=$1 server=$2 title="$3 ($1 to $2)"
    if ! sample_run "$client" "$server" "$4" "$5"; then
        not_ok "$title" "$(sample_story)"
        return
    fi
    check "$title" grep -qF "$PLAIN" "$SAMPLE_DIR/server.out"
    sample_proof "$title, client" "$client" "$SAMPLE_DIR/client.trace" "$6"
    sample_proof "$title, server" "$server" "$SAMPLE_DIR/server.trace" "$7"
}

realm_start || exit 1
realm_env aes256-cts-hmac-sha384-192 || exit 1
while IFS='|' read -r name server_options options in_client in_server; do
    [ -n "$name" ] || continue
    for worlds in "stock stock" "module stock" "stock module" \
        "module module"; do
        # shellcheck disable=SC2086
        sample_case $worlds "$name" "$server_options" "$options" \
            "$in_client" "$in_server"
    done
done <<<"$CASES"

for enctype in $REALM_ENCTYPES $REALM_OLD_ENCTYPES; do
    # Without ciphers the module forwards them.
    realm_is_ours "$enctype" || continue
    realm_env "$enctype" || exit 1
    sample_case module module "$enctype" "" -seq \
        "SealMessage VerifySignature" "UnsealMessage MakeSignature"
done
tap_end
