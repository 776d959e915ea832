# SPDX-License-Identifier: MIT
#
# chroot_inside.sh TREE WORK SUITE COMMAND...: the part of tests/chroot that is
# the first process of its namespaces.  WORK/made is there once COMMAND has
# been called for.

set -u
TREE=$1
WORK=$2
SUITE=$3
shift 3
. "$TREE/tests/lib/build.sh"
. "$TREE/tests/lib/chroot.sh"

{
    chroot_begin "$WORK/root" &&
        chroot_make "$SUITE" "$WORK/sources" "$WORK/root" &&
        chroot_mount "$WORK/root" &&
        build_copy "$TREE" "$WORK/root/source"
} >"$WORK/log" 2>&1 || exit 1
: >"$WORK/made"
chroot_run "$WORK/root" "$@"
exit
