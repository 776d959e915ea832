#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A stock svn commits megabytes to a stock svnserve, and several check them out
# at once, each served by a thread, with the module on both sides, on either
# and on none.  All of it is sealed by SASL's security layer.

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_svn.sh"

need svn svnserve svnadmin krb5kdc kadmin.local kinit
svn_can_run || skip_all "no svnserve with SASL's GSSAPI"

BYTES=6000000
CLIENTS="one two three"

# svn_proof NAME WORLD TRACE CONTEXTS FUNCTION BYTES
svn_proof()
{
    if [ "$2" = stock ]; then
        check "$1: no call of the module" test ! -s "$3"
        return
    fi
    is "$(trace_count "$3" InitContext)" "$4" "$1: InitContext"
    more "$(trace_bytes "$3" "$5")" "$6" "$1: $5 of all of it"
}

# svn_at_once WORLD: every client checks out; fails if one does
svn_at_once()
{
    local client pids="" pid failed=0
    for client in $CLIENTS; do
        rm -rf "$SVN_DIR/copy.$client"
        svn_run "$1" "$client" checkout URL "$SVN_DIR/copy.$client" &
        pids="$pids $!"
    done
    for pid in $pids; do
        wait "$pid" || failed=1
    done
    return $failed
}

# An import connects twice.
# svn_case CLIENT_WORLD SERVER_WORLD
svn_case()
{
    local name="($1 to $2)" client server=$SVN_DIR/server.trace
    if ! svn_run "$1" import import -m test "$SVN_DIR/file" URL/file; then
        not_ok "import $name" "$(svn_story)"
        return
    fi
    ok "import $name"
    svn_proof "import $name, svn" "$1" "$SVN_DIR/import.trace" 2 \
        SealMessage $BYTES
    svn_proof "import $name, svnserve" "$2" "$server" 2 UnsealMessage $BYTES
    [ ! -e "$server" ] || : >"$server"
    check "several at once $name" svn_at_once "$1"
    for client in $CLIENTS; do
        check "$client $name" cmp "$SVN_DIR/file" "$SVN_DIR/copy.$client/file"
        svn_proof "$client $name, svn" "$1" "$SVN_DIR/$client.trace" 1 \
            UnsealMessage $BYTES
    done
    svn_proof "several at once $name, svnserve" "$2" "$server" 3 \
        SealMessage $((3 * BYTES))
    is "$(svn_authors)" user "the author $name"
}

svn_authors()
{
    svnlook author "$SVN_DIR/repository"
}

realm_start || exit 1
svn_setup $BYTES || { svn_story; exit 1; }
realm_env any || exit 1
for server in stock module; do
    for client in stock module; do
        svn_start $server || { svn_story; exit 1; }
        svn_case $client $server
        svn_stop
    done
done
tap_end
