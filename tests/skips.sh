#!/bin/bash
# SPDX-License-Identifier: MIT
#
# What cannot run is never dropped in silence: it counts as skipped, and as
# failed where everything must run.  And what has failed tests/check says by
# its status, too.

. "$(dirname "$0")/lib/tap.sh"

TESTS=$(cd "$(dirname "$0")" && pwd)
WORK=$(mktemp -d "${TMPDIR:-/tmp}/ksp-skips.XXXXXX") || exit 1
trap 'rm -rf "$WORK"' EXIT

# skips_path PROGRAM...: a directory with all programs of PATH but these
skips_path()
{
    local dir
    rm -rf "${WORK:?}/bin"
    mkdir "$WORK/bin" || return 1
    while IFS= read -r -d : dir; do
        cp -s "$dir"/* "$WORK/bin" 2>/dev/null
    done <<<"$PATH:"
    (cd "$WORK/bin" && rm -f "$@")
}

# skips_run MUST_RUN SCRIPT
skips_run()
{
    env -u MAKEFLAGS "PATH=$WORK/bin" "KSP_MUST_RUN=$1" \
        "MINGW_CC=skips-no-such-compiler" "$BASH" "$TESTS/$2" \
        >"$WORK/out" 2>&1
}

# skips_part SCRIPT PROGRAM NAME: a part of SCRIPT needs PROGRAM
skips_part()
{
    skips_path "$2" || exit 1
    skips_run 0 "$1"
    is "$(grep -cE "^ok [0-9]+ - $3 # SKIP no $2 here\$" "$WORK/out")" 1 \
        "$1: what needs $2 is skipped"
    is "$(grep -c '^not ok' "$WORK/out")" 0 "$1: and nothing has failed"
    skips_run 1 "$1"
    is "$(grep -cE "^not ok [0-9]+ - $3\$" "$WORK/out")" 1 \
        "$1: where it must run it has failed"
}

# skips_all SCRIPT PROGRAM: all of it does
skips_all()
{
    skips_path "$2" || exit 1
    skips_run 0 "$1"
    is "$(cat "$WORK/out")" "1..0 # SKIP no $2 here" "$1: is skipped"
    skips_run 1 "$1"
    is "$(grep '^not ok' "$WORK/out")" "not ok 1 - must run, but: no $2 here" \
        "$1: where it must run it has failed"
}

# Lines of scripts that ask by themselves whether a program is there, or say
# that something is skipped: lib/tap.sh does both at once.
skips_elsewhere()
{
    (
        cd "$TESTS" &&
            grep -nE 'command -v|# SKIP|1\.\.0' ./*.sh apps/*.sh beside/*.sh \
                status/*.sh lib/*.sh strangers/*.sh strangers/*/*.sh
    ) | grep -vE '^(lib/tap|\./skips)\.sh:|\$\(command -v'
}

# skips_ended PASSED FAILED: how tests/check ends with these, when its last
# command was a good one
skips_ended()
{
    (
        eval "$(sed -n '/^finish()/,/^}/p' "$TESTS/check")"
        PASSED=$1 FAILED=$2 UNIT=3 SCRIPTS=2 COMPARED=100
        trap finish EXIT
        true
    )
    echo $?
}

KINDS="3 unit tests, 2 scripts, 100 lines of stock and module compared"
skips_part man.sh apparmor_parser "AppArmor understands them"
skips_part man.sh mandoc "mandoc has nothing to say"
skips_part man.sh groff "nor has groff"
skips_all abi.sh skips-no-such-compiler
skips_all exported_symbols.sh readelf
is "$(skips_elsewhere)" "" "no script skips by itself"
is "$(skips_ended 5 0)" "$KINDS
5 passed, 0 failed
0" "tests/check ends well if all did"
is "$(skips_ended 5 1)" "$KINDS
5 passed, 1 failed
1" "not if something failed"
is "$(skips_ended 0 0)" "$KINDS
0 passed, 0 failed
1" "nor if nothing ran"
tap_end
