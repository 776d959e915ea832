# SPDX-License-Identifier: MIT
#
# A Kerberos realm on loopback, below one directory.  To be sourced by bash
# after daemon.bash, with REALM_DIR set to a new directory; everything is in
# there.
#
#   realm_make          Makes the realm and starts its KDC, a daemon of this
#                       shell, and exports the environment of its programs:
#                       KRB5_CONFIG, KRB5_KTNAME, KRB5_KDC_PROFILE,
#                       KRB5RCACHENAME.  Fails if it could not; why is in
#                       REALM_DIR/kadmin.out and kdc.*
#   realm_ticket ENCTYPE [PRINCIPAL]
#                       A fresh ticket for PRINCIPAL (default: user) in a realm
#                       where ENCTYPE is the only one that either side permits.
#                       Exports KRB5_CONFIG and KRB5CCNAME, and sets
#                       REALM_TARGET, the service that has only such a key
#                       (name type hostbased).  ENCTYPE "any" pins nothing and
#                       gives host@localhost.
#
# Principals: user, root (so that sshd lets root in), host/localhost,
# HTTP/localhost (a keytab of its own, http.keytab), and one service
# host/ENCTYPE.localhost for each of REALM_ENCTYPES (RFC 4121) and
# REALM_OLD_ENCTYPES (RFC 4757 and RFC 1964).  Tickets are forwardable.
#
# REALM_KDB, if set before, is a module for the KDC's database in place of
# krb5's db2 (a path).  REALM_KDC_SECTIONS are more sections of the KDC's
# configuration, from its start on: what is written into its files later it
# reads when it likes.

REALM=KSP.TEST
REALM_ENCTYPES="aes128-cts-hmac-sha1-96 aes256-cts-hmac-sha1-96"
REALM_ENCTYPES+=" aes128-cts-hmac-sha256-128 aes256-cts-hmac-sha384-192"
REALM_ENCTYPES+=" camellia128-cts-cmac camellia256-cts-cmac"
REALM_OLD_ENCTYPES="arcfour-hmac des3-cbc-sha1"
REALM_DIR=${REALM_DIR:-}
REALM_KDB=${REALM_KDB:-}
REALM_KDC_SECTIONS=${REALM_KDC_SECTIONS:-}
PATH=$PATH:/usr/sbin:/sbin

# realm_krb5_conf FILE ENCTYPES PORT
realm_krb5_conf()
{
    cat >"$1" <<CONF
[libdefaults]
    default_realm = $REALM
    dns_lookup_kdc = false
    dns_lookup_realm = false
    dns_canonicalize_hostname = false
    qualify_shortname = ""
    rdns = false
    udp_preference_limit = 1
    forwardable = true
    allow_weak_crypto = true
    allow_rc4 = true
    allow_des3 = true
    permitted_enctypes = $2
    default_rcache_name = none:
    k5login_directory = $REALM_DIR/k5login
[realms]
    $REALM = {
        kdc = 127.0.0.1:$3
    }
CONF
}

# The sections about a database module of the realm's own.
realm_kdb_conf()
{
    [ -n "$REALM_KDB" ] || return 0
    cat <<CONF
[realms]
    $REALM = {
        database_module = of_realm
    }
[dbmodules]
    db_module_dir = $(dirname "$REALM_KDB")
    of_realm = {
        db_library = $(basename "$REALM_KDB" .so)
    }
CONF
}

realm_kdc_conf()
{
    local enctype salted=""
    for enctype in $REALM_ENCTYPES $REALM_OLD_ENCTYPES; do
        salted="$salted $enctype:normal"
    done
    cat >"$REALM_DIR/kdc.conf" <<CONF
[realms]
    $REALM = {
        kdc_listen = 127.0.0.1:$1
        kdc_tcp_listen = 127.0.0.1:$1
        database_name = $REALM_DIR/principal
        key_stash_file = $REALM_DIR/stash
        acl_file = $REALM_DIR/kadm5.acl
        max_life = 24h
        supported_enctypes = $salted
    }
$(realm_kdb_conf)
$REALM_KDC_SECTIONS
[logging]
    kdc = FILE:$REALM_DIR/kdc.log
    admin_server = FILE:$REALM_DIR/kadmin.log
    default = FILE:$REALM_DIR/krb5.log
CONF
}

realm_database()
{
    local enctype
    kdb5_util create -s -r "$REALM" -P master || return 1
    {
        echo "addprinc -randkey user"
        echo "addprinc -randkey root"
        echo "addprinc -randkey host/localhost"
        echo "addprinc -randkey HTTP/localhost"
        echo "ktadd -k $REALM_DIR/client.keytab -norandkey user root"
        echo "ktadd -k $REALM_DIR/service.keytab -norandkey host/localhost"
        echo "ktadd -k $REALM_DIR/http.keytab -norandkey HTTP/localhost"
        for enctype in $REALM_ENCTYPES $REALM_OLD_ENCTYPES; do
            echo "addprinc -randkey -e $enctype:normal host/$enctype.localhost"
            echo "ktadd -k $REALM_DIR/service.keytab -norandkey" \
                "host/$enctype.localhost"
        done
    } | kadmin.local
}

realm_kdc()
{
    realm_kdc_conf "$1"
    realm_krb5_conf "$REALM_DIR/krb5.any.conf" \
        "$REALM_ENCTYPES $REALM_OLD_ENCTYPES" "$1"
    : >"$REALM_DIR/kdc.log"
    krb5kdc -n -P "$REALM_DIR/kdc.pid" >"$REALM_DIR/kdc.out" 2>&1 </dev/null &
    daemon_ready $! "$REALM_DIR/kdc.log" "commencing operation"
}

realm_export()
{
    unset KRB5_CLIENT_KTNAME KRB5CCNAME
    export KRB5_CONFIG=$REALM_DIR/krb5.any.conf
    export KRB5_KDC_PROFILE=$REALM_DIR/kdc.conf
    export KRB5_KTNAME=FILE:$REALM_DIR/service.keytab
    export KRB5RCACHENAME=none:
}

realm_make()
{
    realm_export
    realm_kdc_conf 1
    realm_krb5_conf "$KRB5_CONFIG" "$REALM_ENCTYPES $REALM_OLD_ENCTYPES" 1
    realm_database >"$REALM_DIR/kadmin.out" 2>&1 || return 1
    daemon_on_free_port realm_kdc || return 1
    REALM_PORT=$DAEMON_PORT
}

realm_ticket()
{
    local enctype=$1 principal=${2:-user}
    KRB5_CONFIG=$REALM_DIR/krb5.$enctype.conf
    REALM_TARGET=host@localhost
    if [ "$enctype" != any ]; then
        realm_krb5_conf "$KRB5_CONFIG" "$enctype" "$REALM_PORT"
        REALM_TARGET=host@$enctype.localhost
    fi
    export KRB5_CONFIG KRB5CCNAME=FILE:$REALM_DIR/cc.$principal.$enctype
    kinit -k -t "$REALM_DIR/client.keytab" "$principal@$REALM"
}
