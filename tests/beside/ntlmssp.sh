#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Beside gss-ntlmssp, a second mechanism: Kerberos' messages are the
# package's, NTLM's are left alone, and SPNEGO chooses as it does in stock.

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_beside.sh"

NTLMSSP=/etc/gss/mech.d/mech.ntlmssp.conf
NTLM_OID='{ 1 3 6 1 4 1 311 2 2 10 }'
KRB5_OID='{ 1 2 840 113554 1 2 2 }'

# ntlm_run LABEL DIALOG [SETTING]
ntlm_run()
{
    BESIDE_ENV=(env "NTLM_USER_FILE=$REALM_DIR/ntlm.users" ${3:+"$3"})
    beside_run "$1" listed host@localhost "$2"
    BESIDE_ENV=()
}

# The mechanism that each end says its context has.
ntlm_chosen()
{
    sed -n '/^gss_inquire_context: 00000000/ {
        n
        s/^mechanism: //p
    }' "$REALM_DIR/$1.out" | sort -u
}

# NTLM within SPNEGO does not work in stock krb5 1.21: the acceptor, or the
# initiator, finds the last token defective.  In 1.20 it must.
ntlm_stock_cannot()
{
    case $(krb5-config --version) in
    *" 1.20"*) return 1 ;;
    esac
    [ "$(beside_ends "$1" stock)" = 0 ]
}

# Then there is only the failure to compare.
ntlm_same_failure()
{
    is "$(cat "$REALM_DIR/$1.status")" 0 "$1: the program ends well"
    more "$(beside_facts "$1" | grep -c ': 00090000$')" 1 \
        "$1: stock cannot do it here"
    check "$1: the failure is that of stock" \
        diff <(beside_facts "$1.stock") <(beside_facts "$1")
    check "$1: the module was loaded" trace_loaded "$REALM_DIR/$1.trace"
    is "$(trace_count "$REALM_DIR/$1.trace" InitContext)" 0 \
        "$1: it had nothing to do with it"
}

# ntlm_case NAME DIALOG MECHANISM WHO [SETTING]
ntlm_case()
{
    local name=$1
    WORLD_MECH_D=$REALM_DIR/stock.mech.d
    ntlm_run "$name.stock" "$2" ${5:+"$5"}
    WORLD_MECH_D=$REALM_DIR/both.mech.d
    ntlm_run "$name" "$2" ${5:+"$5"}
    if ntlm_stock_cannot "$name.stock"; then
        ntlm_same_failure "$name"
        return
    fi
    beside_same "$name" "$name" "$name.stock"
    beside_by "$name" "$name" "$4" 1
    is "$(ntlm_chosen "$name")" "$3" "$name: the mechanism"
    is "$(sed '/^==/q' "$REALM_DIR/$name.out" |
        grep -cxF "mechanism: $NTLM_OID")" 1 "$name: NTLM is indicated once"
}

beside_need krb5-config
[ -e $NTLMSSP ] || skip_all "no gss-ntlmssp here"
realm_start || skip_all "no realm"
realm_env any
echo "KSP:somebody:secret" >"$REALM_DIR/ntlm.users"
beside_mech_d stock $NTLMSSP
beside_mech_d both $NTLMSSP
cp "$REALM_DIR/module.conf" "$WORLD_MECH_D/zz-gss-ksp.conf"
ntlm_case "Kerberos" krb5 "$KRB5_OID" module
ntlm_case "NTLM" ntlm "$NTLM_OID" stock
ntlm_case "SPNEGO, both sides have both" spnego "$KRB5_OID" module
ntlm_case "SPNEGO, the acceptor takes NTLM alone" spnego-ntlm "$NTLM_OID" \
    called
ntlm_case "SPNEGO, the initiator has no ticket" spnego "$NTLM_OID" stock \
    KRB5CCNAME=FILE:/nonexistent/cc
tap_end
