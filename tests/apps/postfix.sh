#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A stock curl logs in to a stock postfix by GSSAPI and sends a mail, with the
# module on both sides, on either and on none.  smtpd is in a chroot, where
# there is no module: it has been loaded before.

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_postfix.sh"

need_root
need postconf curl krb5kdc kadmin.local kinit
postfix_can_run || skip_all "no postfix with SASL's GSSAPI"

# postfix_proof NAME WORLD TRACE: SASL seals, without encryption, what the
# server offers and what the client chooses
postfix_proof()
{
    local function
    if [ "$2" = stock ]; then
        check "$1: no call of the module" test ! -s "$3"
        return
    fi
    for function in InitContext SealMessage UnsealMessage; do
        is "$(trace_count "$3" $function)" 1 "$1: $function"
    done
}

# postfix_case CLIENT_WORLD SERVER_WORLD
postfix_case()
{
    local name="($1 to $2)"
    if ! postfix_send "$1"; then
        not_ok "a mail $name" "$(postfix_story)"
        return
    fi
    ok "a mail $name"
    check "curl is told so $name" \
        grep -q '^< 235 2.7.0 Authentication successful' \
        "$POSTFIX_DIR/curl.err"
    postfix_proof "curl $name" "$1" "$POSTFIX_DIR/curl.trace"
    postfix_proof "smtpd $name" "$2" "$POSTFIX_DIR/server.trace"
    is "$(postfix_smtpd root)" "$POSTFIX_DIR/queue" \
        "smtpd is in its chroot $name"
    is "$(postfix_mapped)" "$2" "with the module or not $name"
    is "$(sed -n 's/.*sasl_method=//p' "$POSTFIX_DIR/log/mail" | tail -n 1)" \
        "GSSAPI, sasl_username=user" "smtpd knows who it was $name"
}

# Whether smtpd has the module in memory.
postfix_mapped()
{
    if grep -q gss_ksp "/proc/$(postfix_smtpd pid)/maps"; then
        echo module
    else
        echo stock
    fi
}

realm_start || exit 1
postfix_setup || { postfix_story; exit 1; }
realm_env any || exit 1
for server in stock module; do
    postfix_start $server || { postfix_story; exit 1; }
    for client in stock module; do
        postfix_case $client $server
    done
    postfix_stop
done
tap_end
