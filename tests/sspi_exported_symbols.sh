#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The SSPI library exports what its header declares and nothing else; the
# symbol map says the same; and what is installed suffices to build a program.

. "$(dirname "$0")/realm.sh"
. "$(dirname "$0")/lib/stage.sh"

need nm awk readelf make pkg-config
LIBRARY=$KSP_BUILD/.libs/libksp-sspi.so
WORK=$(mktemp -d "${TMPDIR:-/tmp}/ksp-sspi.XXXXXX") || exit 1
trap 'rm -rf "$WORK"' EXIT

declared()
{
    awk -f "$REALM_TESTS/abi/scan.awk" \
        "$KSP_SOURCE/shim/include/ksp/sspi.h" |
        awk '$1 == "proto" { print $2 }'
}

mapped()
{
    sed -n '/^global:/,/^local:/s/^ *\([A-Za-z]*\);$/\1/p' \
        "$KSP_SOURCE/shim/secur32/ksp-sspi.map"
}

exported()
{
    nm -D --defined-only "$LIBRARY" | awk '$2 != "A" { print $3 }' |
        sed 's/@@KSP_SSPI_1$//'
}

declared | sort -u >"$WORK/declared"
mapped | sort -u >"$WORK/mapped"
exported | sort -u >"$WORK/exported"
more "$(wc -l <"$WORK/declared")" 40 "the functions of ksp/sspi.h"
check "the map has them all, and no other" \
    diff "$WORK/declared" "$WORK/mapped"
check "the library exports them all, and no other" \
    diff "$WORK/declared" "$WORK/exported"
is "$(nm -D --defined-only "$LIBRARY" | grep -c '@@KSP_SSPI_1$')" \
    "$(wc -l <"$WORK/declared")" "each has its version"
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
tap_end
