#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Targets of the SSPI library name the components they spell, whatever
# krb5.conf says of canonical hosts; and their realm is the one libkrb5 has
# for the host, of two realms with a trust.

. "$(dirname "$0")/realm.sh"
. "$REALM_TESTS/lib/subtap.sh"

SSPI=$KSP_BUILD/tests/realm/sspi/sspi
ENCTYPE=aes256-cts-hmac-sha1-96
OTHER=OTHER.TEST
HOME_REALM=$REALM

# spn_trust: the key by which tickets of the one realm are good in the other
spn_trust()
{
    kadmin.local -r "$REALM" -q "addprinc -pw trust -e $ENCTYPE:normal \
        krbtgt/$OTHER@$HOME_REALM"
}

# spn_principals PRINCIPAL...
spn_principals()
{
    local principal
    for principal; do
        kadmin.local -r "$REALM" -q "addprinc -randkey $principal"
        kadmin.local -r "$REALM" -q \
            "ktadd -k $REALM_DIR/service.keytab -norandkey $principal"
    done
}

# The client's configuration: all that changes a name is switched on.
spn_conf()
{
    sed -e 's/\(dns_canonicalize_hostname\) = .*/\1 = true/' \
        -e 's/\(qualify_shortname\) = .*/\1 = "wrong.test"/' \
        "$REALM_DIR/krb5.any.conf" >"$REALM_DIR/spn.conf"
    cat >>"$REALM_DIR/spn.conf" <<CONF
    $OTHER = {
        kdc = 127.0.0.1:$OTHER_PORT
    }
[domain_realm]
    .other.localhost = $OTHER
CONF
}

# spn_section WORLD SECTION TARGET: what libkrb5 did is shown if it fails
spn_section()
{
    local failed=$TAP_FAILED
    cp "$REALM_DIR/tgt" "$REALM_DIR/spn.cc"
    rm -f "$REALM_DIR/spn.krb5"
    in_world "$1" "$REALM_DIR/trace"
    subtap "$1, $2" "${IN_WORLD[@]}" KRB5_CONFIG="$REALM_DIR/spn.conf" \
        KRB5CCNAME="FILE:$REALM_DIR/spn.cc" LOCALDOMAIN=wrong.test \
        KRB5_TRACE="$REALM_DIR/spn.krb5" "$SSPI" "$2" "$3" any
    [ "$TAP_FAILED" = "$failed" ] ||
        sed 's/^/# /' "$REALM_DIR/spn.krb5" "$REALM_DIR/kdc.log"
}

# spn_is WORLD TARGET PRINCIPAL: whose ticket is got
spn_is()
{
    spn_section "$1" spn "$2"
    is "$(klist -c "FILE:$REALM_DIR/spn.cc" | awk '{ print $NF }' |
        grep -c -xF -e "$3")" 1 "$1: $2 is $3"
}

spn_world()
{
    spn_is "$1" svc/short "svc/short@$HOME_REALM"
    spn_is "$1" svc/short:8080 "svc/short:8080@$HOME_REALM"
    spn_is "$1" svc/short:8080/Name "svc/short:8080/Name@$HOME_REALM"
    spn_is "$1" svc/Mixed.LocalHost "svc/Mixed.LocalHost@$HOME_REALM"
    spn_is "$1" "svc/short@$HOME_REALM" "svc/short@$HOME_REALM"
    spn_section "$1" spn-unknown svc/mixed.localhost
    spn_section "$1" spn-unknown svc/short/Name
    spn_is "$1" svc/app.other.localhost "svc/app.other.localhost@$OTHER"
    spn_is "$1" svc/app.other.localhost:1 "svc/app.other.localhost:1@$OTHER"
    spn_is "$1" "svc/elsewhere@$OTHER" "svc/elsewhere@$OTHER"
    # The client's realm refers to the other.
    spn_is "$1" svc/app.third.localhost "svc/app.third.localhost@$OTHER"
    spn_section "$1" spn-accept svc/short
    spn_section "$1" spn-accept svc/Mixed.LocalHost
    more "$(trace_count "$REALM_DIR/trace" "SpInitContext($2)")" 1 \
        "$1: the library's context"
}

need krb5kdc kadmin.local kinit klist
REALM=$OTHER
realm_start || skip_all "no realm"
{
    spn_trust
    spn_principals svc/app.other.localhost svc/app.other.localhost:1 \
        svc/elsewhere svc/app.third.localhost
} >/dev/null 2>&1
OTHER_PORT=$REALM_PORT
realm_at_exit "rm -rf '$REALM_DIR'"
REALM=$HOME_REALM
REALM_KDC_SECTIONS="[domain_realm]
    .third.localhost = $OTHER"
realm_start || skip_all "no realm"
{
    spn_trust
    spn_principals svc/short svc/short:8080 svc/short:8080/Name \
        svc/Mixed.LocalHost
} >/dev/null 2>&1
realm_env any
cp "${KRB5CCNAME#FILE:}" "$REALM_DIR/tgt"
spn_conf
spn_world stock own
spn_world module module
tap_end
