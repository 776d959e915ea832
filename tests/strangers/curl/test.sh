#!/bin/bash
# SPDX-License-Identifier: MIT
#
# curl, with its SSPI code for Windows, in every pair of worlds: it logs in to
# a stock postfix by SASL GSSAPI, whose last step it opens and makes with its
# context (RFC 4752); and it downloads a page from a stock Apache by
# Negotiate, where it sends its one token and does not look at the answer's.

. "$(dirname "$0")/../../realm.sh"
. "$REALM_TESTS/strangers/lib.sh"
. "$REALM_TESTS/apps/lib_curl.sh"
. "$REALM_TESTS/apps/lib_postfix.sh"

# with_stranger COMMAND...: where curl is the one that was built
with_stranger()
{
    PATH=$STRANGER_BUILD/src:$PATH LD_LIBRARY_PATH=$STRANGERS_LIBDIR "$@"
}

# curl_mail CLIENT_WORLD SERVER_WORLD
curl_mail()
{
    local name="a mail by curl ($1 to $2)"
    if ! with_stranger postfix_send "$1"; then
        not_ok "$name" "$(postfix_story)"
        return
    fi
    ok "$name"
    is "$(sed -n 's/.*sasl_method=//p' "$POSTFIX_DIR/log/mail" | tail -n 1)" \
        "GSSAPI, sasl_username=user" "$name: smtpd knows who it was"
    strangers_client "$name" "$1" "$POSTFIX_DIR/curl.trace" 2
    strangers_peer "$name" "$2" "$POSTFIX_DIR/server.trace" InitContext \
        SealMessage UnsealMessage
}

# curl_page_by CLIENT_WORLD SERVER_WORLD USER: user:password, or a colon for
# one who has a ticket
curl_page_by()
{
    local name="a page by curl for $3 ($1 to $2)"
    if ! with_stranger curl_page "$1" /file -f --negotiate -u "$3"; then
        not_ok "$name" "$(curl_story)"
        return
    fi
    check "$name" cmp "$CURL_DIR/www/file" "$CURL_DIR/got"
    strangers_peer "$name" "$2" "$CURL_DIR/apache.trace" InitContext
}

curl_refused()
{
    local name="no page by curl without a ticket ($1)"
    if KRB5CCNAME=FILE:/nonexistent with_stranger curl_get "$1"; then
        not_ok "$name" "the download succeeded"
    else
        is "$(grep -c '^HTTP/1.1 401' "$CURL_DIR/headers")" 1 "$name"
    fi
}

need_root
need apache2 setsid postconf
[ -e /usr/lib/apache2/modules/mod_auth_gssapi.so ] ||
    skip_all "no mod_auth_gssapi"
strangers_start
strangers_program curl curl
is "$(with_stranger curl -V | grep -c '^Features.* SSPI')" 1 \
    "this curl has SSPI"
postfix_setup || { postfix_story; exit 1; }
apache_setup || exit 1
kadmin.local -q "addprinc -pw word pass" >"$CURL_DIR/kadmin.out" 2>&1 || exit 1
realm_env any || exit 1
for server in stock module; do
    postfix_start $server || { postfix_story; exit 1; }
    apache_start $server || { curl_story; exit 1; }
    for client in stock module; do
        curl_mail $client $server
        curl_page_by $client $server :
        KRB5CCNAME=FILE:/nonexistent \
            curl_page_by $client $server pass:word
        curl_refused $client
    done
    apache_stop
    postfix_stop
done
tap_end
