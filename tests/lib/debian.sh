# SPDX-License-Identifier: MIT
#
# The package gss-ksp of Debian, as dpkg and apt treat it on this host.  To be
# sourced by bash after realm.sh and apps/lib_sample.sh, by root.
#
#   debian_repack DEB VERSION FILE [COMMAND...]
#                       FILE is DEB as another version, after COMMAND was run
#                       in what was unpacked
#   debian_apt ARG...   apt-get, which asks nobody; output in apt.log of
#                       REALM_DIR
#   debian_listed       how many lines of mech.d list our module
#   debian_dangling     lines of mech.d whose module is not there
#   debian_etc          what there is in /etc/gss
#   debian_on NAME      tests: listed, and the module signs for a program
#   debian_off NAME     tests: nothing points to nothing, no program looks for
#                       the module, and each sees what it saw without
#   debian_stock        what it sees without; before the first of these

DEBIAN_MECH_D=/etc/gss/mech.d
DEBIAN_CONF=$DEBIAN_MECH_D/zz-gss-ksp.conf

debian_repack()
{
    local deb=$1 version=$2 file=$3 dir=$REALM_DIR/repack
    shift 3
    rm -rf "$dir"
    dpkg-deb -R "$deb" "$dir" &&
        sed -i "s/^Version: .*/Version: $version/" "$dir/DEBIAN/control" &&
        (cd "$dir" && "$@") &&
        dpkg-deb --root-owner-group -b "$dir" "$file" >/dev/null
}

# What dpkg would ask about a changed file is answered as by one who keeps it.
debian_apt()
{
    DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends \
        --allow-downgrades -o Dpkg::Options::=--force-confdef \
        -o Dpkg::Options::=--force-confold "$@" \
        >"$REALM_DIR/apt.log" 2>&1 || {
        tail -n 30 "$REALM_DIR/apt.log"; return 1; }
}

debian_lines()
{
    local file
    for file in "$DEBIAN_MECH_D"/*.conf; do
        [ ! -f "$file" ] || grep -vE '^(#|[[:space:]]|$)' "$file"
    done
}

debian_listed()
{
    debian_lines | grep -c '/\{0,1\}gss_ksp\.so'
}

debian_dangling()
{
    local name oid module rest plugins
    plugins=$(pkg-config --variable=libdir krb5-gssapi)/gss
    # shellcheck disable=SC2034 # of no interest
    debian_lines | while read -r name oid module rest; do
        [ "${module#/}" != "$module" ] || module=$plugins/$module
        [ -e "$module" ] || echo "$name $module"
    done
}

debian_etc()
{
    find /etc/gss -printf '%p %y %m %s\n' | sort
}

# debian_program LABEL: MIT's own; the loader says which files were looked for
debian_program()
{
    rm -f "$REALM_DIR/$1".ld.*
    LD_DEBUG=files LD_DEBUG_OUTPUT=$REALM_DIR/$1.ld \
        sample_run installed installed "" -seq || return 1
    sed 's/lifetime [0-9]*/lifetime/' "$SAMPLE_DIR/client.out" \
        >"$REALM_DIR/$1.out"
}

# debian_looks LABEL: how many processes looked for the module
debian_looks()
{
    grep -l 'gss_ksp' "$REALM_DIR/$1".ld.* | wc -l
}

debian_stock()
{
    check "before: a program runs" debian_program stock
    is "$(debian_listed)" 0 "before: nothing lists the module"
    is "$(debian_dangling)" "" "before: no line points to nothing"
    is "$(debian_looks stock)" 0 "before: no program looks for it"
}

debian_on()
{
    is "$(debian_listed)" 1 "$1: the module is listed"
    check "$1: a program runs" debian_program on
    more "$(trace_count "$SAMPLE_DIR/server.trace" MakeSignature)" 1 \
        "$1: the module signs"
    is "$(debian_looks on)" 2 "$1: client and server have looked for it"
    is "$(gss-ksp status | tail -n 1)" on "$1: gss-ksp status"
}

# debian_seen WORLD: but for how long a token of establishment is, in which the
# time of day has a byte more or less.
debian_seen()
{
    sed 's/(size=[0-9]*)/(size=...)/' "$REALM_DIR/$1.out"
}

debian_off()
{
    is "$(debian_listed)" 0 "$1: nothing lists the module"
    is "$(debian_dangling)" "" "$1: no line points to nothing"
    check "$1: a program runs" debian_program off
    check "$1: the module has no part in it" test ! -e \
        "$SAMPLE_DIR/server.trace" -a ! -e "$SAMPLE_DIR/client.trace"
    is "$(debian_looks off)" 0 "$1: no program looks for it"
    check "$1: it sees what it saw before" \
        diff <(debian_seen stock) <(debian_seen off)
}
