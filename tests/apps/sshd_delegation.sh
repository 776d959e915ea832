#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A stock ssh takes its ticket along to a stock sshd
# (GSSAPIDelegateCredentials), with the module on both sides, on either and on
# none: what the remote shell finds and can do with it is what it is in the
# stock world, and it is gone afterwards where sshd is to clean up.

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_sshd.sh"

need_root
need ssh sshd ssh-keygen krb5kdc kadmin.local kinit klist kvno
sshd_can_run || skip_all "no mount namespace to be had"

# All that can be seen of the credentials over there; of a ticket's line the
# times are left out.
# shellcheck disable=SC2016 # for the remote shell
SHOW='echo "cache=$KRB5CCNAME"
klist -f 2>&1 | grep -E "principal|krbtgt|Flags|No credentials" |
    sed "s/^[0-9].* //"
kvno host/localhost 2>&1
klist 2>&1 | grep -c host/localhost
[ -z "$KRB5CCNAME" ] || stat -c "%a %u" "${KRB5CCNAME#FILE:}"'

# The name of the cache in what was shown; in the rest the random part of it
# stands as X.
delegated_cache()
{
    sed -n 's/^cache=FILE://p' "$SSHD_DIR/ssh.out"
}

delegated_shown()
{
    sed 's/krb5cc_0_[A-Za-z0-9]*/krb5cc_0_X/' "$SSHD_DIR/ssh.out"
}

# sshd removes it a moment after the client has gone.
delegated_gone()
{
    local tick
    for ((tick = 0; tick < 40; tick++)); do
        [ -e "$1" ] || return 0
        sleep 0.05
    done
    return 1
}

# A cache that is there after all goes now: it is in the host's /tmp.
delegated_remove()
{
    case $1 in
    /tmp/krb5cc_0_*) rm -f "$1" ;;
    esac
}

# What the stock world shows must be what is meant.
delegation_reference()
{
    local name=$1
    check "$name: a cache of its own" grep -qx \
        'cache=FILE:/tmp/krb5cc_0_X' "$2"
    check "$name: of the right user" grep -qx \
        "Default principal: root@$REALM" "$2"
    check "$name: a forwarded, forwardable ticket" grep -qE \
        'Flags: [A-Za-z]*F[A-Za-z]*f' "$2"
    check "$name: a ticket for a service" grep -qx \
        "host/localhost@$REALM: kvno = 1" "$2"
    check "$name: nobody else's" grep -qx '600 0' "$2"
}

# delegation_login NAME METHOD CLIENT_WORLD SERVER_WORLD DELEGATE: the first
# of that METHOD and DELEGATE is in the stock world.
delegation_login()
{
    local name=$1 method=$2 reference=$REALM_DIR/shown.$2.$5
    if ! ssh_login "$3" "$method" "GSSAPIDelegateCredentials=$5" -- "$SHOW"
    then
        not_ok "$name" "$(sshd_story)"
        return 1
    fi
    delegated_shown >"$SSHD_DIR/shown"
    if [ "$3 $4" != "stock stock" ]; then
        check "$name: as in the stock world" diff "$reference" \
            "$SSHD_DIR/shown"
    else
        cp "$SSHD_DIR/shown" "$reference"
        [ "$5" = no ] || delegation_reference "$name" "$reference"
    fi
    check "$name: by that method" \
        grep -q "Accepted $method for root" "$SSHD_DIR/sshd.log"
    sshd_proofs "$name" "$method" "$3" "$4"
}

# delegation_case METHOD CLIENT_WORLD SERVER_WORLD
delegation_case()
{
    local name="$1 ($2 to $3)" cache
    delegation_login "$name" "$1" "$2" "$3" yes || return
    cache=$(delegated_cache)
    check "$name: removed at the end" delegated_gone "$cache"
    delegated_remove "$cache"
}

delegation_none()
{
    local name="not wanted ($1 to $2)"
    delegation_login "$name" gssapi-with-mic "$1" "$2" no || return
    is "$(head -n 1 "$SSHD_DIR/ssh.out")" "cache=" "$name: no cache"
}

# GSSAPICleanupCredentials no
delegation_kept()
{
    local name="not cleaned up ($1 to $2)" cache
    delegation_login "$name" gssapi-with-mic "$1" "$2" yes || return
    cache=$(delegated_cache)
    sleep 0.3
    check "$name: still there" test -s "$cache"
    check "$name: still of use" env "KRB5CCNAME=FILE:$cache" \
        kvno HTTP/localhost
    delegated_remove "$cache"
}

realm_start || exit 1
sshd_setup || exit 1
realm_env any root || exit 1
for server in stock module; do
    sshd_start $server || exit 1
    for client in stock module; do
        for method in gssapi-with-mic gssapi-keyex; do
            delegation_case $method $client $server
        done
        delegation_none $client $server
    done
    sshd_stop
    sshd_start $server GSSAPICleanupCredentials=no || exit 1
    for client in stock module; do
        delegation_kept $client $server
    done
    sshd_stop
done
tap_end
