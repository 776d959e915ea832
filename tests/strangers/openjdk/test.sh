#!/bin/bash
# SPDX-License-Identifier: MIT
#
# OpenJDK's own bridge from Java's GSS-API to the SSPI, a source for Windows,
# is built with our headers and library and put into the JVM as Debian has it.
# A program of Java sees through it what it sees through MIT's library, but for
# what the bridge itself does otherwise.  It is an initiator only; the peer is
# Java over MIT's library, with the module and without.

. "$(dirname "$0")/../../realm.sh"
. "$REALM_TESTS/strangers/lib.sh"
. "$REALM_TESTS/apps/lib_java.sh"

# What Bridge.java does: so many sizes of each of three kinds.
SIZES=6

# With the winter's difference from UTC, for which a host without the zone's
# file has +0000.
ZONES="UTC=+0000 Asia/Tokyo=+0900 America/New_York=-0500"

java_version()
{
    java --version | sed -n '1s/^[^ ]* \([0-9]*\).*/\1/p'
}

bridge_compile()
{
    javac -d "$JAVA_DIR" -cp "$JAVA_DIR" "$STRANGERS/openjdk/Bridge.java"
}

# bridge_client WORLD LIBRARY MECH SERVICE [VAR=VALUE...]
bridge_client()
{
    rm -f "$JAVA_DIR/client.trace"
    [ ! -e "$JAVA_DIR/server.trace" ] || : >"$JAVA_DIR/server.trace"
    in_world "$1" "$JAVA_DIR/client.trace"
    timeout 60 "${IN_WORLD[@]}" env LD_LIBRARY_PATH="$STRANGERS_LIBDIR" \
        "${@:5}" java -Xmx128m -Xshare:auto -XX:-UsePerfData \
        -Dsun.security.jgss.native=true "-Dsun.security.jgss.lib=$2" \
        -Djavax.security.auth.useSubjectCredsOnly=false \
        -cp "$JAVA_DIR" Bridge "$JAVA_PORT" "$4" "$3" \
        >"$JAVA_DIR/client.out" 2>"$JAVA_DIR/client.err"
}

# What the bridge makes of a message that came again: "unsequential", the only
# word that SSPI has, of a signature; and an error of one that was wrapped,
# since SSPI has one.  Its own word for an error is a failure.
bridge_words()
{
    sed -E -e '/^m/,/again/s/again: signed .*/again: signed unsequential/' \
        -e '/^[si]/,/again/s/(changed|again): .*/\1: refused/' "$1"
}

bridge_shown()
{
    grep -v ' ends ' "$1" | sed '/^[si]/,/again/s/refused: .*/refused/'
}

# bridge_end WHAT FILE: when it ends, or "never"
bridge_end()
{
    sed -n "s/^$1 ends //p" "$2"
}

# What is changed or comes again was refused by the package, too.
MESSAGES=$((2 * 3 * SIZES + 1))

# bridge_case ENCTYPE CLIENT_WORLD SERVER_WORLD MECH
bridge_case()
{
    local name="$1, $4 ($2 to $3)"
    if ! bridge_client "$2" "$BRIDGE" "$4" "$REALM_TARGET"; then
        not_ok "$name" "$(java_story)"
        return
    fi
    check "$name: Java sees what it sees through MIT's library" \
        diff "$JAVA_DIR/$4.want" <(bridge_shown "$JAVA_DIR/client.out")
    is "$(cat "$JAVA_DIR"/*.err)" "" "$name: no complaint"
    strangers_client "$name" "$2" "$JAVA_DIR/client.trace" $MESSAGES
    strangers_peer "$name" "$3" "$JAVA_DIR/server.trace" VerifySignature \
        UnsealMessage MakeSignature SealMessage
}

# bridge_stock ENCTYPE MECH: what is to be seen, by MIT's library
bridge_stock()
{
    if ! bridge_client stock libgssapi_krb5.so.2 "$2" "$REALM_TARGET"; then
        not_ok "$1, $2, MIT's library" "$(java_story)"
        return
    fi
    bridge_words "$JAVA_DIR/client.out" | bridge_shown /dev/stdin \
        >"$JAVA_DIR/$2.want"
    is "$(grep -c 'answer: [a-z]*$' "$JAVA_DIR/$2.want")" $((3 * SIZES)) \
        "$1, $2, MIT's library: every answer is taken"
    bridge_end context "$JAVA_DIR/client.out" >"$JAVA_DIR/end"
}

# The lifetime is a number of seconds: the clock may have moved a little
# between reading it here and there, but not by hours.
bridge_zones()
{
    local zone end
    for zone in $ZONES; do
        is "$(TZ=${zone%=*} date -d 2026-01-01 +%z)" "${zone#*=}" "$zone"
        zone=${zone%=*}
        if ! bridge_client stock "$BRIDGE" krb5 "$REALM_TARGET" \
            TZ="$zone"; then
            not_ok "$zone" "$(java_story)"
            continue
        fi
        end=$(bridge_end context "$JAVA_DIR/client.out")
        end=$((end - $(<"$JAVA_DIR/end")))
        check "$zone: the context ends with the ticket" \
            test "${end#-}" -le 30
        is "$(bridge_end credential "$JAVA_DIR/client.out")" never \
            "$zone: the credential does not"
    done
}

# The text of an error is FormatMessage's.
bridge_error()
{
    bridge_client stock "$BRIDGE" krb5 nobody@localhost
    is "$(grep -c '^refused: (80090303) .*[a-z]' "$JAVA_DIR/client.out")" 1 \
        "a service that is not there: its code and a text"
}

bridge_enctype()
{
    local server client mech
    realm_env "$1" || return 1
    for server in stock module; do
        java_start $server || { java_story; return 1; }
        for mech in krb5 spnego; do
            [ $server != stock ] || bridge_stock "$1" $mech
            for client in stock module; do
                bridge_case "$1" $client $server $mech
            done
        done
        [ "$1 $server" != "$ENCTYPE stock" ] || { bridge_zones; bridge_error; }
        java_stop
    done
}

need java javac clang++
strangers_start
java_setup || { java_story; exit 1; }
bridge_compile || exit 1
strangers_program openjdk "openjdk-$(java_version)" \
    "*/java.security.jgss/windows/native/libsspi_bridge/*" \
    "*/java.security.jgss/share/native/libj2gss/*"
BRIDGE=$STRANGER_BUILD/libsspi_bridge.so
ENCTYPE=aes256-cts-hmac-sha1-96
for enctype in $ENCTYPE aes128-cts-hmac-sha256-128 arcfour-hmac; do
    realm_is_ours "$enctype" || continue
    bridge_enctype "$enctype" || exit 1
done
tap_end
