#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Whatever the module and the SSPI library ask of others fails once, or from
# then on, and then the whole process has no memory, in every operation (see
# realm/failing/main.c): with nettle's ciphers, with libkrb5's
# and with those of RFC 4757; and in what a process does first, also where a
# policy refuses the realm's enctype.

. "$(dirname "$0")/realm.sh"
. "$REALM_TESTS/lib/mictag.sh"
. "$REALM_TESTS/lib/subtap.sh"

FAILING=$KSP_BUILD/tests/realm/failing/failing
NO_MEMORY=$KSP_BUILD/tests/realm/.libs/no_memory.so
JOURNAL=${KSP_JOURNAL:-$KSP_BUILD/tests/realm/journal}
AES=aes256-cts-hmac-sha1-96
CAMELLIA=camellia128-cts-cmac
RC4=arcfour-hmac

# What is freed is given back at once, so that what is in use can be told.
export GLIBC_TUNABLES=glibc.malloc.tcache_count=0:glibc.malloc.arena_max=1

# failing_env ENCTYPE
failing_env()
{
    realm_env "$1" || { not_ok "$1: no ticket"; return 1; }
    cp "${KRB5CCNAME#FILE:}" "$REALM_DIR/tgt"
}

# What runs the program.
FAILING_IN=()

# failing NAME WORLD MESSAGES WHAT...
failing()
{
    local name=$1 world=$2 trace=$REALM_DIR/trace.$2
    shift 2
    # Only the first calls of a process are traced: the line of a message is
    # one more thing that can fail.
    case $2 in gss | sspi) trace= ;; esac
    in_world "$world" "$trace"
    subtap "$name" "${IN_WORLD[@]}" \
        ${FAILING_IN[@]+"${FAILING_IN[@]}"} \
        env "LD_PRELOAD=$NO_MEMORY" "$FAILING" "$world" "$REALM_TARGET" \
        "$REALM_DIR/tgt" "$@" >"$REALM_DIR/out"
    cat "$REALM_DIR/out"
    cat "$REALM_DIR/out" >>"$REALM_DIR/out.all"
    grep "^# injected " "$REALM_DIR/out" >>"$REALM_DIR/injected"
}

# failing_injected OBJECT CLASS: how many failures there were
failing_injected()
{
    awk -v object="$1" -v class="$2" '
        $3 == object {
            for (i = 4; i <= NF; i++)
                if (split($i, field, "=") == 2 && field[1] == class)
                    n += field[2]
        }
        END { print n + 0 }' "$REALM_DIR/injected"
}

failing_totals()
{
    local object class classes="memory file thread krb5 gss"
    # libkrb5 has confounders of its own.
    ! realm_is_ours $RC4 || classes="$classes random"
    for object in module sspi; do
        for class in $classes; do
            more "$(failing_injected $object "$class")" 1 \
                "$object: $class failed" &&
                echo "# $(failing_injected $object "$class") times"
        done
    done
}

# That it was the module, and the library, is in the trace of the first calls;
# of all others the program looks itself.
failing_proof()
{
    local module=$REALM_DIR/trace.module stock=$REALM_DIR/trace.stock
    more "$(trace_count "$module" SealMessage)" 1 \
        "the module's package sealed"
    more "$(trace_count "$module" "SpInitContext(module)")" 1 \
        "the SSPI library had the module's package"
    more "$(trace_count "$stock" "SpInitContext(own)")" 1 \
        "and its own"
    check "a policy was read" \
        grep -q " policy .*: refuses arcfour-hmac" "$module"
    check "and was not" \
        grep -q " policy .*: refuses .*cannot be read" "$module"
}

# The first calls, whose trace goes to a journal of the test's own.
failing_journal()
{
    local journal=$REALM_DIR/journal own=$KRB5_CONFIG
    cp "$KRB5_CONFIG" "$REALM_DIR/journal.conf"
    cat >>"$REALM_DIR/journal.conf" <<CONF
[appdefaults]
    gss-ksp = {
        trace = journal
        trace_messages = failing
    }
CONF
    # shellcheck disable=SC2016
    FAILING_IN=(env -u GSSKSP_TRACE "KRB5_CONFIG=$REALM_DIR/journal.conf"
        "$KSP_PRIVATE_MOUNTS" sh -c '
        mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/journal && exec "$@"
        ' sh "$JOURNAL" /run/systemd/journal/socket "$journal")
    failing "AES, first calls, traced to the journal" module 70 load
    FAILING_IN=()
    KRB5_CONFIG=$own
    more "$(grep -c '^GSSKSP_EVENT=InitContext' "$journal")" 1 \
        "the journal: contexts"
    more "$(grep -c '^GSSKSP_EVENT=SealMessage' "$journal")" 1 \
        "the journal: messages"
}

# failing_processes: how many operations failed for want of memory anywhere
failing_processes()
{
    more "$(sed -n 's/^# .* failures, \([0-9]*\) of the process:.*/\1/p' \
        "$REALM_DIR/out.all" | awk '{ n += $1 } END { print n + 0 }')" 50 \
        "processes without memory: operations failed"
}

need krb5kdc kadmin.local kdb5_util kinit
realm_start || skip_all "no realm"
: >"$REALM_DIR/injected"

if failing_env $AES; then
    mic_tag
    failing "AES" module 70 gss sspi
    failing "AES, SSPI alone" stock 70 sspi
    failing "AES, first calls" module 70 load
    failing "AES, first calls, SSPI alone" stock 70 load
    if [ "$(id -u)" = 0 ]; then
        failing_journal
    else
        skip "AES, first calls, traced to the journal" "needs root"
    fi
fi
if failing_env $CAMELLIA; then
    failing "Camellia" module 2 gss sspi
    failing "Camellia, SSPI alone" stock 2 sspi
fi
if failing_env $RC4; then
    ! realm_is_ours $RC4 || failing "RC4" module 140 gss sspi
    realm_refuse "$REALM_DIR/refuse.conf" rc4
    export KRB5_CONFIG=$REALM_DIR/refuse.conf
    failing "RC4 refused" module 70 refused
    failing "RC4 refused, SSPI alone" stock 70 refused
fi
failing_totals
failing_processes
failing_proof
tap_end
