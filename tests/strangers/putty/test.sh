#!/bin/bash
# SPDX-License-Identifier: MIT
#
# PuTTY's plink with its SSPI code for Windows logs in to a stock sshd, in
# every pair of worlds.  In gssapi-with-mic it signs; where the keys are
# exchanged by GSS-API too, it also verifies.

. "$(dirname "$0")/../../realm.sh"
. "$REALM_TESTS/strangers/lib.sh"
. "$REALM_TESTS/apps/lib_sshd.sh"

# plink COMMAND: the client, in the world of IN_WORLD
plink()
{
    # shellcheck disable=SC2097,SC2098 # the second is in IN_WORLD
    HOME=$SSHD_DIR/home LD_LIBRARY_PATH=$STRANGERS_LIBDIR timeout 60 \
        "${IN_WORLD[@]}" "$STRANGER_BUILD/tree/plink" -batch -ssh -v \
        -P "$SSHD_PORT" -hostkey "$PUTTY_KEY" -l root 127.0.0.1 "$@" \
        >"$SSHD_DIR/ssh.out" 2>"$SSHD_DIR/ssh.log" </dev/null
}

# putty_messages METHOD: that a client makes or takes
putty_messages()
{
    ssh_functions "$1" | wc -w
}

# putty_case METHOD CLIENT_WORLD SERVER_WORLD
putty_case()
{
    local name="plink, $1 ($2 to $3)" trace=$SSHD_DIR/ssh.trace
    rm -f "$trace" "$SSHD_DIR/server.trace"
    : >"$SSHD_DIR/sshd.log"
    in_world "$2" "$trace"
    if ! plink 'echo "far side" $((6 * 7))'; then
        not_ok "$name" "$(sshd_story)"
        return
    fi
    is "$(cat "$SSHD_DIR/ssh.out")" "far side 42" "$name"
    check "$name: by that method" \
        grep -q "Accepted $1 for root" "$SSHD_DIR/sshd.log"
    check "$name: by SSPI" \
        grep -q "Using SSPI from SECUR32.DLL" "$SSHD_DIR/ssh.log"
    strangers_client "$name" "$2" "$trace" "$(putty_messages "$1")"
    # shellcheck disable=SC2046 # a list of words
    strangers_peer "$name" "$3" "$SSHD_DIR/server.trace" \
        $(sshd_functions "$1")
}

# putty_server WORLD METHOD KEYEX
putty_server()
{
    local client
    sshd_start "$1" "GSSAPIKeyExchange=$3" || { sshd_story; exit 1; }
    for client in stock module; do
        putty_case "$2" $client "$1"
    done
    sshd_stop
}

putty_principal()
{
    printf '%s\n' "addprinc -randkey host/127.0.0.1" \
        "ktadd -k $REALM_DIR/service.keytab -norandkey host/127.0.0.1" |
        kadmin.local >"$SSHD_DIR/kadmin.log" 2>&1
}

need_root
need cmake ssh-keygen sshd
sshd_can_run || skip_all "no mount namespace to be had"
strangers_start
strangers_program putty putty
sshd_setup && putty_principal || exit 1
mkdir "$SSHD_DIR/home"
PUTTY_KEY=$(ssh-keygen -l -f "$SSHD_DIR/host_key.pub" | cut -d' ' -f2)
realm_env any root || exit 1
for server in stock module; do
    putty_server $server gssapi-with-mic no
    putty_server $server gssapi-keyex yes
done
tap_end
