# SPDX-License-Identifier: MIT
#
# debootstrap on a host that does not have it, and that has it no more
# afterwards than before.  To be sourced after chroot.sh.
#
#   tools_fetch DIR     the archive's newest debootstrap and keyring of Debian,
#                       unpacked in the new directory DIR
#   tools_debootstrap DIR ARG...
#                       runs it; signatures are checked
#   tools_apt DIR       an apt of its own in the new directory DIR, for this
#                       host's Debian: APT_CONFIG=DIR/apt.conf
#
# apt fetches all of it, with lists and a cache of its own in DIR; the host's
# are not written.

# The host's settings for fetching, and nothing else that it is told to do.
tools_apt_conf()
{
    cat <<CONF
$(chroot_apt_settings)
Dir::Etc::Parts "$1/none";
Dir::Etc::Main "$1/none/apt.conf";
Dir::Etc::SourceList "$1/sources";
Dir::Etc::SourceParts "$1/none";
Dir::State::Lists "$1/lists";
Dir::Cache "$1/cache";
APT::Sandbox::User "root";
CONF
}

# In place of wget, which debootstrap calls: it gives -O FILE and an address.
tools_wget()
{
    cat <<WGET
#!/bin/sh
while [ \$# -gt 1 ]; do
    [ "\$1" != -O ] || file=\$2
    shift
done
APT_CONFIG=$1/apt.conf exec /usr/lib/apt/apt-helper download-file "\$1" \
    "\$file"
WGET
}

tools_download()
{
    (
        cd "$1" || exit 1
        export APT_CONFIG=$1/apt.conf
        apt-get -q update && apt-get -q download "${@:2}"
    )
}

tools_apt()
{
    local dir=$1 suite
    suite=$(. /etc/os-release && echo "$VERSION_CODENAME") || return 1
    mkdir -p "$dir/none" "$dir/lists/partial" "$dir/bin" \
        "$dir/cache/archives/partial" || return 1
    tools_apt_conf "$dir" >"$dir/apt.conf"
    chroot_sources "$suite" "$dir/sources" || return 1
    sed -i "s|^deb |deb [signed-by=$CHROOT_KEYRING] |" "$dir/sources"
}

tools_fetch()
{
    local dir=$1 deb
    tools_apt "$dir" || return 1
    tools_wget "$dir" >"$dir/bin/wget"
    chmod 755 "$dir/bin/wget"
    tools_download "$dir" debootstrap debian-archive-keyring || return 1
    for deb in "$dir"/*.deb; do
        dpkg-deb -x "$deb" "$dir" || return 1
    done
}

tools_debootstrap()
{
    PATH=$1/bin:$PATH DEBOOTSTRAP_DIR=$1/usr/share/debootstrap \
        "$1/usr/sbin/debootstrap" --force-check-gpg \
        --keyring="$1$CHROOT_KEYRING" "${@:2}"
}
