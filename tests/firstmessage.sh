#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The first message of a thread (see realm/first_message.c): an error where
# memory is short, not the end of the process, and no system call that stock
# would not make.

. "$(dirname "$0")/realm.sh"

FIRST_MESSAGE=${KSP_FIRST_MESSAGE:-$KSP_BUILD/tests/realm/first_message}
NO_MEMORY=$KSP_BUILD/tests/realm/.libs/no_memory.so

# 31 is SIGSYS: the filter is at work.
first_message_told()
{
    first_message_each
    echo "wrap without getrandom: signal 31"
    first_message_each
}

first_message_each()
{
    local call
    for call in get_mic verify_mic wrap unwrap wrap_iov; do
        echo "$call without memory, and with: exit 0"
        echo "$call with stock's system calls: exit 0"
    done
}

# first_message_in WORLD PACKAGE: without a trace, which makes system calls
first_message_in()
{
    local out=$REALM_DIR/out
    in_world "$1" "$REALM_DIR/$1.trace"
    "${IN_WORLD[@]}" env -u GSSKSP_TRACE "LD_PRELOAD=$NO_MEMORY" \
        "$FIRST_MESSAGE" "$REALM_TARGET" >"$out" 2>"$REALM_DIR/err" ||
        not_ok "$1, $enctype: ends well" "$(cat "$REALM_DIR/err")"
    is "$(sed -n 1p "$out")" "package $2" "$1, $enctype: whose it is"
    is "$(sed 1d "$out")" "$(first_message_told)" \
        "$1, $enctype: what comes of it"
}

need krb5kdc kadmin.local kdb5_util kinit
check "the library to be preloaded was built" test -s "$NO_MEMORY"
realm_start || skip_all "no realm"
for enctype in aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha256-128 arcfour-hmac
do
    realm_is_ours $enctype || continue
    realm_env $enctype
    first_message_in stock stock
    first_message_in module Kerberos
done
tap_end
