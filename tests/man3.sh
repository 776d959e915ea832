#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The pages of libksp-sspi: every function of the headers is in one, with the
# arguments it has there; no other is; and each has a name to be found by.

. "$(dirname "$0")/lib/tap.sh"

SOURCE=$(cd "$(dirname "$0")/.." && pwd)
PAGES=("$SOURCE"/man/*.3)
WORK=$(mktemp -d "${TMPDIR:-/tmp}/ksp-man.XXXXXX") || exit 1
trap 'rm -rf "$WORK"' EXIT

# NAME RESULT (ARGUMENTS), of the headers and of the pages.
functions_declared()
{
    local header
    for header in sspi packed usermode; do
        awk -v spelt=1 -f "$SOURCE/tests/abi/scan.awk" \
            "$SOURCE/shim/include/ksp/$header.h"
    done | sed -n 's/^proto //p' | sort
}

functions_described()
{
    awk '
        function rest(s) {
            sub(/^\.F[a-z] /, "", s)
            gsub(/"/, "", s)
            return s
        }
        /^\.Sh / { synopsis = ($2 == "SYNOPSIS") }
        !synopsis { next }
        /^\.Ft / { result = rest($0) }
        /^\.Fo / { name = rest($0); list = "" }
        /^\.Fa / { list = list (list == "" ? "" : ", ") rest($0) }
        /^\.Fc/ { print name " " result " (" list ")" }' "$@" | sort
}

# Names that a page is found by, and functions of its synopsis.
names_of()
{
    sed -n '/^\.Sh NAME/,/^\.Nd/s/^\.Nm \([A-Za-z0-9-]*\).*/\1/p' "$1" | sort
}

functions_of()
{
    functions_described "$1" | cut -d' ' -f1 | sort
}

# The name of an A form without its letter is one, too.
names_wanted()
{
    {
        basename "$1" .3
        functions_of "$1"
        functions_of "$1" | sed -n 's/A$//p'
    } | sort -u
}

# The pages that one refers to are there.
references()
{
    sed -n 's/^\.Xr \([A-Za-z0-9_-]*\) 3.*/\1/p' "$@" | sort -u
}

functions_declared >"$WORK/declared"
functions_described "${PAGES[@]}" >"$WORK/described"
more "$(wc -l <"$WORK/declared")" 60 "functions of the headers"
check "each is in a page, as it is declared, and no other" \
    diff "$WORK/declared" "$WORK/described"
for page in "${PAGES[@]}"; do
    is "$(names_of "$page" | xargs)" "$(names_wanted "$page" | xargs)" \
        "${page##*/}: its names are its functions'"
done
for name in $(references "${PAGES[@]}"); do
    check "the page $name, which another refers to" \
        test -e "$SOURCE/man/$name.3"
done
! can "mandoc has nothing to say" mandoc ||
    check "mandoc has nothing to say" mandoc -T lint -W warning "${PAGES[@]}"
# A type and a name that are longer than a line cannot be broken.
! can "nor has groff" groff ||
    is "$(groff -mandoc -ww -Wbreak -z "${PAGES[@]}" 2>&1)" "" "nor has groff"
tap_end
