#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A stock curl downloads a file from a stock Apache with mod_auth_gssapi, with
# the module on both sides, on either and on none; with delegation too.
# A worker of Apache completes its context, so the package gets one
# (InitContext).  curl sends its one token and does not look at the answer's:
# of curl the trace can show only that the module was there.

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_curl.sh"

need curl apache2 setsid krb5kdc kadmin.local kinit
curl -V | grep -q SPNEGO || skip_all "curl without SPNEGO"
[ -e /usr/lib/apache2/modules/mod_auth_gssapi.so ] ||
    skip_all "no mod_auth_gssapi"

# curl_case NAME CLIENT_WORLD SERVER_WORLD [OPTION...]
curl_case()
{
    local name="$1 ($2 to $3)" client=$2 server=$3
    shift 3
    if ! curl_get "$client" "$@"; then
        not_ok "$name" "$(curl_story)"
        return
    fi
    check "$name" cmp "$CURL_DIR/www/file" "$CURL_DIR/got"
    if [ "$client" = stock ]; then
        check "$name: no trace of curl" test ! -s "$CURL_DIR/curl.trace"
    else
        is "$(trace_in_use "$CURL_DIR/curl.trace")" 1 "$name: in use in curl"
    fi
    if [ "$server" = stock ]; then
        check "$name: no call in Apache" test ! -s "$CURL_DIR/apache.trace"
    else
        more "$(apache_count InitContext)" 1 "$name: InitContext in Apache"
    fi
}

# Without a ticket there is no file: the door is a door.
curl_no_ticket()
{
    local name="no ticket ($1 to $2)"
    if KRB5CCNAME=FILE:$CURL_DIR/none curl_get "$1"; then
        not_ok "$name" "the download succeeded"
    else
        is "$(grep -c '^HTTP/1.1 401' "$CURL_DIR/headers")" 1 "$name"
    fi
}

curl_delegation()
{
    local tickets=$CURL_DIR/tickets
    rm -f "$tickets"/*
    curl_case delegation "$1" "$2" --delegation always
    check "delegation ($1 to $2): the ticket over there" \
        klist "FILE:$(echo "$tickets"/user*)"
}

realm_start || exit 1
apache_setup || exit 1
realm_env any || exit 1
for server in stock module; do
    apache_start "$server" || { curl_story; exit 1; }
    for client in stock module; do
        curl_case download $client $server
        curl_delegation $client $server
        curl_no_ticket $client $server
    done
    for enctype in $REALM_ENCTYPES; do
        realm_env "$enctype" || exit 1
        curl_case "$enctype" module $server
    done
    realm_env any || exit 1
    apache_stop
done
tap_end
