#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The module listed more than once, in one file or two, under one path or
# two, under one OID or two: it is loaded once and does the work.  And what
# GSS_MECH_CONFIG does to that.

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_beside.sh"

# files_case NAME WHO: with the mech.d that is set up, against stock
files_case()
{
    beside_run "$1" listed host@localhost krb5 spnego
    beside_same "$1" "$1" stock
    beside_by "$1" "$1" "$2" 2
}

# Which of the paths a process has loaded the module from.
files_loaded_from()
{
    sed -n "s|.*calling init: $REALM_DIR/\(.*\.so\)\$|\1|p" \
        "$REALM_DIR/$1.ld" | sort -u | xargs
}

# The dynamic linker says which files it opened.
files_case_from()
{
    local name=$1 want=$2
    BESIDE_ENV=(env LD_DEBUG=files "LD_DEBUG_OUTPUT=$REALM_DIR/$name.ld")
    files_case "$name" module
    BESIDE_ENV=()
    cat "$REALM_DIR/$name.ld".* >"$REALM_DIR/$name.ld"
    is "$(files_loaded_from "$name")" "$want" "$name: loaded from there alone"
}

files_twice()
{
    beside_mech_d two
    cp "$REALM_DIR/module.conf" "$WORLD_MECH_D/aa-first.conf"
    cp "$REALM_DIR/module.conf" "$WORLD_MECH_D/zz-gss-ksp.conf"
    files_case "two files" module
    beside_mech_d one
    cat "$REALM_DIR/module.conf" "$REALM_DIR/module.conf" \
        >"$WORLD_MECH_D/zz-gss-ksp.conf"
    files_case "twice in one file" module
}

# One OID has one path: the last one read.
files_second_path()
{
    local copy=$REALM_DIR/copy.so
    cp "$REALM_DIR/gss_ksp.so" "$copy"
    beside_mech_d copy
    beside_conf "$copy" >"$WORLD_MECH_D/aa-copy.conf"
    cp "$REALM_DIR/module.conf" "$WORLD_MECH_D/zz-gss-ksp.conf"
    files_case_from "a copy, listed before" gss_ksp.so
    beside_mech_d copied
    cp "$REALM_DIR/module.conf" "$WORLD_MECH_D/aa-gss-ksp.conf"
    beside_conf "$copy" >"$WORLD_MECH_D/zz-copy.conf"
    files_case_from "a copy, listed after" copy.so
    beside_mech_d gone
    beside_conf "$REALM_DIR/gone.so" >"$WORLD_MECH_D/aa-gone.conf"
    cp "$REALM_DIR/module.conf" "$WORLD_MECH_D/zz-gss-ksp.conf"
    files_case "a path that is gone, listed before" module
}

# Under another OID the module stands aside, wherever it is in the order.
files_second_oid()
{
    local place
    for place in aa zzz; do
        beside_mech_d oid.$place
        beside_conf "$REALM_DIR/gss_ksp.so" 1.3.6.1.4.1.1.1 \
            >"$WORLD_MECH_D/$place-other.conf"
        cp "$REALM_DIR/module.conf" "$WORLD_MECH_D/zz-gss-ksp.conf"
        beside_run "$place" listed host@localhost krb5 spnego
        beside_same "another OID in $place" $place stock
        is "$(beside_ends $place Kerberos)" 4 \
            "another OID in $place: the right one does the work"
        is "$(grep -c ' offered .*mechanisms=4$' \
            "$REALM_DIR/$place.trace")" 1 \
            "another OID in $place: loaded once"
        is "$(grep -c ' stand-aside .*: configured under another OID$' \
            "$REALM_DIR/$place.trace")" 1 \
            "another OID in $place: stood aside once"
    done
}

# files_variable NAME FILE WHO: mech.d says one thing, the variable another
files_variable()
{
    BESIDE_ENV=(env "GSS_MECH_CONFIG=$2")
    files_case "$1" "$3"
    BESIDE_ENV=()
}

files_mech_config()
{
    beside_mech_d listing "$REALM_DIR/module.conf"
    files_case "listed in mech.d" module
    files_variable "mech.d lists it, the variable's file does not" \
        "$REALM_DIR/stock.conf" nobody
    files_variable "mech.d lists it, the variable's file is not there" \
        "$REALM_DIR/none.conf" nobody
    files_variable "mech.d lists it, the variable is empty" "" nobody
    files_variable "the variable names a directory" "$WORLD_MECH_D" nobody
    beside_mech_d silent
    files_variable "mech.d does not, the variable's file does" \
        "$REALM_DIR/module.conf" module
}

# Two processes of one host, each with its own.
files_two_processes()
{
    local worlds
    for worlds in "module stock" "stock module"; do
        # shellcheck disable=SC2086
        set -- $worlds
        "${KSP_DEMO_PEER:-$KSP_BUILD/tests/realm/demo_peer}" host@localhost \
            "$(world_config "$1")" "$REALM_DIR/left" \
            "$(world_config "$2")" "$REALM_DIR/right" >"$REALM_DIR/peers"
        is "$(awk '{ print $4, $5 }' "$REALM_DIR/peers" | sort -u)" \
            "0x00000000 0x00060000" "$1 and $2: they understand each other"
        is "$(trace_count "$REALM_DIR/left" MakeSignature)$(trace_count \
            "$REALM_DIR/right" MakeSignature)" \
            "$([ "$1" = module ] && echo 10 || echo 01)" \
            "$1 and $2: each is in its own world"
        rm -f "$REALM_DIR/left" "$REALM_DIR/right"
    done
}

beside_need
realm_start || skip_all "no realm"
realm_env any
beside_mech_d stock
beside_run stock listed host@localhost krb5 spnego
beside_by "stock" stock nobody 2
files_twice
files_second_path
files_second_oid
files_mech_config
files_two_processes
tap_end
