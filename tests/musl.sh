#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Another C library than Debian's, musl: all that is ours compiles with it,
# and the core (with a toy for cryptography, windows/provider_toy.c) and
# mech/load/standaside.c do their work (musl/run.c).  There is no libkrb5 for
# it here; libkrb5's headers ask nothing of the C library.

. "$(dirname "$0")/realm.sh"
. "$REALM_TESTS/lib/subtap.sh"

MUSL_CC=${MUSL_CC:-musl-gcc}
SHIM=$KSP_SOURCE/shim

musl_compile()
{
    # shellcheck disable=SC2086 # a command with options
    $MUSL_CC -std=c11 -D_GNU_SOURCE -DSYSCONFDIR='"/etc"' \
        -Wall -Wextra -Wundef -Werror -I"$WORK/include" \
        -I"$SHIM/include" -I"$SHIM" -I"$KSP_SOURCE" \
        -I"$KSP_SOURCE/mech/include" "$@"
}

# The headers that are not a C library's, and no other of the system's; what
# configure found, but for the one function that musl has not.
musl_headers()
{
    local directory header
    mkdir "$WORK/include" || return 1
    for directory in /usr/include /usr/include/mit-krb5 \
        "$(pkg-config --variable=includedir krb5-gssapi)"; do
        for header in krb5.h gssapi.h com_err.h profile.h krb5 gssapi et \
            nettle; do
            [ ! -e "$directory/$header" ] ||
                ln -sfn "$directory/$header" "$WORK/include/"
        done
    done
    sed '/HAVE_STRERRORDESC_NP/d' "$KSP_BUILD/config.h" \
        >"$WORK/include/config.h"
}

# All but what needs libcrypto, an option.
musl_sources()
{
    if [ -e "$WORK/include/nettle" ]; then
        find "$SHIM"/*/ -name '*.c' ! -name sha384_libcrypto.c \
            ! -path "$SHIM/windows/*"
        ls "$KSP_SOURCE"/mech/{,*/}*.c
    else
        ls "$SHIM"/{base,bridge,core,secur32}/*.c \
            "$KSP_SOURCE"/mech/{,*/}*.c
    fi
}

musl_objects()
{
    local source
    for source in $(musl_sources); do
        musl_compile -DHAVE_CONFIG_H -c "$source" -o "$WORK/object.o" ||
            return 1
    done
}

# What is compiled as a program of Windows.
musl_windows()
{
    local source
    for source in "$SHIM"/windows/*.c; do
        musl_compile -I"$SHIM/include/ksp/windows" -fshort-wchar \
            -c "$source" -o "$WORK/object.o" || return 1
    done
}

# musl_library NAME TEXT [FLAG...]
musl_library()
{
    local name=$1 text=$2
    shift 2
    echo "$text" >"$WORK/$name.c" &&
        musl_compile -shared -fPIC "$WORK/$name.c" -o "$WORK/lib$name.so" "$@"
}

musl_libraries()
{
    local name=gss_krb5_import_cred
    musl_library defines "void $name(void); void $name(void) { }" &&
        musl_library refers "void $name(void); void call(void);
            void call(void) { $name(); }" -L"$WORK" -ldefines
}

# musl_run NAME yes|no [FLAG...]
musl_run()
{
    local name=$1 expected=$2
    shift 2
    check "$name: builds" musl_compile "$SHIM"/{base,core}/*.c \
        "$SHIM"/crypto/{enctype,rfc1964}.c \
        "$KSP_SOURCE/tests/windows/provider_toy.c" \
        "$KSP_SOURCE"/mech/load/{program,relocations,standaside}.c \
        "$KSP_SOURCE/tests/musl/run.c" \
        -Wl,--no-as-needed -Wl,-rpath,"$WORK" -L"$WORK" "$@" -o "$WORK/run"
    subtap "$name" "$WORK/run" "$expected"
}

need "${MUSL_CC%% *}" pkg-config readelf
WORK=$(mktemp -d "${TMPDIR:-/tmp}/ksp-musl.XXXXXX") || exit 1
trap 'rm -rf "$WORK"' EXIT
musl_headers
check "everything compiles" musl_objects
check "so does what is for programs of Windows" musl_windows
check "libraries to refer to" musl_libraries
musl_run "no library" no
check "it is linked with musl" \
    sh -c "readelf -l '$WORK/run' | grep -q 'interpreter: .*ld-musl'"
musl_run "a library that defines the function" no -ldefines
musl_run "a program that refers to it" yes -DREFERS -ldefines
musl_run "a program not relocatable that refers to it" yes -DREFERS \
    -no-pie -ldefines
musl_run "a library that refers to it" yes -lrefers -ldefines
tap_end
