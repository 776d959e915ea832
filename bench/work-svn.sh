#!/bin/bash
# SPDX-License-Identifier: MIT
#
# work-svn.sh DIR: svn imports a large file into svnserve and checks it out,
# sealed by SASL's security layer, with stock MIT Kerberos on both sides and
# with the module on both sides by turns.  Results: DIR/work-svn.csv and a
# table on stdout.  A realm and a repository of its own.  WORK_BYTES: of the
# file (default 50000000).

set -u
export LC_ALL=C.UTF-8
. "$(dirname "$0")/../tests/realm.sh"
. "$REALM_TESTS/apps/lib_svn.sh"
. "$(dirname "$0")/work-lib.sh"

BYTES=${WORK_BYTES:-50000000}
[ "${BENCH_QUICK:-0}" != 1 ] || BYTES=2000000
SVN_UNTRACED=1

# svn_task WORLD NAME ARG...: svn ARG..., measured
svn_task()
{
    local world=$1 name=$2 before
    shift 2
    before=$(work_cpu "$SVN_PID")
    work_measure svn_run "$world" "$name" "$@" ||
        { svn_story >&2; work_die "svn failed"; }
    work_maps "$world" "$(grep -c 'gss_ksp[.]so' "/proc/$SVN_PID/maps")" \
        svnserve
    work_row "svn $name" "$world" \
        "$(work_difference "$(work_cpu "$SVN_PID")" "$before")"
}

# svn_turn WORLD
svn_turn()
{
    rm -rf "$SVN_DIR/copy"
    svn_start "$1" || { svn_story >&2; work_die "no server"; }
    svn_task "$1" import import -m test "$SVN_DIR/file" URL/file
    svn_task "$1" checkout checkout URL "$SVN_DIR/copy"
    cmp -s "$SVN_DIR/file" "$SVN_DIR/copy/file" ||
        work_die "svn got something else"
    svn_stop
}

# Not measured: who seals and unseals.
svn_traced()
{
    local SVN_UNTRACED=0
    svn_start "$1" || work_die "no server"
    svn_run "$1" import import -m test "$SVN_DIR/file" URL/file ||
        { svn_story >&2; work_die "svn failed"; }
    work_traced "$1" "$SVN_DIR/import.trace" svn SealMessage
    work_traced "$1" "$SVN_DIR/server.trace" svnserve UnsealMessage
    svn_stop
}

[ $# = 1 ] || work_die "usage: work-svn.sh DIR"
svn_can_run || work_die "no svnserve with SASL's GSSAPI"
work_begin work-svn "$1"
realm_start || exit 1
svn_setup "$BYTES" || { svn_story >&2; exit 1; }
realm_env any || exit 1
for world in stock module; do
    svn_traced $world
done
for ((round = 1; round <= WORK_ROUNDS; round++)); do
    echo "turn $round of $WORK_ROUNDS" >&2
    for world in stock module; do
        svn_turn $world
    done
done
work_end
