# SPDX-License-Identifier: MIT
#
# What "gss-ksp status" says, held against what a program of GSS-API gets from
# MIT's library in the same place.  /etc/gss is a file system of our own, in
# mount namespaces that nobody else sees.  To be sourced by a script of this
# folder, which calls status_realm before anything else.

. "$(dirname "${BASH_SOURCE[0]}")/../realm.sh"
. "$REALM_TESTS/beside/lib_beside.sh"

GSS_KSP=${KSP_COMMAND:-$KSP_BUILD/tools/gss-ksp}
SILENT=${KSP_SILENT:-$KSP_BUILD/tests/realm/silent}
HELD=${KSP_HELD:-$KSP_BUILD/tests/realm/held}
ETC=/etc/gss/mech.d
CONF=zz-gss-ksp.conf
FOREIGN=1.3.6.1.4.1.99999.1
PROXY_MODULE=$(stat -c %n /usr/lib/*/gssproxy/proxymech.so 2>/dev/null |
    head -n 1)

# status_realm: with a copy of the command that every user may run
status_realm()
{
    beside_need setpriv pkg-config ldd readelf
    realm_start || skip_all "no realm"
    install -m 755 "$GSS_KSP" "$REALM_DIR/gss-ksp"
    GSS_KSP=$REALM_DIR/gss-ksp
    realm_env any || exit 1
}

# status_nobody: as beside_nobody, and a program that nobody can run
status_nobody()
{
    beside_nobody
    install -m 755 "$HELD" "$REALM_DIR/held"
}

# ---- a program that is started now ----------------------------------------

STATUS_AS=()        # a prefix for the program alone
STATUS_OPTIONS=()   # options for the command alone

# status_ask LABEL WORLD ARG...
status_ask()
{
    local label=$1 world=$2
    shift 2
    in_world "$world" "$REALM_DIR/$label.unused"
    timeout 60 "${IN_WORLD[@]}" "${BESIDE_ENV[@]}" "$GSS_KSP" status \
        "${STATUS_OPTIONS[@]}" "$@" >"$REALM_DIR/$label.said" 2>&1
    STATUS=$?
}

# status_said NAME LABEL EXIT LAST-LINE
status_said()
{
    is "$(tail -n 1 "$REALM_DIR/$2.said"), exit status $STATUS" \
        "$4, exit status $3" "$1: named"
}

# status_held LABEL WORLD: who made the context of a program
status_held()
{
    in_world "$2" "$REALM_DIR/$1.trace"
    timeout 60 "${IN_WORLD[@]}" "${BESIDE_ENV[@]}" "${STATUS_AS[@]}" \
        "$HELD" "$REALM_TARGET" context >"$REALM_DIR/$1.held" 2>/dev/null
    [ $? -lt 128 ] || echo "died" >"$REALM_DIR/$1.held"
    cat "$REALM_DIR/$1.held"
}

# status_row NAME WHO EXIT LAST-LINE [ARG...]: with the mech.d that is there
status_row()
{
    local name=$1 who=$2 label=${1// /_}
    label=${label//\//_}
    status_ask "$label" listed "${@:5}"
    status_said "$name" "$label" "$3" "$4"
    is "$(status_held "$label" listed)" "$who" \
        "$name: a program's context is of: $who"
    is "$(trace_count "$REALM_DIR/$label.trace" MakeSignature)" \
        "$([ "$who" = ours ] && echo 2 || echo 0)" "$name: and so are its MICs"
    check "$name: the command leaves no trace" \
        test ! -e "$REALM_DIR/$label.unused"
}

# status_dir NAME [LINE...]: a new mech.d, with these lines in our file
status_dir()
{
    beside_mech_d "${1// /_}"
    shift
    [ $# = 0 ] || printf '%s\n' "$@" >"$WORLD_MECH_D/$CONF"
}

# status_conf MODULE: our file as it is installed, for a module
status_conf()
{
    beside_conf "$1" >"$WORLD_MECH_D/$CONF"
}

# status_ours [MODULE]: the line that does
status_ours()
{
    echo "gss-ksp $BESIDE_OID ${1:-$REALM_DIR/gss_ksp.so} <interposer>"
}

# ---- a process that runs --------------------------------------------------

# status_start LABEL COMMAND...: a program that waits; its id is in HELD_PID
status_start()
{
    local label=$1 out
    shift
    out=$REALM_DIR/$label.out
    rm -f "$REALM_DIR/$label.in"
    mkfifo "$REALM_DIR/$label.in"
    : >"$out"
    "$@" <>"$REALM_DIR/$label.in" >"$out" 2>/dev/null &
    daemon_ready $! "$out" waiting
    HELD_PID=$DAEMON_PID
}

# status_process NAME EXIT VERDICT: of HELD_PID, in the stock world
status_process()
{
    local label=${1// /_}
    GSS_MECH_CONFIG=$REALM_DIR/stock.conf "$GSS_KSP" status "$HELD_PID" \
        >"$REALM_DIR/$label.said" 2>&1
    STATUS=$?
    status_said "$1" "$label" "$2" "${3/PID/$HELD_PID}"
}

# status_running NAME WHO EXIT VERDICT PREFIX...: a program of the world
# "module", which has made a context
status_running()
{
    local label=${1// /_} who=$2
    status_start "$label" "${@:5}" "$HELD" "$REALM_TARGET" context wait
    status_process "$1" "$3" "$4"
    is "$(head -n 1 "$REALM_DIR/$label.out")" "$who" \
        "$1: its context is of: $who"
}
