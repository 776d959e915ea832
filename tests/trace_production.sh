#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The trace that krb5.conf asks for: where it goes, what of it is written for
# which program, and that nobody feels it.

. "$(dirname "$0")/realm.sh"

TRACE=${KSP_TRACE:-$KSP_BUILD/tests/realm/trace}
JOURNAL=${KSP_JOURNAL:-$KSP_BUILD/tests/realm/journal}
ROUNDS=10
VERSION=$(sed -n 's/^#define PACKAGE_VERSION "\(.*\)"/\1/p' \
    "$KSP_BUILD/config.h")

# host_conf NAME RELATION...: KRB5_CONFIG with these relations for the module
host_conf()
{
    HOST_CONF=$REALM_DIR/host.$1.conf
    shift
    {
        cat "$REALM_DIR/krb5.aes256-cts-hmac-sha1-96.conf"
        echo "[appdefaults]"
        echo "    gss-ksp = {"
        printf '        %s\n' "$@"
        echo "    }"
    } >"$HOST_CONF"
}

# host_run LABEL STORY [PREFIX...]: the program under that configuration
host_run()
{
    local label=$1 story=$2
    shift 2
    in_world module ""
    rm -f "$REALM_DIR/own"
    {
        KRB5_CONFIG=$HOST_CONF timeout 60 "${IN_WORLD[@]}" \
            ${HOST_ENV[@]+"${HOST_ENV[@]}"} "$@" "$TRACE" "$REALM_TARGET" \
            "$story" "$REALM_DIR/own" 2>"$REALM_DIR/$label.err"
        echo "status $?"
    } | cat >"$REALM_DIR/$label.out"
}

HOST_ENV=()

# host_ran NAME LABEL: it ended well, by the module, and said nothing
host_ran()
{
    is "$(tail -n 1 "$REALM_DIR/$2.out")" "status 0" "$1: ends well"
    is "$(grep '^package ' "$REALM_DIR/$2.out")" "package Kerberos" \
        "$1: with the module"
    is "$(cat "$REALM_DIR/$2.err")" "" "$1: nothing is said on stderr"
}

# said_to FILE: the lines, without handles
said_to()
{
    trace_said "$1" | sed 's/ ctx=[0-9a-f]*//'
}

DECIDED="policy: refuses nothing
offered mechanisms=4
in-use
InitContext role=acceptor enctype=aes256-cts-hmac-sha1-96 peer=USER -> OK
InitContext role=initiator enctype=aes256-cts-hmac-sha1-96 peer=PEER -> OK"

# The realm of a service is left to the KDC.
decided()
{
    sed "s|PEER|host/aes256-cts-hmac-sha1-96.localhost@|
        s|USER|user@$REALM|; s|OK|0x00000000|" <<<"$DECIDED"
}

# ---- a file ---------------------------------------------------------------

host_file()
{
    local file=$REALM_DIR/host.trace story
    host_conf file "trace = $file"
    for story in plain sockets files closed limit; do
        rm -f "$file"
        trace_stock "$story"
        host_run "file.$story" "$story"
        host_ran "a file, $story" "file.$story"
        check "a file, $story: the program sees what it sees in stock" \
            diff <(grep -v '^package' "$REALM_DIR/stock.$story.out") \
            <(grep -v '^package' "$REALM_DIR/file.$story.out")
        is "$(said_to "$file")" "$(decided)" \
            "a file, $story: the decisions, and no message"
    done
    is "$(stat -c %a "$file")" 600 "a file: it is its owner's"
    is "$(grep -cE "^[0-9]+\.[0-9]{6} [0-9]+ [A-Za-z-]+ program=trace \
version=$VERSION face=gss" "$file")" 5 \
        "a file: each line says whose it is, and of which version"
    is "$(grep -c 0x7f "$file")" 0 "a file: no address is in it"
}

trace_stock()
{
    in_world stock ""
    rm -f "$REALM_DIR/own"
    {
        timeout 60 "${IN_WORLD[@]}" "$TRACE" "$REALM_TARGET" "$1" \
            "$REALM_DIR/own" 2>/dev/null
        echo "status $?"
    } | cat >"$REALM_DIR/stock.$1.out"
}

# ---- a program that is named ----------------------------------------------

# host_named NAME COUNT RELATION...
host_named()
{
    local name=$1 count=$2 file=$REALM_DIR/named.trace
    shift 2
    rm -f "$file"
    host_conf named "trace = $file" "$@"
    host_run named plain
    host_ran "$name" named
    is "$(trace_count "$file" MakeSignature)" "$count" "$name: messages"
    is "$(trace_count "$file" InitContext)" 2 "$name: decisions"
}

host_programs()
{
    local file=$REALM_DIR/named.trace real
    real=$(readlink -f "$TRACE")
    case $(file -b "$real" 2>/dev/null) in
    *script*) real=$(dirname "$real")/.libs/trace ;;
    esac
    host_named "another program is named" 0 "trace_messages = slapd tracer"
    host_named "it is named" $((2 * ROUNDS)) "trace_messages = slapd trace"
    host_named "its path is named" $((2 * ROUNDS)) "trace_messages = $real"
    host_named "in a second relation" $((2 * ROUNDS)) \
        "trace_messages = slapd" "trace_messages = trace"
    is "$(grep -c " MakeSignature .* role=initiator \
enctype=aes256-cts-hmac-sha1-96 direction=out " "$file")" $((2 * ROUNDS)) \
        "a message says role, enctype and direction"
    is "$(grep -c " VerifySignature .* role=acceptor \
enctype=aes256-cts-hmac-sha1-96 direction=in " "$file")" $((2 * ROUNDS)) \
        "so does one that is received"
}

# Its own, by GSSKSP_TRACE, beside the host's.
host_both()
{
    local file=$REALM_DIR/host.both own=$REALM_DIR/own.both
    host_conf both "trace = $file"
    HOST_ENV=(env "GSSKSP_TRACE=$own")
    host_run both plain
    HOST_ENV=()
    host_ran "both" both
    is "$(said_to "$file")" "$(decided)" "both: the host's has decisions"
    is "$(trace_count "$own" MakeSignature)" $((2 * ROUNDS)) \
        "both: the program's has messages"
    is "$(said_to "$own" | head -n 5)" "$(decided)" "both: in the same words"
}

# ---- where it cannot go ---------------------------------------------------

# What the module says of itself, by the command.
host_says()
{
    GSS_MECH_CONFIG=$(world_config module) KRB5_CONFIG=$HOST_CONF \
        "$KSP_BUILD/tools/gss-ksp" status 2>/dev/null |
        sed -n 's/^trace  *//p'
}

# host_not NAME WHY PLACE
host_not()
{
    host_conf not "trace = $3"
    host_run not plain
    host_ran "$1" not
    is "$(host_says)" "off: $3: $2" "$1: status says why"
}

host_refused()
{
    local dir=$REALM_DIR/refused
    mkdir "$dir" && echo "what was there" >"$dir/file" || return 1
    ln -s "$dir/file" "$dir/link"
    ln "$dir/file" "$dir/second"
    mkfifo "$dir/fifo"
    local whose="no file with a single name, of this user's or root's"
    host_not "a link" "$whose" "$dir/link"
    host_not "a second name" "$whose" "$dir/second"
    host_not "a FIFO" "$whose" "$dir/fifo"
    host_not "the program's standard error" "$whose" /dev/stderr
    host_not "no directory" "No such file or directory" "$dir/none/trace"
    host_not "a relative path" \
        "neither \"journal\" nor an absolute path" trace.log
    is "$(cat "$dir/file")" "what was there" "nothing was written"
    # It is not the policy's business; a word of nobody's is.
    host_conf not "trace = $dir/none/trace" "refuse_enctypes = rc4"
    is "$(host_policy)" "refuses arcfour-hmac arcfour-hmac-exp" \
        "a trace that cannot be opened leaves the policy as it is"
    host_conf not "tracing = $dir/trace"
    check "a word that is not known does not" \
        grep -q "tracing in gss-ksp is not understood" <(host_policy)
    host_conf not "$REALM = {" "trace = $dir/trace" "}"
    check "nor does one in a realm's section" \
        grep -q "trace in $REALM is not understood" <(host_policy)
    check "which is not read" test ! -e "$dir/trace"
}

host_policy()
{
    GSS_MECH_CONFIG=$(world_config module) KRB5_CONFIG=$HOST_CONF \
        "$KSP_BUILD/tools/gss-ksp" status 2>/dev/null |
        sed -n 's/^policy  *//p'
}

# ---- decisions of other kinds ---------------------------------------------

host_decisions()
{
    local file=$REALM_DIR/other.trace
    host_conf other "trace = $file"
    HOST_ENV=(env GSSKSP_ENABLE=never)
    host_run aside plain
    HOST_ENV=()
    is "$(said_to "$file")" "stand-aside: GSSKSP_ENABLE=never" \
        "stood aside: it says so, and why"
    is "$(grep '^package ' "$REALM_DIR/aside.out")" "package stock" \
        "stood aside: stock did it"
    rm -f "$file"
    realm_env arcfour-hmac || return
    HOST_CONF=$REALM_DIR/host.refused.conf
    cp "$KRB5_CONFIG" "$HOST_CONF"
    cat >>"$HOST_CONF" <<CONF
[appdefaults]
    gss-ksp = {
        refuse_enctypes = rc4
        trace = $file
    }
CONF
    host_run refused plain
    check "refused: it says so, of which enctype" grep -q \
        " refused program=trace .* enctype=arcfour-hmac: the policy$" \
        "$file"
    realm_env aes256-cts-hmac-sha1-96
}

# ---- the journal ----------------------------------------------------------

# journal_run LABEL STORY: with a journal of the test's own in its place
journal_run()
{
    # shellcheck disable=SC2016
    host_run "$1" "$2" "$KSP_PRIVATE_MOUNTS" sh -c '
        mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/journal && exec "$@"
        ' sh "$JOURNAL" /run/systemd/journal/socket "$REALM_DIR/$1.journal"
}

# The values of a field, one a line.
journal_field()
{
    sed -n "s/^$2=//p" "$REALM_DIR/$1.journal"
}

journal_story()
{
    local story=$1
    trace_stock "$story"
    journal_run "journal.$story" "$story"
    host_ran "the journal, $story" "journal.$story"
    check "the journal, $story: the program sees what it sees in stock" \
        diff <(grep -v '^package' "$REALM_DIR/stock.$story.out") \
        <(grep -v '^package' "$REALM_DIR/journal.$story.out")
    is "$(journal_field "journal.$story" GSSKSP_EVENT | xargs)" \
        "policy offered in-use InitContext InitContext" \
        "the journal, $story: the decisions"
}

journal_entries()
{
    host_conf journal "trace = journal"
    for story in plain sockets files closed limit; do
        journal_story $story
    done
    is "$(journal_field journal.plain MESSAGE | sed \
        "s/ $TRACE_COMMON//; s/ ctx=[0-9a-f]*//")" "$(decided)" \
        "the journal: each in the words of a file"
    is "$(journal_field journal.plain GSSKSP_PROGRAM | sort -u)" trace \
        "the journal: the program has a field"
    is "$(journal_field journal.plain GSSKSP_VERSION | sort -u)" "$VERSION" \
        "the journal: so has the version"
    is "$(journal_field journal.plain GSSKSP_PEER | sort)" \
        "host/aes256-cts-hmac-sha1-96.localhost@
user@$REALM" "the journal: so has the peer"
    is "$(journal_field journal.plain SYSLOG_IDENTIFIER | sort -u)" gss-ksp \
        "the journal: they are found under gss-ksp"
    is "$(journal_field journal.plain PRIORITY | sort -u)" 6 \
        "the journal: nothing of it is a warning"
    host_conf journal "trace = journal" "trace_messages = trace"
    journal_run journal.messages sockets
    host_ran "the journal, messages" journal.messages
    # Those for which the socket has room, which may be ten.
    more "$(journal_field journal.messages GSSKSP_EVENT |
        grep -c MakeSignature)" 1 "the journal: messages"
    is "$(($(journal_field journal.messages GSSKSP_EVENT |
        grep -c MakeSignature) <= ROUNDS))" 1 \
        "the journal: until the program closes the socket"
    is "$(grep '^sockets ' "$REALM_DIR/journal.messages.out")" \
        "sockets with something in them: 0" \
        "the journal: nothing in the program's own sockets"
}

journal_none()
{
    host_conf journal "trace = journal"
    # shellcheck disable=SC2016
    host_run journal.none plain "$KSP_PRIVATE_MOUNTS" sh -c '
        mount -t tmpfs tmpfs /run && exec "$@"' sh
    host_ran "no journal" journal.none
    # shellcheck disable=SC2016
    is "$(GSS_MECH_CONFIG=$(world_config module) KRB5_CONFIG=$HOST_CONF \
        "$KSP_PRIVATE_MOUNTS" sh -c 'mount -t tmpfs tmpfs /run && exec "$@"' \
        sh "$KSP_BUILD/tools/gss-ksp" status 2>/dev/null |
        sed -n 's/^trace  *//p')" \
        "off: journal: No such file or directory" "no journal: status says so"
}

need krb5kdc kadmin.local kdb5_util kinit
realm_start || skip_all "no realm"
realm_env aes256-cts-hmac-sha1-96
host_file
host_programs
host_both
host_refused
host_decisions
if [ "$(id -u)" != 0 ]; then
    skip "the journal" "needs root"
else
    journal_entries
    journal_none
fi
tap_end
