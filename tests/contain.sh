#!/bin/bash
# SPDX-License-Identifier: MIT
#
# What lib/contain.sh promises: of a script that is told to end nothing runs,
# is mounted or lies about any more, here and in a bare chroot, which has no
# /proc and whose mounts others see.

KSP_BUILD=${KSP_BUILD:-$PWD}
. "$(dirname "$0")/lib/tap.sh"
need_root
PRIVATE=$KSP_BUILD/tests/realm/private_mounts
"$PRIVATE" true || skip_all "no mount namespace to be had"
[ "${CONTAIN_TEST:-0}" = 1 ] || CONTAIN_TEST=1 exec "$PRIVATE" "$BASH" "$0"

LIB=$(cd "$(dirname "$0")/lib" && pwd)
WORK=$(mktemp -d "${TMPDIR:-/tmp}/ksp-contain.XXXXXX") || exit 1
trap 'umount -Rl "$WORK/bare" 2>/dev/null; rm -rf --one-file-system "$WORK"' \
    EXIT
# So long sleeps nobody else.
MARK=98765$$

# What it starts does not end for a signal that is asked for.
victim_script()
{
    cat <<VICTIM
#!/bin/bash
set -u
. "\$(dirname "\$0")/contain.sh"
contain ksp-victim "\$@"
grep -q '^Pid:' /proc/self/status || exit 9
contain_made "\$(dirname "\$0")/elsewhere"
: >"\$(dirname "\$0")/elsewhere"
: >"\$TMPDIR/file"
mkdir "\$CONTAIN_DIR/mounted"
mount -t tmpfs tmpfs "\$CONTAIN_DIR/mounted"
[ ! -d /dev/shm ] || : >/dev/shm/ksp-victim
trap '' INT TERM HUP
setsid sleep $MARK &
(setsid setsid sleep $MARK &)
echo ready
[ "\$1" = stay ] || exit "\$1"
sleep $MARK
VICTIM
}

# victim_at DIR: and all that it needs, with a place for its files
victim_at()
{
    mkdir -p "$1/victim" "$1/files" &&
        cp "$LIB/contain.sh" "$LIB/contain_inside.sh" "$1/victim" &&
        victim_script >"$1/victim/run" && chmod 755 "$1/victim/run"
}

# A chroot as debootstrap leaves it: "/" is no mount point, it is on a file
# system whose mounts are passed on, and nothing is in /proc and /dev/shm.
bare_make()
{
    local root=$1/root dir
    mkdir -p "$1" && mount -t tmpfs tmpfs "$1" && mount --make-shared "$1" &&
        mkdir -p "$root/proc" "$root/dev/shm" "$root/tmp" || return 1
    for dir in bin lib lib32 lib64 sbin; do
        [ ! -L /$dir ] || cp -P /$dir "$root" || return 1
        [ ! -d /$dir ] || [ -L /$dir ] || bare_bind /$dir "$root" || return 1
    done
    bare_bind /usr "$root" && bare_bind /etc "$root" &&
        mknod -m 666 "$root/dev/null" c 1 3
}

bare_bind()
{
    mkdir "$2$1" && mount --rbind "$1" "$2$1" && mount --make-rprivate "$2$1"
}

# Processes of the victim, by what they sleep.
victims()
{
    grep -ls "[${MARK:0:1}]${MARK:1}" /proc/[0-9]*/cmdline | wc -l
}

# victims_are N: or will be soon
victims_are()
{
    local tick
    for ((tick = 0; tick < 100; tick++)); do
        [ "$(victims)" != "$1" ] || return 0
        sleep 0.05
    done
    return 1
}

# gone NAME DIR: nothing is left
gone()
{
    is "$(victims)" 0 "$1: nothing runs any more"
    is "$(cd "$2" && echo files/* victim/elsewhere*)" \
        "files/* victim/elsewhere*" "$1: no file is left"
    is "$(diff <(echo "$MOUNTS") <(mounts))" "" "$1: mounts are as before"
    is "$(cd /dev/shm && echo ksp-victim*)" "ksp-victim*" \
        "$1: nothing is left in /dev/shm"
}

mounts()
{
    cut -d' ' -f5- /proc/self/mountinfo | sort
}

# victim_start COMMAND...: until it is ready
victim_start()
{
    local tick
    : >"$WORK/out"
    # What the shell puts in the background ignores INT, and nohup HUP.
    env --default-signal=HUP,INT,QUIT,TERM "$@" >"$WORK/out" 2>&1 &
    VICTIM=$!
    for ((tick = 0; tick < 200; tick++)); do
        ! grep -q '^ready' "$WORK/out" || return 0
        sleep 0.05
    done
    return 1
}

# signalled NAME DIR SIGNAL STATUS COMMAND...
signalled()
{
    local name="$1, SIG$3" begin=$SECONDS status
    if ! victim_start "${@:5}"; then
        not_ok "$name: it runs" "$(cat "$WORK/out")"
        return
    fi
    # Two, that were put in the background, and what waits for a third.
    check "$name: with others" victims_are 3
    kill "-$3" "$VICTIM"
    wait "$VICTIM" 2>/dev/null
    status=$?
    is "$status" "$4" "$name: exit status"
    check "$name: within five seconds" test $((SECONDS - begin)) -le 5
    [ "$3" = KILL ] || gone "$name" "$2"
}

# Nobody is there to clean up, but nothing goes on.
killed()
{
    signalled "$1" "$2" KILL 137 "${@:3}"
    check "$1, SIGKILL: nothing runs any more" victims_are 0
}

# contain_cases NAME DIR COMMAND...
contain_cases()
{
    local name=$1 dir=$2 status
    shift 2
    MOUNTS=$(mounts)
    "$@" 7 >"$WORK/out" 2>&1
    status=$?
    is "$status" 7 "$name, by itself: exit status"
    gone "$name, by itself" "$dir"
    signalled "$name" "$dir" TERM 143 "$@" stay
    signalled "$name" "$dir" INT 130 "$@" stay
    signalled "$name" "$dir" HUP 129 "$@" stay
    killed "$name" "$dir" "$@" stay
}

victim_at "$WORK/here" || exit 1
contain_cases "here" "$WORK/here" \
    env TMPDIR="$WORK/here/files" "$WORK/here/victim/run"

check "a bare chroot" bare_make "$WORK/bare"
victim_at "$WORK/bare/root" || exit 1
check "no /proc in it" test ! -e "$WORK/bare/root/proc/self"
contain_cases "bare chroot" "$WORK/bare/root" \
    env TMPDIR=/files chroot "$WORK/bare/root" /victim/run
tap_end
