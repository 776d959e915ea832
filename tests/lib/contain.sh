# SPDX-License-Identifier: MIT
#
# A script whose processes, mounts and files end with it, however it ends.  To
# be sourced by bash, by a script that root runs.
#
#   contain NAME [ARG...]
#       Starts the script again, with these arguments, in process, mount and
#       IPC namespaces of its own, and ends as it ends.  There it returns, and
#       CONTAIN_DIR is a new directory of that name below ${TMPDIR:-/tmp}; from
#       then on TMPDIR is one in it.
#       A signal (INT, TERM, HUP) kills all that is in the namespaces at once;
#       the exit status is then 128 and the signal's number.  However it ends,
#       nothing of it runs or is mounted any more, and CONTAIN_DIR is gone.
#   contain_made FILE
#       In there: FILE, elsewhere, is to go too.
#   contain_keep
#       In there: CONTAIN_DIR is to stay.
#
# A fresh /proc comes with it: a bare chroot has none.

CONTAIN_LIB=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
CONTAIN_DIR=""
CONTAIN_CHILD=""

# In a chroot "/" is no mount point, and its propagation stays as it is: what
# is mounted there may be seen outside.
contain_propagation()
{
    if unshare --mount --propagation private true 2>/dev/null; then
        echo private
    else
        echo unchanged
    fi
}

contain_remove()
{
    local file
    while read -r file; do
        rm -f "$file"
    done <"$CONTAIN_DIR/made"
    [ ! -e "$CONTAIN_DIR/keep" ] || return 0
    rm -rf --one-file-system "$CONTAIN_DIR"
}

# The first process of the namespaces waits for descriptor 7 to be closed, and
# unshare for all of them to be gone.
contain_end()
{
    trap '' INT TERM HUP
    exec 7>&-
    [ -z "$CONTAIN_CHILD" ] || wait "$CONTAIN_CHILD"
    contain_remove
}

contain_begin()
{
    CONTAIN_DIR=$(mktemp -d "${TMPDIR:-/tmp}/$1.XXXXXX") || exit 2
    : >"$CONTAIN_DIR/made"
    trap contain_end EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    # Daemons that give up root must be able to pass, not to look.
    chmod 711 "$CONTAIN_DIR"
    mkdir -m 1777 "$CONTAIN_DIR/tmp" || exit 2
    mkfifo "$CONTAIN_DIR/hold" || exit 2
    exec 7<>"$CONTAIN_DIR/hold"
}

# A signal that comes in the moment before "wait" is not noticed by it, so it
# is called for what has ended.  Nobody writes to descriptor 7.
contain_wait()
{
    while kill -0 "$CONTAIN_CHILD" 2>/dev/null; do
        read -r -t 0.3 -u 7 _
    done
    wait "$CONTAIN_CHILD"
}

contain()
{
    if [ -n "${KSP_CONTAINED:-}" ]; then
        CONTAIN_DIR=$KSP_CONTAINED
        unset KSP_CONTAINED
        return
    fi
    contain_begin "$1"
    # In the background, so that a signal does not have to wait.
    unshare --mount --pid --ipc --fork --kill-child \
        --propagation "$(contain_propagation)" \
        bash "$CONTAIN_LIB/contain_inside.sh" "$CONTAIN_DIR" "$0" "${@:2}" \
        <&0 7<"$CONTAIN_DIR/hold" &
    CONTAIN_CHILD=$!
    contain_wait
    set -- $?
    CONTAIN_CHILD=""
    exit "$1"
}

contain_made()
{
    echo "$1" >>"$CONTAIN_DIR/made"
}

contain_keep()
{
    : >"$CONTAIN_DIR/keep"
}
