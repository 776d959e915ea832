#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The programs of docs/for-mit print what docs/for-mit.md says, without an
# interposer and with this one.  Where MIT's library does better one day the
# report has had its time.

. "$(dirname "$0")/realm.sh"

PAGE=$KSP_SOURCE/docs/for-mit.md
PROGRAMS=$KSP_BUILD/docs/for-mit

# mit_says PROGRAM WORDS: what the page has it print behind these words
mit_says()
{
    awk -v program="[$1.c]" -v words="    $2: " '
        index($0, "[") == 1 && / / { here = index($0, program) == 1 }
        /^## / { here = 0 }
        here && index($0, words) == 1 {
            sub(/^ */, "", $0)
            print substr($0, length(words) - 4 + 1)
        }' "$PAGE" | sed 's/^ *//'
}

# mit_is PROGRAM WORLD WORDS [ARG...]
mit_is()
{
    local name=$1 world=$2 words=$3 trace=$REALM_DIR/trace.$1.$2
    shift 3
    in_world "$world" "$trace"
    is "$("${IN_WORLD[@]}" GSSKSP_ENABLE=always "$PROGRAMS/$name" "$@")" \
        "$(mit_says "$name" "$words")" "$name, $words"
    [ "$world" != module ] ||
        check "$name: the module is there" trace_loaded "$trace"
    [ "$world" != stock ] ||
        check "$name: the module is not there" test ! -e "$trace"
}

# mit_both PROGRAM [ARG...]
mit_both()
{
    more "$(mit_says "$1" "without an interposer" | wc -l)" 1 \
        "the page says what $1 prints"
    mit_is "$1" stock "without an interposer" "${@:2}"
    mit_is "$1" module "with an interposer" "${@:2}"
}

mit_load_error()
{
    local trace=$REALM_DIR/krb5.trace
    sed "s|$REALM_DIR/[^ ]*|/nonexistent/gss_ksp.so|" \
        "$REALM_DIR/module.conf" >"$REALM_DIR/broken.conf"
    check "a library that is not there is listed" \
        grep -q '^gss-ksp .*/nonexistent/gss_ksp.so' "$REALM_DIR/broken.conf"
    is "$(GSS_MECH_CONFIG=$REALM_DIR/broken.conf KRB5_TRACE=$trace \
        "$PROGRAMS/load_error" 2>&1)" \
        "$(mit_says load_error "with a library that is not there")" \
        "load_error, a library that is not there"
    check "KRB5_TRACE has no line" test ! -s "$trace"
}

need krb5kdc kadmin.local kinit
realm_start || skip_all "no realm"
realm_env any root || not_ok "no ticket of root"
realm_env any || not_ok "no ticket of user"
mit_both import_cred "FILE:$REALM_DIR/cc.root.any"
mit_both exported
mit_both handed_back "FILE:$REALM_DIR/cc.root.any"
check "the mechanism that was refused is in the trace" \
    grep -q " refused .*: the module.s.*own.*OID" \
    "$REALM_DIR/trace.handed_back.module"
mit_both names
mit_both origin
mit_load_error
export KRB5CCNAME=FILE:$REALM_DIR/cc.service
GSS_MECH_CONFIG=$REALM_DIR/stock.conf kinit -k \
    -t "$REALM_DIR/service.keytab" "host/localhost@$REALM" ||
    not_ok "no ticket of the service"
mit_both private_oid
tap_end
