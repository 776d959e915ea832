#!/bin/bash
# SPDX-License-Identifier: MIT
#
# "gss-ksp status" as a command: its options and exit statuses, --json, a
# context, programs; and the host's trace, of which it writes nothing.

. "$(dirname "$0")/lib_status.sh"

status_command()
{
    check "--help teaches" sh -c "'$GSS_KSP' --help | grep -q ' status '"
    check "status --help teaches" \
        sh -c "'$GSS_KSP' status --help | grep -q 'exit status'"
    is "$("$GSS_KSP" --version)" "gss-ksp $(sed -n \
        's/^#define PACKAGE_VERSION "\(.*\)"/\1/p' "$KSP_BUILD/config.h")" \
        "--version"
    "$GSS_KSP" >/dev/null 2>&1
    is $? 64 "no subcommand: exit status 64"
    "$GSS_KSP" nonsense >/dev/null 2>&1
    is $? 64 "no such subcommand: 64"
    "$GSS_KSP" status --nonsense >/dev/null 2>&1
    is $? 64 "no such option: 64"
    "$GSS_KSP" status --user no-such-user >/dev/null 2>&1
    is $? 3 "no such user: 3"
    is "$("$GSS_KSP" status 2>&1 >/dev/full); $?" \
        "gss-ksp: standard output: No space left on device; 3" \
        "no room for what it says: 3"
    "$GSS_KSP" --version >/dev/full 2>&1
    is $? 3 "nor for its version: 3"
}

# status_command_started NAME PREFIX...: the answer is the same where it is
# started so
status_command_started()
{
    is "$("${@:2}" env "GSS_MECH_CONFIG=$REALM_DIR/stock.conf" "$GSS_KSP" \
        status 2>&1 | tail -n 1)" "off: GSS_MECH_CONFIG names \
$REALM_DIR/stock.conf, which does not list it" "$1: the same answer"
}

# What the one has ignored who starts it, and what it may not have.
status_command_places()
{
    status_command_started "children ignored" env --ignore-signal=CHLD
    status_command_started "no process" prlimit --nproc=1 \
        setpriv "--reuid=$NOBODY" "--regid=$NOBODY" --clear-groups
    status_command_started "few descriptors" prlimit --nofile=7
    status_command_started "no /dev/null" unshare --mount \
        sh -c 'mount -t tmpfs none /dev && exec "$@"' -
}

# status_json FILE EXPRESSION
status_json()
{
    python3 -c "import json, sys
d = json.load(open(sys.argv[1], 'rb'))
print($2)" "$1"
}

# A context with oneself, and none where there is no ticket.
status_context()
{
    status_dir "context"
    status_conf "$REALM_DIR/gss_ksp.so"
    status_ask context listed --context
    status_said "a context" context 0 "on"
    is "$(grep '^context' "$REALM_DIR/context.said")" \
        "context    with host/localhost@$REALM, made by gss-ksp" \
        "a context: by the package"
    BESIDE_ENV=(env GSSKSP_ENABLE=never)
    status_ask context_never listed --context
    is "$(grep '^context' "$REALM_DIR/context_never.said")" \
        "context    with host/localhost@$REALM, made by stock Kerberos" \
        "a context: by stock"
    BESIDE_ENV=(env "KRB5CCNAME=FILE:$REALM_DIR/no-cache")
    status_ask context_none listed --context
    status_said "no ticket" context_none 0 "on"
    more "$(grep -c '^context    none could be made: the initiator: .*[Nn]o ' \
        "$REALM_DIR/context_none.said")" 1 "no ticket: the library's words"
    BESIDE_ENV=()
}

status_in_json()
{
    can "--json" python3 || return
    status_dir "json"
    status_conf "$REALM_DIR/gss_ksp.so"
    printf 'odd"\\\033[31m\377 1.2.3 /x <interposer>\n' \
        >"$WORLD_MECH_D/$(printf 'zzz-\303\266.conf')"
    STATUS_OPTIONS=(--json)
    status_ask json listed
    STATUS_OPTIONS=()
    is "$(status_json "$REALM_DIR/json.said" \
        "ascii(d['host']['files'][-1]['path'][-10:])")" "'zzz-\\xf6.conf'" \
        "--json: what is UTF-8 stays so"
    is "$(status_json "$REALM_DIR/json.said" \
        "ascii(d['host']['interposers'][1]['name'])")" \
        "'odd\"\\\\\\x1b[31m\\ufffd'" "--json: what is not is replaced"
    is "$(status_json "$REALM_DIR/json.said" "d['verdict']")" on \
        "--json: the verdict"
    is "$(status_json "$REALM_DIR/json.said" \
        "d['host']['interposers'][0]['state']['state']")" offered \
        "--json: the state"
    is "$(status_json "$REALM_DIR/json.said" \
        "d['processes_left_out'], d['host']['left_out'], \
d['host']['unread_error'], d['host']['library_found']")" \
        "0 0 None True" "--json: what is not in it"
    status_ask odd listed
    is "$(grep -c "$(printf '\033')" "$REALM_DIR/odd.said")" 0 \
        "nothing is sent to the terminal that is not printable"
}

# ---- the host's trace -----------------------------------------------------

# status_traces NAME FILE: neither made nor written to
status_traces()
{
    local before after
    cp "$KRB5_CONFIG" "$REALM_DIR/traced.conf"
    printf '[appdefaults]\n    gss-ksp = {\n        trace = %s\n    }\n' \
        "$2" >>"$REALM_DIR/traced.conf"
    BESIDE_ENV=(env "KRB5_CONFIG=$REALM_DIR/traced.conf")
    before=$(stat -c '%s %y' "$2" 2>/dev/null)
    status_ask traced listed --context
    after=$(stat -c '%s %y' "$2" 2>/dev/null)
    BESIDE_ENV=()
    status_said "$1" traced 0 on
    is "$(sed -n 's/^trace  *//p' "$REALM_DIR/traced.said")" \
        "$2, decisions" "$1: it says where it would go"
    is "$(grep -c 'made by gss-ksp$' "$REALM_DIR/traced.said")" 1 \
        "$1: a context was made"
    is "$after" "$before" "$1: nothing is written"
}

status_trace()
{
    status_dir "trace"
    status_conf "$REALM_DIR/gss_ksp.so"
    status_traces "a trace of the host that is not there" \
        "$REALM_DIR/host.trace"
    echo "before" >"$REALM_DIR/host.trace"
    status_traces "a trace of the host that is there" "$REALM_DIR/host.trace"
}

# ---- programs -------------------------------------------------------------

status_programs()
{
    local refers=$KSP_BUILD/tests/realm/import_cred
    status_dir "programs"
    status_conf "$REALM_DIR/gss_ksp.so"
    status_ask program listed "$HELD"
    status_said "a program" program 0 "on for $HELD"
    status_ask refers listed "$refers"
    status_said "a program with gss_krb5_import_cred" refers 1 "off for \
$refers: $(realpath "$refers") refers to gss_krb5_import_cred"
    in_world listed "$REALM_DIR/refers.trace"
    realm_env any root && realm_env any user
    "${IN_WORLD[@]}" "$refers" host@localhost \
        "FILE:$REALM_DIR/cc.root.any" >"$REALM_DIR/refers.out"
    check "a program with gss_krb5_import_cred: the module stood aside" \
        grep -q ' stand-aside ' "$REALM_DIR/refers.trace"
    cp "$HELD" "$REALM_DIR/held.setuid"
    chmod 4755 "$REALM_DIR/held.setuid"
    BESIDE_ENV=(env GSSKSP_ENABLE=never)
    status_ask setuid listed "$REALM_DIR/held.setuid"
    BESIDE_ENV=()
    status_said "a setuid program looks at no variable" setuid 0 \
        "on for $REALM_DIR/held.setuid"
    status_ask script listed "$0"
    is "$STATUS" 3 "a script: exit status 3"
    status_ask missing listed no-such-program
    status_said "no program" missing 3 \
        "unknown for no-such-program: there is no such program"
}

status_realm
status_nobody
status_command
status_command_places
status_trace
status_programs
status_context
status_in_json
tap_end
