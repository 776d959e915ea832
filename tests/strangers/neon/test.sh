#!/bin/bash
# SPDX-License-Identifier: MIT
#
# neon, with its SSPI code for Windows, downloads a page from a stock Apache
# that asks for Negotiate, in every pair of worlds.  It takes the token in the
# answer too, so the context is complete at both ends.

. "$(dirname "$0")/../../realm.sh"
. "$REALM_TESTS/strangers/lib.sh"
. "$REALM_TESTS/apps/lib_curl.sh"

# neon_get WORLD TRACE
neon_get()
{
    in_world "$1" "$2"
    LD_LIBRARY_PATH=$STRANGERS_LIBDIR timeout 60 "${IN_WORLD[@]}" \
        "$STRANGER_BUILD/get" localhost "$APACHE_PORT" /file \
        >"$CURL_DIR/got" 2>"$CURL_DIR/curl.out"
}

# neon_case CLIENT_WORLD SERVER_WORLD
neon_case()
{
    local name="neon ($1 to $2)" trace=$CURL_DIR/curl.trace
    rm -f "$trace"
    : >"$CURL_DIR/apache.trace"
    if ! neon_get "$1" "$trace"; then
        not_ok "$name" "$(curl_story)"
        return
    fi
    check "$name" cmp "$CURL_DIR/www/file" "$CURL_DIR/got"
    strangers_client "$name" "$1" "$trace" 0
    strangers_peer "$name" "$2" "$CURL_DIR/apache.trace" InitContext
}

neon_refused()
{
    local name="neon without a ticket ($1)"
    if KRB5CCNAME=FILE:/nonexistent neon_get "$1" "$CURL_DIR/curl.trace"; then
        not_ok "$name" "the download succeeded"
    else
        is "$(grep -c 'acquireCredentialsHandle failed' \
            "$CURL_DIR/curl.out")" 1 "$name"
    fi
}

need apache2 setsid
[ -e /usr/lib/apache2/modules/mod_auth_gssapi.so ] ||
    skip_all "no mod_auth_gssapi"
strangers_start
strangers_program neon neon27
apache_setup || exit 1
realm_env any || exit 1
for server in stock module; do
    apache_start $server || { curl_story; exit 1; }
    for client in stock module; do
        neon_case $client $server
        neon_refused $client
    done
    apache_stop
done
tap_end
