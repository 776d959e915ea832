# SPDX-License-Identifier: MIT
#
# What mod_auth_gssapi can do beside letting people in: delegated credentials
# in the hands of a CGI script, sessions, passwords, published errors.  To be
# sourced after lib_curl.sh.
#
#   cgi_setup             after apache_setup: the scripts and their
#                         configuration, the user "pass" with a password,
#                         and the header file no_token for curl
#   cgi_get WORLD PATH [OPTION...]
#                         $CURL_DIR/page gets what a script said, without what
#                         is another at each time; KRB5CCNAME says who asks.
#                         Trace in curl.trace
#
#   /cgi/show     who asks, and what can be done with the credentials
#   /session/show the same, with a cookie for later
#   /basic/show   the same, with a password allowed
#   /cgi/error    what a script is told of a refusal (any path may lead here)

CGI_PASSWORD=correct-horse

# The script does with the delegated credentials what a gateway would: gets a
# ticket for a service with them, and a page from a server.
cgi_show()
{
    cat <<SCRIPT
#!/bin/sh
PATH=$PATH
printf 'Content-Type: text/plain\n\n'
echo "user \$REMOTE_USER by \$AUTH_TYPE, mechanism \$GSS_MECH"
echo "name \$GSS_NAME, attributes \$GSS_NAME_ATTRS_JSON"
echo "session ends \${GSS_SESSION_EXPIRATION:+later}"
echo "cache \${KRB5CCNAME-none}"
[ -n "\$KRB5CCNAME" ] || exit 0
klist -f | grep -E 'principal|krbtgt|Flags' | sed 's/^.*  krbtgt/krbtgt/'
kvno host/localhost 2>&1
curl -q -sS -f --noproxy '*' --negotiate -u : \\
    --resolve "localhost:\$SERVER_PORT:127.0.0.1" \\
    "http://localhost:\$SERVER_PORT/file" 2>&1 | cksum
klist | grep -c HTTP/localhost
SCRIPT
}

cgi_error()
{
    cat <<'SCRIPT'
#!/bin/sh
printf 'Content-Type: text/plain\n\n'
echo "error $REDIRECT_MAG_ERROR: $REDIRECT_MAG_ERROR_TEXT"
echo "status $REDIRECT_GSS_ERROR_MAJ"
SCRIPT
}

cgi_config()
{
    local module
    for module in alias cgi env session session_cookie; do
        echo "LoadModule ${module}_module $APACHE_MODULES/mod_$module.so"
    done
    cat <<CONF
StartServers 2
SetEnv KRB5_CONFIG $REALM_DIR/krb5.any.conf
PassEnv GSS_MECH_CONFIG GSSKSP_TRACE
ScriptAlias /cgi/ $CURL_DIR/cgi/
ScriptAlias /session/ $CURL_DIR/cgi/
ScriptAlias /basic/ $CURL_DIR/cgi/
ErrorDocument 401 /cgi/error
<Location /cgi/error>
    Require all granted
</Location>
CONF
    apache_location /cgi/show "GssapiPublishErrors On" \
        "GssapiPublishMech On" "GssapiNameAttributes json"
    apache_location /session "GssapiUseSessions On" "Session On" \
        "SessionCookieName ksp_session path=/session"
    apache_location /basic "GssapiBasicAuth On" "GssapiPublishErrors On"
}

cgi_setup()
{
    mkdir -p "$CURL_DIR/cgi" || return 1
    cgi_show >"$CURL_DIR/cgi/show"
    cgi_error >"$CURL_DIR/cgi/error"
    chmod 755 "$CURL_DIR"/cgi "$CURL_DIR"/cgi/*
    cgi_config >>"$CURL_DIR/apache2.conf"
    echo "Authorization: Negotiate bm8gdG9rZW4gYXQgYWxs" \
        >"$CURL_DIR/no_token"
    kadmin.local addprinc -pw "$CGI_PASSWORD" pass \
        >"$CURL_DIR/kadmin.out" 2>&1
}

cgi_get()
{
    curl_page "$@" &&
        sed "s|$REALM_DIR|REALM_DIR|" "$CURL_DIR/got" >"$CURL_DIR/page"
}
