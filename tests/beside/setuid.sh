#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A setuid program: the variables that steer the module are not looked at, no
# more is a name that the caller gives it, it leaves no trace, and where it is
# listed it does the work.

. "$(dirname "$0")/../realm.sh"
. "$(dirname "$0")/lib_beside.sh"

# libkrb5 looks at no variable there either: what it needs is in a
# configuration file, which is put in the place of the system's.
setuid_krb5_conf()
{
    sed "s|^\[libdefaults\]|&\n    default_keytab_name = \
FILE:$REALM_DIR/nobody/keytab\n    default_ccache_name = \
FILE:$REALM_DIR/nobody/cc|" "$KRB5_CONFIG" >"$REALM_DIR/setuid.conf"
    chmod 644 "$REALM_DIR/setuid.conf"
}

# The program's file: "beside", a second name in a directory of nobody's or of
# root's, or a symbolic link.
SETUID_FILE=beside

# setuid_run LABEL MODE MECH_D [SETTING...]: run by nobody, from a file system
# that is certain to allow setuid programs.  The trace may be written.
setuid_run()
{
    local label=$1 mode=$2 trace=$REALM_DIR/nobody/trace
    WORLD_MECH_D=$REALM_DIR/$3.mech.d
    shift 3
    # shellcheck disable=SC2016
    BESIDE_ENV=(sh -c 'mount --bind "$1" /etc/krb5.conf &&
        mount -t tmpfs -o mode=755,suid tmpfs "$2" &&
        install -m "$3" "$4" "$2/beside" && cd "$2" &&
        mkdir own sbin link && chown "$5" own && ln beside sbin/gssproxy &&
        ln beside own/gssproxy && ln -s ../beside link/gssproxy &&
        cd / && shift 5 && exec "$@"' sh
        "$REALM_DIR/setuid.conf" "$REALM_DIR/setuid" "$mode"
        "$REALM_DIR/beside" "$NOBODY" "${BESIDE_NOBODY[@]}" env -u KRB5_CONFIG
        "GSSKSP_TRACE=$trace" "$@")
    BESIDE=$REALM_DIR/setuid/$SETUID_FILE
    rm -f "$trace"
    beside_run "$label" listed host@localhost krb5 spnego
    BESIDE_ENV=()
    [ ! -e "$trace" ] || mv "$trace" "$REALM_DIR/$label.trace"
}

# setuid_case NAME MECH_D ENDS [SETTING...]: ENDS is how many ends of contexts
# are the package's; there is no trace to count in.
setuid_case()
{
    local name=$1 mech_d=$2 ends=$3
    shift 3
    setuid_run "$name" 4755 "$mech_d" "$@"
    beside_same "$name" "$name" setuid
    is "$(head -n 1 "$REALM_DIR/$name.out")" \
        "user $NOBODY, effective 0, secure 1" "$name: the program is setuid"
    is "$(beside_ends "$name" Kerberos)" "$ends" \
        "$name: $ends of 4 ends are the package's"
    check "$name: no trace is written" test ! -e "$REALM_DIR/$name.trace"
}

# control_case NAME MECH_D WHO [SETTING...]: the same program, not setuid
control_case()
{
    local name="$1, not setuid" mech_d=$2 who=$3
    shift 3
    setuid_run "$name" 755 "$mech_d" "$@"
    beside_same "$name" "$name" plain
    beside_by "$name" "$name" "$who" 2
}

# setuid_traced NAME MODE: the host's trace, which nobody may write; and one
# that the caller has in a configuration of its own
setuid_traced()
{
    local name=$1 mode=$2 trace=$REALM_DIR/host.trace
    rm -f "$trace" "$REALM_DIR/nobody/host.trace"
    cp "$REALM_DIR/setuid.conf" "$REALM_DIR/setuid.without"
    printf '%s\n' "[appdefaults]" "    gss-ksp = {" "        trace = $trace" \
        "    }" >>"$REALM_DIR/setuid.conf"
    { sed "s|trace = .*|trace = $REALM_DIR/nobody/host.trace|" \
        "$REALM_DIR/setuid.conf"; } >"$REALM_DIR/nobody/traced.conf"
    setuid_run "$name" "$mode" both \
        "KRB5_CONFIG=$REALM_DIR/nobody/traced.conf"
    mv "$REALM_DIR/setuid.without" "$REALM_DIR/setuid.conf"
}

# Decisions for the host are the administrator's to ask for.
setuid_decisions()
{
    setuid_traced traced 4755
    beside_same "a setuid program is traced" traced setuid
    is "$(trace_count "$REALM_DIR/host.trace" InitContext)" 4 \
        "a setuid program is traced: where root has said"
    is "$(stat -c '%u %a' "$REALM_DIR/host.trace")" "0 600" \
        "a setuid program is traced: nobody else may read it"
    check "a setuid program is traced: not where the caller says" \
        test ! -e "$REALM_DIR/nobody/host.trace"
    setuid_traced untraced 755
    check "a program that is not: not where it may not write" \
        test ! -e "$REALM_DIR/host.trace"
    is "$(trace_count "$REALM_DIR/nobody/host.trace" InitContext)" 4 \
        "a program that is not: where the caller says"
}

beside_need setpriv
[ -e /etc/krb5.conf ] || skip_all "no /etc/krb5.conf to put another upon"
realm_start || skip_all "no realm"
realm_env any
beside_nobody
setuid_krb5_conf
mkdir "$REALM_DIR/setuid"
beside_mech_d stock
beside_mech_d both
cp "$REALM_DIR/module.conf" "$WORLD_MECH_D/zz-gss-ksp.conf"
setuid_run plain 755 stock
setuid_run setuid 4755 stock
control_case "listed" both module
setuid_case "listed" both 4
control_case "GSSKSP_ENABLE=never" both stock GSSKSP_ENABLE=never
setuid_case "GSSKSP_ENABLE=never" both 4 GSSKSP_ENABLE=never
# Whoever starts it calls it gssproxy, by argv[0] or a link.
named=(bash -c 'exec -a gssproxy "$@"' bash)
control_case "argv[0] is gssproxy" both module "${named[@]}"
setuid_case "argv[0] is gssproxy" both 4 "${named[@]}"
SETUID_FILE=link/gssproxy
control_case "a symbolic link" both module
setuid_case "a symbolic link" both 4
SETUID_FILE=own/gssproxy
control_case "a hard link of the caller's" both stock
setuid_case "a hard link of the caller's" both 4
SETUID_FILE=sbin/gssproxy
control_case "root calls it gssproxy" both stock
setuid_case "root calls it gssproxy" both 0
SETUID_FILE=beside
for world in stock module; do
    mech_d=both ends=4 who=nobody
    [ $world = stock ] || mech_d=stock ends=0 who=module
    config=GSS_MECH_CONFIG=$(world_config $world)
    control_case "GSS_MECH_CONFIG, the $world world" $mech_d $who "$config"
    setuid_case "GSS_MECH_CONFIG, the $world world" $mech_d $ends "$config"
done
setuid_decisions
tap_end
