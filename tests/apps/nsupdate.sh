#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A stock nsupdate changes a zone of a stock named by GSS-TSIG, with the module
# on both sides, on either and on none: named signs the answer that ends the
# establishment, nsupdate the update, named the answer to that; the last two
# are checked by the other side.  named keeps its contexts over a restart, as
# exported tokens in a file.

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_named.sh"

need named nsupdate dig krb5kdc kadmin.local kinit

# A message of more than 20,000 bytes.
RECORDS=90

named_commands()
{
    seq -f 'update add many 60 TXT "%g, and what there is to say of it: '"$(
        printf '%0200d' 0)"'"' "$RECORDS" |
        sed "s/add many/add many.$NAMED_ZONE/"
    echo send
    echo answer
    echo "update delete many.$NAMED_ZONE TXT"
    echo "update add one.$NAMED_ZONE 60 TXT \"just one\""
    echo send
    echo answer
}

# named_proof NAME WORLD TRACE SIGNED VERIFIED: of two updates
named_proof()
{
    local function
    if [ "$2" = stock ]; then
        check "$1: no call of the module" test ! -s "$3"
        return
    fi
    is "$(trace_count "$3" InitContext)" 2 "$1: InitContext"
    for function in MakeSignature:$4 VerifySignature:$5; do
        is "$(trace_count "$3" "${function%:*}")" "${function#*:}" \
            "$1: ${function%:*}"
    done
}

# named_case NAME CLIENT_WORLD SERVER_WORLD
named_case()
{
    local name="$1 ($2 to $3)" shown=$REALM_DIR/shown
    if ! named_update "$2" <<<"$(named_commands)"; then
        not_ok "$name" "$(named_story)"
        return
    fi
    if [ "$2 $3" = "stock stock" ]; then
        cp "$NAMED_DIR/shown" "$shown"
        is "$(grep -c 'gss-tsig. 300 [0-9]* NOERROR' "$shown")" 2 \
            "$name: answers are signed"
    fi
    # The lengths of MACs are another for another enctype.
    check "$name: as in the stock world" \
        diff <(sed 's/gss-tsig. 300 [0-9]*/gss-tsig/' "$shown") \
        <(sed 's/gss-tsig. 300 [0-9]*/gss-tsig/' "$NAMED_DIR/shown")
    is "$(named_records one)" '"just one"' "$name: a record"
    is "$(named_records many)" "" "$name: the others are gone again"
    named_proof "$name, nsupdate" "$2" "$NAMED_DIR/nsupdate.trace" 2 2
    named_proof "$name, named" "$3" "$NAMED_DIR/named.trace" 4 2
}

# Somebody who may not, and somebody without a ticket, told so.
named_refused()
{
    local name="not allowed ($1 to $2)" command
    command=$(printf 'update add one.%s 60 TXT "no"\nsend\n' "$NAMED_ZONE")
    {
        KRB5CCNAME=FILE:$REALM_DIR/cc.root.any named_update "$1" \
            <<<"$command" && echo "updated"
        cat "$NAMED_DIR/shown"
        KRB5CCNAME=FILE:/nonexistent named_update "$1" <<<"$command" &&
            echo "updated"
        cat "$NAMED_DIR/shown"
    } >"$NAMED_DIR/refused"
    if [ "$1 $2" = "stock stock" ]; then
        cp "$NAMED_DIR/refused" "$REALM_DIR/refused"
        check "$name: refused" grep -q REFUSED "$NAMED_DIR/refused"
        check "$name: no ticket" \
            grep -q "No credentials were supplied" "$NAMED_DIR/refused"
    else
        check "$name: as in the stock world" \
            diff "$REALM_DIR/refused" "$NAMED_DIR/refused"
    fi
    is "$(named_records one)" '"just one"' "$name: nothing changed"
}

# named_restart WORLD WORLD: a context that was exported by one named is
# imported by the next, which exports it again.
named_restart()
{
    local name="restart ($1 to $2)" keys=$NAMED_DIR/_default.tsigkeys
    rm -f "$keys"
    named_start "$1" || { not_ok "$name" "$(named_story)"; return; }
    named_update module <<<"$(named_commands)" || true
    named_stop
    is "$(grep -c "gss-tsig" "$keys")" 2 "$name: exported"
    [ "$1" = stock ] ||
        is "$(trace_count "$NAMED_DIR/named.trace" ExportContext)" 2 \
            "$name: ExportContext"
    named_start "$2" || { not_ok "$name" "$(named_story)"; return; }
    rm -f "$keys"
    check "$name: at work" named_update module <<<"$(named_commands)"
    named_stop
    is "$(grep -c "gss-tsig" "$keys")" "$3" "$name: exported again"
}

realm_start || exit 1
named_setup || { named_story; exit 1; }
realm_env any root || exit 1
realm_env any || exit 1
for server in stock module; do
    named_start $server || { named_story; exit 1; }
    for client in stock module; do
        named_case "any enctype" $client $server
        named_refused $client $server
    done
    if [ $server = module ]; then
        for enctype in $REALM_ENCTYPES; do
            realm_env "$enctype" || exit 1
            named_case "$enctype" module module
            is "$(trace_tokens "$NAMED_DIR/nsupdate.trace" MakeSignature)" \
                "$(mic_length "$enctype")" "$enctype: length of the MIC"
        done
    fi
    named_stop
done
# Two contexts more each time, but for those of the module in the stock world,
# which are refused there.
realm_env any || exit 1
named_restart stock stock 4
named_restart stock module 4
named_restart module module 4
named_restart module stock 2
tap_end
