#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A program that opens the libraries when it needs them and closes them again
# (see realm/processes/unload.c): what comes of it is what comes of it in
# stock Kerberos, by GSS and by SSPI, with the C library's memory and with
# jemalloc's; and nothing piles up that does not in stock.

. "$(dirname "$0")/realm.sh"

UNLOAD=${KSP_UNLOAD:-$KSP_BUILD/tests/realm/processes/unload}
UNLOAD_PLUGINS=$KSP_BUILD/tests/realm/processes/.libs
UNLOAD_ENCTYPE=aes256-cts-hmac-sha1-96
UNLOAD_STORIES="now lazy global alive again thread before after destructor exit
fork"
UNLOAD_PRELOAD=""
# KiB that 50 rounds may take more than stock's.
UNLOAD_RESIDENT=256

# unload LABEL WORLD FACE STORY
unload()
{
    in_world "$2" "$REALM_DIR/$1.trace"
    "${IN_WORLD[@]}" ${UNLOAD_PRELOAD:+"LD_PRELOAD=$UNLOAD_PRELOAD"} \
        "$UNLOAD" "$UNLOAD_PLUGINS/plugin_$3.so" "$REALM_TARGET" "$4" \
        >"$REALM_DIR/$1.out" 2>&1 </dev/null
    echo "exit status $?" >>"$REALM_DIR/$1.out"
}

# unload_same NAME LABEL STOCK
unload_same()
{
    check "$1: as in stock" diff \
        <(grep -v '^growth ' "$REALM_DIR/$3.out") \
        <(grep -v '^growth ' "$REALM_DIR/$2.out")
}

# unload_proven NAME LABEL GSS-OR-SSPI: the package made the messages
unload_proven()
{
    local function=MakeSignature count
    [ "$3" = gss ] || function=SpMakeSignature
    count=$(trace_count "$REALM_DIR/$2.trace" $function)
    more "$count" 2 "$1: $count MICs are the package's"
}

unload_story()
{
    local story=$1 memory=$2 face world label
    unload stock stock gss "$story"
    is "$(tail -n 1 "$REALM_DIR/stock.out")" "exit status 0" \
        "$memory, $story: stock ends well"
    for face in gss sspi; do
        for world in module stock; do
            [ $face.$world != gss.stock ] || continue
            label=$face.$world
            rm -f "$REALM_DIR/$label.trace"
            unload $label $world $face "$story"
            unload_same "$memory, $story, $label" $label stock
            unload_proven "$memory, $story, $label" $label $face
        done
    done
}

# unload_growth LABEL FIELD
unload_growth()
{
    sed -n "s/^growth .*\b$2=\(-*[0-9]*\).*/\1/p" "$REALM_DIR/$1.out"
}

# unload_no_more LABEL FIELD ALLOWED
unload_no_more()
{
    local stock ours
    stock=$(unload_growth stock "$2")
    ours=$(unload_growth "$1" "$2")
    if [ -n "$stock" ] && [ -n "$ours" ]; then
        more "$(((stock > 0 ? stock : 0) + $3 - ours))" 0 \
            "cycles, $1: $2 grow by $ours, in stock by $stock"
    else
        not_ok "cycles, $1: $2" "no figures"
    fi
}

unload_cycles()
{
    local label
    unload_story cycles "C library"
    for label in gss.module sspi.module sspi.stock; do
        unload_no_more $label maps 0
        unload_no_more $label descriptors 0
        unload_no_more $label keys 0
        unload_no_more $label resident $UNLOAD_RESIDENT
    done
}

need krb5kdc kadmin.local kdb5_util kinit
realm_start || skip_all "no realm"
realm_env $UNLOAD_ENCTYPE || not_ok "$UNLOAD_ENCTYPE: no ticket"
for story in $UNLOAD_STORIES; do
    unload_story $story "C library"
done
unload_cycles
UNLOAD_PRELOAD=$(ldconfig -p |
    sed -n 's/.*libjemalloc\.so\.2 .* => //p' | head -n 1)
if [ -n "$UNLOAD_PRELOAD" ]; then
    for story in $UNLOAD_STORIES; do
        unload_story $story jemalloc
    done
else
    skip jemalloc "no libjemalloc.so.2 here"
fi
tap_end
