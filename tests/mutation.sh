#!/bin/bash
# SPDX-License-Identifier: MIT
#
# That "make check-mutation" can be believed: in a file with what is planted
# here, a mutant that matters is killed, one that changes no object code is
# equivalent, and one that no test can see is named as a survivor until
# somebody says why.

. "$(dirname "$0")/lib/tap.sh"

TESTS=$(cd "$(dirname "$0")" && pwd)
KSP_BUILD=${KSP_BUILD:-$PWD}
WORK=$(mktemp -d "${TMPDIR:-/tmp}/ksp-mutation.XXXXXX") || exit 1
trap 'rm -rf "$WORK"' EXIT
export KSP_MUTATION=$WORK/work
SURVIVORS=$WORK/source/tests/mutation/survivors

# A source with one file of the core, and two functions that nobody calls: the
# compiler drops one of them.
mutation_plant()
{
    local core=$WORK/source/shim/core
    mkdir -p "$core" "$WORK/source/tests" || return 1
    cp -R "$TESTS/mutation" "$WORK/source/tests" || return 1
    : >"$SURVIVORS"
    {
        cat "$TESTS/../shim/core/window.c"
        echo "static int"
        printf 'dropped(int x)\n{\n    if (x > 3)\n        x = 1;\n'
        printf '    return x;\n}\nint planted_not_called(int x);\n\nint\n'
        printf 'planted_not_called(int x)\n{\n    if (x > 4)\n'
        printf '        x = 2;\n    return x;\n}\n'
    } >"$core/window.c"
}

# mutation_run ARG...
mutation_run()
{
    (cd "$KSP_BUILD" && env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL \
        perl "$WORK/source/tests/mutation/run" "$WORK/source" "$@" \
        shim/core/window.c) >"$WORK/run" 2>&1
}

mutation_report()
{
    perl "$WORK/source/tests/mutation/report" "$WORK/source" \
        "$KSP_MUTATION/results" >"$WORK/report"
}

# mutation_line LINE: the verdict on the mutant of the line that reads so
mutation_line()
{
    local number
    number=$(grep -nxF "$1" "$WORK/source/shim/core/window.c" | cut -d: -f1)
    sed -n "s/^shim.core.window.c:$number:[^	]*	\([^	]*\).*/\1/p" \
        "$KSP_MUTATION/results"
}

mutation_verdicts()
{
    check "mutants are tried" mutation_run --unit --only negate1
    is "$(mutation_line '    if (behind > WINDOW_BITS) {')" \
        "unit test_window" "one that matters is killed by its unit test"
    is "$(mutation_line '    if (x > 3)')" equivalent \
        "one that changes no object code is equivalent"
    is "$(mutation_line '    if (x > 4)')" survived \
        "one that nobody sees survives"
    is "$(wc -l <"$KSP_MUTATION/results")" 5 "there are no others"
}

mutation_resumes()
{
    cp "$KSP_MUTATION/results" "$WORK/before"
    sed -i '1i\
' "$WORK/source/shim/core/window.c"
    check "a later run goes on" mutation_run --unit --only negate1
    check "and tries nothing again, though lines have moved" \
        cmp "$WORK/before" "$KSP_MUTATION/results"
}

mutation_reasons()
{
    local id
    check "a survivor fails the report" eval '! mutation_report'
    id=$(sed -n 's/^survived without a reason: \([^	]*\).*/\1/p' \
        "$WORK/report")
    is "$(cut -d: -f1,3 <<<"$id")" shim/core/window.c:negate1 "and is named"
    echo "$id equivalent: nobody calls it" >"$SURVIVORS"
    check "with a reason it does not" mutation_report
}

can perl || skip_all "no perl here"
[ -e "$KSP_BUILD/tests/unit/test_window.o" ] || skip_all "no unit tests here"
mutation_plant || exit 1
mutation_verdicts
mutation_resumes
mutation_reasons
tap_end
