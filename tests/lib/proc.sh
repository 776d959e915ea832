# SPDX-License-Identifier: MIT
#
# A bare chroot has no /proc, and nothing here works without.  To be sourced
# by a script that root runs.
#
#   proc_ensure [ARG...]
#       Where /proc is missing, starts the script again, with these arguments,
#       in a mount namespace that has it.  Returns where it is there.

proc_ensure()
{
    [ ! -e /proc/self/stat ] || return 0
    if [ "${KSP_PROC_TRIED:-0}" = 1 ]; then
        echo "$0: no /proc" >&2
        exit 2
    fi
    # shellcheck disable=SC2016
    KSP_PROC_TRIED=1 exec unshare -m --propagation unchanged bash -c '
        mount -t proc proc /proc || exit 2
        "$@"
        status=$?
        umount -l /proc
        exit $status' bash "$0" "$@"
}
