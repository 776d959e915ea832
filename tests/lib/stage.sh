# SPDX-License-Identifier: MIT
#
# The module as "make install" leaves it, below a directory.  To be sourced
# after realm.sh.
#
#   stage_install DIR       stage_uninstall DIR
#   stage_files DIR         paths as they will be on the system
#   stage_system_libdir     where the system's libgssapi_krb5 is
#   stage_module CONF       the module a configuration file names, with the
#                           path at which the library looks for it
#   stage_mech_d DIR MECH_D copies the installed configuration to the directory
#                           MECH_D, with the module's path in the stage

# The make that runs the tests must not lend its flags to this one.
stage_make()
{
    env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -C "$KSP_BUILD" "$@"
}

stage_install()
{
    stage_make install DESTDIR="$1"
}

stage_uninstall()
{
    stage_make uninstall DESTDIR="$1"
}

stage_files()
{
    find "$1" ! -type d -printf '/%P\n' | sort
}

stage_system_libdir()
{
    pkg-config --variable=libdir krb5-gssapi
}

stage_module()
{
    local module
    module=$(awk '$1 == "gss-ksp" { print $3 }' "$1")
    [ "${module#/}" != "$module" ] || module=$(stage_system_libdir)/gss/$module
    echo "$module"
}

stage_mech_d()
{
    local conf
    conf=$(stage_files "$1" | grep '/gss/mech\.d/') || return 1
    mkdir -p "$2" || return 1
    awk -v module="$1$(stage_module "$1$conf")" \
        '$1 == "gss-ksp" { $3 = module } { print }' "$1$conf" \
        >"$2/$(basename "$conf")"
}
