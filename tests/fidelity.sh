#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Names, credentials, mechanisms, contexts and messages look to a program as
# they do in stock MIT Kerberos (see realm/fidelity/fidelity.h).  What depends
# on the enctype is run for each.

. "$(dirname "$0")/realm.sh"
. "$REALM_TESTS/lib/mictag.sh"

FIDELITY=${KSP_FIDELITY:-$KSP_BUILD/tests/realm/fidelity/fidelity}
SECTIONS="mechs status arguments nocreds names creds stores storing options"
SECTIONS+=" process contexts negotiate flags tokens bindings partial half"
SECTIONS+=" expiry s4u"
ENCTYPE_SECTIONS="inspect deletion messages iov unread broken transfer"
OLD_ENCTYPE_SECTIONS="$ENCTYPE_SECTIONS expiry"

# The realm's database is db2 with permission for S4U2Proxy.
fidelity_kdb()
{
    REALM_KDB=$KSP_BUILD/tests/realm/.libs/kdb_delegation.so
}

# Root may not log in as root though the names agree, "user" may as nobody:
# so that the answers do not all agree by chance.
fidelity_accounts()
{
    mkdir -p "$REALM_DIR/k5login"
    echo "other@$REALM" >"$REALM_DIR/k5login/root"
    echo "user@$REALM" >"$REALM_DIR/k5login/nobody"
    kadmin.local >"$REALM_DIR/fidelity.out" 2>&1 <<KADMIN
addprinc -pw secret pass
addprinc -pw secret -pwexpire "2001-01-01 00:00:00 GMT" expired
addprinc -pw secret -expire "2001-01-01 00:00:00 GMT" gone
addprinc -pw secret WELLKNOWN/ANONYMOUS
addprinc -randkey +ok_as_delegate host/trusted.localhost
ktadd -k $REALM_DIR/service.keytab -norandkey host/trusted.localhost
modprinc +ok_to_auth_as_delegate user
modprinc +ok_to_auth_as_delegate host/localhost
KADMIN
}

# fidelity_run WORLD ENCTYPE SECTION...
# The output goes to WORLD.ENCTYPE.fidelity.
fidelity_run()
{
    local world=$1 enctype=$2
    shift 2
    realm_env "$enctype"
    rm -rf "$REALM_DIR/files"
    mkdir "$REALM_DIR/files"
    in_world "$world" "$REALM_DIR/$world.$enctype.trace"
    "${IN_WORLD[@]}" "$FIDELITY" "$REALM_TARGET" secret "$REALM_DIR/files" \
        "$@" >"$REALM_DIR/$world.$enctype.fidelity"
}

# fidelity_lines WORLD ENCTYPE: what it printed, but for local names of
# IAKERB's where krb5 1.22 has none, as these have no realm there.  Of a
# program that names no mechanism the library asks the module by a name of krb5's.
fidelity_lines()
{
    local which=none
    ! grep -q "/ iakerb / accounts / localname: 00100000" \
        "$REALM_DIR/stock.$2.fidelity" ||
        which="[^/]* / iakerb / accounts / localname of any: "
    grep -vE "(^|/ )$which" "$REALM_DIR/$1.$2.fidelity"
}

# fidelity_reason ENCTYPE: all that differs is that stock does not say why a
# token in a STREAM is defective.  The reader of DER that came with krb5 1.21
# (see realm/spnego_mic.h) passes over framing that says more bytes than there
# are, and something else fails without a reason; 1.20 and ours name it.  So
# they do of a token of one byte, whatever the enctype.
fidelity_reason()
{
    local where=unread
    [[ " $REALM_OLD_ENCTYPES " != *" $1 "* ]] || where="broken|expiry|unread"
    local stock=$REALM_DIR/stock.$1.lines
    local module=$REALM_DIR/module.$1.lines
    local why="Token header is malformed or corrupt" only
    only=$(diff --unchanged-line-format= --old-line-format=%L \
        --new-line-format= "$stock" "$module")
    [ "$SPNEGO_MIC_TAG" = 4 ] &&
        ! grep -qvE "^($where) / .*unwrap (aead|stream): .* Unknown error$" \
            <<<"$only" &&
        diff <(sed "s/Unknown error\$/$why/" <<<"$only") \
            <(diff --unchanged-line-format= --old-line-format= \
                --new-line-format=%L "$stock" "$module")
}

# fidelity_same ENCTYPE
fidelity_same()
{
    fidelity_lines stock "$1" >"$REALM_DIR/stock.$1.lines"
    fidelity_lines module "$1" >"$REALM_DIR/module.$1.lines"
    diff "$REALM_DIR/stock.$1.lines" "$REALM_DIR/module.$1.lines" ||
        fidelity_reason "$1"
}

# fidelity_both ENCTYPE SECTION...: in both worlds, and the two compared
fidelity_both()
{
    local enctype=$1
    check "$enctype: the program runs in the stock world" \
        fidelity_run stock "$@"
    check "$enctype: the program runs with the module" \
        fidelity_run module "$@"
    check "$enctype: the module was loaded" \
        trace_loaded "$REALM_DIR/module.$enctype.trace"
    check "$enctype: both print the same" fidelity_same "$enctype"
    compared "$(wc -l <"$REALM_DIR/module.$enctype.fidelity")"
}

# fidelity_proof ENCTYPE LOW FUNCTION...: the module did the work of each
# FUNCTION of the package LOW times or more, and nothing in the stock world
fidelity_proof()
{
    local enctype=$1 low=$2 function
    shift 2
    for function; do
        more "$(trace_count "$REALM_DIR/module.$enctype.trace" "$function")" \
            "$low" "$enctype: $function was the module's"
        is "$(trace_count "$REALM_DIR/stock.$enctype.trace" "$function")" 0 \
            "$enctype: and nobody's in the stock world"
    done
}

# has LOW PATTERN NAME [ENCTYPE]
# That LOW lines or more of the module's output match: what was compared did
# happen.
has()
{
    more "$(grep -cE -- "$2" "$REALM_DIR/module.${4:-any}.fidelity")" "$1" \
        "$3"
}

hasnt()
{
    is "$(grep -cE -- "$1" "$REALM_DIR/module.any.fidelity")" 0 "$2"
}

fidelity_happened()
{
    has 15 '^contexts .*/ (acquired|copied|imported) / init: major 0*$' \
        "contexts with acquired, copied, imported credentials were completed"
    has 20 '^contexts / .*/ password / .*client.*"pass@' \
        "credentials of another identity were used"
    has 20 'client / duplicate / get: authenticated 1' "names had attributes"
    has 30 '^bindings / .*accept: .*Incorrect channel bindings' \
        "channel bindings were refused"
    has 20 '^bindings / .*accept: flags [0-9a-f]*[89a-f][0-9a-f][0-9a-f],' \
        "channel bindings were seen to be bound"
    has 100 '^partial / .* / between / .* No context has been' \
        "partial contexts refused calls"
    has 5 '^partial / .*verify after all: major 0*$' \
        "partial contexts were completed after that"
    has 15 '^partial / krb5 / once more / initiator / .*major 00080000' \
        "a context that was lost does nothing more"
    has 2 '^half / .*mic after all: major 0*$' \
        "contexts were moved half established and completed"
    has 5 '^s4u / .*/ HTTP@localhost / accept: major 0*$' \
        "a service took a user's place at another"
    has 5 '^s4u / .*/ host@trusted.localhost / init: .*requested option' \
        "and could not at a third"
    fidelity_expired any
    has 3 '^stores / rcache .*/ accept: .*replay' "replays were found"
    has 3 '^stores / password that has expired / .*expired' \
        "passwords had expired"
    has 10 '^stores / .*client / display: "root@' \
        "a client's keytab was used"
    has 5 '^storing / .*/ owner: pass@' "credentials were stored"
    has 5 '^storing / .*major 00110000' "some were there already"
    has 3 '^flags / .*, trusted / .*delegated: yes' \
        "policy let credentials be delegated"
    has 5 '^flags / no ci / .*init: flags [0-9a-f]*[8-9a-f],' \
        "contexts had no protection in their flags"
    has 2 '^tokens / unframed / whole / .*accept: major 00000001$' \
        "a request without its frame was taken"
    has 1 '^process / rcache / .*accept: .*replay' \
        "a replay cache that was set found replays"
    has 3 '^process / keytab / http / .*accept: major 0*$' \
        "acceptors had the keytab that was set"
    has 2 '^process / ccache / .*client / display: "pass@' \
        "initiators had the cache that was set"
    has 10 '^negotiate / .*verify: major 0*$' "mechanisms were negotiated"
    has 10 '^negotiate / .*accept: major 000[17d]0000$' "or none was found"
    if [ "$(id -u)" != 0 ]; then
        skip "logins of .k5login" "needs root"
        return
    fi
    has 2 '/ krb5 / .*nobody: userok 1' "some logins are allowed"
    hasnt '/ krb5 / .*root: userok 1' "a login that .k5login forbids is not"
}

# fidelity_expired ENCTYPE
fidelity_expired()
{
    has 3 '^expiry / .*/ dead / .*/ calls / initiator / .*major 000c0000' \
        "$1: contexts expired" "$1"
    has 3 '^expiry / .*/ dead / .*/ unwrap: major 000000[01]0$' \
        "$1: and their messages went on" "$1"
    has 3 '^expiry / .*/ dead / late / .*/ verify: major 0*$' \
        "$1: also those of contexts completed after that" "$1"
    has 100 '^expiry / .*/ dead / .*A token had an invalid' \
        "$1: and changed tokens were found out" "$1"
}

# A run for one enctype has all of these.
fidelity_happened_for()
{
    local enctype=$1 bit
    for bit in 2 4 8 10; do
        has 3 "^transfer / .*receive: major 0*$bit\$" \
            "$enctype: moved contexts gave verdict $bit" "$enctype"
    done
    has 20 '^inspect / .*octets: same' \
        "$enctype: both ends had the same keys" "$enctype"
    has 100 '^broken / .*A token had an invalid' \
        "$enctype: changed tokens were found out" "$enctype"
    has 100 '^messages / .* / unwrap: major 0*$' \
        "$enctype: messages were opened" "$enctype"
    has 30 '^iov / .* / unwrap: major 0*$' \
        "$enctype: messages in parts were opened" "$enctype"
    has 100 '^unread / .* / unwrap: major 0*$' \
        "$enctype: and with rubbish beside them" "$enctype"
    has 20 '^unread / .* / verify: major 0*$' \
        "$enctype: and MICs too" "$enctype"
}

# Of RFC 1964 and 4757 only.
fidelity_ended_for()
{
    has 1 '^deletion / krb5 / real / process: major 0*$' \
        "$1: a token ended a context" "$1"
    has 10 '^deletion / krb5 / real / terminated / .*major 00080000$' \
        "$1: which did nothing more" "$1"
    fidelity_expired "$1"
}

fidelity_kdb
need krb5kdc kadmin.local kdb5_util kinit
realm_start || skip_all "no realm"
fidelity_accounts
realm_env "${REALM_ENCTYPES%% *}"
mic_tag
# shellcheck disable=SC2086 # lists of words
fidelity_both any $SECTIONS
fidelity_proof any 20 MakeSignature VerifySignature
fidelity_happened
for enctype in $REALM_ENCTYPES $REALM_OLD_ENCTYPES; do
    sections=$ENCTYPE_SECTIONS
    [[ " $REALM_OLD_ENCTYPES " != *" $enctype "* ]] ||
        sections=$OLD_ENCTYPE_SECTIONS
    # shellcheck disable=SC2086 # a list of words
    fidelity_both "$enctype" $sections
    fidelity_proof "$enctype" 30 MakeSignature VerifySignature SealMessage \
        UnsealMessage
    fidelity_happened_for "$enctype"
done
for enctype in $REALM_OLD_ENCTYPES; do
    fidelity_ended_for "$enctype"
done
tap_end
