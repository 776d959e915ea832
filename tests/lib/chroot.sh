# SPDX-License-Identifier: MIT
#
# A Debian in a directory.  To be sourced by bash, by root.
#
#   chroot_sources SUITE FILE   writes apt's sources for SUITE: those of this
#                               host's Debian, with the name changed
#   chroot_mirror SUITE FILE    where FILE says SUITE itself is
#   chroot_begin ROOT           a new directory; in what contain.sh makes, as
#                               what follows
#   chroot_make TOOLS SUITE SOURCES ROOT
#                               with the tools of tools.sh
#   chroot_mount ROOT           /proc and the like
#   chroot_run ROOT COMMAND...  in /source, with an environment of its own;
#                               KSP_CHROOT=1 says that it is one of ours

CHROOT_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# apt knows its sources in every format, and writes no cache of it.  Backports
# are of no use here.
chroot_sources()
{
    local suite=$1 file=$2 codename
    codename=$(. /etc/os-release && echo "$VERSION_CODENAME") || return 1
    # shellcheck disable=SC2016 # names of apt's
    apt-get -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
        indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
        'Created-By: Packages' | sed -nE \
        "s/^([^ ]+) ($codename|stable|oldstable)(|-updates|-security) main\$/\
deb \1 $suite\3 main/p" | sort -u >"$file"
    # What is never released has no updates.
    [ "$suite" != sid ] || sed -i '/ sid-/d' "$file"
    grep -q " $suite main\$" "$file" || {
        echo "apt's sources have no Debian $codename" >&2; return 1; }
}

chroot_mirror()
{
    awk -v suite="$1" '$3 == suite { print $2; exit }' "$2"
}

# chroot_proxy http|https: apt's, or else the environment's; or none
chroot_proxy()
{
    local proxy="" variable=$1_proxy
    eval "$(apt-config shell proxy "Acquire::$1::Proxy")"
    proxy=${proxy:-${!variable:-}}
    [ "$proxy" = DIRECT ] || echo "$proxy"
}

# Proxies, time limits and the like; nothing that names a program here.
chroot_apt_settings()
{
    local scheme proxy
    apt-config dump |
        grep -E '^Acquire::(http|https|Check|Retries|Languages)' |
        grep -vi 'auto-detect'
    for scheme in http https; do
        proxy=$(chroot_proxy $scheme)
        [ -z "$proxy" ] || echo "Acquire::$scheme::Proxy \"$proxy\";"
    done
}

chroot_apt()
{
    local sources=$1 root=$2
    cp "$sources" "$root/etc/apt/sources.list" || return 1
    chroot_apt_settings >"$root/etc/apt/apt.conf.d/00host"
    # What is to be thrown away need not be safe on the disk.
    echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/00throw-away"
    ! [ -e /etc/apt/auth.conf ] || cp /etc/apt/auth.conf "$root/etc/apt" ||
        return 1
    ! [ -e /etc/apt/auth.conf.d ] || cp -R /etc/apt/auth.conf.d "$root/etc/apt"
}

# With names that only this host knows, as that of a mirror may be.
chroot_hosts()
{
    {
        echo "127.0.0.1 localhost"
        ! [ -e /etc/hosts ] || grep -v localhost /etc/hosts
    } >"$1/etc/hosts"
    cp /etc/resolv.conf "$1/etc/resolv.conf"
}

# A mount of its own: programs in it find that "/" is one.
chroot_begin()
{
    mkdir "$1" && mount --bind "$1" "$1"
}

chroot_make()
{
    local tools=$1 suite=$2 sources=$3 root=$4 mirror include=() script=()
    mirror=$(chroot_mirror "$suite" "$sources")
    [ "${mirror#https:}" = "$mirror" ] || include=(--include=ca-certificates)
    # A release may be younger than the debootstrap of this one.
    [ -e "$tools/usr/share/debootstrap/scripts/$suite" ] ||
        script=("$tools/usr/share/debootstrap/scripts/sid")
    tools_debootstrap "$tools" --variant=minbase "${include[@]}" "$suite" \
        "$root" "$mirror" "${script[@]}" &&
        chroot_apt "$sources" "$root" && chroot_hosts "$root"
}

chroot_mount()
{
    mount -t proc proc "$1/proc" &&
        mount -t sysfs -o ro sysfs "$1/sys" &&
        mount -t devpts -o newinstance,ptmxmode=666 devpts "$1/dev/pts" &&
        mount -t tmpfs -o mode=1777 tmpfs "$1/dev/shm"
}

chroot_run()
{
    local root=$1
    shift
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        HOME=/root TERM="${TERM:-dumb}" LC_ALL=C.UTF-8 \
        KSP_CHROOT=1 ${KSP_MORE:+KSP_MORE="$KSP_MORE"} \
        chroot "$root" /bin/sh -c 'cd /source && exec "$@"' sh "$@"
}
