#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Programs that define names of nettle's themselves, each in turn: what they
# define is called in place of nettle's and does nothing.  The package finds
# out, seals with libkrb5, and a stock server reads the message; RC4 and DES3
# are left to MIT's code.

. "$(dirname "$0")/realm.sh"

# What the module calls, and what nettle's tables point to.
interposed_names()
{
    nm -D --undefined-only "$KSP_MODULE" |
        sed -n 's/.* U \(nettle_[a-z0-9_]*\).*/\1/p'
    printf 'nettle_%s\n' sha1_init sha1_update sha1_digest sha256_update \
        sha256_digest sha384_init sha512_update sha384_digest |
        grep -xf <(nm -D --defined-only "$INTERPOSED_NETTLE" |
            sed -n 's/.* T \(nettle_[a-z0-9_]*\).*/\1/p')
}

# An enctype that needs the function.
interposed_enctype()
{
    case $1 in
    *md5* | *arcfour*) echo arcfour-hmac ;;
    *des*) echo des3-cbc-sha1 ;;
    *aes256*) echo aes256-cts-hmac-sha1-96 ;;
    *sha256*) echo aes128-cts-hmac-sha256-128 ;;
    *sha384* | *sha512*) echo aes256-cts-hmac-sha384-192 ;;
    nettle_cbc_encrypt) echo des3-cbc-sha1 ;;
    *) echo aes128-cts-hmac-sha1-96 ;;
    esac
}

# nettle_md5 and the like are tables; a name without a definition for NONE.
interposed_program()
{
    local text="long $1(void); long $1(void) { return 0; }"
    case $1 in
    nettle_md5 | nettle_sha1 | nettle_sha256 | nettle_sha384)
        text="extern const char $1[256]; const char $1[256] = \"\";" ;;
    esac
    echo "$text" >"$REALM_DIR/definition.c"
    # shellcheck disable=SC2046 # lists of words
    ${CC:-cc} -std=gnu11 -rdynamic $(pkg-config --cflags krb5-gssapi) \
        "$KSP_SOURCE/examples/gss-client.c" "$REALM_DIR/definition.c" \
        -o "$REALM_DIR/client" $(pkg-config --libs krb5-gssapi)
}

interposed_server()
{
    "${IN_WORLD[@]}" "$KSP_BUILD/examples/gss-server" "$1" \
        >"$REALM_DIR/server.out" 2>"$REALM_DIR/server.err" &
    daemon_ready $! "$REALM_DIR/server.out" "listening on port $1"
}

# Whether the module or nettle was given the program's definition.
interposed_bound()
{
    cat "$REALM_DIR"/bindings.* 2>/dev/null | grep -qE \
        "binding file .*(gss_ksp|libnettle)\.so.* to .*/client .*symbol .$1'"
}

# Who sealed: the package, or stock where it has no provider.
interposed_sealed()
{
    local forwarded=0
    [ ! -e "$1" ] || forwarded=$(grep -c ' forward .*: enctype$' "$1")
    echo "sealed $(trace_count "$1" SealMessage), forwarded $forwarded"
}

# interposed_run NAME ENCTYPE SEALED
interposed_run()
{
    local name=$1 trace=$REALM_DIR/trace.client out status=0
    rm -f "$trace" "$REALM_DIR"/bindings.*
    realm_env "$2" || { not_ok "$1: no ticket"; return; }
    in_world stock "$REALM_DIR/trace.server"
    daemon_on_free_port interposed_server || {
        not_ok "$name: the server starts"; return; }
    in_world module "$trace"
    out=$("${IN_WORLD[@]}" env LD_DEBUG=bindings \
        "LD_DEBUG_OUTPUT=$REALM_DIR/bindings" "$REALM_DIR/client" \
        127.0.0.1 "$DAEMON_PORT" "$REALM_TARGET" seal "good day" 2>&1) ||
        status=$?
    [ $status = 0 ] || daemon_stop "$DAEMON_PID"
    daemon_end "$DAEMON_PID"
    is "$status $out" "0 sealed: this is the server's answer" \
        "$name, $2: the answer"
    is "$(sed 1d "$REALM_DIR/server.out" | xargs)" \
        "client: user@$REALM sealed: good day" "$name, $2: the message"
    is "$(interposed_sealed "$trace")" "$3" "$name, $2: who sealed it"
}

interposed_name()
{
    local enctype sealed="sealed 1, forwarded 0"
    enctype=$(interposed_enctype "$1")
    ! realm_is_old "$enctype" || sealed="sealed 0, forwarded 1"
    interposed_program "$1" >"$REALM_DIR/cc.out" 2>&1 || {
        not_ok "$1: a program that defines it" "$(cat "$REALM_DIR/cc.out")"
        return; }
    interposed_run "$1" "$enctype" "$sealed"
    check "$1: the program's is taken for nettle's" interposed_bound "$1"
}

need krb5kdc kadmin.local kdb5_util kinit nm ldd pkg-config "${CC:-cc}"
grep -q '^#define HAVE_NETTLE 1' "$KSP_BUILD/config.h" ||
    skip_all "a build without nettle"
INTERPOSED_NETTLE=$(ldd "$KSP_MODULE" | awk '/libnettle/ { print $3 }')
realm_start || skip_all "no realm"
more "$(interposed_names | wc -l)" 30 "names of nettle's"
for name in $(interposed_names); do
    interposed_name "$name"
done
# As it is with names that are nobody's.
check "a program like it" interposed_program nobodys_name
for enctype in aes128-cts-hmac-sha1-96 arcfour-hmac; do
    interposed_run nobodys_name $enctype "sealed 1, forwarded 0"
done
tap_end
