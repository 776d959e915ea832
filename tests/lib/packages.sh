# SPDX-License-Identifier: MIT
#
# The Debian packages that the demonstration and the test suite need.  To be
# sourced by bash, by root.
#
#   packages_install PACKAGE...
#       Installs those that are missing; asks nobody anything.  No daemon is
#       started by it.  Output goes to stdout.
#   packages_newest PACKAGE...
#       Likewise, and those that are there become as new as the archive has.
#   PACKAGES_BUILD, PACKAGES_RUN, PACKAGES_TEST
#       to build; to run the realm and the programs; more for the tests

PACKAGES_BUILD="autoconf automake gcc libc6-dev libkrb5-dev libtool make
nettle-dev pkg-config"
PACKAGES_RUN="apache2 curl krb5-admin-server krb5-gss-samples krb5-kdc
krb5-user libapache2-mod-auth-gssapi openssh-client openssh-server"
PACKAGES_TEST="apparmor bind9 bind9-dnsutils binutils check clang
gcc-mingw-w64-x86-64 gss-ntlmssp gssproxy ldap-utils
libsasl2-modules-gssapi-mit mandoc musl-tools postgresql python3-gssapi
sasl2-bin slapd wine wine64 xz-utils"

packages_missing()
{
    local package
    for package; do
        dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null |
            grep -qx installed || echo "$package"
    done
}

# Debian asks this program whether a daemon may start.  The system's own is
# left alone.
packages_no_daemons()
{
    [ ! -e /usr/sbin/policy-rc.d ] || return 0
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
}

# One at a time: a second run waits here, and finds nothing missing.
packages_lock()
{
    exec 8</var/lib/dpkg && flock 8
}

packages_apt()
{
    packages_no_daemons
    apt-get -q update || echo "no news from the archive; going on"
    apt-get -q -y -o DPkg::Lock::Timeout=600 install \
        --no-install-recommends "$@" 8<&-
}

packages_install()
(
    export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
    packages_lock || exit 1
    missing=$(packages_missing "$@")
    [ -n "$missing" ] || exit 0
    # shellcheck disable=SC2086 # a list of words
    packages_apt $missing
)

packages_newest()
(
    export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
    packages_lock && packages_apt "$@"
)
