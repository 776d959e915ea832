#!/bin/bash
# SPDX-License-Identifier: MIT
#
# "gss-ksp decode" on genuine tokens, of the module and of stock Kerberos, of
# every enctype: nothing in them is amiss, and the fields say what was sent.
# tests/unit/test_decode.c has those that are not genuine.

. "$(dirname "$0")/realm.sh"

GSS_KSP=${KSP_COMMAND:-$KSP_BUILD/tools/gss-ksp}
TOKENS=${KSP_TOKENS:-$KSP_BUILD/tests/realm/tokens}
MESSAGE="The quick brown fox"
MESSAGE_HEX=$(printf '%.16s' "$MESSAGE" | od -An -tx1 | tr -d ' \n')

# decode_make WORLD MECHANISM: tokens of the realm_env that is set
decode_make()
{
    in_world "$1" "$REALM_DIR/trace"
    "${IN_WORLD[@]}" "$TOKENS" "$REALM_TARGET" "$2" >"$REALM_DIR/tokens"
}

# decode_token NAME [N]: the N-th of that name, decoded
decode_token()
{
    awk -v name="$1" -v n="${2:-1}" '$1 == name && ++seen == n { print $2 }' \
        "$REALM_DIR/tokens" | "$GSS_KSP" decode
}

# decode_field FIELD: of the text on stdin, what the first such says
decode_field()
{
    awk -v field="$1" '$3 == field {
        sub(/^ *[0-9]+ +[0-9]+ +[^ ]+ +/, ""); print; exit }'
}

# decode_length FIELD
decode_length()
{
    awk -v field="$1" '$3 == field { print $2; exit }'
}

# decode_all NAME: every token, without a complaint
decode_all()
{
    local name token complaints=""
    while read -r name token; do
        "$GSS_KSP" decode "$token" >"$REALM_DIR/out" ||
            complaints+="$name: $(grep '!' "$REALM_DIR/out") "
    done <"$REALM_DIR/tokens"
    is "$complaints" "" "$1: nothing is amiss"
}

# decode_numbers NAME: of RFC 4121; others encrypt theirs
decode_numbers()
{
    local first second
    first=$(decode_token mic | decode_field SND_SEQ)
    second=$(decode_token mic-2 | decode_field SND_SEQ)
    is "$((${second%%;*} - ${first%%;*}))" 1 \
        "$1: the second follows the first"
    is "$(decode_token mic | decode_field Flags |
        grep -c 'by the initiator')" 1 "$1: the initiator's"
    is "$(decode_token mic-acceptor | decode_field Flags |
        grep -c 'by the acceptor, under the acceptor.s subkey')" 1 \
        "$1: the acceptor's"
}

# decode_messages NAME ENCTYPE
decode_messages()
{
    local checksum message length=${#MESSAGE}
    checksum=$(($(mic_length "$2") - 16))
    if realm_is_old "$2"; then
        checksum=$((checksum - 13))
        is "$(decode_token signed | decode_field message |
            cut -c 1-32)" "$MESSAGE_HEX" "$1: the message that is signed"
    else
        decode_numbers "$1"
        message=$(decode_token signed)
        is "$(decode_length message <<<"$message")" "$length" \
            "$1: the length of the message that is signed"
        is "$(decode_field message <<<"$message" | cut -c 1-32)" \
            "$MESSAGE_HEX" "$1: the message itself"
        is "$(decode_length checksum <<<"$message")" "$checksum" \
            "$1: its checksum"
    fi
    is "$(decode_token mic | decode_length SGN_CKSUM)" "$checksum" \
        "$1: the MIC's checksum"
    is "$(decode_token sealed | grep -c 'EncryptMessage, fQOP 0$')" 1 \
        "$1: a sealed message in the words of SSPI"
    is "$(decode_token signed | grep -c 'SECQOP_WRAP_NO_ENCRYPT')" 1 \
        "$1: so one that is signed"
}

# decode_establishment NAME ENCTYPE
decode_establishment()
{
    local request
    request=$(decode_token to-acceptor)
    is "$(decode_field thisMech <<<"$request")" \
        "Kerberos, 1.2.840.113554.1.2.2" "$1: the mechanism"
    is "$(decode_field realm <<<"$request")" "$REALM" "$1: the realm"
    is "$(awk '$3 == "sname" { print $4 }' <<<"$request" | xargs)" \
        "${REALM_TARGET/@/ }" "$1: the service"
    is "$(decode_field etype <<<"$request" | cut -d, -f2 | xargs)" "$2" \
        "$1: the enctype"
    is "$(grep -c 'ISC_REQ_MUTUAL_AUTH' <<<"$request")" 1 "$1: mutual"
    is "$(decode_token to-initiator | grep -c 'AP-REP')" 1 "$1: the answer"
}

# decode_enctype WORLD ENCTYPE
decode_enctype()
{
    realm_env "$2" || { not_ok "$2: no ticket"; return; }
    check "$1, $2: tokens" decode_make "$1" krb5
    decode_all "$1, $2"
    decode_establishment "$1, $2" "$2"
    decode_messages "$1, $2" "$2"
}

# decode_mechanisms WORLD
decode_mechanisms()
{
    realm_env any
    check "$1, DCE style: tokens" decode_make "$1" dce
    decode_all "$1, DCE style"
    is "$(decode_token to-acceptor 2 | grep -c 'AP-REP')" 1 \
        "$1, DCE style: the third leg"
    check "$1, SPNEGO: tokens" decode_make "$1" spnego
    decode_all "$1, SPNEGO"
    is "$(decode_token to-acceptor | grep -c 'NegTokenInit')" 1 \
        "$1, SPNEGO: the first"
    more "$(grep -c . <(while read -r _ token; do
        "$GSS_KSP" decode "$token" | grep mechListMIC
    done <"$REALM_DIR/tokens"))" 2 "$1, SPNEGO: the list's MICs"
}

# decode_forms: the same in every form
decode_forms()
{
    local token want file=$REALM_DIR/token
    token=$(awk '$1 == "sealed" { print $2 }' "$REALM_DIR/tokens")
    want=$("$GSS_KSP" decode "$token")
    fold -w 2 <<<"$token" | sed 's/^/\\x/' | tr -d '\n' |
        xargs -0 printf '%b' >"$file"
    is "$("$GSS_KSP" decode --file "$file")" "$want" "a file of bytes"
    is "$("$GSS_KSP" decode --raw <"$file")" "$want" "bytes on stdin"
    is "$("$GSS_KSP" decode "$(base64 -w 0 "$file")")" "$want" "base64"
    is "$(base64 "$file" | "$GSS_KSP" decode --base64 -)" "$want" \
        "base64 in lines"
    is "$(od -An -tx1 "$file" | "$GSS_KSP" decode --hex)" "$want" \
        "hexadecimal in lines"
    "$GSS_KSP" decode --hex xyz >/dev/null 2>&1
    is $? 3 "what is not hexadecimal: exit status 3"
    "$GSS_KSP" decode --file "$REALM_DIR/nothing" >/dev/null 2>&1
    is $? 3 "no such file: 3"
    "$GSS_KSP" decode 0504 >/dev/null
    is $? 1 "a token that is cut short: 1"
    "$GSS_KSP" decode --nonsense >/dev/null 2>&1
    is $? 64 "no such option: 64"
    check "--help teaches" sh -c "'$GSS_KSP' decode --help | grep -q base64"
}

need krb5kdc kadmin.local kdb5_util kinit base64 od
realm_start || skip_all "no realm"
for world in stock module; do
    for enctype in $REALM_ENCTYPES $REALM_OLD_ENCTYPES; do
        decode_enctype $world "$enctype"
    done
    decode_mechanisms $world
done
decode_forms
tap_end
