#!/bin/bash
# SPDX-License-Identifier: MIT
#
# "gss-ksp decode" on genuine tokens, of the module and of stock Kerberos, of
# every enctype: nothing in them is amiss, the fields say what was sent, and
# with the right key they open, with another they do not.
# tests/unit/test_decode.c has tokens that are malformed.

. "$(dirname "$0")/realm.sh"
. "$REALM_TESTS/lib/mictag.sh"

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

# decode_raw NAME [N]: not decoded
decode_raw()
{
    awk -v name="$1" -v n="${2:-1}" '$1 == name && ++seen == n { print $2 }' \
        "$REALM_DIR/tokens"
}

# decode_all NAME: every token, without a complaint
decode_all()
{
    local name token complaints=""
    while read -r name token; do
        [ "$name" != key ] || continue
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

# decode_what FIELD: how often a field stands in REALM_DIR/out
decode_what()
{
    awk -v field="$1" '$3 == field { n++ } END { print n + 0 }' \
        "$REALM_DIR/out"
}

# decode_says NAME TEXT: the line of REALM_DIR/out that complains
decode_says()
{
    is "$(sed -n 's/^ *! //p' "$REALM_DIR/out" | head -n 1)" "$2" "$1"
}

# decode_with ARG...: into REALM_DIR/out, stderr too; its exit status
decode_with()
{
    "$GSS_KSP" decode "$@" >"$REALM_DIR/out" 2>&1
}

ALTERED="not genuine under any key that fits: GSS_S_BAD_SIG (0x00060000); \
SSPI: SEC_E_MESSAGE_ALTERED (0x8009030f)"

# The key that the context itself gives.
# decode_key NAME
decode_key()
{
    local key=$REALM_DIR/key text=$REALM_DIR/text
    printf '%s' "$MESSAGE" >"$text"
    awk '$1 == "key" { print $2, $3 }' "$REALM_DIR/tokens" >"$key"
    decode_with --key "$key" --message "$text" --output "$REALM_DIR/opened" \
        "$(decode_raw mic)" "$(decode_raw mic-2)" \
        "$(decode_raw mic-acceptor)" "$(decode_raw sealed)" \
        "$(decode_raw signed)"
    is "$? $(decode_what verified) $(decode_what opened)" "0 4 1" \
        "$1: with the key all are genuine"
    is "$(cat "$REALM_DIR/opened")" "$MESSAGE$MESSAGE" \
        "$1: the message comes out, of both"
    awk '$1 == "key" { print $3 }' "$REALM_DIR/tokens" |
        decode_with --key - --enctype "$(cut -d' ' -f1 "$key")" \
            "$(decode_raw sealed)"
    is "$? $(decode_what opened)" "0 1" "$1: with the key on stdin"
    decode_unwritten "$1"
    decode_wrong "$1" "$key" "$text"
}

# Where what was said, or the message, cannot be written.
# decode_unwritten NAME
decode_unwritten()
{
    local key=$REALM_DIR/key opened=$REALM_DIR/alone
    "$GSS_KSP" decode --key "$key" --output "$opened" \
        "$(decode_raw sealed)" >&-
    is "$? $(cat "$opened")" "0 $MESSAGE" "$1: stdout is closed"
    "$GSS_KSP" decode --key "$key" --output "$opened" \
        "$(decode_raw sealed)" --file /nowhere >/dev/null 2>&-
    is "$? $(cat "$opened")" "3 $MESSAGE" "$1: stderr is closed"
    "$GSS_KSP" decode --key "$key" "$(decode_raw sealed)" >/dev/full 2>&1
    is $? 3 "$1: no room for what it says"
    "$GSS_KSP" decode --key "$key" --output /dev/full \
        "$(decode_raw sealed)" >"$REALM_DIR/full" 2>&1
    is "$? $(grep -c 'No space left' "$REALM_DIR/full")" "3 1" \
        "$1: no room for the message"
}

# decode_wrong NAME KEY TEXT: another key, another message, other bytes
decode_wrong()
{
    local reason="" token
    # Of RC4 and DES3 a wrong key shows in the number.
    ! realm_is_old "$ENCTYPE" || reason=": Sequence number in token is corrupt"
    awk '{ last = substr($2, length($2) - 1) == "00" ? "ff" : "00"
        print $1, last substr($2, 3, length($2) - 4) last }' \
        "$2" >"$REALM_DIR/wrong"
    decode_with --key "$REALM_DIR/wrong" --message "$3" "$(decode_raw mic)"
    is $? 1 "$1: a MIC under another key: 1"
    decode_refused "$1: a MIC under another key" "$reason"
    decode_with --key "$REALM_DIR/wrong" "$(decode_raw sealed)"
    is $? 1 "$1: a sealed message under another key: 1"
    decode_refused "$1: a sealed message under another key" "$reason"
    decode_with --key "$2" --message "$2" "$(decode_raw mic)"
    decode_refused "$1: a MIC of another message" "$reason"
    token=$(decode_raw sealed)
    decode_with --key "$2" "${token%??}$(
        [ "${token: -2}" = 00 ] && echo ff || echo 00)"
    decode_refused "$1: a sealed message that was changed" ""
}

# decode_refused NAME REASON: what was said; a tag of two words may be right
# by chance with RC4 and DES3, whose number is 8 bytes with its direction.
decode_refused()
{
    local said
    said=$(sed -n 's/^ *! //p' "$REALM_DIR/out" | head -n 1)
    case $said in
    "$ALTERED" | "$ALTERED$2") ok "$1" ;;
    *) not_ok "$1" "$said" ;;
    esac
}

# From the acceptor's keytab to the last message.
# decode_keytab NAME ENCTYPE
decode_keytab()
{
    local keytab=$REALM_DIR/service.keytab hex
    decode_with --keytab "$keytab" --message "$REALM_DIR/text" \
        "$(decode_raw to-acceptor)" "$(decode_raw to-initiator)" \
        "$(decode_raw mic)" "$(decode_raw mic-acceptor)" \
        "$(decode_raw sealed)" "$(decode_raw signed)"
    is "$? $(decode_what verified) $(decode_what opened)" "0 3 4" \
        "$1: with the keytab all of them open"
    is "$(decode_field client <"$REALM_DIR/out")" "user@$REALM" \
        "$1: the client"
    is "$(awk '$3 == "session" { print $6 }' "$REALM_DIR/out")" "$2" \
        "$1: the session key's enctype"
    is "$(awk '$3 == "subkey" { print $5 }' "$REALM_DIR/out" | xargs)" \
        "$2: $2:" "$1: the subkeys' enctypes"
    is "$(grep -c 'GSS flags .*MUTUAL, REPLAY, SEQUENCE' \
        "$REALM_DIR/out")" 1 "$1: the flags of GSS-API"
    is "$(grep -c 'SSPI: .*ISC_REQ_SEQUENCE_DETECT' "$REALM_DIR/out")" 1 \
        "$1: the flags of SSPI"
    is "$(decode_field acceptor <"$REALM_DIR/out")" \
        "takes it now, if not seen before" "$1: it is good now"
    hex=$(awk '$1 == "key" { print $3 }' "$REALM_DIR/tokens")
    is "$(grep -ci "${hex:0:16}" "$REALM_DIR/out")" 0 \
        "$1: the key is not shown"
}

# decode_other_keytab: of another service; the words are libkrb5's
decode_other_keytab()
{
    decode_with --keytab "$REALM_DIR/http.keytab" "$(decode_raw to-acceptor)"
    is $? 1 "another keytab: 1"
    decode_says "another keytab: the reason" "the keytab does not open it: \
GSS_S_FAILURE (0x000d0000); SSPI: SEC_E_WRONG_PRINCIPAL (0x80090322): \
Request ticket server host/${REALM_TARGET#*@}@$REALM not found in keytab \
(ticket kvno 1)"
    decode_with --keytab "$REALM_DIR/http.keytab" "$(decode_raw sealed)"
    decode_says "a message before its context" \
        "not verified: there is no key that fits"
    decode_with --keytab "$REALM_DIR/nothing" "$(decode_raw sealed)"
    is $? 3 "no such keytab: 3"
}

# decode_enctype WORLD ENCTYPE
decode_enctype()
{
    realm_env "$2" || { not_ok "$2: no ticket"; return; }
    check "$1, $2: tokens" decode_make "$1" krb5
    decode_all "$1, $2"
    decode_establishment "$1, $2" "$2"
    decode_messages "$1, $2" "$2"
    ENCTYPE=$2
    # Without ciphers the package opens none of them.
    realm_is_ours "$2" || return
    decode_key "$1, $2"
    decode_keytab "$1, $2" "$2"
}

# decode_opened NAME: the tokens in their order, the request's legs too
decode_opened()
{
    local tokens
    mapfile -t tokens < <(awk '$1 != "key" { print $2 }' "$REALM_DIR/tokens")
    decode_with --keytab "$REALM_DIR/service.keytab" \
        --message "$REALM_DIR/text" "${tokens[@]}"
    is $? 0 "$1: all of them open"
}

# decode_mechanisms WORLD
decode_mechanisms()
{
    realm_env any
    check "$1, DCE style: tokens" decode_make "$1" dce
    decode_all "$1, DCE style"
    decode_opened "$1, DCE style"
    is "$(decode_token to-acceptor 2 | grep -c 'AP-REP')" 1 \
        "$1, DCE style: the third leg"
    check "$1, SPNEGO: tokens" decode_make "$1" spnego
    decode_all "$1, SPNEGO"
    decode_opened "$1, SPNEGO"
    is "$(decode_what verified)" $((4 + 2)) \
        "$1, SPNEGO: so do the MICs of the list"
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
    decode_with --message "$REALM_DIR/text" "$token"
    is $? 64 "a message and no key: 64"
    decode_with --enctype aes256-cts "$token"
    is $? 64 "an enctype and no key: 64"
    decode_with --key - --message - "$token" </dev/null
    is $? 64 "two things from stdin: 64"
    # shellcheck disable=SC2046 # words
    "$GSS_KSP" decode $(yes 60 | head -n 65) >"$REALM_DIR/many.out" 2>&1
    is $? 64 "65 tokens: 64"
    is "$(head -n 1 "$REALM_DIR/many.out")" "gss-ksp: more than 64 tokens" \
        "65 tokens: it says why"
    decode_with --key "$REALM_DIR/text" "$token"
    is $? 3 "a key that is none: 3"
    check "--help teaches" sh -c "'$GSS_KSP' decode --help | grep -q base64"
}

need krb5kdc kadmin.local kdb5_util kinit base64 od
realm_start || skip_all "no realm"
realm_env any || skip_all "no ticket"
mic_tag
for world in stock module; do
    for enctype in $REALM_ENCTYPES $REALM_OLD_ENCTYPES; do
        decode_enctype $world "$enctype"
    done
    decode_mechanisms $world
done
decode_forms
realm_env aes256-cts-hmac-sha384-192
decode_make stock krb5
decode_other_keytab
tap_end
