#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The command "gss-ksp" when memory runs short, at each time that it asks for
# some (KSP_FAILING_ALL=1), or at some of these times; then and ever after, and
# in a process that may not grow.  It says what it says otherwise, or that it
# cannot; no signal ends it, and it is not wrong.  "gss-ksp realm" asks for no
# memory before it has become a shell.

. "$(dirname "$0")/realm.sh"

GSS_KSP=${KSP_COMMAND:-$KSP_BUILD/tools/gss-ksp}
TOKENS=${KSP_TOKENS:-$KSP_BUILD/tests/realm/tokens}
NO_MEMORY=$KSP_BUILD/tests/realm/.libs/no_memory.so
AES=aes256-cts-hmac-sha1-96

# No more than so many attempts of each.
ATTEMPTS=3000

# short_run OUTPUT PREFIX...: the command SHORT with PREFIX in front; its
# status.  Of processes that come and go nothing is compared.
short_run()
{
    local output=$1 status
    shift
    "$@" timeout 60 "${SHORT[@]}" >"$output" 2>"$output.err" </dev/null
    status=$?
    sed -i '/^  (of [0-9]* processes /d' "$output"
    return $status
}

# Who reads the answer is told so: that memory is short, that something was not
# seen, or in MIT's words that its acceptor refuses a ticket.
SHORT_SAYS="memory|nothing that could be seen|refuses it now"

# short_good STATUS: it is as it was; or it has failed and says something, or
# says what is missing
short_good()
{
    [ "$1" -lt 124 ] || return 1
    if [ "$1" = "$SHORT_STATUS" ] &&
        cmp -s "$REALM_DIR/short.out" "$REALM_DIR/short.want"; then
        return 0
    fi
    cat "$REALM_DIR/short.out" "$REALM_DIR/short.out.err" \
        >"$REALM_DIR/short.said"
    if [ "$1" != 0 ] && [ "$1" != "$SHORT_STATUS" ]; then
        [ -s "$REALM_DIR/short.said" ]
    else
        grep -qiE "$SHORT_SAYS" "$REALM_DIR/short.said"
    fi
}

# short_complain WHERE STATUS
short_complain()
{
    SHORT_WRONG+="$1: status $2: $(diff "$REALM_DIR/short.want" \
        "$REALM_DIR/short.out" | head -n 4) $(tail -n 1 \
        "$REALM_DIR/short.out.err")
"
}

# short_each NAME STEP [VARIABLE=VALUE]: each STEP-th allocation
short_each()
{
    local name=$1 step=$2 n=1 status failed=0 mark=$REALM_DIR/short.mark
    SHORT_WRONG=""
    : >"$mark"
    while [ -e "$mark" ] && [ "$failed" -lt "$ATTEMPTS" ]; do
        rm -f "$mark"
        short_run "$REALM_DIR/short.out" env "LD_PRELOAD=$NO_MEMORY" \
            NO_MEMORY_FOR=gss-ksp "NO_MEMORY_SEEN=$mark" \
            "NO_MEMORY_AT=$n" "${@:3}"
        status=$?
        short_good $status || short_complain "allocation $n" $status
        n=$((n + step))
        failed=$((failed + 1))
    done
    is "$SHORT_WRONG" "" "$name"
    more "$failed" 2 "$name: memory ran short"
    echo "# $failed attempts"
}

# short_limits NAME: KiB of address space, from nothing to enough
short_limits()
{
    local name=$1 kib status ended=0
    SHORT_WRONG=""
    for kib in $(seq 2000 800 24000); do
        short_run "$REALM_DIR/short.out" bash -c \
            'ulimit -v "$1" && shift && exec "$@"' bash "$kib"
        status=$?
        # Before main, it is the dynamic linker that ends it.
        grep -qE "error while loading|cannot|annot allocate" \
            "$REALM_DIR/short.out.err" && [ "$status" != 139 ] && continue
        short_good $status || short_complain "$kib KiB" $status
        ended=$((ended + 1))
    done
    is "$SHORT_WRONG" "" "$name: any limit of its size"
    more "$ended" 1 "$name: enough, at last"
}

# short NAME STEP COMMAND...
short()
{
    local name=$1 step=$2
    [ "${KSP_FAILING_ALL:-0}" = 0 ] || step=1
    SHORT=("${@:3}")
    short_run "$REALM_DIR/short.want" env
    SHORT_STATUS=$?
    short_each "$name, once" "$step"
    short_each "$name, ever after" "$step" NO_MEMORY_ON=1
    short_limits "$name"
}

need krb5kdc kadmin.local kdb5_util kinit
realm_start || skip_all "no realm"
realm_env $AES || skip_all "no ticket"
in_world stock ""
"${IN_WORLD[@]}" "$TOKENS" "$REALM_TARGET" krb5 >"$REALM_DIR/tokens"
awk '$1 == "key" { print $2, $3 }' "$REALM_DIR/tokens" >"$REALM_DIR/key"
check "there are tokens" grep -q "^sealed " "$REALM_DIR/tokens"
token=$(awk '$1 == "sealed" { print $2 }' "$REALM_DIR/tokens")
begin=$(awk '$1 == "to-acceptor" { print $2 }' "$REALM_DIR/tokens")
short "decode" 1 "$GSS_KSP" decode --key "$REALM_DIR/key" "$token"
short "decode of an AP-REQ" 7 "$GSS_KSP" decode \
    --keytab "${KRB5_KTNAME#FILE:}" "$begin"
world module
cp "$(type -P true)" "$REALM_DIR/program"
short "status" 101 "$GSS_KSP" status "$REALM_DIR/program"
# As far as it goes without a ticket.
short "bench" 5 env KRB5CCNAME=FILE:/nowhere "$GSS_KSP" bench
tap_end
