# SPDX-License-Identifier: MIT
#
# TAP for the scripts of the test suite.  To be sourced by bash.
#
#   ok NAME            not_ok NAME [DIAGNOSTIC...]
#   check NAME CMD...  ok if the command succeeds; its output is shown if not
#   is GOT WANT NAME   ok if the two are the same string
#   more GOT LOW NAME  ok if the number GOT is LOW or more
#   compared N         N lines or steps of stock and module were compared;
#                      tests/check adds them up
#   skip NAME REASON   a test, or a part of the script, that cannot run here
#   skip_all REASON    the whole script; ends it.  With KSP_MUST_RUN=1 in the
#                      environment what cannot run has failed.
#   can NAME CMD...    true if every command is there, else skip NAME
#   need CMD...        skip_all unless every command is there
#   need_root          skip_all unless root
#   tap_end            print the plan; a script that dies before has none,
#                      which the driver counts as an error
#
# TAP_FAILED counts the failures.

TAP_NUMBER=0
TAP_FAILED=0

ok()
{
    TAP_NUMBER=$((TAP_NUMBER + 1))
    echo "ok $TAP_NUMBER - $1"
}

not_ok()
{
    TAP_NUMBER=$((TAP_NUMBER + 1))
    TAP_FAILED=$((TAP_FAILED + 1))
    echo "not ok $TAP_NUMBER - $1"
    shift
    [ $# -eq 0 ] || printf '%s\n' "$@" | sed 's/^/# /'
}

check()
{
    local name=$1 out
    shift
    if out=$("$@" 2>&1); then
        ok "$name"
    else
        not_ok "$name" "$* failed:" "$out"
    fi
}

is()
{
    if [ "$1" = "$2" ]; then
        ok "$3"
    else
        not_ok "$3" "got:  $1" "want: $2"
    fi
}

more()
{
    if [ "$1" -ge "$2" ]; then
        ok "$3"
    else
        not_ok "$3" "got $1, want $2 or more"
    fi
}

compared()
{
    echo "# compared: $1"
}

skip()
{
    if [ "${KSP_MUST_RUN:-0}" = 1 ]; then
        not_ok "$1" "must run, but: $2"
    else
        ok "$1 # SKIP $2"
    fi
}

skip_all()
{
    if [ "${KSP_MUST_RUN:-0}" = 1 ]; then
        not_ok "must run, but: $1"
        echo "1..$TAP_NUMBER"
        exit 1
    fi
    echo "1..0 # SKIP $1"
    exit 0
}

# Prints the first of the commands that is missing.
tap_missing()
{
    local cmd
    for cmd; do
        command -v "$cmd" >/dev/null || { echo "$cmd"; return; }
    done
}

can()
{
    local name=$1 missing
    shift
    missing=$(tap_missing "$@")
    [ -z "$missing" ] || { skip "$name" "no $missing here"; return 1; }
}

need()
{
    local missing
    missing=$(tap_missing "$@")
    [ -z "$missing" ] || skip_all "no $missing here"
}

need_root()
{
    [ "$(id -u)" = 0 ] || skip_all "needs root"
}

tap_end()
{
    echo "1..$TAP_NUMBER"
}
