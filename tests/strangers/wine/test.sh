#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Wine's own tests of secur32.dll, which say what Windows does, are run against
# our library.  What differs stands in wine/differences, with the reason; a
# difference that is not there has failed, and so has one that is there and is
# none any more.

. "$(dirname "$0")/../../realm.sh"
. "$REALM_TESTS/strangers/lib.sh"

WINE=$STRANGERS/wine
NAMES="main negotiate secur32"

# The list, with what goes on in one line.
wine_list()
{
    awk '/^  / { sub(/^ +/, " "); printf "%s", $0; next }
        { printf "%s%s", (NR > 1 ? "\n" : ""), $0 }
        END { print "" }' "$WINE/differences"
}

# wine_expected NAME: of the list, the differences of this file
wine_expected()
{
    wine_list | sed -n "/^== $1\$/,/^== /s/^differs //p" | sort
}

# wine_case NAME WORLD
wine_case()
{
    local out=$REALM_DIR/wine.out
    in_world "$2" "$REALM_DIR/trace"
    if ! timeout 60 "${IN_WORLD[@]}" env \
        LD_LIBRARY_PATH="$STRANGERS_LIBDIR" "$STRANGER_BUILD/$1" \
        >"$out" 2>"$out.err" || ! grep -q '^checks: ' "$out"; then
        not_ok "$1, $2" "$(tail "$out" "$out.err")"
        return
    fi
    more "$(sed -n 's/^checks: //p' "$out")" 5 "$1, $2: it has checked"
    if ! diff <(wine_expected "$1") <(grep -v '^checks: ' "$out" | sort) \
        >"$out.diff"; then
        not_ok "$1, $2: as on Windows, but for what is listed" \
            "$(cat "$out.diff" "$out.err")"
        return
    fi
    ok "$1, $2: as on Windows, but for what is listed"
}

# Of one: it must begin with a capital.
wine_reasons()
{
    wine_list | awk '/^differs / { open++; all++ }
        /^reason [A-Z].*\.$/ { open-- }
        open < 0 || open > 1 { exit }
        END { exit open != 0 || all == 0 }'
}

strangers_start
check "each difference has a reason" wine_reasons
strangers_program wine wine "*/dlls/secur32/tests/*"
realm_env any
for world in stock module; do
    for name in $NAMES; do
        wine_case $name $world
    done
done
tap_end
