# SPDX-License-Identifier: MIT
#
# Debian's libraries for other processors, each in a directory, for a cross
# compiler and an emulator.  To be sourced by bash after chroot.sh and
# tools.sh; any user.
#
#   KSP_PROCESSORS      which of SYSROOT_KNOWN, if set before (arm64)
#   SYSROOT_TARGETS     one line for each of them: Debian's name for it, the
#                       compiler's, the emulator.  A line more is all that
#                       tests/cross.sh needs for another processor
#   sysroot_packages    the packages with compilers and emulators for them
#   sysroot_make_all DIR
#                       the new directory DIR/NAME for each of them, with what
#                       a build of ours and its unit tests need
#
# Nothing is installed: the host's dpkg never hears of another processor, so
# no package can be in conflict with one of the host's.  The versions are
# those of the host's Debian; signatures are checked.

SYSROOT_KNOWN="arm64 aarch64-linux-gnu qemu-aarch64
armhf arm-linux-gnueabihf qemu-arm
s390x s390x-linux-gnu qemu-s390x"
SYSROOT_TARGETS=$(awk -v want=" ${KSP_PROCESSORS:-arm64} " \
    'index(want, " " $1 " ")' <<<"$SYSROOT_KNOWN")
SYSROOT_CONTENT="check libc6-dev libkrb5-dev nettle-dev"

sysroot_packages()
{
    local target
    echo qemu-user
    while read -r _ target _; do
        echo "gcc-$target"
    done <<<"$SYSROOT_TARGETS"
}

# With an empty list of installed packages apt fetches all that is needed.
sysroot_apt_conf()
{
    cat <<CONF
APT::Architecture "$2";
APT::Architectures { "$2"; };
Dir::State::status "$1/status";
Acquire::Languages "none";
CONF
}

sysroot_fetch()
(
    dir=$1 name=$2
    tools_apt "$dir" || exit 1
    sysroot_apt_conf "$dir" "$name" >>"$dir/apt.conf"
    : >"$dir/status"
    export APT_CONFIG=$dir/apt.conf
    # A mirror may have a part of it that is being renewed.
    apt-get -q update || echo "some lists are missing; going on"
    # shellcheck disable=SC2086 # a list of words
    apt-get -q -y --download-only --no-install-recommends install \
        $SYSROOT_CONTENT
)

# A link that begins at "/" leads to the host's files, or nowhere: the linker
# would take a static library in place of a shared one.
sysroot_links()
{
    local root=$1 link
    find "$root" -lname '/*' | while read -r link; do
        ln -sfn "$root$(readlink "$link")" "$link" || return 1
    done
}

# Packages of Debian 12 have files in /lib, and of Debian 13 in /usr/lib: in
# both it is one directory.
sysroot_unpack()
{
    local packages=$1 root=$2 name deb
    mkdir -p "$root/usr/lib" "$root/usr/lib64" || return 1
    for name in lib lib64; do
        ln -s usr/$name "$root/$name" || return 1
    done
    for deb in "$packages"/*.deb; do
        dpkg-deb --fsys-tarfile "$deb" |
            tar -C "$root" --keep-directory-symlink -xf - || return 1
    done
    sysroot_links "$root"
}

sysroot_make_all()
{
    local dir=$1 name
    while read -r name _; do
        sysroot_fetch "$dir/apt.$name" "$name" &&
            sysroot_unpack "$dir/apt.$name/cache/archives" "$dir/$name" &&
            rm -rf "$dir/apt.$name" || return 1
    done <<<"$SYSROOT_TARGETS"
}
