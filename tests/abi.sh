#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Compares our headers with those of mingw-w64: the value of each constant,
# the size and alignment of each type, the offset and type of each member,
# the arguments of each function type.  The table of what there is to
# compare is abi/facts.txt.  Nothing runs under Windows: a program built with
# our headers prints assertions, which the compiler for Windows then checks.
#
# Environment: srcdir (top of the source), CC, MINGW_CC.  Output: TAP.

srcdir=${srcdir:-$(dirname "$0")/..}
. "$srcdir/tests/lib/tap.sh"
CC=${CC:-cc}
MINGW_CC=${MINGW_CC:-x86_64-w64-mingw32-gcc}

abi=$srcdir/tests/abi
headers='types.h winerror.h ntstatus.h sspi.h ntsecpkg.h lsa.h'
# Those of Windows' names, as far as they have something of their own; that
# they compile, and what of the C library they change, is in
# windows_headers.sh.
named='windows/windef.h windows/winerror.h windows/winbase.h windows/winnls.h
windows/wincrypt.h windows/secext.h windows/strsafe.h windows/schannel.h
windows/rpcdce.h windows/ntsecapi.h'
# All of our own names; the others have nothing to compare.
all=$(cd "$srcdir/shim/include/ksp" && echo *.h)
strict='-std=c11 -Wall -Wextra -Wshadow -Wstrict-prototypes -Wconversion'
strict="$strict -Wpedantic -Werror -fsyntax-only"
windows='-std=gnu11 -Wall -fsyntax-only'

count=0
failed=0

# report RESULT NAME: one line of TAP, and what $tmp/log holds on a failure.
report()
{
    count=$((count + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        sed 's/^/# /' "$tmp/log"
        failed=1
    fi
}

# The lines of the table about header $1 that must stand in it, sorted.
listed()
{
    awk -v header="$1" '
        /^#/ || /^$/ || $1 == "also" { next }
        $1 == "header" { mine = ($2 == header); next }
        !mine { next }
        $1 == "skip" && !sub(/ -- .*/, "") { print "no reason: " $0 }
        $1 == "table" { $0 = "struct " $2 }
        { sub(/^skip /, ""); print }' "$tmp/facts" | sort
}

# Whether the header $2 in directory $1 declares just what the table lists.
# The log gets the difference: < is in the table only, > in the header only.
complete()
{
    listed "$2" >"$tmp/listed"
    awk -f "$abi/scan.awk" "$1/ksp/$2" | sort >"$tmp/declared"
    [ -s "$tmp/declared" ] &&
        diff "$tmp/listed" "$tmp/declared" >"$tmp/log"
}

# Compiles header $2 alone with compiler and flags $1.
alone()
{
    printf '#include "ksp/%s"\nextern int abi_alone;\n' "$2" >"$tmp/alone.c"
    $1 "-I$srcdir/shim/include" "$tmp/alone.c" >"$tmp/log" 2>&1
}

# The flags for header $2 in directory $1.
flags()
{
    echo "-I$1"
    case $2 in
    windows/*) echo "-I$1/ksp/windows -fshort-wchar" ;;
    esac
}

# Writes the assertions about header $2 in directory $1 to $tmp/assert.c;
# there must be one at least for each line of the table.
asserts()
{
    awk -v header="$2" -f "$abi/emit.awk" "$tmp/facts" \
        >"$tmp/native.c" &&
        $CC -std=c11 $(flags "$1" "$2") -o "$tmp/native" "$tmp/native.c" &&
        "$tmp/native" >"$tmp/assert.c" &&
        [ "$(grep -c _Static_assert "$tmp/assert.c")" -ge \
          "$(listed "$2" | grep -vc '^empty\|^macro\|^proto')" ]
}

# Whether header $2 in directory $1 agrees with mingw-w64.
agrees()
{
    asserts "$1" "$2" >"$tmp/log" 2>&1 &&
        $MINGW_CC $windows -include "$abi/windows.h" "$tmp/assert.c" \
            >"$tmp/log" 2>&1
}

# control FUNCTION HEADER EDIT TEXT NAME: FUNCTION must fail, with TEXT in
# the log, for a copy of our headers in which sed has made EDIT.
control()
{
    rm -rf "$tmp/copy"
    mkdir "$tmp/copy"
    cp -R "$srcdir/shim/include/ksp" "$tmp/copy/ksp"
    chmod -R u+w "$tmp/copy"    # the source may be read-only
    sed "$3" "$srcdir/shim/include/ksp/$2" >"$tmp/edited"
    cat "$tmp/edited" >"$tmp/copy/ksp/$2"
    if cmp -s "$tmp/edited" "$srcdir/shim/include/ksp/$2"; then
        echo "the edit changed nothing: $3" >"$tmp/log"
        result=1
    elif $1 "$tmp/copy" "$2"; then
        echo "not noticed: $3" >"$tmp/log"
        result=1
    else
        grep -q -e "$4" "$tmp/log"
        result=$?
    fi
    report $result "notices $5"
}

need "${MINGW_CC%% *}"
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

# The table, with its continued lines joined.
awk '/^ / { sub(/^ +/, " "); held = held $0; next }
    { if (NR > 1) print held; held = $0 }
    END { print held }' "$abi/facts.txt" >"$tmp/facts"

echo "1..$((21 + 2 * $(echo "$named $all" | wc -w)))"

for h in $headers $named; do
    complete "$srcdir/shim/include" "$h"
    report $? "$h: the table lists every name"
done

for h in $all; do
    alone "$CC $strict" "$h"
    report $? "$h: compiles alone, without a warning"
done

for h in $all; do
    alone "$MINGW_CC $windows -Werror" "$h"
    report $? "$h: compiles alone for Windows"
done

for h in $headers $named; do
    agrees "$srcdir/shim/include" "$h"
    report $? "$h: agrees with mingw-w64"
done

control agrees winerror.h 's/0x8009030F/0x8009030E/' \
    SEC_E_MESSAGE_ALTERED 'a constant of another value'
control agrees sspi.h 's/\(SECBUFFER_READONLY  .*0x80000000\)/\1LL/' \
    SECBUFFER_READONLY 'a constant of another size'
control agrees sspi.h 's/ULONG cbMaxSignature;/ULONGLONG cbMaxSignature;/' \
    cbMaxSignature 'a member of another type'
control agrees ntsecpkg.h \
    '/KspMakeSignatureFn \*Sign;/{h;d;};/KspSealMessageFn \*Seal;/G' \
    SECPKG_KERNEL_FUNCTION_TABLE 'a member in another place'
control agrees ntsecpkg.h \
    's/PLSA_REGISTER_CALLBACK RegisterCallback;/& void *one, *two;/' \
    'sizeof(SECPKG_DLL_FUNCTIONS)' 'a table of another size'
control agrees ntsecpkg.h \
    '/Fn(LSA_SEC_HANDLE ContextId,$/{n;s/ULONG fQOP/USHORT fQOP/;}' \
    KspMakeSignatureFn 'an argument of another type'
control agrees lsa.h \
    '/PLSA_GET_CALL_INFO GetCallInfo;/{h;d;};/PLSA_CALL_PACKAGEEX C/G' \
    LSA_SECPKG_FUNCTION_TABLE 'an entry of the LSA in another place'
control agrees windows/winnls.h 's/int cchCount2,/UINT cchCount2,/' \
    CompareStringEx "an argument of another type in those of Windows' names"
control complete sspi.h 's/^\(#define SECBUFFER_\)DATA .*/&\n\1NEW 99/' \
    'const SECBUFFER_NEW' 'a name that the table lacks'

exit $failed
