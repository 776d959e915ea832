# SPDX-License-Identifier: MIT
#
# Debian's Apache with mod_auth_gssapi, and curl, unchanged, in a chosen world
# each.  To be sourced after realm.sh.
#
#   apache_setup [USER]   configuration, keytab and a file to download, below
#                         REALM_DIR; as root the workers run as USER
#   apache_start WORLD    its trace is $CURL_DIR/apache.trace
#   apache_stop
#   curl_get WORLD [OPTION...]
#                         downloads the file to $CURL_DIR/got (the original is
#                         www/file); trace in curl.trace
#   curl_page WORLD PATH [OPTION...]
#                         the same of another path; for the OPTIONs to say by
#                         what the client proves itself
#   apache_workers        process ids of the workers
#   apache_count FUNCTION calls in the workers that run now

apache_setup()
{
    local user=${1:-www-data}
    CURL_DIR=$REALM_DIR/curl
    APACHE_MODULES=${APACHE_MODULES:-/usr/lib/apache2/modules}
    mkdir -p "$CURL_DIR/www" "$CURL_DIR/tickets" || return 1
    chmod 711 "$CURL_DIR"
    head -c 300000 /dev/urandom >"$CURL_DIR/www/file"
    : >"$CURL_DIR/apache.trace"
    # Root's, and for the workers too, whichever of them begins with GSS-API.
    chmod 666 "$CURL_DIR/apache.trace"
    if [ "$(id -u)" = 0 ]; then
        chown "$user" "$REALM_DIR/http.keytab" "$CURL_DIR/tickets" || return 1
    fi
    apache_config "$user" >"$CURL_DIR/apache2.conf"
}

# apache_config USER
apache_config()
{
    local module
    for module in mpm_prefork authn_core authz_core authz_user auth_gssapi; do
        echo "LoadModule ${module}_module $APACHE_MODULES/mod_$module.so"
    done
    cat <<CONF
ServerRoot $CURL_DIR
ServerName localhost
DefaultRuntimeDir $CURL_DIR
PidFile $CURL_DIR/apache.pid
Mutex file:$CURL_DIR default
ErrorLog $CURL_DIR/error.log
LogLevel info
StartServers 1
MaxRequestWorkers 4
DocumentRoot $CURL_DIR/www
CONF
    # Without a group of their own the workers would stay root.
    [ "$(id -u)" != 0 ] || printf 'User %s\nGroup %s\n' "$1" "$(id -gn "$1")"
    apache_location /
}

# apache_location PATH [DIRECTIVE...]: mod_auth_gssapi takes nothing over from
# the section of an outer path.
apache_location()
{
    local path=$1
    shift
    cat <<CONF
<Location $path>
    AuthType GSSAPI
    AuthName "a throw-away realm"
    GssapiCredStore keytab:$REALM_DIR/http.keytab
    GssapiDelegCcacheDir $CURL_DIR/tickets
    GssapiSSLonly Off
    Require valid-user
$(printf '    %s\n' "$@")
</Location>
CONF
}

apache_try()
{
    local port=$1 world=$2
    rm -f "$CURL_DIR/error.log"
    in_world "$world" "$CURL_DIR/apache.trace"
    # Apache ends its whole process group: it gets one of its own.
    KRB5_CONFIG=$REALM_DIR/krb5.any.conf KRB5_KTNAME=$REALM_DIR/http.keytab \
        "${IN_WORLD[@]}" setsid apache2 -f "$CURL_DIR/apache2.conf" \
        -c "Listen 127.0.0.1:$port" -DFOREGROUND >"$CURL_DIR/apache.out" 2>&1 &
    daemon_ready $! "$CURL_DIR/error.log" "resuming normal operations"
}

apache_start()
{
    : >"$CURL_DIR/apache.trace"
    daemon_on_free_port apache_try "$1" || return 1
    APACHE_PORT=$DAEMON_PORT
    APACHE_PID=$DAEMON_PID
}

apache_stop()
{
    daemon_stop "$APACHE_PID"
}

apache_workers()
{
    grep -lsE "^PPid:[[:space:]]*$APACHE_PID\$" /proc/[0-9]*/status |
        cut -d/ -f3 | xargs
}

apache_count()
{
    local pid all=0
    for pid in $(apache_workers); do
        all=$((all + $(trace_count "$CURL_DIR/apache.trace" "$1" "$pid")))
    done
    echo $all
}

curl_page()
{
    local world=$1 path=$2
    shift 2
    rm -f "$CURL_DIR/got" "$CURL_DIR/curl.trace"
    : >"$CURL_DIR/apache.trace"
    in_world "$world" "$CURL_DIR/curl.trace"
    # -q: not the caller's .curlrc.
    timeout 60 "${IN_WORLD[@]}" curl -q -sS --noproxy '*' \
        --resolve "localhost:$APACHE_PORT:127.0.0.1" "$@" \
        -D "$CURL_DIR/headers" -o "$CURL_DIR/got" \
        "http://localhost:$APACHE_PORT$path" >"$CURL_DIR/curl.out" 2>&1
}

curl_get()
{
    local world=$1
    shift
    curl_page "$world" /file -f --negotiate -u : "$@"
}

curl_story()
{
    tail -n 25 "$CURL_DIR"/curl.out "$CURL_DIR"/headers \
        "$CURL_DIR"/apache.out "$CURL_DIR"/error.log 2>&1
}
