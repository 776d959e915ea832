#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A module that cannot be loaded is skipped in silence, stock Kerberos does
# the work, and the program sees no difference.

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_beside.sh"

# cannot_make KIND FILE: a file no program can load as the module
cannot_make()
{
    case $1 in
    "missing file") ;;
    "empty file") : >"$2" ;;
    "text") cat "$REALM_DIR/module.conf" >"$2" ;;
    "bytes after an ELF magic") printf '\177ELF and no more of it' >"$2" ;;
    "ELF header alone") head -c 64 "$REALM_DIR/gss_ksp.so" >"$2" ;;
    "a directory") mkdir "$2" ;;
    "a link to nowhere") ln -s "$2.nowhere" "$2" ;;
    "a program") cp "$BESIDE" "$2" ;;
    "no interposer in it") beside_object "$2" "int nothing;" ;;
    "a symbol that is undefined")
        beside_object "$2" 'extern int no_such_thing(void);
            void *gss_mech_interposer(void *m)
            { return no_such_thing() ? m : 0; }' ;;
    "a library that is not there")
        beside_object "$2.dep" "int from_there;" -Wl,-soname,libnothere.so.7
        beside_object "$2" 'extern int from_there;
            void *gss_mech_interposer(void *m)
            { return from_there ? m : 0; }' "$2.dep" &&
            rm "$2.dep" ;;
    *) return 1 ;;
    esac
}

KINDS="missing file
empty file
text
bytes after an ELF magic
ELF header alone
a directory
a link to nowhere
a program
no interposer in it
a symbol that is undefined
a library that is not there"

# cannot_case KIND
cannot_case()
{
    local file=$REALM_DIR/${1// /_}/gss_ksp.so
    mkdir "${file%/*}"
    check "$1: made" cannot_make "$1" "$file"
    beside_mech_d "${1// /_}"
    beside_conf "$file" >"$WORLD_MECH_D/zz-gss-ksp.conf"
    beside_run "$1" listed host@localhost krb5 spnego
    beside_same "$1" "$1" stock
    beside_by "$1" "$1" nobody 2
}

# The man page's way to see what is missing.
cannot_be_seen()
{
    local dir=$REALM_DIR
    check "ldd -r names the symbol" grep -q \
        'undefined symbol: no_such_thing' \
        <(ldd -r "$dir/a_symbol_that_is_undefined/gss_ksp.so" 2>&1)
    check "ldd -r names the library" grep -q 'libnothere.so.7 => not found' \
        <(ldd -r "$dir/a_library_that_is_not_there/gss_ksp.so" 2>&1)
    is "$(ldd -r "$dir/gss_ksp.so" 2>&1 | grep -cE 'not found|undefined')" 0 \
        "ldd -r finds nothing amiss with the module"
}

# ---- permissions ------------------------------------------------------

# cannot_as_nobody NAME WHO: the trace is where nobody can write it
cannot_as_nobody()
{
    local trace=$REALM_DIR/nobody/trace
    BESIDE_ENV+=("${BESIDE_NOBODY[@]}" "GSSKSP_TRACE=$trace")
    beside_run "$1" listed host@localhost krb5 spnego
    BESIDE_ENV=()
    [ ! -e "$trace" ] || mv "$trace" "$REALM_DIR/$1.trace"
    beside_same "$1" "$1" nobody
    beside_by "$1" "$1" "$2" 2
    check "$1: run by nobody" grep -q "^user $NOBODY, effective $NOBODY," \
        "$REALM_DIR/$1.out"
}

cannot_permissions()
{
    local module=$REALM_DIR/nobody.so
    cp "$REALM_DIR/gss_ksp.so" "$module"
    beside_mech_d nobody
    beside_nobody
    BESIDE_ENV=("${BESIDE_NOBODY[@]}")
    beside_run nobody listed host@localhost krb5 spnego
    BESIDE_ENV=()
    beside_conf "$module" >"$WORLD_MECH_D/zz-gss-ksp.conf"
    chmod 644 "$module"
    cannot_as_nobody "a module that everybody may read" module
    chmod 600 "$module"
    cannot_as_nobody "a module that root alone may read" nobody
    chmod 644 "$module"
    BESIDE_ENV=(sh -c 'chmod 600 /etc/gss/mech.d/zz-gss-ksp.conf &&
        exec "$@"' sh)
    cannot_as_nobody "a configuration that root alone may read" nobody
    BESIDE_ENV=(sh -c "mount --bind '$module' '$module' &&
        mount -o remount,bind,noexec '$module' && exec \"\$@\"" sh)
    cannot_as_nobody "a module where nothing may be executed" nobody
}

beside_need ldd setpriv
realm_start || skip_all "no realm"
realm_env any
beside_mech_d stock
beside_run stock listed host@localhost krb5 spnego
while read -r kind; do
    cannot_case "$kind"
done <<<"$KINDS"
cannot_be_seen
cannot_permissions
tap_end
