#!/bin/bash
# SPDX-License-Identifier: MIT
#
# What the papers name is there: each file of the tree, each page of docs, and
# each row of the catalogue of malformed tokens.

. "$(dirname "$0")/lib/tap.sh"

KSP_SOURCE=${KSP_SOURCE:-$(cd "$(dirname "$0")/.." && pwd)}

# papers: their names, from the source's top
papers()
{
    (cd "$KSP_SOURCE" && ls ./*.md docs/*.md tests/*.md) | sed 's|^\./||'
}

# paper_files PAPER: files that it names; placeholders are none
paper_files()
{
    grep -oE '`(bench|docs|examples|man|mech|shim|tests|tools)/[^` ]*`' \
        "$KSP_SOURCE/$1" | tr -d '`' | grep -vE '[*<{A-Z]|NAME' |
        sed 's|[.,:]$||' | sort -u
}

# paper_links PAPER: what it links to in the tree, from the source's top
paper_links()
{
    local directory
    directory=$(dirname "$1")
    grep -oE '\]\([^)]*\)' "$KSP_SOURCE/$1" | sed 's/^](//; s/)$//; s/#.*//' |
        grep -vE '^$|^https?:|^mailto:' | sed "s|^|$directory/|" | sort -u
}

# missing: of the files on stdin; a program is there if its source is
missing()
{
    local file
    while IFS= read -r file; do
        [ -e "$KSP_SOURCE/$file" ] || [ -e "$KSP_SOURCE/$file.c" ] ||
            echo "$file"
    done | xargs
}

# catalogue_missing: rows that SECURITY.md quotes and no file has
catalogue_missing()
{
    grep -oE '"[A-Z][0-9]+ [^"]*"' "$KSP_SOURCE/SECURITY.md" | sort -u |
        while IFS= read -r row; do
            grep -qF "{ $row," "$KSP_SOURCE"/tests/invalid/cases_*.c ||
                echo "$row"
        done
}

for paper in $(papers); do
    is "$(paper_files "$paper" | missing)" "" "$paper: files are there"
    is "$(paper_links "$paper" | missing)" "" "$paper: links lead somewhere"
done
more "$(paper_files SECURITY.md | wc -l)" 15 "SECURITY.md names tests"
more "$(grep -coE '"[A-Z][0-9]+ ' "$KSP_SOURCE/SECURITY.md")" 10 \
    "SECURITY.md names malformed tokens"
is "$(catalogue_missing)" "" "SECURITY.md: they are in the catalogue"
is "$(echo docs/none.md | missing)" "docs/none.md" "what is not there is seen"
tap_end
