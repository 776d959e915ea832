# SPDX-License-Identifier: MIT
#
# The Debian packages that the demonstration and the test suite need.  To be
# sourced by bash after contain.sh, by root.
#
#   packages_warn COMMAND PACKAGE...
#       Says what COMMAND is about to do to the host, if some are missing and
#       the host is not a chroot of ours.
#   packages_install PACKAGE...
#       Installs those that are missing; asks nobody anything.  No daemon is
#       started by it.  Output goes to stdout.
#   PACKAGES_BUILD, PACKAGES_RUN, PACKAGES_TEST, PACKAGES_PROGRAMS,
#   PACKAGES_STRANGERS
#       to build; to run the realm and the programs; more for the tests; more
#       for two targets of tests/programs
#   PACKAGES_FREERDP
#       more than to build, for its third
#   PACKAGES_PLATFORMS
#       more than to build, for tests/platforms
#   PACKAGES_DEBIAN, PACKAGES_PACKAGES
#       to test a package of Debian; more for tests/packaged

PACKAGES_BUILD="autoconf automake gcc libc6-dev libkrb5-dev libtool make
nettle-dev pkg-config"
PACKAGES_RUN="apache2 curl krb5-admin-server krb5-gss-samples krb5-kdc
krb5-user libapache2-mod-auth-gssapi openssh-client openssh-server"
PACKAGES_TEST="abigail-tools apparmor bind9 bind9-dnsutils binutils check
clang cmake dpkg-dev g++ gcc-mingw-w64-x86-64 groff-base gss-ntlmssp gssproxy
ldap-utils libclang-rt-dev libjemalloc2 libsasl2-modules-gssapi-mit
libssl-dev llvm mandoc musl-tools postgresql python3-gssapi rsyslog-gssapi
sasl2-bin slapd subversion systemtap-sdt-dev wine wine64 xz-utils"
PACKAGES_PROGRAMS="default-jdk-headless libsasl2-modules-gssapi-mit postfix
subversion"
PACKAGES_STRANGERS="clang cmake default-jdk-headless dpkg-dev
libsasl2-modules-gssapi-mit postfix postgresql python3 sasl2-bin"
PACKAGES_FREERDP="freerdp3-shadow-x11 freerdp3-x11 krb5-admin-server krb5-kdc
krb5-user libssl-dev openssl xvfb"
PACKAGES_PLATFORMS="binutils check clang gssproxy krb5-admin-server krb5-kdc
krb5-user libssl-dev llvm musl-tools openssl procps python3"
PACKAGES_DEBIAN="build-essential debhelper krb5-admin-server krb5-gss-samples
krb5-kdc krb5-user"
PACKAGES_PACKAGES="autopkgtest lintian rpm xz-utils"

packages_missing()
{
    local package
    for package; do
        dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null |
            grep -qx installed || echo "$package"
    done
}

packages_warn()
{
    local command=$1 missing
    missing=$(packages_missing "${@:2}" | wc -l)
    [ "$missing" != 0 ] && [ "${KSP_CHROOT:-0}" != 1 ] || return 0
    cat <<WARNING
$missing packages are installed on this host first, with what they need.
They stay, and their services start when it is booted; of
"tests/chroot bookworm $command" nothing stays.

WARNING
}

# Debian asks this program whether a daemon may start.  The system's own is
# left alone.
packages_no_daemons()
{
    local policy=/usr/sbin/policy-rc.d refusal
    refusal=$(printf '#!/bin/sh\n# of gss-ksp, while it installs\nexit 101')
    [ ! -e $policy ] || [ "$(cat $policy)" = "$refusal" ] || return 0
    contain_made $policy
    trap "rm -f $policy" EXIT
    echo "$refusal" >$policy
    chmod 755 $policy
}

# One at a time: a second run waits here, and finds nothing missing.
packages_lock()
{
    exec 8</var/lib/dpkg && flock 8
}

# After an installation that was ended in the middle.
packages_mend()
{
    dpkg --force-confdef --configure -a 8<&- &&
        apt-get -q -y -o DPkg::Lock::Timeout=600 --fix-broken \
            --no-install-recommends install 8<&-
}

packages_install()
(
    export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
    packages_lock || exit 1
    missing=$(packages_missing "$@")
    [ -n "$missing" ] || exit 0
    packages_no_daemons
    [ -z "$(dpkg --audit)" ] || packages_mend
    apt-get -q update || echo "no news from the archive; going on"
    # shellcheck disable=SC2086 # a list of words
    apt-get -q -y -o DPkg::Lock::Timeout=600 install \
        --no-install-recommends $missing 8<&-
)
