#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The probes of the manual: functions that it names are there to be probed;
# USDT probes are those it lists in a build that has them, and none at all in
# one that has not.

. "$(dirname "$0")/realm.sh"

PAGE=$KSP_SOURCE/man/gss_ksp.8
SSPI=$KSP_BUILD/.libs/libksp-sspi.so
WORK=$(mktemp -d "${TMPDIR:-/tmp}/ksp-probes.XXXXXX") || exit 1
trap 'rm -rf "$WORK"' EXIT

probes_page()
{
    sed -n '/^\.Ss Probes/,/^\.Sh /p' "$PAGE"
}

# probes_in FILE...: the names of USDT probes of the provider
probes_in()
{
    readelf -n "$@" 2>/dev/null |
        awk '/Provider: gss_ksp/ { ours = 1 }
            /Name: / { if (ours) print $2; ours = 0 }' | sort -u | xargs
}

probes_listed()
{
    probes_page | sed -n 's/^\.It Li \([a-z_]*\) Pq .*/\1/p' | sort -u | xargs
}

probes_functions()
{
    local function exported
    exported=$(nm -D --defined-only "$KSP_MODULE" | awk '{ print $3 }')
    for function in $(probes_page | grep -o 'gssi_[a-z_]*[a-z]' | sort -u); do
        check "$function can be probed" grep -qx "$function" <<<"$exported"
    done
    is "$(probes_page | grep -cE '^bpftrace -e "(uprobe|uret)')" 3 \
        "three lines for it are in the manual"
}

# The sources that have a probe, compiled with it or without.
probes_compile()
{
    local source object
    rm -f "$WORK"/*.o
    for source in $(cd "$KSP_SOURCE" && grep -l '^ *GSSKSP_PROBE' \
        mech/*/*.c shim/bridge/*.c shim/secur32/*.c); do
        object=$WORK/$(tr / _ <<<"${source%.c}").o
        # shellcheck disable=SC2046,SC2086 # lists of words
        ${CC:-cc} -std=c11 -O2 -fPIC -D_GNU_SOURCE -I"$WORK" \
            -I"$KSP_SOURCE/shim/include" -I"$KSP_SOURCE/mech/include" \
            -I"$KSP_SOURCE" -I"$KSP_SOURCE/shim" \
            $(pkg-config --cflags krb5-gssapi) -c "$KSP_SOURCE/$source" \
            -o "$object" 2>>"$WORK/log" || return 1
    done
}

# probes_header on|off: config.h as such a build has it
probes_header()
{
    grep -v ENABLE_USDT "$KSP_BUILD/config.h" >"$WORK/config.h"
    [ "$1" = off ] || echo "#define ENABLE_USDT 1" >>"$WORK/config.h"
}

probes_text()
{
    local object
    for object in "$WORK"/*.o; do
        objdump -d --no-show-raw-insn "$object" | grep -c "$(printf '\t')nop$"
    done | awk '{ n += $1 } END { print n + 0 }'
}

probes_with()
{
    local without
    probes_header off
    check "a build without them compiles" probes_compile
    is "$(probes_in "$WORK"/*.o)" "" "a build without them has none"
    without=$(probes_text)
    probes_header on
    if ! check_header; then
        skip "a build with them" "no sys/sdt.h here"
        return
    fi
    check "a build with them compiles" probes_compile
    is "$(probes_in "$WORK"/*.o)" "$(probes_listed)" \
        "a build with them has those of the manual"
    more "$(probes_text)" $((without + 1)) \
        "each is an instruction that does nothing"
}

check_header()
{
    echo '#include <sys/sdt.h>' | ${CC:-cc} -E - >"$WORK/log" 2>&1
}

need readelf objdump nm pkg-config
more "$(probes_listed | wc -w)" 4 "the manual lists probes"
probes_functions
if grep -q '^#define ENABLE_USDT' "$KSP_BUILD/config.h"; then
    is "$(probes_in "$KSP_MODULE")" "$(probes_listed)" \
        "this build was to have them, and has"
else
    is "$(probes_in "$KSP_MODULE" "$SSPI")" "" \
        "this build was to have none, and has none"
fi
probes_with
tap_end
