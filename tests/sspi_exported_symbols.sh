#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The SSPI library exports what its headers declare, what those of Windows'
# names do (windows_headers.sh compares that), and nothing else; the symbol map
# says the same; it calls its own functions, whatever the program has under
# their names; and what is installed suffices to build a program, and a
# package.

. "$(dirname "$0")/realm.sh"
. "$(dirname "$0")/lib/stage.sh"

need nm awk readelf make pkg-config
LIBRARY=$KSP_BUILD/.libs/libksp-sspi.so
WORK=$(mktemp -d "${TMPDIR:-/tmp}/ksp-sspi.XXXXXX") || exit 1
trap 'rm -rf "$WORK"' EXIT

# The headers with functions of the library; the first #define of each is its
# guard.
declared()
{
    local header
    for header in sspi packed usermode; do
        awk -f "$REALM_TESTS/abi/scan.awk" \
            "$KSP_SOURCE/shim/include/ksp/$header.h" |
            awk '$1 == "proto" { print $2 }'
    done
}

mapped()
{
    sed -n '/^global:/,/^local:/s/^ *\([A-Za-z0-9]*\);$/\1/p' \
        "$KSP_SOURCE/shim/secur32/ksp-sspi.map"
}

exported()
{
    nm -D --defined-only "$LIBRARY" |
        awk '$2 != "A" && $3 !~ /^ksp_win_.*@@KSP_WINDOWS_1$/ { print $3 }' |
        sed 's/@@KSP_SSPI_1$//'
}

declared | sort -u >"$WORK/declared"
mapped | sort -u >"$WORK/mapped"
exported | sort -u >"$WORK/exported"
more "$(wc -l <"$WORK/declared")" 40 "the functions of the headers"
is "$(grep -cE '^(SpUserModeInitialize|Ksp(Unp|P)ackContext)$' \
    "$WORK/declared")" 3 "and of the package's own door"
check "the map has them all, and no other" \
    diff "$WORK/declared" "$WORK/mapped"
check "the library exports them all, and no other" \
    diff "$WORK/declared" "$WORK/exported"
is "$(nm -D --defined-only "$LIBRARY" | grep -c '@@KSP_SSPI_1$')" \
    "$(wc -l <"$WORK/declared")" "each has its version"
# A symbol of its own that the loader has to find may be another's.
more "$(readelf -rW "$LIBRARY" | grep -c 'gss_init_sec_context')" 0 \
    "calls of other libraries are found when it is loaded"
is "$(readelf -rW "$LIBRARY" | grep -c 'KSP_SSPI_1')" 0 \
    "none of its own functions is"
is "$(ldd -r "$LIBRARY" 2>&1 | grep -c undefined)" 0 "no undefined symbol"
is "$(readelf -d "$LIBRARY" | sed -n 's/.*soname: \[\(.*\)\]/\1/p')" \
    libksp-sspi.so.0 "its name"
check "bound at once (RELRO holds)" \
    sh -c "readelf -d '$LIBRARY' | grep -qE 'BIND_NOW|Flags:.* NOW'"

# A program built from what "make install" leaves.
if stage_install "$WORK/stage" >"$WORK/log" 2>&1; then
    ok "make install"
else
    not_ok "make install" "$(tail -n 20 "$WORK/log")"
fi
# The page of a function, or a link to it.
pages=$(dirname "$(find "$WORK/stage" -name libksp-sspi.3)")
while read -r name; do
    page=$(sed -n 's|^\.so man3/||p' "$pages/$name.3" 2>/dev/null)
    grep -q "^\.Fo $name\$" "$pages/${page:-$name.3}" 2>/dev/null ||
        echo "$name"
done <"$WORK/declared" >"$WORK/without"
is "$(xargs <"$WORK/without")" "" "every function has a page that is found"
pc=$(find "$WORK/stage" -name ksp-sspi.pc)
PKG_CONFIG_LIBDIR=$(dirname "$pc"):$(pkg-config --variable pc_path pkg-config)
PKG_CONFIG_SYSROOT_DIR=$WORK/stage
export PKG_CONFIG_LIBDIR PKG_CONFIG_SYSROOT_DIR
# shellcheck disable=SC2046 # lists of words
check "an example builds with pkg-config" "${CC:-cc}" -std=gnu11 \
    "$KSP_SOURCE/examples/sspi-client.c" -o "$WORK/client" \
    $(pkg-config --cflags --libs ksp-sspi)
LD_LIBRARY_PATH=$(dirname "$(dirname "$pc")")
export LD_LIBRARY_PATH
is "$("$WORK/client" 2>&1 | cut -d' ' -f1)" "usage:" "and runs"
# A package's source, and the program that loads it, from the same.
for name in ssp ssp_user; do
    # shellcheck disable=SC2046 # lists of words
    check "$name: a package builds" "${CC:-cc}" -std=gnu11 -Wall -Wextra \
        -Werror -Wno-unused-parameter -shared -fPIC \
        "$REALM_TESTS/packages/$name.c" -o "$WORK/$name.so" \
        $(pkg-config --cflags --libs ksp-sspi)
done
# shellcheck disable=SC2046 # lists of words
check "ssp: with the includes of Windows, too" "${CC:-cc}" -std=gnu11 -Wall \
    -Wextra -Werror -Wno-unused-parameter -DAS_ON_WINDOWS -shared -fPIC \
    "$REALM_TESTS/packages/ssp.c" -o "$WORK/ssp_windows.so" \
    $(pkg-config --cflags --libs ksp-sspi-windows)
MINGW_CC=${MINGW_CC:-x86_64-w64-mingw32-gcc}
# shellcheck disable=SC2086 # a command with options
! can "the same source builds for Windows" "${MINGW_CC%% *}" ||
    check "the same source builds for Windows" $MINGW_CC -std=gnu11 -Wall \
        -Wextra -Werror -Wno-unused-parameter -DUNICODE -shared \
        -I"$KSP_SOURCE/shim/include" "$REALM_TESTS/packages/ssp.c" \
        -o "$WORK/ssp.dll"
# shellcheck disable=SC2046 # lists of words
check "the program that loads it builds" "${CC:-cc}" -std=gnu11 -Wall \
    "$REALM_TESTS/packages/load.c" -o "$WORK/load" \
    $(pkg-config --cflags --libs ksp-sspi)
for name in ssp ssp_user; do
    is "$("$WORK/load" "$WORK/$name.so" 2>&1)" \
        "the package's table, and the library's" \
        "$name: each has its own function of that name"
done
tap_end
