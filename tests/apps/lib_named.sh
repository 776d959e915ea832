# SPDX-License-Identifier: MIT
#
# BIND's named and nsupdate, unchanged, in a chosen world each: updates signed
# by GSS-TSIG (RFC 3645).  To be sourced after realm.sh.
#
#   named_setup           the zone example.test, which user may update, below
#                         REALM_DIR, and the service DNS/ns.example.test
#   named_start WORLD     its trace is $NAMED_DIR/named.trace, its log
#                         named.log.  The contexts it has when it is stopped
#                         it leaves in _default.tsigkeys, for the next
#   named_stop
#   named_update WORLD    one nsupdate -g in the realm_env that is set, with
#                         commands on stdin; $NAMED_DIR/shown gets what it
#                         says, without what is another at each time; trace in
#                         nsupdate.trace.  Empties the server's trace.
#   named_records NAME    the TXT records of NAME.example.test
#   named_story           what happened, for a failed test
#
# named is a copy of its binary: a host's AppArmor profile for /usr/sbin/named
# does not let it into a directory of ours.

NAMED_ZONE=example.test

named_config()
{
    cat >"$NAMED_DIR/named.conf" <<CONF
options {
    directory "$NAMED_DIR";
    pid-file "$NAMED_DIR/named.pid";
    session-keyfile "$NAMED_DIR/session.key";
    tkey-gssapi-keytab "$NAMED_DIR/service.keytab";
    listen-on port $1 { 127.0.0.1; };
    listen-on-v6 { none; };
    recursion no;
    dnssec-validation no;
    notify no;
};
controls { };
zone "$NAMED_ZONE" {
    type primary;
    file "$NAMED_DIR/zone";
    update-policy { grant user@$REALM zonesub ANY; };
};
CONF
}

named_setup()
{
    NAMED_DIR=$REALM_DIR/named
    mkdir -p "$NAMED_DIR" || return 1
    cp "$(command -v named)" "$NAMED_DIR/named" || return 1
    kadmin.local >"$NAMED_DIR/kadmin.out" 2>&1 <<COMMANDS || return 1
addprinc -randkey DNS/ns.$NAMED_ZONE
ktadd -k $NAMED_DIR/service.keytab -norandkey DNS/ns.$NAMED_ZONE
COMMANDS
    cat >"$NAMED_DIR/zone" <<ZONE
\$TTL 60
@  SOA ns hostmaster 1 60 60 60 60
@  NS ns
ns A 127.0.0.1
ZONE
}

# It runs on without a port that it does not get.
named_try()
{
    local port=$1 world=$2
    named_config "$port"
    : >"$NAMED_DIR/named.log"
    in_world "$world" "$NAMED_DIR/named.trace"
    KRB5_CONFIG=$REALM_DIR/krb5.any.conf \
        "${IN_WORLD[@]}" "$NAMED_DIR/named" -g -n 1 \
        -c "$NAMED_DIR/named.conf" >"$NAMED_DIR/named.log" 2>&1 &
    daemon_ready $! "$NAMED_DIR/named.log" "all zones loaded" || return 1
    ! grep -q "interface ignored" "$NAMED_DIR/named.log" && return 0
    daemon_stop "$DAEMON_PID"
    return 1
}

named_start()
{
    rm -f "$NAMED_DIR/named.trace"
    daemon_on_free_port named_try "$1" || return 1
    NAMED_PORT=$DAEMON_PORT
    NAMED_PID=$DAEMON_PID
}

named_stop()
{
    daemon_stop "$NAMED_PID"
}

named_update()
{
    local status=0
    rm -f "$NAMED_DIR/nsupdate.trace"
    [ ! -e "$NAMED_DIR/named.trace" ] || : >"$NAMED_DIR/named.trace"
    in_world "$1" "$NAMED_DIR/nsupdate.trace"
    {
        echo "server 127.0.0.1 $NAMED_PORT"
        echo "zone $NAMED_ZONE"
        cat
    } | timeout 60 "${IN_WORLD[@]}" nsupdate -g \
        >"$NAMED_DIR/nsupdate.out" 2>&1 || status=$?
    # The key's name and the time, the MAC and the number of the message; and
    # how wide that makes a column.
    tr '\t' ' ' <"$NAMED_DIR/nsupdate.out" |
        sed -E -e 's/^[0-9]+(\.sig-)/KEY\1/' -e 's/id: +[0-9]+$/id/' \
        -e 's/(gss-tsig\.) [0-9]+ ([0-9]+ [0-9]+) [^ ]+ [0-9]+/\1 \2/' \
        >"$NAMED_DIR/shown"
    return $status
}

named_records()
{
    dig +short +tcp -p "$NAMED_PORT" @127.0.0.1 "$1.$NAMED_ZONE" TXT | sort
}

named_story()
{
    tail -n 20 "$NAMED_DIR"/*.out "$NAMED_DIR/named.log" 2>&1 | cut -c1-150
}
