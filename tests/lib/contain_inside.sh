# SPDX-License-Identifier: MIT
#
# contain_inside.sh DIR COMMAND [ARG...]: the part of contain.sh that is the
# first process of the namespaces.  When it ends the kernel kills the others.
# It ends when the command does, or when nobody holds the other end of
# descriptor 7 any more.

set -u
DIR=$1
shift

OUTSIDE=""

# own_mount DIR MOUNT_ARGUMENT...: on a mount point that passes nothing on, so
# that nobody else sees it.  The mount point is made if need be.
own_mount()
{
    local dir=$1
    shift
    if ! mountpoint -q "$dir"; then
        mount --bind "$dir" "$dir" || return 1
        OUTSIDE="$dir $OUTSIDE"
    fi
    mount --make-private "$dir" || return 1
    [ $# = 0 ] || mount "$@" "$dir"
}

# Without /proc nothing can be unmounted, so it is not mounted in two steps.
own_proc()
{
    if mountpoint -q /proc; then
        own_mount /proc -t proc proc
    else
        mount -t proc proc /proc && OUTSIDE=/proc
    fi
}

own_mounts()
{
    own_proc && own_mount "$DIR" || return 1
    [ ! -d /dev/shm ] || own_mount /dev/shm -t tmpfs -o mode=1777 tmpfs
}

# What may be seen outside goes; /proc is the last.  Nobody needs to know who
# was killed.
leave()
{
    local dir
    trap '' TERM
    exec 2>/dev/null
    kill -KILL -1
    for dir in $OUTSIDE; do
        umount -l "$dir"
        [ "$dir" = /proc ] || umount -l "$dir"
    done
    exit "$1"
}

if ! own_mounts; then
    echo "no mounts of one's own to be had" >&2
    exit 2
fi
trap 'leave 143' TERM
# A shell has its background ignore INT.
KSP_CONTAINED=$DIR TMPDIR=$DIR/tmp \
    env --default-signal=INT,QUIT "$@" <&0 7<&- &
COMMAND=$!
{
    read -r _ <&7
    # Again, should it come in the moment before the wait below.
    while :; do
        kill -TERM 1
        sleep 1
    done
} </dev/null >/dev/null 2>&1 &
exec 7<&-
wait "$COMMAND"
leave $?
