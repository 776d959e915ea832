#!/bin/bash
# SPDX-License-Identifier: MIT
#
# What stands in two places is the same in both: the version, the symbols of
# the library, and what is installed to be read.  tests/packaged builds the
# packages.

. "$(dirname "$0")/lib/tap.sh"

SOURCE=$(cd "$(dirname "$0")/.." && pwd)
VERSION=$(sed -n 's/^AC_INIT(\[gss-ksp\], \[\(.*\)\])$/\1/p' \
    "$SOURCE/configure.ac")

# NAME@NODE, as both files have it
symbols_packed()
{
    sed -nE 's/^ ([^ ]+@[^ ]+) .*/\1/p' \
        "$SOURCE/debian/libksp-sspi0.symbols" | sort
}

symbols_mapped()
{
    awk '/^[A-Z].* [{]$/ { node = $1; names = node "@" node }
        /^    [A-Za-z_0-9]+;$/ {
            sub(/;/, ""); names = names "\n" $1 "@" node }
        /^[}]/ { print names }' "$SOURCE/shim/secur32/ksp-sspi.map" | sort
}

# listed NAME: the words of a list in Makefile.am
listed()
{
    awk -v name="$1" '
        $1 == name { within = 1; sub(/^[^=]*=/, "") }
        within { print; if (!/\\$/) within = 0 }' "$SOURCE/Makefile.am" |
        tr -d '\\' | xargs -n 1 | sort
}

# there GLOB...: those files of the source
there()
{
    # shellcheck disable=SC2048 # patterns
    (cd "$SOURCE" && ls -d $*) | sort
}

check "configure.ac has a version" test -n "$VERSION"
is "$(sed -n '1s/^gss-ksp \([^ ]*\).*/\1/p' "$SOURCE/NEWS")" "$VERSION" \
    "NEWS begins with it"
is "$(sed -n '1s/^gss-ksp (\(.*\)-[^-]*) .*/\1/p' \
    "$SOURCE/debian/changelog")" "$VERSION" "Debian's package has it"
is "$(sed -n 's/^Version: *//p' "$SOURCE/gss-ksp.spec")" "$VERSION" \
    "the RPM has it"
more "$(symbols_packed | wc -l)" 40 "Debian's package lists symbols"
is "$(symbols_packed)" "$(symbols_mapped)" "those of the library"
is "$(listed dist_docs_DATA)" "$(there 'docs/*.md docs/*.svg')" \
    "all of docs is installed"
is "$(listed dist_formit_DATA)" "$(there 'docs/for-mit/*.c')" \
    "and its programs"
is "$(there 'docs/*/' | xargs)" "docs/for-mit/" "which are in one place"
is "$(listed dist_example_DATA)" "$(there 'examples/*.[ch]')" \
    "all examples are"
tap_end
