#!/bin/bash
# SPDX-License-Identifier: MIT
#
# mod_auth_gssapi with all it does through GSS-API: delegated credentials used
# by a CGI script, name attributes, sessions, passwords, errors published to
# scripts.  With the module in curl and in Apache, in either and in none; each
# page must be the stock world's.  It does not refer to gss_krb5_import_cred.

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_curl.sh"
. "$(dirname "$0")/lib_cgi.sh"

need curl apache2 setsid krb5kdc kadmin.local kinit klist kvno
curl -V | grep -q SPNEGO || skip_all "curl without SPNEGO"
for module in auth_gssapi cgi env session session_cookie; do
    [ -e /usr/lib/apache2/modules/mod_$module.so ] ||
        skip_all "no mod_$module"
done

# name | who asks | path | curl's options | contexts that Apache's workers
# complete (a script's request to the server is one) | a line of the page;
# CURL_DIR stands for the directory.
STEPS="
delegation|user|/cgi/show|--negotiate -u : --delegation always|2\
|cache FILE:CURL_DIR/tickets/user@$REALM
another user|root|/cgi/show|--negotiate -u : --delegation always|2\
|cache FILE:CURL_DIR/tickets/root@$REALM
no delegation|user|/cgi/show|--negotiate -u :|1|cache none
a session begins|root|/session/show\
|--negotiate -u : --delegation always -c CURL_DIR/jar|2\
|cache FILE:CURL_DIR/tickets/root@$REALM
it goes on|nobody|/session/show|-b CURL_DIR/jar|1\
|cache FILE:CURL_DIR/tickets/root@$REALM
password|nobody|/basic/show|--basic -u pass:$CGI_PASSWORD|3\
|cache FILE:CURL_DIR/tickets/pass@$REALM
wrong password|nobody|/basic/show|--basic -u pass:wrong|0|status 458752
password, not allowed|nobody|/cgi/show|--basic -u pass:$CGI_PASSWORD|0\
|error : 
no token|nobody|/cgi/show|-H @CURL_DIR/no_token|0|status 851968
"

# apache_step CLIENT_WORLD NAME WHO PATH OPTIONS: the page of one step
apache_step()
{
    [ "$2" = "it goes on" ] || rm -f "$CURL_DIR"/tickets/*
    # shellcheck disable=SC2086 # words
    KRB5CCNAME=FILE:$REALM_DIR/cc.$3.any \
        cgi_get "$1" "$4" ${5//CURL_DIR/$CURL_DIR}
}

# apache_proof NAME CLIENT_WORLD SERVER_WORLD OPTIONS CONTEXTS
apache_proof()
{
    case $2$4 in
    module*--negotiate*)
        is "$(trace_in_use "$CURL_DIR/curl.trace")" 1 "$1: in use in curl" ;;
    *)
        check "$1: no trace of curl" test ! -s "$CURL_DIR/curl.trace" ;;
    esac
    if [ "$3" = stock ]; then
        check "$1: no call in Apache" test ! -s "$CURL_DIR/apache.trace"
    else
        is "$(apache_count InitContext)" "$5" "$1: InitContext in Apache"
    fi
}

# What the stock world says must be what is meant.
apache_reference()
{
    local file
    cp "$CURL_DIR/page" "$REALM_DIR/page.$2"
    check "$1: the page says so" grep -qxF "$3" "$CURL_DIR/page"
    case $3 in
    cache\ FILE*)
        file=$(cksum <"$CURL_DIR/www/file")
        check "$1: a ticket of the right user" grep -qx \
            "Default principal: ${3##*/}" "$CURL_DIR/page"
        check "$1: a ticket for a service" grep -qx \
            "host/localhost@$REALM: kvno = 1" "$CURL_DIR/page"
        check "$1: a download" grep -qxF "$file" "$CURL_DIR/page" ;;
    esac
}

# apache_case CLIENT_WORLD SERVER_WORLD STEP NAME WHO PATH OPTIONS CONTEXTS
#     LINE
apache_case()
{
    local name="$4 ($1 to $2)" line=${9//CURL_DIR/REALM_DIR/curl}
    if ! apache_step "$1" "$4" "$5" "$6" "$7"; then
        not_ok "$name" "$(curl_story)"
        return
    fi
    if [ "$1 $2" = "stock stock" ]; then
        apache_reference "$name" "$3" "$line"
    else
        check "$name: as in the stock world" \
            diff "$REALM_DIR/page.$3" "$CURL_DIR/page"
    fi
    apache_proof "$name" "$1" "$2" "$7" "$8"
}

# The reasons in the log, in order.
apache_errors()
{
    grep -o 'GSS ERROR .*' "$CURL_DIR/error.log"
}

apache_steps()
{
    local step=0 name who path options contexts line
    while IFS='|' read -r name who path options contexts line; do
        [ -n "$name" ] || continue
        step=$((step + 1))
        apache_case "$1" "$2" $step "$name" "$who" "$path" "$options" \
            "$contexts" "$line"
    done <<<"$STEPS"
}

realm_start || exit 1
apache_setup || exit 1
cgi_setup || { curl_story; exit 1; }
realm_env any root || exit 1
realm_env any || exit 1
for server in stock module; do
    apache_start "$server" || { curl_story; exit 1; }
    for client in stock module; do
        apache_steps $client $server
    done
    apache_errors >"$REALM_DIR/errors.$server"
    apache_stop
done
is "$(grep -c 'Decrypt integrity check failed' "$REALM_DIR/errors.stock")" 2 \
    "the log says why a password was wrong"
check "the log is that of the stock world" \
    diff "$REALM_DIR/errors.stock" "$REALM_DIR/errors.module"
tap_end
