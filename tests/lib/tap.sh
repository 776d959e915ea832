# SPDX-License-Identifier: MIT
#
# TAP for the scripts of the test suite.  To be sourced by bash.
#
#   ok NAME            not_ok NAME [DIAGNOSTIC...]
#   check NAME CMD...  ok if the command succeeds; its output is shown if not
#   is GOT WANT NAME   ok if the two are the same string
#   more GOT LOW NAME  ok if the number GOT is LOW or more
#   skip_all REASON    the whole script; ends it.  With KSP_MUST_RUN=1 in the
#                      environment a test that cannot run has failed.
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

need()
{
    local cmd
    for cmd; do
        command -v "$cmd" >/dev/null || skip_all "no $cmd here"
    done
}

need_root()
{
    [ "$(id -u)" = 0 ] || skip_all "needs root"
}

tap_end()
{
    echo "1..$TAP_NUMBER"
}
