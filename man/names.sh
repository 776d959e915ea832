#!/bin/sh
# SPDX-License-Identifier: MIT
#
# names.sh SOURCE PAGE...: the names by which a page of section 3 is found
# beside its own, one a line, each with the page.

source=$1
shift
for page; do
    sed -n '/^\.Sh NAME/,/^\.Nd/s/^\.Nm \([A-Za-z0-9-]*\).*/\1/p' \
        "$source/$page" | while read -r name; do
        [ "man/$name.3" = "$page" ] || echo "$name ${page#man/}"
    done
done
