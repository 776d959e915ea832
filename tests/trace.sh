#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A program that has a trace written (realm/trace.c) sees what it sees without
# the module, whatever it does with its descriptors and limits, and whatever
# the trace's name stands for; and nothing is written where nothing belongs.

. "$(dirname "$0")/realm.sh"

TRACE=${KSP_TRACE:-$KSP_BUILD/tests/realm/trace}
ROUNDS=10
NOBODY=65534

# trace_run LABEL WORLD NAME STORY [COMMAND...]: with NAME for a trace, by way
# of COMMAND.  Its output goes to a pipe; a trace that waits is ended.
trace_run()
{
    local label=$1 world=$2 name=$3 story=$4
    shift 4
    in_world "$world" "$name"
    rm -f "$REALM_DIR/own"
    {
        timeout 60 "$@" "${IN_WORLD[@]}" "$TRACE" "$REALM_TARGET" "$story" \
            "$REALM_DIR/own" 2>"$REALM_DIR/$label.err"
        echo "status $?"
    } | cat >"$REALM_DIR/$label.out"
    [ ! -e "$REALM_DIR/own" ] || cp "$REALM_DIR/own" "$REALM_DIR/$label.own"
}

trace_facts()
{
    grep -v '^package ' "$REALM_DIR/$1.out"
}

# trace_same NAME LABEL STORY: as in the stock world, and by the module
trace_same()
{
    is "$(tail -n 1 "$REALM_DIR/$2.out")" "status 0" "$1: ends well"
    is "$(grep '^package ' "$REALM_DIR/$2.out")" "package Kerberos" \
        "$1: with the module"
    check "$1: the program sees what it sees in stock" \
        diff <(trace_facts "$3.stock") <(trace_facts "$2")
    is "$(cat "$REALM_DIR/$2.err")" "" "$1: nothing is said on stderr"
}

# trace_signed NAME TRACE COUNT: MICs that are in a trace
trace_signed()
{
    is "$(trace_count "$2" MakeSignature)" "$3" "$1: MICs in the trace"
}

# ---- what the program does --------------------------------------------

# trace_story STORY COUNT
trace_story()
{
    local trace=$REALM_DIR/$1.trace
    trace_run "$1.stock" stock "$REALM_DIR/$1.stock.trace" "$1"
    is "$(tail -n 1 "$REALM_DIR/$1.stock.out")" "status 0" \
        "$1, stock: ends well"
    is "$(grep -c "^$ROUNDS messages: 00000000\$" \
        "$REALM_DIR/$1.stock.out")" 2 "$1, stock: messages were sent"
    check "$1, stock: no trace" test ! -e "$REALM_DIR/$1.stock.trace"
    trace_run "$1.module" module "$trace" "$1"
    trace_same "$1" "$1.module" "$1"
    trace_signed "$1" "$trace" "$2"
    is "$(stat -c %a "$trace")" 600 "$1: the trace is its owner's"
    [ ! -e "$REALM_DIR/$1.stock.own" ] || check "$1: its file is its own" \
        cmp "$REALM_DIR/$1.stock.own" "$REALM_DIR/$1.module.own"
}

# ---- what the name stands for -----------------------------------------

# trace_refused NAME FILE: of FILE, made already, nothing changes
trace_refused()
{
    local label=refused before
    before=$(stat -L -c '%F %s %Y %h %a' "$2" 2>&1)
    trace_run $label module "$2" plain
    trace_same "$1" $label plain
    is "$(stat -L -c '%F %s %Y %h %a' "$2" 2>&1)" "$before" \
        "$1: it is as before"
}

trace_refusals()
{
    local dir=$REALM_DIR/names
    mkdir "$dir" && echo "what was there" >"$dir/file" || return 1
    ln -s "$dir/file" "$dir/link"
    ln -s "$dir/none" "$dir/dangling"
    ln "$dir/file" "$dir/second"
    mkfifo "$dir/fifo"
    trace_refused "a link" "$dir/link"
    trace_refused "a link to nothing" "$dir/dangling"
    check "a link to nothing: there is still nothing" test ! -e "$dir/none"
    trace_refused "a second name" "$dir/second"
    trace_refused "a FIFO" "$dir/fifo"
    trace_refused "a directory" "$dir"
    trace_refused "a device" /dev/null
    trace_refused "a place that is not there" "$dir/none/trace"
}

# Whose file it is: only root can have one of somebody else's.
trace_owners()
{
    local dir=$REALM_DIR/owners
    mkdir "$dir" && chmod 777 "$dir" || return 1
    echo "what was there" >"$dir/theirs"
    chown $NOBODY "$dir/theirs"
    trace_refused "somebody else's" "$dir/theirs"
    : >"$dir/roots"
    chmod 666 "$dir/roots"
    install -m 755 "$TRACE" "$dir/trace"
    install -o $NOBODY -m 600 "${KRB5CCNAME#FILE:}" "$dir/cc"
    install -o $NOBODY -m 600 "$REALM_DIR/service.keytab" "$dir/keytab"
    TRACE=$dir/trace trace_run roots module "$dir/roots" plain \
        setpriv --reuid=$NOBODY --clear-groups env \
        "KRB5CCNAME=FILE:$dir/cc" "KRB5_KTNAME=FILE:$dir/keytab"
    trace_same "root's, by somebody who may" roots plain
    trace_signed "root's, by somebody who may" "$dir/roots" $((2 * ROUNDS))
}

# ---- standard output and error ----------------------------------------

# trace_standard NAME COUNT COMMAND...: COMMAND gives the program another
# standard error, and the rest of it to $REALM_DIR/standard.trace
trace_standard()
{
    local name=$1 count=$2
    shift 2
    : >"$REALM_DIR/standard.trace"
    trace_run standard module /dev/stderr plain "$@"
    trace_same "$name" standard plain
    trace_signed "$name" "$REALM_DIR/standard.trace" "$count"
}

trace_standards()
{
    local trace=$REALM_DIR/standard.trace
    # shellcheck disable=SC2016
    trace_standard "a file" $((2 * ROUNDS)) \
        bash -c 'exec 2>"$0"; exec "$@"' "$trace"
    # shellcheck disable=SC2016
    trace_standard "a pipe" $((2 * ROUNDS)) \
        bash -c '{ "$@" 2>&1 >&3 | cat >"$0"; } 3>&1' "$trace"
    # shellcheck disable=SC2016
    trace_standard "a pipe that nobody reads" 0 \
        bash -c 'exec 2> >(exec true); wait $!; exec "$@"' bash
    # shellcheck disable=SC2016
    trace_standard "none" 0 bash -c 'exec 2>&-; exec "$@"' bash
}

# ---- a peer whose name is long -----------------------------------------

# All of it, and its realm, which one that is cut off would end inside.
trace_long_name()
{
    local trace=$REALM_DIR/long.trace cc=FILE:$REALM_DIR/long.cc name
    name=$(printf 'x%.0s' {1..300})
    kadmin.local -r "$REALM" -q "addprinc -pw long $name" >/dev/null 2>&1
    KRB5CCNAME=$cc kinit "$name" >/dev/null 2>&1 <<<long
    is $? 0 "a long name: it has a ticket"
    trace_run long module "$trace" plain env "KRB5CCNAME=$cc"
    is "$(tail -n 1 "$REALM_DIR/long.out")" "status 0" \
        "a long name: ends well"
    is "$(sed -n 's/.* InitContext .* role=acceptor .* peer=//p' "$trace")" \
        "$name@$REALM -> 0x00000000" "a long name: the trace has all of it"
}

# ---- two processes ----------------------------------------------------

# Each line is whole, and of one of them.
trace_two()
{
    local trace=$REALM_DIR/two.trace pid=() i
    in_world module "$trace"
    for i in 1 2 3 4; do
        "${IN_WORLD[@]}" "$TRACE" "$REALM_TARGET" plain \
            >"$REALM_DIR/two.$i" &
        pid+=($!)
    done
    for i in "${pid[@]}"; do
        wait "$i"
        is "$(trace_count "$trace" MakeSignature "$i")" $((2 * ROUNDS)) \
            "several processes: MICs of one"
    done
    trace_signed "several processes" "$trace" $((8 * ROUNDS))
    is "$(trace_in_use "$trace")" 4 "several processes: all use the module"
    is "$(grep -cvE '^[0-9]+\.[0-9]{6} [0-9]+ ([A-Za-z]+ .*0x[0-9a-f]{8}|'\
'(offered|policy|in-use) program=.*)$' "$trace")" 0 \
        "several processes: every line is whole"
}

need krb5kdc kadmin.local kdb5_util kinit
realm_start || skip_all "no realm"
realm_env aes256-cts-hmac-sha1-96
trace_story plain $((2 * ROUNDS))
trace_story sockets $ROUNDS
trace_story files $ROUNDS
trace_story closed $((2 * ROUNDS))
trace_story limit $ROUNDS
trace_refusals
if [ "$(id -u)" != 0 ]; then
    skip "files of others" "needs root"
elif can "files of others" setpriv; then
    trace_owners
fi
trace_standards
trace_long_name
trace_two
tap_end
