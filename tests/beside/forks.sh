#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Programs that fork with a context (see realm/forks.c): parent and child go
# on, both with the package, and what comes of it is what comes of it in
# stock Kerberos; the numbers too, which both then use.

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_beside.sh"

BESIDE=${KSP_FORKS:-$KSP_BUILD/tests/realm/forks}

# What each story is to say, in either world.
forks_told()
{
    case $1 in
    senders) cat <<TOLD ;;
the child: exit 0
the child's messages: 20 of 00000000
the parent's messages: 20 of 00000000
20 of 20 numbers are used by both
0 sealed messages are the same
TOLD
    replay) cat <<TOLD ;;
the child: exit 0
the child's messages: 20 of 00000000
the parent's messages: 20 of 00000002
20 of 20 numbers are used by both
0 sealed messages are the same
TOLD
    receivers) cat <<TOLD ;;
the child: exit 0
the child receives: 20 of 00000000
the child receives: 20 of 00000002
the parent receives: 20 of 00000000
the parent receives: 20 of 00000002
TOLD
    handed-over) cat <<TOLD ;;
the child: exit 0
the child answers: 20 of 00000000
0 numbers are not the next
TOLD
    exec)
        echo "descriptors of a trace: 0"
        forks_told senders
        echo "the child: exit 0" ;;
    threads) cat <<TOLD ;;
40 of 40 children ended well or are stuck in MIT's library
most of them ended well: 1
0 messages of theirs are wrong
the threads were at work: 1
TOLD
    esac
}

# forks_calls LABEL FUNCTION: how many good calls each process made
forks_calls()
{
    awk -v f="$2" '$3 == f && $NF == "0x00000000" { n[$2]++ }
        END { for (p in n) print n[p] }' "$REALM_DIR/$1.trace" |
        sort -n | xargs
}

# forks_story STORY CONTEXTS: how many contexts say whose they are
forks_story()
{
    local world story=$1 who
    for world in stock module; do
        beside_run "$story.$world" $world "$REALM_TARGET" "$story"
        is "$(cat "$REALM_DIR/$story.$world.status")" 0 \
            "$story, $world: ends well"
        is "$(cat "$REALM_DIR/$story.$world.err")" "" \
            "$story, $world: nothing is said on stderr"
        is "$(beside_facts "$story.$world")" "$(forks_told "$story")" \
            "$story, $world: what is documented"
        [ $world = stock ] && who=stock || who=Kerberos
        is "$(grep '^package ' "$REALM_DIR/$story.$world.out" |
            sort | uniq -c | xargs)" "$2 package $who" \
            "$story, $world: whose the contexts are"
    done
    check "$story: none is the package's in the stock world" \
        test ! -e "$REALM_DIR/$story.stock.trace"
}

# forks_by STORY FUNCTION CALLS: of each process that made any, from the
# trace, which parent and child share
forks_by()
{
    is "$(forks_calls "$1.module" "$2")" "$3" \
        "$1: the package's $2, by process"
}

forks_in_threads()
{
    local processes
    forks_story threads 4
    processes=$(forks_calls threads.module MakeSignature | wc -w)
    more "$processes" 30 "threads: the package signed in the children"
}

need krb5kdc kadmin.local kdb5_util kinit
realm_start || skip_all "no realm"
realm_env aes256-cts-hmac-sha1-96
forks_story senders 1
forks_by senders MakeSignature "10 11"
forks_by senders SealMessage "10 10"
forks_story replay 1
forks_by replay MakeSignature "10 11"
forks_story receivers 1
forks_by receivers VerifySignature "9 10"
forks_by receivers UnsealMessage "10 10"
forks_story handed-over 1
forks_by handed-over MakeSignature "10 10"
forks_by handed-over VerifySignature "10 10"
forks_story exec 2
forks_by exec MakeSignature "10 11"
is "$(grep -c ' offered .*mechanisms=4$' "$REALM_DIR/exec.module.trace")" 2 \
    "exec: the program that was started loads the module for itself"
forks_in_threads
tap_end
