#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Beside gssproxy: its module in a program, where it is asked for and where
# it is not, and the module in its daemon.

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_beside.sh"

PROXY_USE=()
PROXYMECH=/etc/gss/mech.d/proxymech.conf
DAEMON=/usr/sbin/gssproxy

# A daemon of our own, with the realm's keys, that serves us alone.
proxy_setup()
{
    PROXY_DIR=$REALM_DIR/gssproxy
    mkdir -p "$PROXY_DIR/conf.d" || return 1
    cat >"$PROXY_DIR/gssproxy.conf" <<CONF
[gssproxy]
    debug_level = 1
[service/test]
    mechs = krb5
    euid = 0
    cred_store = keytab:$REALM_DIR/service.keytab
    cred_store = ccache:${KRB5CCNAME}
    cred_usage = both
CONF
}

# proxy_start LABEL WORLD
proxy_start()
{
    local log=$PROXY_DIR/$1.log
    PROXY_SOCKET=$PROXY_DIR/$1.socket
    in_world "$2" "$PROXY_DIR/$1.trace"
    "${IN_WORLD[@]}" "$DAEMON" -i -c \
        "$PROXY_DIR/gssproxy.conf" -C "$PROXY_DIR/conf.d" \
        -s "$PROXY_SOCKET" >"$log" 2>&1 &
    daemon_ready $! "$log" "Initialization complete"
}

# proxy_served LABEL: how many contexts the daemon accepted
proxy_served()
{
    grep -c 'executing 9 (GSSX_ACCEPT_SEC_CONTEXT)' "$PROXY_DIR/$1.log"
}

# proxy_run LABEL DIALOG: gssproxy's module writes to the program's cache, so
# that the next call would find it empty
proxy_run()
{
    local cache=$PROXY_DIR/$1.cc
    cp "${KRB5CCNAME#FILE:}" "$cache"
    BESIDE_ENV=(env "KRB5CCNAME=FILE:$cache" "${PROXY_USE[@]}")
    # It crashes a program that exports a context.
    beside_run "$1" listed -k host@localhost "$2"
    BESIDE_ENV=()
}

# proxy_case NAME DAEMON-WORLD WHO SERVED: a daemon, and a program by way of
# Kerberos and of SPNEGO; SERVED is how many contexts the daemon accepts
proxy_case()
{
    local name=$1 dialog
    proxy_start "$name" "$2" || not_ok "$name: the daemon does not start"
    PROXY_USE+=("GSSPROXY_SOCKET=$PROXY_SOCKET")
    for dialog in krb5 spnego; do
        proxy_run "$name.$dialog" $dialog
        beside_same "$name, $dialog" "$name.$dialog" "stock.$dialog"
        beside_by "$name, $dialog" "$name.$dialog" "$3" 1
    done
    daemon_alive "$DAEMON_PID" || not_ok "$name: the daemon has died"
    is "$(proxy_served "$name")" "$4" "$name: contexts the daemon accepted"
    daemon_stop "$DAEMON_PID"
}

# What the daemon had of the module.
proxy_daemon_trace()
{
    trace_said "$PROXY_DIR/$1.trace"
}

# Its file alone: what the rest is measured by.
proxy_alone()
{
    beside_mech_d proxy $PROXYMECH
    PROXY_USE=(GSS_USE_PROXY=yes)
    proxy_case "gssproxy alone" listed nobody 2
}

# Its file sorts before ours, so it has its turn where it wants it.
proxy_first()
{
    beside_mech_d both $PROXYMECH
    cp "$REALM_DIR/module.conf" "$WORLD_MECH_D/zz-gss-ksp.conf"
    PROXY_USE=()
    proxy_case "both listed, gssproxy not asked for" listed module 0
    PROXY_USE=(GSS_USE_PROXY=yes)
    proxy_case "both listed, gssproxy asked for" listed stock 2
    is "$(proxy_daemon_trace "both listed, gssproxy asked for")" \
        "stand-aside: the program is gssproxy" \
        "the module stands aside in the daemon"
}

# The first of two wins.
proxy_last()
{
    beside_mech_d reversed $PROXYMECH
    cp "$REALM_DIR/module.conf" "$WORLD_MECH_D/aa-gss-ksp.conf"
    PROXY_USE=(GSS_USE_PROXY=yes)
    proxy_case "ours sorts first, gssproxy asked for" listed module 0
}

# gssproxy falls back to the program's own credentials, past the module.
proxy_gone()
{
    local dialog name="both listed, no daemon"
    beside_mech_d gone $PROXYMECH
    cp "$REALM_DIR/module.conf" "$WORLD_MECH_D/zz-gss-ksp.conf"
    PROXY_USE=(GSS_USE_PROXY=yes "GSSPROXY_SOCKET=$PROXY_DIR/none.socket")
    for dialog in krb5 spnego; do
        proxy_run "$name.$dialog" $dialog
        beside_same "$name, $dialog" "$name.$dialog" "stock.$dialog"
        beside_by "$name, $dialog" "$name.$dialog" stock 1
    done
}

beside_need
[ -x $DAEMON ] && [ -e $PROXYMECH ] || skip_all "no gssproxy here"
realm_start || skip_all "no realm"
realm_env any
proxy_setup || exit 1
beside_mech_d stock
for dialog in krb5 spnego; do
    beside_run "stock.$dialog" listed -k host@localhost $dialog
done
proxy_alone
proxy_first
proxy_last
proxy_gone
tap_end
