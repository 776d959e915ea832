# SPDX-License-Identifier: MIT
#
# A throw-away Kerberos realm on loopback, that of "gss-ksp realm", for a test
# and as long as it.  To be sourced by bash; brings the functions of
# lib/tap.sh, lib/world.sh, and of daemon.bash and realm.bash in tools/realm
# with it.
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
# realm.bash has the principals.  Several realms can be up at the same time:
# ports are random, every path is below REALM_DIR.
#
# KSP_SOURCE is the top of the source, KSP_BUILD that of the build (the
# current directory unless set), KSP_MODULE the module under test.

REALM_TESTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
KSP_SOURCE=$(cd "$REALM_TESTS/.." && pwd)
KSP_BUILD=${KSP_BUILD:-$PWD}
KSP_MODULE=${KSP_MODULE:-$KSP_BUILD/.libs/gss_ksp.so}
PATH=$PATH:/usr/sbin:/sbin

. "$REALM_TESTS/lib/tap.sh"
. "$KSP_SOURCE/tools/realm/daemon.bash"
. "$KSP_SOURCE/tools/realm/realm.bash"
. "$REALM_TESTS/lib/world.sh"

REALM_EXIT=""

realm_clean_env()
{
    unset KRB5_TRACE GSS_USE_PROXY GSSKSP_ENABLE GSSKSP_TRACE
    export GSS_MECH_CONFIG=$REALM_DIR/stock.conf
}

realm_start()
{
    REALM_DIR=$(mktemp -d "${TMPDIR:-/tmp}/ksp-realm.XXXXXX") || return 1
    # Daemons that give up root must be able to pass, not to look.
    chmod 711 "$REALM_DIR"
    trap realm_stop EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    realm_clean_env
    world_write_configs && realm_make && return 0
    echo "# the realm could not be made" >&2
    tail -n 20 "$REALM_DIR"/kadmin.out "$REALM_DIR"/kdc.* >&2
    return 1
}

realm_env()
{
    GSS_MECH_CONFIG=$REALM_DIR/stock.conf realm_ticket "$@"
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
