#!/bin/bash
# SPDX-License-Identifier: MIT
#
# work-ldap.sh DIR: ldapsearch reads a large directory from slapd, sealed
# (SSF 256), signed (SSF 1) and in the clear, with stock MIT Kerberos on both
# sides and with the module on both sides by turns.  Results:
# DIR/work-ldap.csv and a table on stdout.  A realm and a directory of its
# own.  WORK_ENTRIES: of 1 KiB each (default 60000).

set -u
export LC_ALL=C.UTF-8
. "$(dirname "$0")/../tests/realm.sh"
. "$REALM_TESTS/apps/lib_ldap.sh"
. "$(dirname "$0")/work-lib.sh"

ENCTYPE=aes256-cts-hmac-sha1-96
ENTRIES=${WORK_ENTRIES:-60000}
[ "${BENCH_QUICK:-0}" != 1 ] || ENTRIES=2000

ldap_task_name()
{
    case $1 in
    0) echo "ldapsearch (clear)" ;;
    1) echo "ldapsearch (signed)" ;;
    *) echo "ldapsearch (sealed)" ;;
    esac
}

# ldap_task WORLD SSF
ldap_task()
{
    local before
    before=$(work_cpu "$LDAP_PID")
    work_measure ldap_search "$1" "" "$2" ||
        { ldap_story >&2; work_die "ldapsearch failed"; }
    cmp -s "$LDAP_DIR/got" "$LDAP_DIR/entries.ldif" ||
        work_die "ldapsearch got something else"
    work_maps "$1" "$(grep -c 'gss_ksp[.]so' "/proc/$LDAP_PID/maps")" slapd
    work_row "$(ldap_task_name "$2")" "$1" \
        "$(work_difference "$(work_cpu "$LDAP_PID")" "$before")"
}

# ldap_turn WORLD
ldap_turn()
{
    local ssf
    ldap_start "$1" "" || { ldap_story >&2; work_die "no server"; }
    # Has the directory in memory, and is not measured.
    ldap_search "$1" "" 0 || { ldap_story >&2; work_die "no answer"; }
    for ssf in 256 1 0; do
        ldap_task "$1" $ssf
    done
    ldap_stop
}

# Not measured: who seals and unseals.
ldap_traced()
{
    local trace=$LDAP_DIR/ldapsearch.trace
    ldap_start "$1" || work_die "no server"
    ldap_search "$1" "$trace" 256 || work_die "ldapsearch failed"
    work_traced "$1" "$trace" ldapsearch UnsealMessage
    work_traced "$1" "$LDAP_DIR/server.trace" slapd SealMessage
    ldap_stop
}

[ $# = 1 ] || work_die "usage: work-ldap.sh DIR"
ldap_can_run || work_die "no slapd with SASL's GSSAPI"
work_begin work-ldap "$1"
realm_start || exit 1
ldap_setup "$ENTRIES" 1000 || { ldap_story >&2; exit 1; }
ldap_service $ENCTYPE || exit 1
realm_env $ENCTYPE || exit 1
for world in stock module; do
    ldap_traced $world
done
for ((round = 1; round <= WORK_ROUNDS; round++)); do
    echo "turn $round of $WORK_ROUNDS" >&2
    for world in stock module; do
        ldap_turn $world
    done
done
work_end
