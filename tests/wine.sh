#!/bin/bash
# SPDX-License-Identifier: MIT
#
# One source, two platforms: examples/sspi-client.c as a program of Windows,
# under Wine, and as one of this system.  It signs a message that the server
# verifies, and verifies the server's.  Wine's kerberos.dll calls the system's
# GSS-API library, so the module when it is listed: the trace says so.
#
# Only signatures, each over one buffer.  For a sealed message Wine wants more
# room than it tells a program to give; with RC4 that is enough, but the
# message comes out in front of the token.
#
# What ksp/windows declares beside SSPI does on Windows what it does here: one
# program of tests, windows/helpers, which windows_headers.sh runs here.
#
# And shim/core as a DLL of Windows, which a program there loads and calls.
# Debian has neither libkrb5 nor nettle for Windows, so its cryptography is a
# toy (windows/provider_toy.c).

. "$(dirname "$0")/realm.sh"
. "$REALM_TESTS/lib/subtap.sh"

EXAMPLES=$KSP_BUILD/examples
MINGW_CC=${MINGW_CC:-x86_64-w64-mingw32-gcc}

# A Windows of our own, without a screen.
wine_start()
{
    export WINEPREFIX=$REALM_DIR/wine HOME=$REALM_DIR/home
    export WINEDEBUG=-all
    export WINEDLLOVERRIDES="mscoree,mshtml,winemenubuilder.exe="
    unset DISPLAY WAYLAND_DISPLAY WINEARCH WINELOADER WINESERVER
    # Debian 13's aborts where there is a TMPDIR.
    unset TMPDIR
    mkdir -p "$HOME" || return 1
    realm_at_exit wine_stop
    timeout 50 wineboot -i >"$REALM_DIR/wineboot.out" 2>&1 || {
        tail -n 5 "$REALM_DIR/wineboot.out" >&2; return 1; }
}

# Debian's Wine has its sockets in a directory in /tmp, whatever TMPDIR says,
# and leaves it there.
wine_stop()
{
    local name=""
    wineserver -k -w
    ! [ -r "$WINEPREFIX/wineserver" ] || name=$(<"$WINEPREFIX/wineserver")
    case $name in
    */*) ;;
    wine-??????) rm -rf "/tmp/$name" ;;
    esac
}

wine_compile()
{
    # shellcheck disable=SC2086 # a command with options
    $MINGW_CC -std=gnu11 -Wall -Wextra -Werror -I"$KSP_SOURCE/shim/include" \
        "$KSP_SOURCE/examples/sspi-client.c" -o "$REALM_DIR/sspi-client.exe" \
        -lsecur32 -lws2_32
}

helpers_compile()
{
    # shellcheck disable=SC2086 # a command with options
    $MINGW_CC -std=gnu11 -Wall -Wextra -Werror \
        "$KSP_SOURCE"/tests/windows/helpers/*.c -o "$REALM_DIR/helpers.exe" \
        -lsecur32 -lcrypt32
}

helpers_run()
(
    set -o pipefail
    cd "$REALM_DIR" && wine helpers.exe 2>/dev/null | tr -d '\r'
)

core_compile()
{
    local include=(-I"$KSP_SOURCE/shim/include" -I"$KSP_SOURCE/shim")
    # winpthreads has no fork: its pthread_atfork uses no handler.
    # shellcheck disable=SC2086 # a command with options
    $MINGW_CC -std=gnu11 -Wall -Wextra -Werror -Wno-unused-function -shared \
        "${include[@]}" "$KSP_SOURCE"/shim/{base,core}/*.c \
        "$KSP_SOURCE/shim/crypto/enctype.c" \
        "$KSP_SOURCE/shim/crypto/rfc1964.c" \
        "$KSP_SOURCE/tests/windows/provider_toy.c" \
        "$KSP_SOURCE/tests/windows/dll_door.c" \
        -static -lpthread -o "$REALM_DIR/ksp.dll" &&
        $MINGW_CC -std=gnu11 -Wall -Wextra -Werror \
            "$KSP_SOURCE/tests/windows/load_core.c" \
            -o "$REALM_DIR/load_core.exe"
}

core_run()
(
    set -o pipefail
    cd "$REALM_DIR" && wine load_core.exe | tr -d '\r'
)

# wine_server PORT API
wine_server()
{
    "${IN_WORLD[@]}" "$EXAMPLES/$2-server" "$1" >"$REALM_DIR/server.out" \
        2>"$REALM_DIR/server.err" &
    daemon_ready $! "$REALM_DIR/server.out" "listening on port $1"
}

# wine_client PLATFORM: in the background
wine_client()
{
    local command=("$EXAMPLES/sspi-client")
    [ "$1" = native ] || command=(wine "$REALM_DIR/sspi-client.exe")
    "${IN_WORLD[@]}" "${command[@]}" 127.0.0.1 "$DAEMON_PORT" \
        "${REALM_TARGET/@//}" sign "good day" >"$REALM_DIR/client.out" \
        2>"$REALM_DIR/client.err" </dev/null &
    CLIENT_PID=$!
}

# wine_said STATUS: what the client ended with and wrote, and why if it failed.
# Lines of a program of Windows end in CR and LF.  On stderr there may also be
# reports of Wine's own processes.
wine_said()
{
    echo "$1 $(tr -d '\r' <"$REALM_DIR/client.out")"
    [ "$1" = 0 ] || tr -d '\r' <"$REALM_DIR/client.err"
}

# wine_proof PLATFORM WORLD ENCTYPE TRACE NAME: who made one signature and
# took one.  libksp-sspi calls the package's user table, the module the kernel
# one; Wine without the module calls neither.
wine_proof()
{
    local prefix="" want=1 make verify
    [ "$1" = pe ] || prefix=Sp
    [ "$1.$2" != pe.stock ] || want=0
    make=$(trace_count "$4" ${prefix}MakeSignature "$CLIENT_PID")
    verify=$(trace_count "$4" ${prefix}VerifySignature "$CLIENT_PID")
    is "made $make, verified $verify" "made $want, verified $want" \
        "$5: by the package in the client's process"
    if [ $want = 0 ]; then
        check "$5: no trace of the module" test ! -e "$4"
    else
        is "$(trace_tokens "$4" ${prefix}MakeSignature)" \
            "$(mic_length "$3")" "$5: its signature has the RFC's length"
    fi
}

# wine_pair PLATFORM WORLD SERVER ENCTYPE
wine_pair()
{
    local name="$1 client, $2, $3 server, $4" status=0
    local trace=$REALM_DIR/trace.client
    rm -f "$trace"
    in_world stock "$REALM_DIR/trace.server"
    daemon_on_free_port wine_server "$3" || {
        not_ok "$name: the server starts"; return; }
    in_world "$2" "$trace"
    wine_client "$1"
    daemon_end "$CLIENT_PID" 20 || status=$?
    is "$(wine_said "$status")" \
        "0 signed: this is the server's answer" "$name: the server's message"
    status=0
    daemon_end "$DAEMON_PID" 20 || status=$?
    is "$status $(sed 1d "$REALM_DIR/server.out" | xargs)" \
        "0 client: user@$REALM signed: good day" "$name: the client's message"
    wine_proof "$1" "$2" "$4" "$trace" "$name"
}

need krb5kdc kadmin.local kinit wine wineboot wineserver "${MINGW_CC%% *}"
realm_start || skip_all "no realm"
wine_start || skip_all "Wine does not start here"
check "sspi-client.c compiles for Windows" wine_compile
check "the helpers' tests compile for Windows" helpers_compile
subtap "helpers" helpers_run
check "shim/core compiles for Windows" core_compile
subtap "the core as a DLL" core_run
for enctype in $REALM_ENCTYPES; do
    realm_env "$enctype"
    for world in stock module; do
        for server in sspi gss; do
            wine_pair pe $world $server "$enctype"
            wine_pair native $world $server "$enctype"
        done
    done
done
if realm_is_ours arcfour-hmac; then
    realm_env arcfour-hmac
    wine_pair pe stock sspi arcfour-hmac
    wine_pair pe module gss arcfour-hmac
fi
tap_end
