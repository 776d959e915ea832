#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The SSPI library in a realm: every documented error of every function
# provoked, every attribute compared with what is known of the enctype, with
# the module and without (realm/sspi/*.c).

. "$(dirname "$0")/realm.sh"
. "$REALM_TESTS/lib/subtap.sh"
. "$REALM_TESTS/lib/mictag.sh"

SSPI=$KSP_BUILD/tests/realm/sspi/sspi
ENCTYPE=aes256-cts-hmac-sha384-192
PASSWORD_USER=$'p\xc3\xa4ssword'
PASSWORD=$'geheim\xe2\x82\xac'
OTHER_BYTES_USER=$'p\xe4ul'

# sspi_section WORLD ENCTYPE SECTION [VAR=VALUE...]
sspi_section()
{
    local world=$1 enctype=$2 section=$3
    shift 3
    rm -f "$REALM_DIR/trace"
    in_world "$world" "$REALM_DIR/trace"
    subtap "$world, $enctype, $section" "${IN_WORLD[@]}" "$@" "$SSPI" \
        "$section" "${REALM_TARGET/@//}" "$enctype"
}

# sspi_table WORLD: whose table contexts go to
sspi_table()
{
    case $1 in
    stock) echo own ;;
    module) echo module ;;
    esac
}

# The table the section's contexts went to, and that messages were made.
sspi_proof()
{
    local table
    table=$(sspi_table "$1")
    more "$(trace_count "$REALM_DIR/trace" \
        "SpInitContext($table)")" 2 "$1, $2: the $table table"
    more $(($(trace_count "$REALM_DIR/trace" SpMakeSignature) + \
        $(trace_count "$REALM_DIR/trace" SpSealMessage))) 1 \
        "$1, $2: the package made messages"
}

# sspi_used WORLD ENCTYPE SECTION...: those that need contexts that work
sspi_used()
{
    local world=$1 enctype=$2 section
    shift 2
    for section; do
        sspi_section "$world" "$enctype" "$section"
        [ "$section" = bindings ] || sspi_proof "$world" "$section"
    done
}

# Seconds that a ticket lives which is over when it counts.
LIFE=6

sspi_late()
{
    local cache=$REALM_DIR/late.cc
    GSS_MECH_CONFIG=$REALM_DIR/stock.conf kinit -k -l "${LIFE}s" -c "$cache" \
        -t "$REALM_DIR/client.keytab" "user@$REALM"
    sspi_section "$1" "$ENCTYPE" late KRB5CCNAME="FILE:$cache" \
        SSPI_LIFE="$LIFE"
    sspi_proof "$1" late
    sed 's/^\[libdefaults\]/&\n    clockskew = 1/' "$KRB5_CONFIG" \
        >"$REALM_DIR/krb5.skew.conf"
    GSS_MECH_CONFIG=$REALM_DIR/stock.conf kinit -k -l "${LIFE}s" -c "$cache" \
        -t "$REALM_DIR/client.keytab" "user@$REALM"
    sspi_section "$1" "$ENCTYPE" late-dce KRB5CCNAME="FILE:$cache" \
        SSPI_LIFE="$LIFE" KRB5_CONFIG="$REALM_DIR/krb5.skew.conf"
    sspi_proof "$1" late-dce
}

# Zones ahead of UTC, behind it, and there; one where it is summer all year.
sspi_times()
{
    local zone
    for zone in JST-9=32400 XST3:30=-12600 UTC0=0 \
        EAST-13EADT-14,0/0,J365/25=50400; do
        sspi_section "$1" "$ENCTYPE" times TZ="${zone%=*}" \
            SSPI_OFFSET="${zone##*=}"
    done
}

# A user whose name is in another encoding than UTF-8, which no PAC can have:
# the ticket is one without.  The name is no line for kadmin, which reads lines
# in the encoding of the locale.
sspi_other_bytes()
{
    local cache=$REALM_DIR/other-bytes.cc service=${REALM_TARGET/@//}
    kadmin.local -q "addprinc -pw other $OTHER_BYTES_USER" >/dev/null 2>&1
    kadmin.local modprinc +no_auth_data_required "$service" >/dev/null
    echo other | GSS_MECH_CONFIG=$REALM_DIR/stock.conf kinit -c "$cache" \
        -S "$service" "$OTHER_BYTES_USER@$REALM" >/dev/null
    kadmin.local modprinc -no_auth_data_required "$service" >/dev/null
    sspi_section "$1" any other-bytes KRB5CCNAME="FILE:$cache"
    sspi_proof "$1" other-bytes
}

sspi_world()
{
    realm_env "$ENCTYPE"
    sspi_section "$1" "$ENCTYPE" packages
    sspi_used "$1" "$ENCTYPE" handles legs request-flags \
        bindings negotiate mic mixed messages numbers established export \
        threads
    sspi_door "$1" "$ENCTYPE"
    sspi_late "$1"
    sspi_times "$1"
    sspi_section "$1" "$ENCTYPE" malformed
    sspi_section "$1" "$ENCTYPE" creds
    sspi_section "$1" "$ENCTYPE" halves
    sspi_section "$1" "$ENCTYPE" no-ticket KRB5CCNAME="FILE:$REALM_DIR/none"
    sspi_section "$1" "$ENCTYPE" no-keytab \
        KRB5_KTNAME="FILE:$REALM_DIR/none"
    sspi_section "$1" "$ENCTYPE" no-keys \
        KRB5CCNAME="FILE:$REALM_DIR/none" KRB5_KTNAME="FILE:$REALM_DIR/none"
    cp "$REALM_DIR/service.keytab" "$REALM_DIR/copy.keytab"
    sspi_section "$1" "$ENCTYPE" no-name \
        SSPI_KEYTAB="$REALM_DIR/copy.keytab" \
        KRB5_KTNAME="FILE:$REALM_DIR/copy.keytab"
    sspi_section "$1" "$ENCTYPE" wrong-key \
        KRB5_KTNAME="FILE:$REALM_DIR/http.keytab"
    sspi_section "$1" "$ENCTYPE" wrong-key \
        KRB5_KTNAME="FILE:$REALM_DIR/wrong.keytab"
    sspi_section "$1" "$ENCTYPE" no-kdc KRB5_CONFIG="$REALM_DIR/no-kdc.conf"
    sspi_section "$1" "$ENCTYPE" skew KRB5_CONFIG="$REALM_DIR/skew.conf"
    realm_env any
    sspi_section "$1" any password KRB5CCNAME="FILE:$REALM_DIR/none"
    sspi_section "$1" any logon KRB5CCNAME="FILE:$REALM_DIR/none"
    sspi_section "$1" any identities KRB5CCNAME="FILE:$REALM_DIR/none"
    sspi_section "$1" any identity-family KRB5CCNAME="FILE:$REALM_DIR/none"
    sspi_other_bytes "$1"
}

# sspi_door WORLD ENCTYPE: the library's own contexts are the other world's
sspi_door()
{
    sspi_section "$1" "$2" door
    is "$(trace_count "$REALM_DIR/trace" "SpInitContext(door)")" 2 \
        "$1, $2, door: two contexts"
    more "$(trace_count "$REALM_DIR/trace" SpMakeSignature)" 3 \
        "$1, $2, door: the package signed"
}

# What depends on the enctype; and that no context is established when it is
# refused, or there is no cipher for it.
sspi_old()
{
    local enctype conf=$REALM_DIR/refuse.conf
    for enctype in $REALM_OLD_ENCTYPES; do
        realm_env "$enctype"
        if realm_is_ours "$enctype"; then
            sspi_used "$1" "$enctype" legs request-flags bindings \
                negotiate mic messages numbers export threads padding
            sspi_door "$1" "$enctype"
        else
            sspi_section "$1" "$enctype" no-ciphers
        fi
        realm_refuse "$conf" "rc4 des3"
        sspi_section "$1" "$enctype" refused KRB5_CONFIG="$conf"
        is "$(trace_count "$REALM_DIR/trace" \
            "SpInitContext($(sspi_table "$1"))")" 0 \
            "$1, $enctype, refused: no context"
        sspi_section "$1" "$enctype" door-refused KRB5_CONFIG="$conf"
    done
}

sspi_attributes()
{
    local enctype
    for enctype in $REALM_ENCTYPES $REALM_OLD_ENCTYPES; do
        realm_is_ours "$enctype" || continue
        realm_env "$enctype"
        sspi_section "$1" "$enctype" attributes
    done
}

# Configurations in which something is wrong.
sspi_configs()
{
    sed 's/kdc = .*/kdc = 127.0.0.1:1/' "$REALM_DIR/krb5.$ENCTYPE.conf" \
        >"$REALM_DIR/no-kdc.conf"
    sed 's/^\[libdefaults\]/&\n    clockskew = 1/' \
        "$REALM_DIR/krb5.$ENCTYPE.conf" >"$REALM_DIR/skew.conf"
    # A key of the service's name and version that is not its own.
    printf 'addent -password -p %s -k 1 -e %s\nwrong\nwkt %s\n' \
        "${REALM_TARGET/@//}@$REALM" "$ENCTYPE" "$REALM_DIR/wrong.keytab" |
        ktutil >"$REALM_DIR/ktutil.out" 2>&1
}

# With a password; three of them the KDC does not let in.
sspi_users()
{
    kadmin.local <<USERS
addprinc -pw $PASSWORD $PASSWORD_USER
addprinc -pw upn upn\\@suffix.test
addprinc -pw right logon
addprinc -pw right -expire yesterday logon-gone
addprinc -pw right -pwexpire yesterday logon-old
addprinc -pw right -allow_tix logon-locked
USERS
}

need krb5kdc kadmin.local kinit ktutil
realm_start || skip_all "no realm"
sspi_users >/dev/null 2>&1
realm_env "$ENCTYPE"
mic_tag
sspi_configs
for w in stock module; do
    sspi_world $w
    sspi_attributes $w
    sspi_old $w
done
tap_end
