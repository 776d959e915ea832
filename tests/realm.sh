# SPDX-License-Identifier: MIT
#
# A throw-away Kerberos realm on loopback.  To be sourced by bash; brings the
# functions of lib/tap.sh, lib/daemon.sh and lib/world.sh with it.
#
#   realm_start         Makes the realm in a new directory REALM_DIR, starts
#                       its KDC, and has realm_stop called when the shell ends.
#                       Returns non-zero, with a line on stderr, on failure.
#   realm_env ENCTYPE [PRINCIPAL]
#                       A fresh ticket for PRINCIPAL (default: user) in a realm
#                       where ENCTYPE is the only one that either side permits.
#                       Exports KRB5_CONFIG, KRB5CCNAME, KRB5_KTNAME and sets
#                       REALM_TARGET, the service that has only such a key
#                       (name type hostbased).  ENCTYPE "any" pins nothing and
#                       gives host@localhost.
#   realm_is_old ENCTYPE
#                       One of REALM_OLD_ENCTYPES.
#   realm_is_ours ENCTYPE
#                       The package can have its contexts: a build without
#                       nettle has no ciphers for the old ones.
#   realm_refuse FILE ENCTYPES
#                       Writes the krb5.conf at work with refuse_enctypes for
#                       the module and the SSPI library (shim/bridge/policy.h).
#   realm_at_exit CMD   One more command to run when the shell ends, before
#                       the realm goes.
#   realm_stop          Stops what was started and removes REALM_DIR.
#
# Principals: user, root (so that sshd lets root in), host/localhost,
# HTTP/localhost (a keytab of its own, http.keytab), and one service
# host/ENCTYPE.localhost for each of REALM_ENCTYPES (RFC 4121) and
# REALM_OLD_ENCTYPES (RFC 4757 and RFC 1964).  Tickets are forwardable.
# Several realms can be up at the same time: ports are random, every path is
# below REALM_DIR.
#
# REALM_KDB, if set before realm_start, is a module for the KDC's database in
# place of krb5's db2 (a path; see realm/kdb_delegation.c).
#
# KSP_SOURCE is the top of the source, KSP_BUILD that of the build (the
# current directory unless set), KSP_MODULE the module under test.

REALM=KSP.TEST
REALM_ENCTYPES="aes128-cts-hmac-sha1-96 aes256-cts-hmac-sha1-96"
REALM_ENCTYPES+=" aes128-cts-hmac-sha256-128 aes256-cts-hmac-sha384-192"
REALM_ENCTYPES+=" camellia128-cts-cmac camellia256-cts-cmac"
REALM_OLD_ENCTYPES="arcfour-hmac des3-cbc-sha1"

REALM_TESTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
KSP_SOURCE=$(cd "$REALM_TESTS/.." && pwd)
KSP_BUILD=${KSP_BUILD:-$PWD}
KSP_MODULE=${KSP_MODULE:-$KSP_BUILD/.libs/gss_ksp.so}
PATH=$PATH:/usr/sbin:/sbin

. "$REALM_TESTS/lib/tap.sh"
. "$REALM_TESTS/lib/daemon.sh"
. "$REALM_TESTS/lib/world.sh"

REALM_DIR=""
REALM_EXIT=""
REALM_KDB=${REALM_KDB:-}

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
    krb5kdc -n -P "$REALM_DIR/kdc.pid" >"$REALM_DIR/kdc.out" 2>&1 &
    daemon_ready $! "$REALM_DIR/kdc.log" "commencing operation"
}

realm_clean_env()
{
    unset KRB5_CLIENT_KTNAME KRB5CCNAME KRB5_TRACE GSS_USE_PROXY
    unset GSSKSP_ENABLE GSSKSP_TRACE
    export KRB5_CONFIG=$REALM_DIR/krb5.any.conf
    export KRB5_KDC_PROFILE=$REALM_DIR/kdc.conf
    export KRB5_KTNAME=FILE:$REALM_DIR/service.keytab
    export KRB5RCACHENAME=none:
    export GSS_MECH_CONFIG=$REALM_DIR/stock.conf
}

realm_make()
{
    realm_clean_env
    world_write_configs || return 1
    realm_kdc_conf 1
    realm_krb5_conf "$KRB5_CONFIG" "$REALM_ENCTYPES $REALM_OLD_ENCTYPES" 1
    realm_database >"$REALM_DIR/kadmin.out" 2>&1 || return 1
    daemon_on_free_port realm_kdc || return 1
    REALM_PORT=$DAEMON_PORT
}

realm_start()
{
    REALM_DIR=$(mktemp -d "${TMPDIR:-/tmp}/ksp-realm.XXXXXX") || return 1
    # Daemons that give up root must be able to pass, not to look.
    chmod 711 "$REALM_DIR"
    trap realm_stop EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    realm_make && return 0
    echo "# the realm could not be made" >&2
    tail -n 20 "$REALM_DIR"/kadmin.out "$REALM_DIR"/kdc.* >&2
    return 1
}

realm_env()
{
    local enctype=$1 principal=${2:-user} cache
    KRB5_CONFIG=$REALM_DIR/krb5.$enctype.conf
    REALM_TARGET=host@localhost
    if [ "$enctype" != any ]; then
        realm_krb5_conf "$KRB5_CONFIG" "$enctype" "$REALM_PORT"
        REALM_TARGET=host@$enctype.localhost
    fi
    cache=$REALM_DIR/cc.$principal.$enctype
    export KRB5_CONFIG KRB5CCNAME=FILE:$cache
    GSS_MECH_CONFIG=$REALM_DIR/stock.conf kinit -k \
        -t "$REALM_DIR/client.keytab" "$principal@$REALM"
}

realm_is_old()
{
    # shellcheck disable=SC2086 # a list of words
    case " $(echo $REALM_OLD_ENCTYPES) " in
    *" $1 "*) return 0 ;;
    esac
    return 1
}

realm_is_ours()
{
    ! realm_is_old "$1" ||
        grep -q '^#define HAVE_NETTLE 1' "$KSP_BUILD/config.h"
}

realm_refuse()
{
    cp "$KRB5_CONFIG" "$1" && cat >>"$1" <<CONF
[appdefaults]
    gss-ksp = {
        refuse_enctypes = $2
    }
CONF
}

realm_at_exit()
{
    REALM_EXIT="$1; $REALM_EXIT"
}

realm_stop()
{
    trap - EXIT
    eval "$REALM_EXIT"
    daemon_stop_all
    [ -z "$REALM_DIR" ] || rm -rf "$REALM_DIR"
    REALM_DIR=""
}
