# SPDX-License-Identifier: MIT
#
# Debian's slapd and ldapsearch with Cyrus SASL, unchanged, in a chosen world
# each.  To be sourced after realm.sh.
#
#   ldap_can_run          whether slapd and SASL's GSSAPI are there
#   ldap_setup ENTRIES BYTES
#                         a directory below REALM_DIR of that many entries
#                         with a description of that many bytes each, and the
#                         service ldap/127.0.0.1
#   ldap_service ENCTYPE  gives the service a key of ENCTYPE only
#   ldap_start WORLD [TRACE]
#                         TRACE: $LDAP_DIR/server.trace unless given; empty
#                         for none
#   ldap_stop
#   ldap_tool WORLD TRACE SSF PROGRAM [ARG...]
#                         one of the clients, with a security layer of exactly
#                         SSF (0 none, 1 signed, more: sealed); its output in
#                         $LDAP_DIR/got
#   ldap_search WORLD TRACE SSF [BASE]
#                         ldapsearch of all entries
#   ldap_large BYTES      a large entry, for ldapmodify -a
#   ldap_story            what happened, for a failed test
#
# The service has the address for its name, as a bare system need not know
# localhost.  slapd is started by a copy of its binary: a host's AppArmor
# profile for /usr/sbin/slapd does not let it into a directory of ours.

LDAP_MODULES=${LDAP_MODULES:-/usr/lib/ldap}

ldap_can_run()
{
    [ -e "$LDAP_MODULES/back_mdb.so" ] &&
        [ -e /etc/ldap/schema/core.schema ] &&
        compgen -G '/usr/lib/*/sasl2/libgssapiv2.so' >/dev/null
}

ldap_config()
{
    cat >"$LDAP_DIR/slapd.conf" <<CONF
include /etc/ldap/schema/core.schema
modulepath $LDAP_MODULES
moduleload back_mdb
pidfile $LDAP_DIR/slapd.pid
sasl-host 127.0.0.1
sasl-realm $REALM
sasl-secprops noanonymous,noplain
sizelimit unlimited
database mdb
suffix dc=test
directory $LDAP_DIR/data
maxsize 1073741824
dbnosync
access to * by users write by * auth
CONF
}

# ldap_entries ENTRIES BYTES
ldap_entries()
{
    awk -v entries="$1" -v bytes="$2" 'BEGIN {
        printf "dn: dc=test\nobjectClass: dcObject\n"
        printf "objectClass: organization\ndc: test\no: test\n\n"
        for (i = 1; i <= entries; i++) {
            text = ""
            while (length(text) < bytes)
                text = text sprintf("%012d ", i * 7919 + length(text))
            printf "dn: cn=entry%d,dc=test\nobjectClass: device\n", i
            printf "cn: entry%d\ndescription: %sx\n\n", i,
                substr(text, 1, bytes - 1)
        }
    }'
}

ldap_kadmin()
{
    kadmin.local "$@" >>"$LDAP_DIR/kadmin.log" 2>&1
}

ldap_setup()
{
    LDAP_DIR=$REALM_DIR/ldap
    mkdir -p "$LDAP_DIR/data" || return 1
    cp "$(command -v slapd)" "$LDAP_DIR/slapd" || return 1
    : >"$LDAP_DIR/server.trace"
    ldap_kadmin addprinc -randkey ldap/127.0.0.1 || return 1
    ldap_kadmin ktadd -k "$LDAP_DIR/service.keytab" -norandkey \
        ldap/127.0.0.1 || return 1
    ldap_config
    ldap_entries "$1" "$2" >"$LDAP_DIR/entries.ldif"
    "$LDAP_DIR/slapd" -T add -q -f "$LDAP_DIR/slapd.conf" -b dc=test \
        -l "$LDAP_DIR/entries.ldif" >"$LDAP_DIR/add.out" 2>&1
}

ldap_service()
{
    rm -f "$LDAP_DIR/service.keytab"
    ldap_kadmin cpw -randkey -e "$1:normal" ldap/127.0.0.1 &&
        ldap_kadmin ktadd -k "$LDAP_DIR/service.keytab" -norandkey \
            ldap/127.0.0.1
}

ldap_try()
{
    local port=$1 world=$2 trace=$3
    in_world "$world" "$trace"
    : >"$LDAP_DIR/slapd.log"
    KRB5_KTNAME=FILE:$LDAP_DIR/service.keytab LDAPNOINIT=1 \
        "${IN_WORLD[@]}" "$LDAP_DIR/slapd" -d none \
        -f "$LDAP_DIR/slapd.conf" -h "ldap://127.0.0.1:$port" \
        >"$LDAP_DIR/slapd.log" 2>&1 &
    daemon_ready $! "$LDAP_DIR/slapd.log" "slapd starting"
}

ldap_start()
{
    local world=$1 trace=${2-$LDAP_DIR/server.trace}
    : >"$LDAP_DIR/server.trace"
    daemon_on_free_port ldap_try "$world" "$trace" || return 1
    LDAP_PORT=$DAEMON_PORT
    LDAP_PID=$DAEMON_PID
}

ldap_stop()
{
    daemon_stop "$LDAP_PID"
}

ldap_tool()
{
    local world=$1 trace=$2 ssf=$3 tool=$4
    shift 4
    in_world "$world" "$trace"
    LDAPNOINIT=1 "${IN_WORLD[@]}" timeout --foreground 300 \
        "$tool" -Y GSSAPI -N -O "minssf=$ssf,maxssf=$ssf" \
        -H "ldap://127.0.0.1:$LDAP_PORT" "$@" \
        >"$LDAP_DIR/got" 2>"$LDAP_DIR/err" </dev/null
}

ldap_search()
{
    ldap_tool "$1" "$2" "$3" ldapsearch -LLL -o ldif-wrap=no \
        -b "${4:-dc=test}" '(objectClass=*)'
}

ldap_large()
{
    printf 'dn: cn=large,dc=test\nobjectClass: device\ncn: large\n'
    printf 'description: %sx\n\n' \
        "$(seq -s ' ' 1000000 $((1000000 + $1)) | head -c $(($1 - 1)))"
}

ldap_story()
{
    tail -n 20 "$LDAP_DIR"/*.out "$LDAP_DIR"/err "$LDAP_DIR"/slapd.log 2>&1
}
