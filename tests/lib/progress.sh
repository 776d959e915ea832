# SPDX-License-Identifier: MIT
#
# Work that takes long.  To be sourced by bash.
#
#   progress NAME LOG COMMAND...
#       Runs the command with its output in the file LOG and nothing on its
#       stdin, and fails as it does.  On a terminal (stderr) a line says
#       meanwhile what it is, for how many seconds, and where the log is; it is
#       gone at the end.  No line is longer than 79 columns.
#   progress_seconds
#       how long the last one took

PROGRESS_SECONDS=0

progress_line()
{
    local line
    line=$(printf '%s ... %d s, log: %s' "$1" "$3" "$2")
    printf '\r\033[K%.79s' "$line" >&2
}

progress_watch()
{
    local begin=$SECONDS
    while [ -n "$(jobs -rp)" ]; do
        progress_line "$1" "$2" $((SECONDS - begin))
        sleep 0.5
    done
    printf '\r\033[K' >&2
}

progress()
{
    local name=$1 log=$2 begin=$SECONDS status
    shift 2
    if [ -t 2 ]; then
        "$@" >"$log" 2>&1 </dev/null &
        progress_watch "$name" "$log"
        wait $!
    else
        "$@" >"$log" 2>&1 </dev/null
    fi
    status=$?
    PROGRESS_SECONDS=$((SECONDS - begin))
    return $status
}

progress_seconds()
{
    echo "$PROGRESS_SECONDS"
}
