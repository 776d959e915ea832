#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Other processors than this one: all that is ours, built for them by
# Debian's cross compilers without a warning, and the unit tests, run by
# qemu's emulation of a process.
#
# KSP_SYSROOTS names the directory with their libraries.  tests/check makes
# one; by hand, as root:
#
#     cd tests/lib && . chroot.sh && . tools.sh && . sysroot.sh &&
#         sysroot_make_all /var/tmp/sysroots
#
# KSP_PROCESSORS says which (lib/sysroot.sh); "make check-platforms" has all.
# One has all unit tests, the others those that are about the order of bytes
# and the width of types.  CROSS_TESTS can name the unit tests to run on each
# of them; "all" is every one.
#
# An emulated processor is five to ten times as slow, so races, random changes
# and combinations have fewer rounds there (unit_rounds); all of them are run
# on this processor.

. "$(dirname "$0")/realm.sh"
. "$REALM_TESTS/lib/build.sh"
. "$REALM_TESTS/lib/subtap.sh"
. "$REALM_TESTS/lib/sysroot.sh"

CROSS_WHOLE=arm64
CROSS_QUICK="test_der test_export_layout test_glue_layout test_identity
test_packed test_policy test_rfc1964 test_rfc1964_seal test_rfc1964_unseal
test_rfc4121_mic test_rfc4121_seal test_rfc4121_token test_rfc4121_unseal
test_secur32 test_sequence test_stock_status test_trace_line test_unicode
test_vectors test_window test_windows"

# What cannot run there, as the tests say it: the program, the test or the
# part of it, the reason.  A line that no test says any more has to go.
cross_cannot()
{
    [ "$(cross_pointer)" = 8 ] || cat <<LIST
test_message: test_messages_too_long: no length has more than 32 bits
test_identity: test_identity_address: a pointer has no halves
test_stock_status: test_stream_too_long: no length has more than 32 bits
test_user_table: test_handles: a handle has no halves
LIST
    cat <<LIST
test_confounder: KNOWS: the kernel wipes no memory on fork
test_fork: test_raw: the kernel wipes no memory on fork
test_in_child: test_leave_session: no process adopts orphans
test_memory_map: test_symbol: a process cannot read its own memory
test_once: all: the single step of this processor is not known
LIST
}

# How many bytes a pointer of the target has.
cross_pointer()
{
    "$TARGET-gcc" -dM -E - </dev/null |
        sed -n 's/#define __SIZEOF_POINTER__ //p'
}

# Programs of the tests for a realm are left out: they cannot run.
cross_make()
{
    # shellcheck disable=SC2086 # a list of words
    env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -C "$WORK/$TARGET" check \
        check_PROGRAMS="$(printf 'tests/unit/%s ' $TESTS)" \
        check_LTLIBRARIES=libkspunit.la TESTS=
}

cross_configure()
{
    export PKG_CONFIG_SYSROOT_DIR=$SYSROOT
    export PKG_CONFIG_LIBDIR=$SYSROOT/usr/lib/$TARGET/pkgconfig
    build_configure "$WORK/source" "$WORK/$TARGET" --host="$TARGET" \
        CC="$TARGET-gcc --sysroot=$SYSROOT" --enable-werror
}

# cross_is_for_target LIBRARY
cross_is_for_target()
{
    local want
    want=$(readelf -h "$SYSROOT/usr/lib/$TARGET/libgssapi_krb5.so.2" |
        grep Machine:)
    [ -n "$want" ] && readelf -h "$WORK/$TARGET/.libs/$1" | grep -qF "$want"
}

# cross_emulate PROGRAM: its stdout is kept as well, and what it says that it
# cannot do is collected.
cross_emulate()
{
    local status=0
    "$EMULATOR" -L "$SYSROOT" "$WORK/$TARGET/tests/unit/$1" \
        >"$WORK/out" 2>"$WORK/err" || status=$?
    sed -n "s/^# cannot: /$1: /p" "$WORK/err" >>"$WORK/cannot"
    cat "$WORK/out" "$WORK/err"
    return $status
}

cross_none_can()
{
    cross_cannot | grep -q "^$1: all: "
}

# Tests of the source of which the program said nothing, neither how they
# ended nor that they cannot be.  That there is no cipher is true of a build
# without nettle.
cross_not_run()
{
    comm -23 <(sed -nE 's/^START_TEST\(([a-z0-9_]+)\).*/\1/p' \
        "$KSP_SOURCE/tests/unit/$1.c" | sort -u) \
        <({
            sed -nE 's/^(not )?ok .*:([a-z0-9_]+): .*/\2/p' "$WORK/out"
            sed -nE 's/^# cannot: ([a-z0-9_]+): .*/\1/p' "$WORK/err"
        } | sort -u) | grep -vx test_no_cipher
}

cross_test()
{
    local name="$TARGET: $1"
    if cross_none_can "$1"; then
        check "$name: it ends" cross_emulate "$1"
        return
    fi
    subtap "$name" cross_emulate "$1"
    is "$(cross_not_run "$1")" "" "$name: every test of it was run"
}

# The rest of the list is about the programs that were run.
cross_list_holds()
{
    local test
    for test in $TESTS; do
        cross_cannot | grep "^$test: "
    done >"$WORK/listed"
    is "$(sort -u "$WORK/cannot")" "$(sort -u "$WORK/listed")" \
        "$TARGET: what cannot run there is what the list says"
}

# The processor of TARGET, EMULATOR and SYSROOT, with TESTS.
cross_target()
{
    local test
    check "$TARGET: configure" cross_configure
    check "$TARGET: it compiles without a warning" cross_make
    check "$TARGET: so the module" cross_is_for_target gss_ksp.so
    check "$TARGET: and the SSPI library" cross_is_for_target libksp-sspi.so
    : >"$WORK/cannot"
    for test in $TESTS; do
        cross_test "$test"
    done
    cross_list_holds
}

cross_all_tests()
{
    local source
    for source in "$KSP_SOURCE"/tests/unit/test_*.c; do
        basename "$source" .c
    done
}

# cross_tests NAME: for that processor
cross_tests()
{
    if [ "${CROSS_TESTS:-all}" != all ]; then
        echo "$CROSS_TESTS"
    elif [ "$1" = "$CROSS_WHOLE" ] || [ -n "${CROSS_TESTS:-}" ]; then
        cross_all_tests
    else
        echo "$CROSS_QUICK"
    fi
}

need pkg-config readelf
[ -n "${KSP_SYSROOTS:-}" ] || skip_all "KSP_SYSROOTS names no directory"
WORK=$(mktemp -d "${TMPDIR:-/tmp}/ksp-cross.XXXXXX") || exit 1
trap 'rm -rf "$WORK"' EXIT
export CK_TIMEOUT_MULTIPLIER=10 FUZZ_ROUNDS=4000 UNIT_SLOW=5
check "a copy of the source" build_copy "$KSP_SOURCE" "$WORK/source"
chmod -R u+w "$WORK/source"
while read -r -u 3 name TARGET EMULATOR; do
    SYSROOT=$KSP_SYSROOTS/$name TESTS=$(cross_tests "$name")
    ! can "$TARGET" "$TARGET-gcc" "$EMULATOR" || cross_target
done 3<<<"$SYSROOT_TARGETS"
tap_end
