#!/bin/bash
# SPDX-License-Identifier: MIT
#
# "gss-ksp status" names every set-up rightly: each is made here, and what the
# command says is held against what a program of GSS-API gets from MIT's
# library in the same place.  /etc/gss is a file system of our own, in mount
# namespaces that nobody else sees.

. "$(dirname "$0")/realm.sh"
. "$(dirname "$0")/beside/lib_beside.sh"

GSS_KSP=${KSP_COMMAND:-$KSP_BUILD/tools/gss-ksp}
HELD=${KSP_HELD:-$KSP_BUILD/tests/realm/held}
ETC=/etc/gss/mech.d
CONF=zz-gss-ksp.conf
FOREIGN=1.3.6.1.4.1.99999.1
LINE=$(grep -n '^gss-ksp ' "$KSP_SOURCE/mech.conf.in" | cut -d: -f1)
PROXY_MODULE=$(stat -c %n /usr/lib/*/gssproxy/proxymech.so 2>/dev/null |
    head -n 1)

# ---- a program that is started now ---------------------------------------

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

status_on()
{
    status_dir on
    status_conf "$REALM_DIR/gss_ksp.so"
    status_row "listed" ours 0 "on"
    check "listed: the line is shown as taken" grep -q \
        "^    $LINE: taken: gss-ksp: interposer, $REALM_DIR/gss_ksp.so\$" \
        "$REALM_DIR/listed.said"
    check "listed: so is what the library says of itself" grep -q \
        "by the library's own word it uses: gss-ksp" "$REALM_DIR/listed.said"
    check "listed: the version of krb5" grep -qE '^krb5 +1\.[0-9]+' \
        "$REALM_DIR/listed.said"
    check "listed: the policy" grep -q '^policy     refuses nothing$' \
        "$REALM_DIR/listed.said"
    check "listed: the self-test" grep -qE '^self-test  passed, [4-8] ' \
        "$REALM_DIR/listed.said"
    status_dir "nothing"
    status_row "not listed" stock 1 \
        "off: no line of /etc/gss/mech or $ETC/*.conf lists it"
}

# ---- it cannot be loaded -------------------------------------------------

# status_broken NAME FILE WHY
status_broken()
{
    status_dir "$1"
    status_conf "$2"
    status_row "$1" stock 2 "broken: $2: $3"
}

# status_cut NAME WHO BYTES WHY: the first bytes of the module.  The loader
# may die of them, and the program with it.
status_cut()
{
    local file="$REALM_DIR/cut.$3.so"
    head -c "$3" "$REALM_DIR/gss_ksp.so" >"$file"
    status_dir "$1"
    status_conf "$file"
    status_row "$1" "$2" 2 "broken: $file: $4"
}

# Where the last of what is loaded begins; what follows it is for debuggers.
status_middle()
{
    printf '%d\n' "$(readelf -lW "$REALM_DIR/gss_ksp.so" |
        awk '$1 == "LOAD" { at = $2 } END { print at }')"
}

# status_patch FILE OFFSET BYTE: a copy of the module with another byte
status_patch()
{
    cp "$REALM_DIR/gss_ksp.so" "$1" &&
        printf '%b' "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

status_unloadable()
{
    local file=$REALM_DIR/other.so plugins
    plugins=$(pkg-config --variable=libdir krb5-gssapi)/gss
    status_broken "wrong path" /nowhere/gss_ksp.so \
        "cannot open shared object file: No such file or directory"
    status_dir "no path"
    status_conf "gss_ksp_not_there.so"
    status_row "a name without a path" stock 2 "broken: \
$plugins/gss_ksp_not_there.so, where $ETC/$CONF:$LINE has a name without a \
path: cannot open shared object file: No such file or directory"
    status_cut "an empty file" stock 0 "it is empty or cut short"
    status_cut "a head alone" stock 64 "it is cut short"
    status_cut "half of it" died "$(status_middle)" "it is cut short: a \
program that loads it dies of signal 7 (Bus error)"
    cp "$REALM_DIR/module.conf" "$REALM_DIR/text.so"
    status_broken "a text" "$REALM_DIR/text.so" "it is no shared object"
    status_patch "$file" 18 '\x08'
    status_broken "another machine" "$file" \
        "it is for another architecture"
    status_patch "$file" 4 '\x01'
    status_broken "another word size" "$file" \
        "it is for another architecture"
    sed 's/libnettle\.so/libnothre.so/' "$REALM_DIR/gss_ksp.so" >"$file"
    if cmp -s "$file" "$REALM_DIR/gss_ksp.so"; then
        sed 's/libkrb5\.so/libnone.so/' "$REALM_DIR/gss_ksp.so" >"$file"
    fi
    status_broken "a library that is not there" "$file" "$(ldd "$file" |
        awk '/not found/ { print $1 }' | head -n 1): cannot open shared \
object file: No such file or directory"
}

# ---- as another user -----------------------------------------------------

status_as_nobody()
{
    local file=$REALM_DIR/nobody.so user
    user=$(getent passwd "$NOBODY" | cut -d: -f1)
    cp "$REALM_DIR/gss_ksp.so" "$file"
    status_dir "nobody"
    status_conf "$file"
    beside_nobody
    install -m 755 "$HELD" "$REALM_DIR/held"
    HELD=$REALM_DIR/held
    STATUS_AS=("${BESIDE_NOBODY[@]}"
        "GSSKSP_TRACE=$REALM_DIR/nobody/trace")
    status_nobody_row "a module that all may read" ours 0 "on" 644
    status_nobody_row "a module that root alone may read" stock 2 "broken: \
$file: cannot open shared object file: Permission denied" 600
    chmod 644 "$file"
    BESIDE_ENV=(sh -c "chmod 600 $ETC/$CONF && exec \"\$@\"" sh)
    status_nobody_row "a line that root alone may read" stock 2 \
        "broken: $ETC/$CONF cannot be read: Permission denied" 644
    BESIDE_ENV=(sh -c "chmod 700 $ETC && exec \"\$@\"" sh)
    status_nobody_row "a directory that root alone may read" stock 2 \
        "broken: $ETC cannot be read: Permission denied" 644
    BESIDE_ENV=()
    STATUS_AS=()
    HELD=${KSP_HELD:-$KSP_BUILD/tests/realm/held}
}

# status_nobody_row NAME WHO EXIT LAST-LINE MODE
status_nobody_row()
{
    local label=${1// /_}
    chmod "$5" "$REALM_DIR/nobody.so"
    status_ask "$label" listed --user "$user"
    status_said "$1" "$label" "$3" "$4"
    is "$(status_held "$label" listed)" "$2" \
        "$1: the context of nobody's program is of: $2"
}

# ---- the line ------------------------------------------------------------

# status_line NAME WHY LINE: a line that does not do, at the right place
status_line()
{
    status_dir "$1" "# first" "$3"
    status_row "$1" stock 1 "off: $ETC/$CONF:2: $2"
}

status_lines()
{
    local ours=$REALM_DIR/gss_ksp.so
    status_line "no <interposer>" \
        "a mechanism of its own: <interposer> is missing" \
        "gss-ksp $BESIDE_OID $ours"
    status_line "interposer without brackets" "a mechanism of its own: \
<interposer> is missing, \"interposer\" is in its place" \
        "gss-ksp $BESIDE_OID $ours interposer"
    status_line "another kind" \
        "a mechanism of its own: <Interposer> is not <interposer>" \
        "gss-ksp $BESIDE_OID $ours <Interposer>"
    status_line "a leading blank" "it begins with a blank, so \"gss-ksp\" is \
taken for the object identifier" " $(status_ours)"
    status_line "a wrong identifier" \
        "the object identifier is $FOREIGN, which is not the module's" \
        "gss-ksp $FOREIGN $ours <interposer>"
    status_line "no identifier" "\"oid\" is no object identifier" \
        "gss-ksp oid $ours <interposer>"
    status_line "Kerberos' own identifier" \
        "1.2.840.113554.1.2.2 is a mechanism of the library's own" \
        "gss-ksp 1.2.840.113554.1.2.2 $ours <interposer>"
    status_line "two words" "it has fewer than three words" \
        "gss-ksp $BESIDE_OID"
    status_line "a comment" "it is a comment" "#$(status_ours)"
    status_dir "options"
    echo "gss-ksp	{$BESIDE_OID}   $ours kernel [some options]<interposer> x" \
        >"$WORLD_MECH_D/$CONF"
    status_row "a line with everything" ours 0 "on"
}

status_files()
{
    status_dir "suffix"
    status_ours >"$WORLD_MECH_D/gss-ksp.conf.off"
    status_row "another suffix" stock 1 \
        "off: $ETC/gss-ksp.conf.off: not read: its name does not end in .conf"
    status_dir "dot"
    # The copy of the directory leaves such names out.
    BESIDE_ENV=(sh -c "echo '$(status_ours)' >$ETC/.gss-ksp.conf &&
        exec \"\$@\"" sh)
    status_row "a name with a dot" stock 1 \
        "off: $ETC/.gss-ksp.conf: not read: its name begins with a dot"
    status_dir "elsewhere"
    BESIDE_ENV=(sh -c "mount -t tmpfs tmpfs /usr/local &&
        mkdir -p /usr/local/etc/gss/mech.d &&
        echo '$(status_ours)' >/usr/local/etc/gss/mech.d/$CONF &&
        exec \"\$@\"" sh)
    status_row "another sysconfdir" stock 1 "off: \
/usr/local/etc/gss/mech.d/$CONF: not read: the library reads $ETC/*.conf"
    status_dir "mech"
    BESIDE_ENV=(sh -c "echo '$(status_ours)' >/etc/gss/mech &&
        exec \"\$@\"" sh)
    status_row "the file mech" ours 0 "on"
    BESIDE_ENV=()
    status_dir "link" "$(status_ours)"
    BESIDE_ENV=(sh -c "ln -s /nowhere $ETC/a.conf && mkdir $ETC/b.conf &&
        exec \"\$@\"" sh)
    status_row "a link to nowhere and a directory beside it" ours 0 "on"
    BESIDE_ENV=()
}

# ---- several -------------------------------------------------------------

status_several()
{
    local first=$REALM_DIR/first.so ours=$REALM_DIR/gss_ksp.so
    beside_object "$first" '
        #include <gssapi/gssapi.h>
        gss_OID_set gss_mech_interposer(gss_OID mech)
        {
            static gss_OID_desc krb5 = { 9,
                "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02" };
            gss_OID_set set;
            OM_uint32 minor;
            gss_create_empty_oid_set(&minor, &set);
            gss_add_oid_set_member(&minor, &krb5, &set);
            return set;
        }'
    status_dir "first"
    echo "other $FOREIGN $first <interposer>" >"$WORLD_MECH_D/aa.conf"
    status_conf "$ours"
    status_row "another interposer first" none 1 \
        "off: another interposer comes first: other, $ETC/aa.conf:1"
    status_dir "second"
    echo "other $FOREIGN $first <interposer>" >"$WORLD_MECH_D/zzz.conf"
    status_conf "$ours"
    status_row "another interposer second" ours 0 "on"
    status_dir "two identifiers" "$(status_ours)" \
        "gss-ksp $FOREIGN $ours <interposer>"
    status_row "two identifiers, its own first" ours 0 "on"
    status_dir "two identifiers turned" \
        "gss-ksp $FOREIGN $ours <interposer>" "$(status_ours)"
    status_row "two identifiers, its own second" ours 0 "on"
    status_dir "replaced by nothing" "$(status_ours)" \
        "$(status_ours /nowhere/gss_ksp.so)"
    status_row "a later library that is not there" stock 2 "broken: \
/nowhere/gss_ksp.so: cannot open shared object file: No such file or \
directory"
    check "a later library: the line says what became of it" grep -q \
        "1: taken: gss-ksp: its library is replaced by that of $CONF:2" \
        "$REALM_DIR/a_later_library_that_is_not_there.said"
    status_dir "replaced by ours" "$(status_ours /nowhere/gss_ksp.so)" \
        "$(status_ours)"
    status_row "a later library that is" ours 0 "on"
    status_dir "kind stays" "gss-ksp $BESIDE_OID $ours" "$(status_ours)"
    status_row "a later <interposer>" stock 1 "off: $ETC/$CONF:1: a mechanism \
of its own: <interposer> is missing"
    status_dir "kind stays on" "$(status_ours /nowhere)" \
        "gss-ksp $BESIDE_OID $ours"
    status_row "a later line without <interposer>" ours 0 "on"
}

status_proxy()
{
    if [ -z "$PROXY_MODULE" ]; then
        skip "gssproxy" "no module of gssproxy here"
        return
    fi
    status_dir "gssproxy"
    echo "gssproxy_v1 2.16.840.1.113730.3.8.15.1 $PROXY_MODULE <interposer>" \
        >"$WORLD_MECH_D/proxymech.conf"
    status_conf "$REALM_DIR/gss_ksp.so"
    status_row "gssproxy, not asked for" ours 0 "on"
    BESIDE_ENV=(env GSS_USE_PROXY=yes)
    status_row "GSS_USE_PROXY" stock 1 "off: another interposer comes first: \
gssproxy_v1, $ETC/proxymech.conf:1"
    BESIDE_ENV=()
}

# ---- settings ------------------------------------------------------------

status_settings()
{
    status_dir "settings"
    status_conf "$REALM_DIR/gss_ksp.so"
    BESIDE_ENV=(env GSSKSP_ENABLE=never)
    status_row "GSSKSP_ENABLE" stock 1 "off: GSSKSP_ENABLE=never"
    BESIDE_ENV=(env GSSKSP_ENABLE=on)
    status_row "GSSKSP_ENABLE, another word" stock 1 \
        "off: GSSKSP_ENABLE is neither always nor never"
    BESIDE_ENV=(env "GSS_MECH_CONFIG=$REALM_DIR/stock.conf")
    status_row "GSS_MECH_CONFIG" stock 1 "off: GSS_MECH_CONFIG names \
$REALM_DIR/stock.conf, which does not list it"
    BESIDE_ENV=(env GSS_MECH_CONFIG=/nowhere)
    status_row "GSS_MECH_CONFIG, nowhere" stock 1 \
        "off: GSS_MECH_CONFIG names /nowhere, which is not there"
    BESIDE_ENV=()
    realm_refuse "$REALM_DIR/named.conf" "rc4 des3"
    BESIDE_ENV=(env "KRB5_CONFIG=$REALM_DIR/named.conf")
    status_row "a policy" ours 0 "on"
    check "a policy: it is shown" grep -qE \
        '^policy +refuses des3-cbc-sha1 arcfour-hmac arcfour-hmac-exp$' \
        "$REALM_DIR/a_policy.said"
    BESIDE_ENV=()
}

# With RC4, which nobody has refused.
status_policy()
{
    realm_env arcfour-hmac || return
    realm_refuse "$REALM_DIR/word.conf" "des3;rc5"
    status_dir "policy"
    status_conf "$REALM_DIR/gss_ksp.so"
    BESIDE_ENV=(env "KRB5_CONFIG=$REALM_DIR/word.conf")
    status_row "a policy that is not understood" none 2 "broken: the policy \
refuses all RC4 and DES3: \"des3;rc5\" is not understood"
    BESIDE_ENV=()
    status_running "running with such a policy" none 2 "broken for PID: the \
policy refuses all RC4 and DES3: \"des3;rc5\" is not understood" \
        env "KRB5_CONFIG=$REALM_DIR/word.conf" \
        "GSS_MECH_CONFIG=$(world_config module)"
    daemon_stop "$HELD_PID"
    realm_env any
}

# ---- running processes ---------------------------------------------------

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
    daemon_stop "$HELD_PID"
    status_process_gone
    status_running "running GSSKSP_ENABLE" stock 1 \
        "off for PID: GSSKSP_ENABLE=never" env "${world[@]}" \
        GSSKSP_ENABLE=never
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

# ---- programs ------------------------------------------------------------

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

# ---- processes of users who mean ill --------------------------------------

# status_object FILE C-TEXT: an interposer with a part that runs when it is
# loaded; it leaves the program that is looked at alone
status_object()
{
    beside_object "$1" "
        #define _GNU_SOURCE
        #include <dirent.h>
        #include <fcntl.h>
        #include <gssapi/gssapi.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/auxv.h>
        #include <sys/prctl.h>
        #include <sys/resource.h>
        #include <unistd.h>
        static void look(FILE *);
        gss_OID_set gss_mech_interposer(gss_OID mech)
        {
            gss_OID_set set;
            OM_uint32 minor;
            gss_create_empty_oid_set(&minor, &set);
            return set;
        }
        static void __attribute__((constructor)) start(void)
        {
            char name[256] = {0};
            FILE *file;
            readlink(\"/proc/self/exe\", name, 255);
            if (!strstr(name, \"gss-ksp\") ||
                !(file = fopen(\"$REALM_DIR/nobody/seen\", \"a\")))
                return;
            look(file);
            fclose(file);
        }
        $2"
}

# What it may have of root's: nothing.
status_spies()
{
    status_object "$REALM_DIR/spy.so" '
        extern char **environ;
        static int count(void)
        {
            DIR *dir = opendir("/proc/self/fd");
            struct dirent *entry;
            int n = 0;
            while ((entry = readdir(dir)))
                n += atoi(entry->d_name) > 2;
            closedir(dir);
            return n - 2;
        }
        static void look(FILE *file)
        {
            struct rlimit core;
            gid_t groups[8];
            int i, n = getgroups(8, groups), secret = 0, tty;
            for (i = 0; environ[i]; i++)
                secret |= !strncmp(environ[i], "SECRET", 6);
            for (i = 0; i < 65536; i++) {
                char *at = (char *)getauxval(AT_EXECFN) - i - 8;
                secret |= !memcmp(at, "SECRET=", 7) ? 2 : 0;
            }
            tty = open("/dev/tty", O_RDWR);
            getrlimit(RLIMIT_CORE, &core);
            fprintf(file, "uid %d groups", (int)getuid());
            for (i = 0; i < n; i++)
                fprintf(file, " %d", (int)groups[i]);
            fprintf(file, ", own session %d, terminal %d, descriptors %d, "
                "secrets %d, no new rights %d, core %d\n",
                getsid(0) == getpid(), tty >= 0, count(), secret,
                prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0),
                (int)core.rlim_cur);
        }'
}

# status_of_nobody LABEL GROUPS ENV...: HELD_PID is nobody's
status_of_nobody()
{
    local label=$1 groups=$2
    shift 2
    status_start "$label" setpriv "--reuid=$NOBODY" "--regid=$NOBODY" \
        "$groups" env "$@" "$REALM_DIR/held" "$REALM_TARGET" wait
}

status_hostile()
{
    local dir=$REALM_DIR/nobody
    status_object "$dir/evil.so" '
        static void look(FILE *file)
        {
            fprintf(file, "run as %d\n", (int)getuid());
        }'
    echo "evil $FOREIGN $dir/evil.so <interposer>" >"$dir/evil.conf"
    status_ours >>"$dir/evil.conf"
    chown "$NOBODY" "$dir/evil.so" "$dir/evil.conf"
    echo "evil $FOREIGN $dir/evil.so <interposer>" >"$REALM_DIR/evil.conf"
    echo "spy $FOREIGN $REALM_DIR/spy.so <interposer>" >"$REALM_DIR/spy.conf"
    status_hostile_row "a listing of nobody's" \
        "GSS_MECH_CONFIG=$dir/evil.conf" "KRB5_CONFIG=$KRB5_CONFIG"
    status_hostile_row "a module of nobody's" \
        "GSS_MECH_CONFIG=$REALM_DIR/evil.conf" "KRB5_CONFIG=$KRB5_CONFIG"
    echo "evil $FOREIGN $dir/evil.so" >"$REALM_DIR/plain.conf"
    status_hostile_row "a mechanism of nobody's" \
        "GSS_MECH_CONFIG=$REALM_DIR/plain.conf" "KRB5_CONFIG=$KRB5_CONFIG"
    status_hostile_row "a krb5.conf of nobody's" \
        "GSS_MECH_CONFIG=$REALM_DIR/spy.conf" "KRB5_CONFIG=$dir/krb5.conf"
    status_hostile_user
    status_hostile_module
    status_hostile_elsewhere
}

# status_hostile_row NAME ENV...: nothing is run, and it says why
status_hostile_row()
{
    local label=${1// /_} name=$1
    shift
    status_of_nobody "$label" --clear-groups "$@"
    rm -f "$REALM_DIR/nobody/seen"
    status_process "$name: a process of nobody's" 1 "$(status_stock_why "$@")"
    label="$name: a process of nobody's"
    check "$name: nothing of it is run" test ! -e "$REALM_DIR/nobody/seen"
    more "$(grep -cE "not (tried|asked): $REALM_DIR/nobody is not root's\$" \
        "$REALM_DIR/${label// /_}.said")" 1 \
        "$name: it says that it was not tried, and why"
    daemon_stop "$HELD_PID"
}

# What is known without running it.
status_stock_why()
{
    local config=${1#GSS_MECH_CONFIG=}
    if grep -q "^gss-ksp" "$config"; then
        echo "off for PID: the module is not loaded: the process was started \
before it was listed, or has not called GSS-API yet; it reads \
GSS_MECH_CONFIG=$config; $REALM_DIR/gss_ksp.so: not tried: \
$REALM_DIR/nobody is not root's"
    else
        echo "off for PID: GSS_MECH_CONFIG names $config, which does not \
list it"
    fi
}

status_hostile_user()
{
    status_of_nobody user --clear-groups "GSS_MECH_CONFIG=$REALM_DIR/spy.conf"
    "$GSS_KSP" status --user root "$HELD_PID" >"$REALM_DIR/user.said" 2>&1
    is "$?" 64 "--user and a process: exit status 64"
    check "--user and a process: it says why" grep -q \
        "a process has a user of its own" "$REALM_DIR/user.said"
    daemon_stop "$HELD_PID"
}

# What root has listed is run as the process's user, and has nothing of root.
status_hostile_module()
{
    status_of_nobody spy --groups=54321 \
        "GSS_MECH_CONFIG=$REALM_DIR/spy.conf" "KRB5_CONFIG=$KRB5_CONFIG"
    rm -f "$REALM_DIR/nobody/seen"
    SECRET=of-root "$GSS_KSP" status "$HELD_PID" 9</etc/passwd \
        >"$REALM_DIR/spy.said" 2>&1
    is "$(sort -u "$REALM_DIR/nobody/seen")" "uid $NOBODY groups 54321, own \
session 1, terminal 0, descriptors 0, secrets 0, no new rights 1, core 0" \
        "a module of root's: run with the process's rights, and nothing else"
    daemon_stop "$HELD_PID"
}

# In a mount namespace of its own: what is named is not what is there.
status_hostile_elsewhere()
{
    status_start elsewhere "$KSP_PRIVATE_MOUNTS" env \
        "GSS_MECH_CONFIG=$REALM_DIR/spy.conf" "$HELD" "$REALM_TARGET" wait
    rm -f "$REALM_DIR/nobody/seen"
    status_process "elsewhere" 1 "off for PID: the module is not loaded; why \
cannot be told: its files are not those seen here; it reads GSS_MECH_CONFIG=\
$REALM_DIR/spy.conf"
    check "elsewhere: nothing is loaded" test ! -e "$REALM_DIR/nobody/seen"
    daemon_stop "$HELD_PID"
    status_start elsewhere env "GSS_MECH_CONFIG=$(world_config module)" \
        "$KSP_PRIVATE_MOUNTS" "$HELD" "$REALM_TARGET" context wait
    status_process "elsewhere with the module" 0 "on for PID"
    daemon_stop "$HELD_PID"
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

# ---- the command ---------------------------------------------------------

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
    status_ask odd listed
    is "$(grep -c "$(printf '\033')" "$REALM_DIR/odd.said")" 0 \
        "nothing is sent to the terminal that is not printable"
}

beside_need setpriv pkg-config ldd readelf
realm_start || skip_all "no realm"
install -m 755 "$GSS_KSP" "$REALM_DIR/gss-ksp"
GSS_KSP=$REALM_DIR/gss-ksp
realm_env any || exit 1
status_command
status_on
status_unloadable
status_lines
status_files
status_several
status_proxy
status_settings
status_policy
status_as_nobody
status_processes
status_late
status_replaced
status_closed
status_spies
status_hostile
status_trace
status_programs
status_context
status_in_json
tap_end
