#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The headers of Windows' names (shim/include/ksp/windows): each compiles
# alone, in C and in C++, with both compilers; what is not there does not
# compile, and no function of the C library for characters of 32 bits is ever
# called; the library exports what they declare; what they declare does what it
# says (windows/helpers, which wine.sh runs under Wine, too); and README's
# example is the same source here and on Windows.

. "$(dirname "$0")/realm.sh"
. "$REALM_TESTS/lib/stage.sh"
. "$REALM_TESTS/lib/subtap.sh"

MINGW_CC=${MINGW_CC:-x86_64-w64-mingw32-gcc}
INCLUDE=$KSP_SOURCE/shim/include
HELPERS=$KSP_BUILD/tests/windows/helpers/helpers
HEADERS=$(cd "$INCLUDE/ksp/windows" && echo *.h)
SPELLINGS=$(cd "$INCLUDE/ksp/windows/spellings" && echo *.h)
FLAGS=(-I"$INCLUDE/ksp/windows" -I"$INCLUDE/ksp/windows/spellings"
    -I"$INCLUDE" -fshort-wchar)
STRICT=(-Wall -Wextra -Wpedantic -Werror -fsyntax-only)
COMPILERS="gcc clang g++ clang++"

# standard COMPILER: its language, by what it is called
standard()
{
    case $1 in
    *++) echo "-x c++ -std=c++17" ;;
    *) echo "-x c -std=c11" ;;
    esac
}

# compile COMPILER FLAG...: the program on stdin
compile()
{
    # shellcheck disable=SC2046 # words
    "$1" "${FLAGS[@]}" $(standard "$1") "${@:2}" -
}

# alone COMPILER HEADER...
alone()
{
    local header compiler=$1
    shift
    for header; do
        printf '#include <%s>\nextern int x;\n' "$header" |
            compile "$compiler" "${STRICT[@]}" || {
            echo "$header"; return 1; }
    done
}

# together COMPILER FLAG...: all of them, with all that a program may define
together()
{
    # shellcheck disable=SC2086 # words
    printf '#include <%s>\n' $HEADERS $SPELLINGS |
        compile "$1" "${STRICT[@]}" "${@:2}"
}

# ---- what is there --------------------------------------------------

# What a program of C++ finds of LARGE_INTEGER, literals and overloads, and
# that the C++ library's headers may come before and after.
headers_cplusplus()
{
    compile "$1" -Wall -Wextra -Werror -O2 -c -o "$WORK/object" <<'PROGRAM'
#include <string>
#include <iostream>
#include <windows.h>
#include <security.h>
#include <cstdlib>
#include <cwchar>
#include <locale>
#include <type_traits>
static_assert(std::is_same<WCHAR, wchar_t>::value, "WCHAR");
static_assert(std::is_same<SEC_WCHAR, wchar_t>::value, "SEC_WCHAR");
static_assert(sizeof(L"ab") == 6, "L");
static_assert(std::is_same<decltype(std::wcschr((wchar_t *)0, L'a')),
              wchar_t *>::value, "wcschr");
static_assert(std::is_same<decltype(wcschr((const wchar_t *)0, L'a')),
              const wchar_t *>::value, "wcschr of a constant");
long long
whole(DWORD low, LONG high)
{
    LARGE_INTEGER number;
    number.LowPart = low;
    number.HighPart = high;
    number.u.LowPart = low;
    return number.QuadPart;
}
PROGRAM
}

# The page that says what there is names each of them, and no other.
headers_on_page()
{
    sed -n '/^## What is there/,/^## Types/p' \
        "$KSP_SOURCE/docs/porting-from-windows.md" |
        grep -o '`[a-z]*\.h`' | tr -d '`' | sort -u
}

# ---- what is not ----------------------------------------------------

# A program of which one line differs.
headers_program()
{
    cat <<PROGRAM
#include <windows.h>
#include <security.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
int
main(void)
{
    wchar_t wide[9] = L"";
    char narrow[9] = "";
    (void)wide;
    (void)narrow;
    $1
    return 0;
}
PROGRAM
}

# headers_takes COMPILER LINE [FLAG...]: whether the program compiles; the
# library need not have what it calls
headers_takes()
{
    headers_program "$2" |
        compile "$1" "${@:3}" -c -o "$WORK/object" 2>"$WORK/log"
}

# Lines that are well anywhere but here: of Windows, and of the C library.
REFUSED='(void)GetModuleHandleA(NULL);
(void)RegCloseKey(NULL);
(void)CreateFileA("x", 0, 0, NULL, 0, 0, NULL);
(void)swprintf(wide, 9, L"%d", 1);
(void)wcstol(wide, NULL, 10);
(void)wcstombs(narrow, wide, 9);
(void)mbstowcs(wide, narrow, 9);
(void)fputws(wide, stdout);
(void)wcscoll(wide, wide);
(void)wcscasecmp(wide, wide);
(void)fgetws_unlocked(wide, 9, stdin);
(void)getwc_unlocked(stdin);
(void)wcslcpy(wide, wide, 9);
__declspec(naked) int other(void);'
TAKEN='(void)GetLastError();
(void)wcslen(wide);
(void)wcscpy(wide, wide);
(void)_wcsicmp(wide, wide);
(void)wmemset(wide, 0, 9);
__declspec(dllexport) int other(void);'

# headers_taken COMPILER LINES FLAG...: prints those that compile
headers_taken()
{
    local line
    while IFS= read -r line; do
        ! headers_takes "$1" "$line" "${@:3}" || echo "$line"
    done <<<"$2"
}

# headers_refuses COMPILER FLAG...
headers_refuses()
{
    is "$(headers_taken "$1" "$REFUSED" "${@:2}")" "" \
        "$*: what is not there does not compile"
    is "$(headers_taken "$1" "$TAKEN" "${@:2}")" "$TAKEN" \
        "$*: what is there does"
}

# Of the C library's, what a program refers to that was compiled with all that
# is taken.
headers_wide_symbols()
{
    headers_program "$TAKEN" | compile "$1" "${@:2}" -c -o "$WORK/object" &&
        nm -u "$WORK/object" | awk '{ print $NF }' |
        grep -E '^(__)?(wcs|wmem)'
}

# ---- the library ----------------------------------------------------

headers_declared()
{
    (cd "$INCLUDE/ksp/windows" && cat $HEADERS) |
        sed -n 's/.*KSP_WIN(\([A-Za-z_0-9]*\)).*/ksp_win_\1/p' |
        grep -vx ksp_win_name | sort -u
}

headers_exported()
{
    nm -D --defined-only "$KSP_BUILD/.libs/libksp-sspi.so" |
        awk '$2 != "A" { print $3 }' | sed -n 's/@@KSP_WINDOWS_1$//p' |
        sort -u
}

headers_sspi()
{
    awk -f "$REALM_TESTS/abi/scan.awk" "$INCLUDE/ksp/sspi.h" |
        awk '$1 == "proto" { print $2 }'
}

# ---- README's example -----------------------------------------------

# The program between the lines of README that say where it begins and ends.
headers_example()
{
    sed -n '/^```c$/,/^```$/p' "$KSP_SOURCE/README.md" | sed '/^```/d'
}

headers_here()
{
    # shellcheck disable=SC2046 # words
    "${CC:-cc}" -Wall -Wextra -Werror "$WORK/hello.c" -o "$WORK/hello" \
        $(pkg-config --cflags --libs ksp-sspi-windows)
}

headers_windows()
{
    # shellcheck disable=SC2086 # a command with options
    $MINGW_CC -Wall -Wextra -Werror "$WORK/hello.c" -o "$WORK/hello.exe" \
        -lsecur32
}

need awk nm pkg-config make
WORK=$(mktemp -d "${TMPDIR:-/tmp}/ksp-windows.XXXXXX") || exit 1
trap 'rm -rf "$WORK"' EXIT

more "$(wc -w <<<"$HEADERS")" 20 "the headers"
is "$(headers_on_page | xargs)" \
    "$(xargs -n 1 <<<"$HEADERS" | grep -vx ksp_windows.h | sort -u | xargs)" \
    "the porting page has them all, and no other"
more "$(wc -w <<<"$SPELLINGS")" 20 "the ways in which they are spelt"
for compiler in $COMPILERS; do
    can "$compiler" "$compiler" || continue
    # shellcheck disable=SC2086 # words
    check "$compiler: each compiles alone" alone "$compiler" $HEADERS
    check "$compiler: all together" together "$compiler"
    check "$compiler: with UNICODE" together "$compiler" -DUNICODE -D_UNICODE
    check "$compiler: lean" together "$compiler" -DWIN32_LEAN_AND_MEAN
    headers_refuses "$compiler"
    headers_refuses "$compiler" -O2 -D_FORTIFY_SOURCE=2
    is "$(headers_wide_symbols "$compiler" -O2 -D_FORTIFY_SOURCE=2)" "" \
        "$compiler: none of the C library's for 32 bits is called"
    check "$compiler: not without -fshort-wchar" \
        eval '! headers_takes "$compiler" "" -fno-short-wchar'
    case $compiler in
    *++) check "$compiler: beside the C++ library" \
        headers_cplusplus "$compiler" ;;
    esac
done
if can "not for Windows itself" "${MINGW_CC%% *}"; then
    check "not for Windows itself" eval \
        '! alone "${MINGW_CC%% *}" windows.h >/dev/null 2>&1'
fi

headers_declared >"$WORK/declared"
headers_exported >"$WORK/exported"
more "$(wc -l <"$WORK/declared")" 60 "the functions of the headers"
check "the library exports them all, and no other" \
    diff "$WORK/declared" "$WORK/exported"
# shellcheck disable=SC2046 # words
is "$("$HELPERS" lookup $(headers_sspi))" "" \
    "GetProcAddress knows every function of ksp/sspi.h"
is "$("$HELPERS" lookup NoSuchFunction)" NoSuchFunction "and no other"
subtap "helpers" "$HELPERS"

headers_example >"$WORK/hello.c"
more "$(wc -l <"$WORK/hello.c")" 10 "README has an example"
if can "README's example for Windows" "${MINGW_CC%% *}"; then
    check "README's example for Windows" headers_windows
fi
if stage_install "$WORK/stage" >"$WORK/log" 2>&1; then
    ok "make install"
else
    not_ok "make install" "$(tail -n 20 "$WORK/log")"
fi
pc=$(find "$WORK/stage" -name ksp-sspi-windows.pc)
PKG_CONFIG_LIBDIR=$(dirname "$pc"):$(pkg-config --variable pc_path pkg-config)
PKG_CONFIG_SYSROOT_DIR=$WORK/stage
export PKG_CONFIG_LIBDIR PKG_CONFIG_SYSROOT_DIR
check "README's example here, with what is installed" headers_here
LD_LIBRARY_PATH=$(dirname "$(dirname "$pc")")
export LD_LIBRARY_PATH
is "$("$WORK/hello")" "tokens of up to 48000 bytes" "and runs"
tap_end
