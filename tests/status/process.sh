#!/bin/bash
# SPDX-License-Identifier: MIT
#
# "gss-ksp status" names rightly what processes have that run already.

. "$(dirname "$0")/lib_status.sh"

status_processes()
{
    local preload=$REALM_DIR/refers.so world=("GSS_MECH_CONFIG=$(
        world_config module)")
    beside_object "$preload" 'extern int gss_krb5_import_cred(void);
        void *refers = (void *)gss_krb5_import_cred;' -lgssapi_krb5
    status_running "running" ours 0 "on for PID" env "${world[@]}"
    check "running: what it has done" grep -q \
        "module .*, policy refuses nothing; contexts 2, open 0, forwarded 0" \
        "$REALM_DIR/running.said"
    check "running: how many messages it had" grep -q \
        "that have ended: signed 2, verified 2, sealed 0, unsealed 0" \
        "$REALM_DIR/running.said"
    status_names "${world[@]}"
    status_lost "${world[@]}"
    status_lost_at_load "${world[@]}"
    daemon_stop "$HELD_PID"
    status_process_gone
    status_running "running GSSKSP_ENABLE" stock 1 \
        "off for PID: GSSKSP_ENABLE=never" env "${world[@]}" \
        GSSKSP_ENABLE=never
    check "running GSSKSP_ENABLE: the policy was not read" grep -q \
        ", policy not read; contexts 0" \
        "$REALM_DIR/running_GSSKSP_ENABLE.said"
    daemon_stop "$HELD_PID"
    status_running "running gss_krb5_import_cred" stock 1 \
        "off for PID: the process refers to gss_krb5_import_cred" \
        env "${world[@]}" "LD_PRELOAD=$preload"
    daemon_stop "$HELD_PID"
    status_running "running stock" stock 1 "off for PID: GSS_MECH_CONFIG \
names $REALM_DIR/stock.conf, which does not list it" \
        env "GSS_MECH_CONFIG=$REALM_DIR/stock.conf"
    daemon_stop "$HELD_PID"
    status_start title env "GSS_MECH_CONFIG=$REALM_DIR/stock.conf" "$HELD" \
        "$REALM_TARGET" title context wait
    status_process "running under a title" 1 "off for PID: GSS_MECH_CONFIG \
names $REALM_DIR/stock.conf, which does not list it"
    daemon_stop "$HELD_PID"
    status_running_proxy
    status_running "running broken" stock 2 "broken for PID: \
/nowhere/gss_ksp.so: cannot open shared object file: No such file or \
directory" env "GSS_MECH_CONFIG=$(status_nowhere)"
    daemon_stop "$HELD_PID"
}

status_running_proxy()
{
    local config=$REALM_DIR/proxy.conf
    [ -n "$PROXY_MODULE" ] || return 0
    {
        echo "gssproxy_v1 2.16.840.1.113730.3.8.15.1 $PROXY_MODULE" \
            "<interposer>"
        status_ours
    } >"$config"
    status_running "running GSS_USE_PROXY" stock 1 "off for PID: another \
interposer comes first: gssproxy's, as GSS_USE_PROXY is set" \
        env "GSS_MECH_CONFIG=$config" GSS_USE_PROXY=yes
    daemon_stop "$HELD_PID"
    status_running "running beside gssproxy" ours 0 "on for PID" \
        env "GSS_MECH_CONFIG=$config"
    daemon_stop "$HELD_PID"
}

# A file that may not be as long: policy and offer are lost, before a context.
status_lost_at_load()
{
    local other=$HELD_PID trace=$REALM_DIR/short.trace
    printf '%60s\n' "what was there" >"$trace"
    status_start short env "$1" GSSKSP_TRACE="$trace" prlimit --fsize=80 \
        "$HELD" "$REALM_TARGET" names wait context wait
    status_process "lost at load" 0 \
        "on for PID: no context yet; 2 lines of its trace were lost"
    is "$(wc -c <"$trace")" 61 "lost at load: no line is cut off"
    daemon_stop "$HELD_PID"
    HELD_PID=$other
}

status_nowhere()
{
    status_ours /nowhere/gss_ksp.so >"$REALM_DIR/nowhere.conf"
    echo "$REALM_DIR/nowhere.conf"
}

# The list of all, and of a program's; a process among others.
status_names()
{
    local other=$HELD_PID
    status_start offered env "$1" "$HELD" "$REALM_TARGET" names wait context \
        wait
    status_process "offered" 0 "on for PID: no context yet"
    GSS_MECH_CONFIG=$REALM_DIR/stock.conf "$GSS_KSP" status \
        >"$REALM_DIR/all.said"
    check "all: it is among them" grep -qE \
        "^  $HELD_PID +root +on +.*/held: no context yet\$" \
        "$REALM_DIR/all.said"
    more "$(grep -cE '^  [0-9]+ +root +on +.*/held' "$REALM_DIR/all.said")" \
        2 "all: so is the other"
    GSS_MECH_CONFIG=$REALM_DIR/stock.conf "$GSS_KSP" status held \
        >"$REALM_DIR/held.said"
    check "a program's: it is among them" grep -qE \
        "^  $HELD_PID +root +on " "$REALM_DIR/held.said"
    echo >"$REALM_DIR/offered.in"
    daemon_ready "$HELD_PID" "$REALM_DIR/offered.out" ours
    sleep 0.1
    status_process "offered and taken" 0 "on for PID"
    daemon_stop "$HELD_PID"
    HELD_PID=$other
}

# A trace whose reader goes away: what could not be written is known.
status_lost()
{
    local other=$HELD_PID
    mkfifo "$REALM_DIR/reader"
    exec 8<>"$REALM_DIR/reader"
    status_start lost env "$1" GSSKSP_TRACE=/dev/stderr sh -c \
        'exec 2>"$0" 8<&-; exec "$@"' "$REALM_DIR/reader" \
        "$HELD" "$REALM_TARGET" names wait context wait
    exec 8<&-
    echo >"$REALM_DIR/lost.in"
    daemon_ready "$HELD_PID" "$REALM_DIR/lost.out" ours
    sleep 0.1
    GSS_MECH_CONFIG=$REALM_DIR/stock.conf "$GSS_KSP" status "$HELD_PID" \
        >"$REALM_DIR/lost.said" 2>&1
    is "$(tail -n 1 "$REALM_DIR/lost.said" | sed 's/: [1-9][0-9]* /: N /')" \
        "on for $HELD_PID: N lines of its trace were lost" \
        "lines that could not be written: named"
    daemon_stop "$HELD_PID"
    HELD_PID=$other
}

status_process_gone()
{
    "$GSS_KSP" status "$HELD_PID" >"$REALM_DIR/gone" 2>&1
    is "$?" 3 "a process that is no more: exit status 3"
}

status_late()
{
    world_switch_off
    status_start late env "GSS_MECH_CONFIG=$(world_config switched)" "$HELD" \
        "$REALM_TARGET" context wait names context wait
    world_switch_on
    status_process "started before the listing, not called since" 1 \
        "off for PID: the module is not loaded: the process was started \
before it was listed, or has not called GSS-API yet; it reads \
GSS_MECH_CONFIG=$REALM_DIR/switched.conf"
    : >"$REALM_DIR/late.out"
    echo >"$REALM_DIR/late.in"
    daemon_ready "$HELD_PID" "$REALM_DIR/late.out" waiting
    status_process "started before the listing" 1 "off for PID: the program \
used Kerberos before the module was listed"
    is "$(tr -d '\0' <"$REALM_DIR/late.out" | head -n 1)" stock \
        "started before the listing: its context is of: stock"
    daemon_stop "$HELD_PID"
    world_switch_off
}

status_replaced()
{
    local file=$REALM_DIR/replaced/gss_ksp.so
    mkdir "$REALM_DIR/replaced"
    cp "$REALM_DIR/gss_ksp.so" "$file"
    status_ours "$file" >"$REALM_DIR/replaced.conf"
    status_start replaced env "GSS_MECH_CONFIG=$REALM_DIR/replaced.conf" \
        "$HELD" "$REALM_TARGET" context wait
    status_process "not replaced" 0 "on for PID"
    cp "$REALM_DIR/gss_ksp.so" "$file.new"
    mv "$file.new" "$file"
    status_process "replaced" 0 "on for PID: the module's file was replaced, \
it has the old one: restart it"
    rm "$file"
    status_process "removed" 0 "on for PID: the module's file was replaced, \
it has the old one: restart it"
    is "$(head -n 1 "$REALM_DIR/replaced.out")" ours \
        "replaced: its context is of: ours"
    daemon_stop "$HELD_PID"
}

# A process whose memory may not be read, and one of which nothing may.
status_closed()
{
    local preload=$REALM_DIR/closed.so config
    config=$(world_config module)
    beside_object "$preload" '#include <errno.h>
        long process_vm_readv(void) { errno = EPERM; return -1; }'
    export LD_PRELOAD=$preload
    status_closed_row "closed" ours 3 "unknown for PID: the module is loaded; \
whether it stands aside cannot be known, as its memory cannot be read: \
Operation not permitted" env "GSS_MECH_CONFIG=$config"
    status_closed_row "closed GSSKSP_ENABLE" stock 1 \
        "off for PID: GSSKSP_ENABLE=never" env "GSS_MECH_CONFIG=$config" \
        GSSKSP_ENABLE=never
    unset LD_PRELOAD
    status_start shut env "GSS_MECH_CONFIG=$config" "$HELD" \
        "$REALM_TARGET" context wait
    "${BESIDE_NOBODY[@]}" "$REALM_DIR/gss-ksp" status "$HELD_PID" \
        >"$REALM_DIR/shut.said" 2>&1
    STATUS=$?
    status_said "not for nobody" shut 3 "unknown for $HELD_PID: what it has \
in memory cannot be read: Permission denied"
    daemon_stop "$HELD_PID"
}

# status_closed_row: as status_running, but the preloaded library is the
# command's alone
status_closed_row()
{
    local preload=$LD_PRELOAD label=${1// /_}
    unset LD_PRELOAD
    status_start "$label" "${@:5}" "$HELD" "$REALM_TARGET" context wait
    export LD_PRELOAD=$preload
    status_process "$1" "$3" "$4"
    unset LD_PRELOAD
    is "$(head -n 1 "$REALM_DIR/$label.out")" "$2" \
        "$1: its context is of: $2"
    daemon_stop "$HELD_PID"
    export LD_PRELOAD=$preload
}

status_realm
status_nobody
status_processes
status_late
status_replaced
status_closed
tap_end
