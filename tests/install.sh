#!/bin/bash
# SPDX-License-Identifier: MIT
#
# "make install DESTDIR=..." puts the module and its configuration where they
# belong, the configuration names the module as the library will find it, and
# "make uninstall" takes everything away again.  Programs load the module from
# that configuration, at its path or by its name; and what is installed of the
# SSPI library asks for no package beside it.

. "$(dirname "$0")/realm.sh"
. "$(dirname "$0")/lib/stage.sh"

need make pkg-config krb5kdc kadmin.local kinit
realm_start || exit 1
STAGE=$REALM_DIR/stage
mkdir "$STAGE" || exit 1

# install_configured DIR ARG...: in DIR/conf, the configuration of a build
# that is configured like the one under test but for ARG (and where the source
# is, which that one may name by a relative path)
INSTALL_TARGET=install-mechdDATA
install_configured()
{
    local dir=$1
    shift
    mkdir "$dir" || return 1
    (
        cd "$dir" || exit 1
        eval "\"$KSP_SOURCE/configure\" $("$KSP_BUILD/config.status" \
            --config) \"\$@\" \"--srcdir=$KSP_SOURCE\"" || exit 1
        env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL \
            make $INSTALL_TARGET DESTDIR="$dir/stage" || exit 1
        cp "$(find "$dir/stage" -name zz-gss-ksp.conf)" "$dir/conf"
    ) >"$dir.log" 2>&1 || { cat "$dir.log"; return 1; }
}

# install_line CONF: the module as it is named there
install_line()
{
    awk '$1 == "gss-ksp" { print $3 }' "$1"
}

# install_under FILE NAME COMMAND...: with a copy of the module FILE at the
# path NAME, whose directory is the system's own or a new one below it.  Only
# the new mount namespace sees it.
install_under()
{
    # shellcheck disable=SC2016
    "$KSP_PRIVATE_MOUNTS" sh -c '
        file=$1 name=$2 work=$3
        shift 3
        libdir=${name%/gss/*}
        mkdir -p "$work/real" "$work/farm" &&
            mount --bind "$libdir" "$work/real" &&
            ln -sf "$work/real"/* "$work/farm" &&
            rm -f "$work/farm/gss" &&
            mkdir "$work/farm/gss" &&
            cp "$file" "$work/farm/gss/${name##*/}" &&
            mount --bind "$work/farm" "$libdir" && exec "$@"' \
        sh "$1" "$2" "$STAGE/beside" "${@:3}"
}

# install_loads NAME CONF [COMMAND...]: a program, started by COMMAND, loads
# the module that CONF names, and it does the work
install_loads()
{
    local name=$1 trace=$STAGE/trace
    rm -f "$trace"
    GSS_MECH_CONFIG=$2 GSSKSP_TRACE=$trace check "$name: a program runs" \
        "${@:3}" "$KSP_BUILD/tests/realm/spnego_tag" "$REALM_TARGET"
    more "$(trace_count "$trace" VerifySignature)" 1 \
        "$name: the module does the work"
}

# ---- the files --------------------------------------------------------

if stage_install "$STAGE/all" >"$STAGE/log" 2>&1; then
    ok "make install"
else
    not_ok "make install" "$(tail -n 20 "$STAGE/log")"
fi

conf=$(stage_files "$STAGE/all" | grep '/gss/mech\.d/zz-gss-ksp\.conf$')
more "${#conf}" 1 "the configuration is in gss/mech.d"
conf=$STAGE/all$conf
module=$(stage_module "$conf")
is "$(stage_files "$STAGE/all" | grep '/gss/.*\.so' | xargs)" "$module" \
    "the module is where the configuration says"
check "that path ends in /gss/gss_ksp.so" \
    test "${module%/gss/gss_ksp.so}" != "$module"
is "$(stage_files "$STAGE/all" | grep '\.la$')" "" \
    "libtool's descriptions are nowhere"
is "$(stat -c %a "$conf")" 644 "everybody can read the configuration"
check "it says how to switch the module off" \
    grep -q 'GSSKSP_ENABLE=never' "$conf"
is "$(grep -vc '^#' "$conf")" 1 "it has one line that is no comment"

command=$(stage_files "$STAGE/all" | grep '/bin/gss-ksp$')
check "the command is there, and runs" "$STAGE/all$command" --version
is "$(stage_files "$STAGE/all" | grep -c '/man8/gss[-_]ksp\.8$')" 2 \
    "so are the manuals"

check "it makes a realm" "$STAGE/all$command" realm "$STAGE/try"
check "and removes it" "$STAGE/all$command" realm --stop "$STAGE/try"
check "it is gone" test ! -e "$STAGE/try"
is "$(stage_files "$STAGE/all" |
    grep -c '/bash-completion/completions/gss-ksp$')" 1 \
    "so is the completion for bash"

# A program that has the old module in memory keeps it.
ln "$STAGE/all$module" "$STAGE/old"
echo >>"$STAGE/old"
cp "$STAGE/old" "$STAGE/was"
check "make install again" stage_install "$STAGE/all"
check "the new module is a new file" \
    eval '! test "$STAGE/old" -ef "$STAGE/all$module"'
check "and nothing was written to the old one" \
    cmp "$STAGE/was" "$STAGE/old"

# ---- a program that loads it ------------------------------------------

file=$STAGE/all$module
system=$(stage_system_libdir)
realm_env any || exit 1
mkdir "$STAGE/mech.d"
stage_mech_d "$STAGE/all" "$STAGE/mech.d"
install_loads "as installed" "$STAGE/mech.d/zz-gss-ksp.conf"

check "a configuration for another place" install_configured "$STAGE/other" \
    --prefix="$STAGE/anywhere" --libdir="$STAGE/anywhere/lib"
is "$(install_line "$STAGE/other/conf")" \
    "$STAGE/anywhere/lib/gss/gss_ksp.so" "it has the path"
mkdir -p "$STAGE/anywhere/lib/gss"
cp "$file" "$STAGE/anywhere/lib/gss"
install_loads "at its path" "$STAGE/other/conf"

INSTALL_TARGET=install-nodist_exampleDATA
check "one that is switched off" install_configured "$STAGE/off" \
    --disable-listing --prefix="$STAGE/anywhere" --libdir="$STAGE/anywhere/lib"
INSTALL_TARGET=install-mechdDATA
is "$(stage_files "$STAGE/off/stage" | sed 's|.*/doc/|doc/|')" \
    "doc/gss-ksp/examples/zz-gss-ksp.conf" "it is with the examples"
install_loads "copied from there" "$STAGE/off/conf"

check "a configuration for the system" install_configured "$STAGE/system" \
    --prefix=/usr --sysconfdir=/etc --libdir="$system"
is "$(install_line "$STAGE/system/conf")" "gss_ksp.so" "it has no path"
is "$(stage_module "$STAGE/system/conf")" "$system/gss/gss_ksp.so" \
    "the library adds it"
if [ "$(id -u)" = 0 ] && "$KSP_PRIVATE_MOUNTS" true; then
    install_loads "by its name" "$STAGE/system/conf" \
        install_under "$file" "$system/gss/gss_ksp.so"
else
    skip "by its name" "no mount namespace to be had"
fi

# ---- the SSPI library -------------------------------------------------

# pkg-config with the installed directory and no other, where krb5 is unknown
install_pkg_config()
{
    PKG_CONFIG_LIBDIR=$(dirname "$pc") \
        PKG_CONFIG_SYSROOT_DIR=$STAGE/all pkg-config "$@"
}

pc=$(find "$STAGE/all" -name ksp-sspi.pc)
check "no krb5 where pkg-config looks" \
    eval '! install_pkg_config --exists krb5-gssapi'
check "ksp-sspi asks for nothing" install_pkg_config --exists ksp-sspi
# shellcheck disable=SC2046 # lists of words
check "its headers neither" eval '! "${CC:-cc}" -std=gnu11 -M \
    $(install_pkg_config --cflags ksp-sspi) \
    "$KSP_SOURCE/examples/sspi-client.c" | grep -iE "gssapi|krb5"'
# shellcheck disable=SC2046
check "a program is built" "${CC:-cc}" -std=gnu11 \
    "$KSP_SOURCE/examples/sspi-client.c" -o "$STAGE/client" \
    $(install_pkg_config --cflags --libs ksp-sspi)
is "$(readelf -d "$STAGE/client" | grep -c 'NEEDED.*\(gssapi\|krb5\)')" 0 \
    "and needs the library only"
check "what a static library needs is said" \
    grep -q '^Libs.private:.*-lgssapi_krb5' "$pc"

check "make uninstall" stage_uninstall "$STAGE/all"
is "$(stage_files "$STAGE/all" | xargs)" "" "nothing is left after it"
tap_end
