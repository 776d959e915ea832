#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A call for a message is interrupted at one instruction after the other, and
# the signal's handler sends messages on other contexts (see
# realm/interrupted.c).  In stock Kerberos a process gets stuck or dies at
# some of them, where it holds a lock or is in the C library's memory; with
# the module it gets stuck at no more, and none of them is in the module.

. "$(dirname "$0")/realm.sh"

INTERRUPTED=${KSP_INTERRUPTED:-$KSP_BUILD/tests/realm/interrupted}
INTERRUPTED_ENCTYPE=aes256-cts-hmac-sha1-96

# interrupted LABEL WORLD ARG...
interrupted()
{
    local label=$1
    in_world "$2" ""
    shift 2
    env -u GSSKSP_TRACE "${IN_WORLD[@]:0:2}" "$INTERRUPTED" \
        --target "$REALM_TARGET" "$@" >"$REALM_DIR/$label.out" \
        2>"$REALM_DIR/$label.err" || not_ok "$label: exit status $?" \
        "$(tail -n 5 "$REALM_DIR/$label.err")"
    sed "s/^/# $label: /" "$REALM_DIR/$label.out"
}

# interrupted_count LABEL CALL FIELD
interrupted_count()
{
    sed -n "s/^$2 .*\b$3=\([0-9]*\).*/\1/p" "$REALM_DIR/$1.out"
}

# interrupted_bad LABEL: the places where it did not survive, of all calls
interrupted_bad()
{
    tr ' ' '\n' <"$REALM_DIR/$1.out" |
        awk -F= 'NF == 2 && $1 != "survived" { n += $2 } END { print n + 0 }'
}

# interrupted_judge LABEL MODULE
interrupted_judge()
{
    local call
    is "$(head -n 1 "$REALM_DIR/$1.out")" "module $2" \
        "$1: whether the module is there"
    for call in get_mic verify_mic wrap unwrap; do
        more "$(interrupted_count "$1" $call survived)" 500 \
            "$1, $call: interrupted at many places"
        is "$(interrupted_count "$1" $call stuck-in-module)" 0 \
            "$1, $call: nobody waits for what the handler has interrupted"
        is "$(interrupted_count "$1" $call wrong)" 0 \
            "$1, $call: all messages are right"
    done
}

# Both are stepped through in full: the library's own places are the same.
interrupted_compare()
{
    local call stock module
    for call in get_mic verify_mic wrap unwrap; do
        stock=$(interrupted_count stock $call stuck-in-library)
        module=$(interrupted_count GSS $call stuck-in-library)
        more "$stock" 1 "$call: stock gets stuck"
        more "$((stock - module))" 0 \
            "$call: with the module at no more places of the library"
    done
    stock=$(interrupted_bad stock)
    module=$(interrupted_bad GSS)
    # In the C library's memory a process does not die at the same places
    # twice.
    echo "# places it does not survive: stock $stock, module $module"
    is "$(interrupted_bad SSPI)" 0 "SSPI survives at every place"
}

need krb5kdc kadmin.local kdb5_util kinit
[ "$(uname -m)" = x86_64 ] || skip_all "the processor cannot step"
realm_start || skip_all "no realm"
realm_env $INTERRUPTED_ENCTYPE || not_ok "$INTERRUPTED_ENCTYPE: no ticket"
interrupted stock stock
interrupted GSS module
interrupted SSPI module --sspi
interrupted "SSPI alone" stock --sspi
interrupted_judge GSS yes
interrupted_judge SSPI yes
interrupted_judge "SSPI alone" no
interrupted_compare
tap_end
