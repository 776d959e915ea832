# SPDX-License-Identifier: MIT
#
# Debian's postfix with Cyrus SASL, unchanged, whose smtpd runs in a chroot,
# and curl as the client, in a chosen world each.  To be sourced after
# realm.sh.  Root only.
#
#   postfix_can_run       whether they and SASL's GSSAPI are there
#   postfix_setup         a configuration and a queue below REALM_DIR, and the
#                         service smtp/127.0.0.1
#   postfix_start WORLD   master and what it starts; the trace of all of them
#                         is $POSTFIX_DIR/server.trace
#   postfix_stop
#   postfix_send WORLD    curl logs in by GSSAPI and sends a mail; its trace is
#                         $POSTFIX_DIR/curl.trace, what was said curl.err.
#                         Empties the server's trace first.
#   postfix_smtpd ITEM    of the smtpd that runs: root, its root directory;
#                         pid
#   postfix_story         what happened, for a failed test
#
# The system's own configuration and queue are not used.

postfix_can_run()
{
    [ -x "$(postfix_daemons)/smtpd" ] && postconf -a | grep -qx cyrus &&
        curl --version | grep -q GSS-API &&
        compgen -G '/usr/lib/*/sasl2/libgssapiv2.so' >/dev/null
}

postfix_daemons()
{
    postconf -dh daemon_directory
}

postfix_main_cf()
{
    cat <<CONF
compatibility_level = 3.6
queue_directory = $POSTFIX_DIR/queue
data_directory = $POSTFIX_DIR/data
maillog_file = $POSTFIX_DIR/log/mail
maillog_file_prefixes = $POSTFIX_DIR
import_environment = MAIL_CONFIG MAIL_LOGTAG POSTLOG_SERVICE POSTLOG_HOSTNAME
    TZ LANG=C GSS_MECH_CONFIG GSSKSP_TRACE KRB5_CONFIG KRB5_KTNAME
    KRB5RCACHENAME
myhostname = mail.test
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
default_transport = discard
local_transport = discard
alias_maps =
alias_database =
local_recipient_maps =
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = cyrus
smtpd_sasl_path = smtpd
smtpd_sasl_security_options = noanonymous
cyrus_sasl_config_path = $POSTFIX_DIR/sasl
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
smtpd_client_restrictions =
smtputf8_enable = no
CONF
}

# The fifth column: in a chroot, which is the queue.
postfix_master_cf()
{
    cat <<CONF
127.0.0.1:$1 inet n - y - 1 smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
discard unix - - n - - discard
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
CONF
}

# What is read after the chroot is there under the same name.
postfix_chroot()
{
    local dir=$POSTFIX_DIR/queue
    mkdir -p "$dir$POSTFIX_DIR" && chmod 711 "$dir$REALM_DIR" &&
        cp "$POSTFIX_DIR/krb5.conf" "$POSTFIX_DIR/service.keytab" \
            "$dir$POSTFIX_DIR" &&
        chown postfix "$dir$POSTFIX_DIR/service.keytab"
}

postfix_queue()
{
    local dir=$POSTFIX_DIR/queue part
    mkdir -p "$dir/pid" "$dir/public" "$dir/maildrop" || return 1
    for part in active bounce corrupt defer deferred flush hold incoming \
        private saved trace; do
        mkdir -m 700 "$dir/$part" && chown postfix "$dir/$part" || return 1
    done
    chown postfix "$dir/public" "$dir/maildrop"
}

postfix_setup()
{
    POSTFIX_DIR=$REALM_DIR/postfix
    mkdir -p "$POSTFIX_DIR/config" "$POSTFIX_DIR/sasl" "$POSTFIX_DIR/log" \
        "$POSTFIX_DIR/data" || return 1
    chown postfix "$POSTFIX_DIR/data"
    echo "mech_list: GSSAPI" >"$POSTFIX_DIR/sasl/smtpd.conf"
    {
        cat "$REALM_DIR/krb5.any.conf"
        printf '[libdefaults]\n    ignore_acceptor_hostname = true\n'
    } >"$POSTFIX_DIR/krb5.conf"
    kadmin.local >"$POSTFIX_DIR/kadmin.out" 2>&1 <<COMMANDS || return 1
addprinc -randkey smtp/127.0.0.1
ktadd -k $POSTFIX_DIR/service.keytab -norandkey smtp/127.0.0.1
COMMANDS
    postfix_main_cf >"$POSTFIX_DIR/config/main.cf"
    postfix_queue && postfix_chroot
}

postfix_try()
{
    local port=$1 world=$2
    postfix_master_cf "$port" >"$POSTFIX_DIR/config/master.cf"
    rm -f "$POSTFIX_DIR/log/mail"
    in_world "$world" "$POSTFIX_DIR/server.trace"
    KRB5_CONFIG=$POSTFIX_DIR/krb5.conf \
        KRB5_KTNAME=FILE:$POSTFIX_DIR/service.keytab \
        "${IN_WORLD[@]}" "$(postfix_daemons)/master" -s \
        -c "$POSTFIX_DIR/config" >"$POSTFIX_DIR/master.out" 2>&1 &
    daemon_ready $! "$POSTFIX_DIR/log/mail" "daemon started"
}

postfix_start()
{
    rm -f "$POSTFIX_DIR/server.trace"
    daemon_on_free_port postfix_try "$1" || return 1
    POSTFIX_PORT=$DAEMON_PORT
    POSTFIX_PID=$DAEMON_PID
}

postfix_stop()
{
    daemon_stop "$POSTFIX_PID"
}

postfix_mail()
{
    printf '%s\r\n' "From: user@test" "To: other@test" "Subject: test" "" \
        "Good day"
}

postfix_send()
{
    rm -f "$POSTFIX_DIR/curl.trace"
    [ ! -e "$POSTFIX_DIR/server.trace" ] || : >"$POSTFIX_DIR/server.trace"
    in_world "$1" "$POSTFIX_DIR/curl.trace"
    postfix_mail | "${IN_WORLD[@]}" timeout 60 curl -q -sS -v --user : \
        --login-options AUTH=GSSAPI --mail-from user@test \
        --mail-rcpt other@test --upload-file - \
        "smtp://127.0.0.1:$POSTFIX_PORT/client.test" \
        >"$POSTFIX_DIR/curl.out" 2>"$POSTFIX_DIR/curl.err"
}

postfix_smtpd()
{
    local status proc
    status=$(grep -lsE "^PPid:[[:space:]]*$POSTFIX_PID\$" /proc/[0-9]*/status |
        xargs grep -lsE '^Name:[[:space:]]*smtpd$')
    proc=${status%/status}
    case $1 in
    root) readlink "$proc/root" ;;
    pid) echo "${proc#/proc/}" ;;
    esac
}

postfix_story()
{
    tail -n 25 "$POSTFIX_DIR"/*.out "$POSTFIX_DIR"/*.err \
        "$POSTFIX_DIR/log/mail" 2>&1
}
