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
need ssh sshd ssh-keygen krb5kdc kadmin.local kinit klist
sshd_can_run || skip_all "no mount namespace to be had"

ssh_functions()
{
    case $1 in
    gssapi-with-mic) echo MakeSignature ;;
    gssapi-keyex) echo MakeSignature VerifySignature ;;
    esac
}

sshd_functions()
{
    case $1 in
    gssapi-with-mic) echo VerifySignature ;;
    gssapi-keyex) echo VerifySignature MakeSignature ;;
    esac
}

# sshd_proofs NAME METHOD CLIENT_WORLD SERVER_WORLD
sshd_proofs()
{
    local name=$1 method=$2 function
    if [ "$3" = stock ]; then
        check "$name: no call in ssh" test ! -s "$SSHD_DIR/ssh.trace"
    else
        for function in $(ssh_functions "$method"); do
            more "$(trace_count "$SSHD_DIR/ssh.trace" "$function")" 1 \
                "$name: $function in ssh"
        done
    fi
    if [ "$4" = stock ]; then
        check "$name: no call in sshd" test ! -s "$SSHD_DIR/server.trace"
    else
        for function in $(sshd_functions "$method"); do
            more "$(sshd_monitor_count "$function")" 1 \
                "$name: $function in sshd's monitor"
        done
    fi
}

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

# The ticket of the near side is seen on the far side, and gone afterwards.
sshd_delegation()
{
    local name="delegation ($1 to $2)" cache
    if ! ssh_login "$1" gssapi-with-mic GSSAPIDelegateCredentials=yes -- \
        'klist && echo "cache=$KRB5CCNAME"'; then
        not_ok "$name" "$(sshd_story)"
        return
    fi
    check "$name: klist over there" \
        grep -q "krbtgt/$REALM@$REALM" "$SSHD_DIR/ssh.out"
    cache=$(sed -n 's/^cache=FILE://p' "$SSHD_DIR/ssh.out")
    check "$name: a cache of its own" \
        test -n "$cache" -a "FILE:$cache" != "$KRB5CCNAME"
    sshd_delegation_gone "$cache"
    check "$name: removed at the end" test ! -e "$cache"
    sshd_proofs "$name" gssapi-with-mic "$1" "$2"
}

# sshd removes it a moment after the client has gone.
sshd_delegation_gone()
{
    local tick
    for ((tick = 0; tick < 40; tick++)); do
        [ -e "$1" ] || return 0
        sleep 0.05
    done
    case $1 in
    /tmp/krb5cc_*) rm -f "$1"; not_ok "left behind: $1" ;;
    esac
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
        sshd_delegation $client $server
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
