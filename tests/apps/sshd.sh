#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A stock ssh logs in to a stock sshd, with the module on both sides, on
# either and on none.  In gssapi-with-mic the client signs the session and
# sshd's monitor checks it; in gssapi-keyex the server also signs the
# exchange and the client checks that.

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_sshd.sh"

need_root
need ssh sshd ssh-keygen krb5kdc kadmin.local kinit
sshd_can_run || skip_all "no mount namespace to be had"

# sshd_case NAME METHOD CLIENT_WORLD SERVER_WORLD
sshd_case()
{
    local name="$1 $2 ($3 to $4)"
    # The words of the command are put together on the far side only.
    if ssh_login "$3" "$2" -- 'echo "far side" $((6 * 7))'; then
        is "$(cat "$SSHD_DIR/ssh.out")" "far side 42" "$name"
        check "$name: by that method" \
            grep -q "Accepted $2 for root" "$SSHD_DIR/sshd.log"
        sshd_proofs "$name" "$2" "$3" "$4"
    else
        not_ok "$name" "$(sshd_story)"
    fi
}

realm_start || exit 1
sshd_setup || exit 1
realm_env any root || exit 1
for server in stock module; do
    sshd_start "$server" || exit 1
    for client in stock module; do
        for method in gssapi-with-mic gssapi-keyex; do
            sshd_case "any enctype," $method $client $server
        done
    done
    sshd_stop
done

sshd_start module || exit 1
for enctype in $REALM_ENCTYPES; do
    realm_env "$enctype" root || exit 1
    for method in gssapi-with-mic gssapi-keyex; do
        sshd_case "$enctype" $method module module
        is "$(trace_tokens "$SSHD_DIR/ssh.trace" MakeSignature)" \
            "$(mic_length "$enctype")" "$enctype $method: length of the MIC"
    done
done
sshd_stop
tap_end
