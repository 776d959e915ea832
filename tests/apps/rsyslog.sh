#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A stock rsyslogd sends a log to another, signed and sealed, with the module
# on both sides, on either and on none.  Each line is one message of GSS-API.

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_rsyslog.sh"

need rsyslogd krb5kdc kadmin.local kinit
rsyslog_can_run || skip_all "no rsyslog with GSS-API"

LINES_SENT=200

# rsyslog_calls TRACE FUNCTION QOP: successful calls with that fQOP
rsyslog_calls()
{
    awk -v f="$2" -v q="fQOP=$3" '
        $3 == f && index($0, q " ") && $NF == "0x00000000" { n++ }
        END { print n + 0 }' "$1"
}

# rsyslog_proof NAME WORLD TRACE FUNCTION MODE
rsyslog_proof()
{
    local qop=0x00000000
    # SECQOP_WRAP_NO_ENCRYPT
    [ "$5" = encryption ] || qop=0x80000001
    if [ "$2" = stock ]; then
        check "$1: no call of the module" test ! -s "$3"
        return
    fi
    is "$(trace_count "$3" InitContext)" 1 "$1: InitContext"
    is "$(rsyslog_calls "$3" "$4" $qop)" "$LINES_SENT" "$1: $4 of each line"
    is "$(trace_count "$3" "$4")" "$LINES_SENT" "$1: and of no more"
}

# rsyslog_case MODE CLIENT_WORLD SERVER_WORLD
rsyslog_case()
{
    local name="$1 ($2 to $3)"
    if ! rsyslog_send "$2" "$1"; then
        not_ok "$name" "$(rsyslog_story)"
        return
    fi
    check "$name: line by line" cmp "$RSYSLOG_DIR/lines" "$RSYSLOG_DIR/got"
    rsyslog_proof "$name, client" "$2" "$RSYSLOG_DIR/client.trace" \
        SealMessage "$1"
    rsyslog_proof "$name, server" "$3" "$RSYSLOG_DIR/server.trace" \
        UnsealMessage "$1"
}

# imgssapi of rsyslog 8.2504 (Debian 13) hears of a connection and never
# accepts it, whatever the world.
rsyslog_is_deaf()
{
    rsyslogd -v | grep -qE '^rsyslogd +8\.2504\.'
}

rsyslog_deaf()
{
    rsyslog_start stock || return 1
    ! rsyslog_send stock encryption && [ ! -s "$RSYSLOG_DIR/got" ] &&
        grep -q "Context initialization failed" "$RSYSLOG_DIR/client.out"
}

realm_start || exit 1
rsyslog_setup $LINES_SENT || { rsyslog_story; exit 1; }
realm_env any || exit 1
if rsyslog_is_deaf; then
    check "this rsyslogd takes nothing by GSS-API, in stock Kerberos" \
        rsyslog_deaf
    rsyslog_stop
    tap_end
    exit
fi
for server in stock module; do
    rsyslog_start $server || { rsyslog_story; exit 1; }
    for client in stock module; do
        for mode in encryption integrity; do
            rsyslog_case $mode $client $server
        done
    done
    rsyslog_stop
done
tap_end
