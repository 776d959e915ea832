#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The plan of ARCHITECTURE.md: which room may include and call which.

. "$(dirname "$0")/realm.sh"

# Room, and the rooms whose headers it may include.  ksp and gssapi are the
# public headers.
ROOMS="
mech:mech bridge base ksp gssapi
shim/secur32:secur32 bridge base ksp
shim/windows:windows secur32 base ksp
shim/bridge:bridge base ksp gssapi
shim/core:core crypto base ksp
shim/crypto:crypto base ksp
shim/base:base ksp
tools:tools bridge base ksp gssapi bench
"

# What others than the core may call of it without a table: it is in public
# headers.
OF_CORE="KspCountInto KSecLocateSecurityProvider KspKerberosName KspPackContext
KspProviderName KspRegisterKerberos KspSetFipsMode KspUnpackContext
KspUserModeInitialize"

# What the core and its cryptography may not call: GSS-API, the environment,
# files, sockets.
FORBIDDEN='gss_|gssi_|getenv|secure_getenv|open$|openat|fopen|socket|connect|'
FORBIDDEN+='write$|syslog|printf|fprintf|abort|exit'

# rooms_sources ROOM
rooms_sources()
{
    (cd "$KSP_SOURCE" && find "$1" -name '*.[ch]' | sort)
}

# rooms_included ROOM: the first part of each quoted include's path
rooms_included()
{
    (cd "$KSP_SOURCE" && rooms_sources "$1" | xargs cat) |
        sed -n 's/^ *# *include *"\([^"/]*\).*/\1/p' | grep -v '^config\.h$' |
        sort -u
}

# rooms_strange ROOM ALLOWED...: what it includes of others
rooms_strange()
{
    rooms_included "$1" | grep -vxF "$(printf '%s\n' "${@:2}")" | xargs
}

rooms_include()
{
    local line
    while IFS=: read -r room allowed; do
        [ -n "$room" ] || continue
        more "$(rooms_included "$room" | wc -l)" 1 "$room includes something"
        # shellcheck disable=SC2086 # words
        is "$(rooms_strange "$room" $allowed)" "" "$room: and no other room"
    done <<<"$ROOMS"
}

# rooms_climbing: includes by ../
rooms_climbing()
{
    grep -rnE '^ *# *include *"[^"]*\.\./' \
        "$KSP_SOURCE"/{mech,shim,tests,tools,bench,examples} --include='*.[ch]'
}

# rooms_objects ROOM: of the sources that there are, as libtool names them
rooms_objects()
{
    local source
    for source in $(rooms_sources "$1" | grep '\.c$'); do
        ls "$KSP_BUILD/${source%/*}/.libs/"*-"$(basename "$source" .c).o" \
            2>/dev/null
    done
}

rooms_wanted()
{
    rooms_objects "$1" | xargs nm -u | awk '$1 == "U" { print $2 }' | sort -u
}

rooms_defined()
{
    rooms_objects "$1" | xargs nm --defined-only |
        awk 'NF == 3 && $2 ~ /[TDBRVW]/ { print $3 }' | sort -u
}

# rooms_calls FROM TO: the symbols of TO that FROM refers to
rooms_calls()
{
    comm -12 <(rooms_wanted "$1") <(rooms_defined "$2")
}

rooms_call()
{
    local room
    for room in mech shim/secur32 shim/windows shim/bridge tools; do
        is "$(rooms_calls $room shim/core |
            grep -vxF "$(xargs -n 1 <<<"$OF_CORE")" | xargs)" "" \
            "$room reaches the core by its tables"
        is "$(rooms_calls $room shim/crypto | xargs)" "" \
            "$room does not know the cryptography"
    done
    more "$(rooms_calls shim/bridge shim/core | wc -l)" 1 \
        "the bridge finds the package"
    is "$(rooms_calls mech shim/secur32 | xargs)" "" \
        "the faces do not know each other"
    is "$(rooms_calls shim/secur32 mech | xargs)" "" "nor the other way"
    is "$(rooms_calls shim/secur32 shim/windows | xargs)" "" \
        "the SSPI face does not know the programs of Windows"
    is "$(rooms_calls tools mech; rooms_calls tools shim/secur32)" "" \
        "the command knows neither face"
    is "$(rooms_calls shim/bridge mech | xargs)" "" \
        "the bridge does not know the GSS face"
    is "$(rooms_calls shim/base shim/core | xargs)" "" \
        "what everybody uses uses nobody"
}

# rooms_asks ROOM: what it calls that it may not
rooms_asks()
{
    rooms_wanted "$1" | sed 's/@.*//' | grep -E "^($FORBIDDEN)" | xargs
}

need nm
rooms_include
is "$(rooms_climbing)" "" "no include climbs out of its room"
rooms_call
more "$(rooms_wanted shim/core | wc -l)" 10 "the core calls something"
is "$(rooms_asks shim/core)" "" "the core asks nobody outside"
is "$(rooms_asks shim/base)" "" "nor does what it stands on"
# /dev/urandom, where the kernel has no getrandom (crypto/random.c).
is "$(rooms_asks shim/crypto | sed 's/^open64$/open/')" \
    "$(realm_is_ours arcfour-hmac && echo open)" \
    "the cryptography asks for random bytes"
tap_end
