#!/bin/bash
# SPDX-License-Identifier: MIT
#
# "gss-ksp status" names every set-up of a host rightly: each is made here.

. "$(dirname "$0")/lib_status.sh"

LINE=$(grep -n '^gss-ksp ' "$KSP_SOURCE/mech.conf.in" | cut -d: -f1)

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

# ---- it cannot be loaded --------------------------------------------------

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

# ---- as another user ------------------------------------------------------

status_as_nobody()
{
    local file=$REALM_DIR/nobody.so user
    user=$(getent passwd "$NOBODY" | cut -d: -f1)
    cp "$REALM_DIR/gss_ksp.so" "$file"
    status_dir "nobody"
    status_conf "$file"
    status_nobody
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

# ---- the line -------------------------------------------------------------

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

# ---- several --------------------------------------------------------------

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

# ---- settings -------------------------------------------------------------

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

status_realm
status_on
status_unloadable
status_lines
status_files
status_several
status_proxy
status_settings
status_policy
status_as_nobody
tap_end
