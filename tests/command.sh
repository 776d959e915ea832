#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The command's subcommands that make something: the realm, the benchmark; its
# help, and the completion for bash.  How long anything takes is not looked at.

. "$(dirname "$0")/realm.sh"

GSS_KSP=${KSP_COMMAND:-$KSP_BUILD/tools/gss-ksp}
SUBCOMMANDS="bench decode realm status"
CALLS="get_mic verify_mic wrap_conf unwrap_conf"

# ---- help -------------------------------------------------------------

# command_options SUBCOMMAND: its long options, of the source
command_options()
{
    cat "$KSP_SOURCE/tools/$1"/*.c |
        sed -n 's/^ *{ "\([a-z0-9-]*\)", [a-z]*_argument.*/--\1/p' | sort -u
}

command_helps()
{
    local name help
    for name in $SUBCOMMANDS; do
        help=$("$GSS_KSP" "$name" --help)
        is $? 0 "$name --help"
        is "$(sed '/^Example/,$d' <<<"$help" |
            grep -oE -- '--[a-z0-9][a-z0-9-]*' | sort -u | xargs)" \
            "$(command_options "$name" | xargs)" \
            "$name --help has every option"
        check "$name --help has an example" grep -q '^Example' <<<"$help"
        is "$(awk 'length > 79' <<<"$help")" "" "$name --help fits"
        check "gss-ksp --help has $name" grep -q "^  $name " \
            <(command_run --help)
        command_run "$name" --nonsense >/dev/null 2>&1
        is $? 64 "$name --nonsense: 64"
    done
}

command_run()
{
    "$GSS_KSP" "$@"
}

# ---- completion -------------------------------------------------------

# command_complete WORD...: the last is what has been typed so far
command_complete()
{
    "$BASH" --norc -c '
        . "$1" && shift && COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) &&
            _gss_ksp && printf "%s\n" "${COMPREPLY[@]}"' \
        bash "$KSP_SOURCE/tools/completion/gss-ksp" "$GSS_KSP" "$@" |
        tr '\n' ' ' | sed 's/ $//'
}

command_completes()
{
    local name
    is "$(command_complete "")" "$SUBCOMMANDS" "completion: subcommands"
    is "$(command_complete st)" status "completion: one of them"
    is "$(command_complete --v)" --version "completion: --version"
    for name in $SUBCOMMANDS; do
        is "$(command_complete "$name" --)" \
            "$(command_options "$name" | xargs)" "completion: options of $name"
    done
    : >"$REALM_DIR/some-file"
    is "$(command_complete decode --key "$REALM_DIR/some-f")" \
        "$REALM_DIR/some-file" "completion: a file"
    is "$(command_complete decode --enctype aes256-cts-hmac-sha3)" \
        aes256-cts-hmac-sha384-192 "completion: an enctype"
    is "$(command_complete status --user roo)" root "completion: a user"
    is "$("$BASH" --norc -c ". '$KSP_SOURCE/tools/completion/gss-ksp' &&
        complete -p gss-ksp")" "complete -o filenames -F _gss_ksp gss-ksp" \
        "completion: bash is told"
}

# ---- realm ------------------------------------------------------------

# command_realm TASK DIR: the script; tests/install.sh has it as installed
command_realm()
{
    "$KSP_SOURCE/tools/realm/realm" "$@"
}

# The environment is the one that it prints and no other.
# command_in_realm COMMAND...
command_in_realm()
{
    env -u KRB5_CONFIG -u KRB5_KTNAME -u KRB5CCNAME -u KRB5_KDC_PROFILE \
        -u KRB5RCACHENAME -u GSS_MECH_CONFIG "$BASH" --norc -c \
        '. "$1" && shift && exec "$@"' bash "$TRY/environment" "$@"
}

# Its process, if it runs.
command_kdc()
{
    local cmdline
    for cmdline in /proc/[0-9]*/cmdline; do
        [ "$(tr '\0' ' ' <"$cmdline" 2>/dev/null)" != \
            "krb5kdc -n -P $TRY/kdc.pid " ] || echo "$cmdline"
    done 2>/dev/null
}

command_makes_realm()
{
    local lines
    TRY=$REALM_DIR/try
    lines=$(command_realm start "$TRY")
    is $? 0 "realm: made"
    is "$(grep -c '^export' <<<"$lines")" 5 "it prints an environment"
    is "$lines" "$(cat "$TRY/environment")" "and keeps it in a file"
    is "$(command_in_realm klist 2>&1 | grep -c 'principal: user@')" 1 \
        "the user has a ticket"
    check "the KDC gives another" command_in_realm kvno host/localhost
    is "$(command_kdc | wc -l)" 1 "its KDC runs"
    command_realm start "$TRY" >/dev/null 2>&1
    is $? 3 "a directory that is there is left alone"
    check "and the realm is still good" command_in_realm kvno host/localhost
}

command_server()
{
    command_in_realm "$KSP_BUILD/examples/gss-server" "$1" \
        >"$REALM_DIR/server.out" 2>&1 &
    daemon_ready $! "$REALM_DIR/server.out" "listening on port $1"
}

# README's example
command_example()
{
    daemon_on_free_port command_server || { not_ok "gss-server"; return; }
    is "$(command_in_realm "$KSP_BUILD/examples/gss-client" 127.0.0.1 \
        "$DAEMON_PORT" host@localhost seal "good day" 2>&1)" \
        "sealed: this is the server's answer" "the example talks in it"
    daemon_end "$DAEMON_PID"
    { sleep 0.5; command_in_realm "$KSP_BUILD/examples/gss-server" \
        "$DAEMON_PORT"; } >"$REALM_DIR/later.out" 2>&1 &
    is "$(command_in_realm "$KSP_BUILD/examples/gss-client" 127.0.0.1 \
        "$DAEMON_PORT" host@localhost seal "good day" 2>&1)" \
        "sealed: this is the server's answer" \
        "as in README: the client may be there before the server"
    wait $!
}

# By another name than it was made by.
command_linked_realm()
{
    mkdir "$REALM_DIR/there"
    ln -s there "$REALM_DIR/link"
    TRY=$REALM_DIR/there/try
    command_realm start "$REALM_DIR/link/try" >/dev/null
    is "$? $(command_kdc | wc -l)" "0 1" "a realm behind a link"
    ln -s there/try "$REALM_DIR/other"
    command_realm stop "$REALM_DIR/other"
    is "$? $(command_kdc | wc -l)" "0 0" "its KDC ends by another name"
    check "and nothing of it is left" test ! -e "$TRY"
    TRY=$REALM_DIR/-
    (cd "$REALM_DIR" && env -u OLDPWD "$KSP_SOURCE/tools/realm/realm" \
        start -) >/dev/null
    is "$? $(command_kdc | wc -l)" "0 1" "a realm with an odd name"
    (cd "$REALM_DIR" && env -u OLDPWD "$KSP_SOURCE/tools/realm/realm" \
        stop -)
    is "$? $(command_kdc | wc -l)" "0 0" "it ends"
    check "and it is gone" test ! -e "$TRY"
    TRY=$REALM_DIR/try
}

command_ends_realm()
{
    check "realm --stop" command_realm stop "$TRY"
    is "$(command_kdc)" "" "the KDC is gone"
    check "so is the directory" test ! -e "$TRY"
    mkdir "$TRY"
    : >"$TRY/file"
    command_realm stop "$TRY" >/dev/null 2>&1
    is $? 3 "what is no realm is not removed"
    check "and its files are there" test -e "$TRY/file"
    command_realm start "$TRY/with a blank" >/dev/null 2>&1
    is $? 3 "a name with a blank: 3"
    check "and nothing is made" test ! -e "$TRY/with a blank"
    PATH=/nonexistent "$BASH" "$KSP_SOURCE/tools/realm/realm" start \
        "$TRY/realm" >/dev/null 2>&1
    check "without krb5's programs nothing is made" test ! -e "$TRY/realm"
}

# ---- bench ------------------------------------------------------------

# command_bench ARG...: in the realm that was made
command_bench()
{
    command_in_realm env GSS_MECH_CONFIG="$REALM_DIR/$1.conf" "$GSS_KSP" \
        bench "${@:2}" 2>&1
}

command_benches()
{
    local out
    out=$(command_bench module)
    is $? 0 "bench"
    is "$(awk '$2 ~ /^[0-9]+$/ && $3 > 0 && $4 > 0 { print $1 }' <<<"$out" |
        uniq | xargs)" "$CALLS" "a row for each call"
    is "$(awk 'length > 79' <<<"$out")" "" "the table fits"
    check "it says what it leaves out" grep -q "Not measured" <<<"$out"
    is "$(command_bench stock --json --module "$KSP_MODULE" |
        grep -o '"module_ns":[1-9]' | wc -l)" 12 \
        "a module that is not listed, as JSON"
    out=$(command_bench stock)
    is $? 3 "bench where the module is off: 3"
    check "it says so" grep -q "the module is not in use" <<<"$out"
    command_bench stock --module /nonexistent/gss_ksp.so >/dev/null
    is $? 3 "no such module: 3"
    out=$(KRB5CCNAME=$REALM_DIR/none command_in_realm env \
        KRB5CCNAME="$REALM_DIR/none" GSS_MECH_CONFIG="$REALM_DIR/module.conf" \
        "$GSS_KSP" bench 2>&1)
    is $? 3 "without a ticket: 3"
    check "it says what to do" grep -q 'gss-ksp realm' <<<"$out"
}

need krb5kdc kadmin.local kinit klist kvno
realm_start || skip_all "no realm"
command_helps
command_completes
command_makes_realm
command_example
command_benches
command_ends_realm
command_linked_realm
tap_end
