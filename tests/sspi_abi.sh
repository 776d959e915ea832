#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Programs that were linked with the last release of libksp-sspi run with this
# one: no function is gone, no argument has changed, nor a structure behind it.
# Functions may be added.  (What is only known by a number, as the structures
# of QueryContextAttributes are, abi.sh compares with Windows'.)
# abi/libksp-sspi.abi is the last release's, and before there is one the
# first's to be; who makes a release records it:
#
#     KSP_BUILD=DIR tests/sspi_abi.sh --record
#
# A change that is meant needs a new soname.

. "$(dirname "$0")/realm.sh"

LIBRARY=$KSP_BUILD/.libs/libksp-sspi.so
BASELINE=$REALM_TESTS/abi/libksp-sspi.abi
WORK=$(mktemp -d "${TMPDIR:-/tmp}/ksp-abi.XXXXXX") || exit 1
trap 'rm -rf "$WORK"' EXIT

# Without what differs between two builds of the same.
abi_record()
{
    abidw --headers-dir "$KSP_SOURCE/shim/include" --drop-private-types \
        --exported-interfaces-only --no-architecture --no-comp-dir-path \
        --no-corpus-path --no-elf-needed --no-show-locs "$LIBRARY" |
        sed '1a <!-- SPDX-License-Identifier: MIT -->' >"$1"
}

# abi_diff FILE [OPTION...]: succeeds if nothing differs.  Both sides are
# records, since abidiff leaves out more of a library than of its record.
abi_diff()
{
    abidiff --no-architecture "${@:2}" "$1" "$WORK/now.abi" \
        >"$WORK/out" 2>&1 || { cat "$WORK/out"; return 1; }
}

# abi_fits FILE
abi_fits()
{
    abi_diff "$1" --no-added-syms
}

# abi_past NAME EDIT: another past, made by sed
abi_past()
{
    sed "$2" "$BASELINE" >"$WORK/past.abi"
    check "$1: the past is another" \
        eval '! cmp -s "$BASELINE" "$WORK/past.abi"'
}

# abi_notices NAME EDIT TEXT: what breaks programs
abi_notices()
{
    abi_past "$1" "$2"
    check "$1: it is noticed" eval '! abi_fits "$WORK/past.abi"'
    check "$1: and named" grep -q "$3" "$WORK/out"
}

need abidw abidiff readelf
[ "${1:-}" != --record ] || { abi_record "$BASELINE"; exit; }
readelf -SW "$LIBRARY" | grep -q '\.debug_info' ||
    skip_all "the library has no debugging information"
check "the library of now is recorded" abi_record "$WORK/now.abi"
more "$(grep -c '<function-decl ' "$WORK/now.abi")" 50 "its functions"
more "$(grep -c '<class-decl ' "$WORK/now.abi")" 5 "and structures"
check "programs of the last release run" abi_fits "$BASELINE"
abi_past "a function that is new" "
    /<function-decl name='KspStatusName'/,/<\/function-decl>/d
    /<elf-symbol name='KspStatusName'/d"
check "a function that is new: fits" abi_fits "$WORK/past.abi"
check "and is seen" eval '! abi_diff "$WORK/past.abi"'
abi_notices "a function that is gone" \
    's/MakeSignature/MakeSeal/g' MakeSeal
abi_notices "a function that takes another argument" \
    "/<function-decl name='FreeContextBuffer'/,/<\/function-decl>/{
        /<parameter /d; }" \
    FreeContextBuffer
abi_notices "a structure with another member" \
    "/<class-decl name='_SecBuffer' /,/<\/class-decl>/{
        s/size-in-bits='128'/size-in-bits='192'/
        s/offset-in-bits='64'/offset-in-bits='128'/; }" \
    _SecBuffer
tap_end
