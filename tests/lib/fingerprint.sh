# SPDX-License-Identifier: MIT
#
# What there is on a host.  To be sourced by bash, by root; of use where nobody
# else changes anything.
#
#   fingerprint DIR     prints it: the file system of / with every attribute
#                       and time of change (so packages, services, users and
#                       what is in /etc are in it), but for DIR; the files of
#                       /dev/shm; mounts; processes
#   fingerprint_same BEFORE AFTER
#                       of two files of it; shows the difference

# Those directories are written to and cleaned; what matters is what is there.
fingerprint_files()
{
    find "$1" -xdev -path "$2" -prune -o \
        \( -path /tmp -o -path /var/tmp -o -path "$(dirname "$2")" \) \
        -printf 'file %p %y %m %u %g\n' -o \
        ! -path /dev/shm -printf 'file %p %y %m %u %g %s %T@ %C@ %l\n' | sort
}

fingerprint_mounts()
{
    awk '{ print "mount", $5, $6, $(NF - 2) }' /proc/self/mountinfo | sort
}

# Without a process of its own.
fingerprint_processes()
{
    local file stat
    for file in /proc/[0-9]*/stat; do
        { read -r stat <"$file"; } 2>/dev/null || continue
        # After the name in parentheses the 20th is the time of its start.
        # shellcheck disable=SC2086
        set -- ${stat##*) }
        echo "process ${stat%)*}) started ${20}"
    done
}

fingerprint()
{
    fingerprint_processes
    fingerprint_mounts
    fingerprint_files / "$1"
    [ ! -d /dev/shm ] || fingerprint_files /dev/shm "$1"
}

fingerprint_same()
{
    [ -s "$1" ] && diff "$1" "$2"
}
