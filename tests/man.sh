#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The man page says what the module does: the same environment, the same
# functions in the trace, no name that is not there.

. "$(dirname "$0")/lib/tap.sh"

SOURCE=$(cd "$(dirname "$0")/.." && pwd)
PAGE=$SOURCE/man/gss_ksp.8
COMMAND_PAGE=$SOURCE/man/gss-ksp.8

# Names the module reads, MIT's among them, and those the page describes
# (.It Ev NAME).
names_read()
{
    cat "$SOURCE"/mech/*/*.c "$SOURCE"/shim/*/*.c |
        sed -n 's/.*getenv("\([A-Z0-9_]*\)").*/\1/p' | sort -u | xargs
}

names_described()
{
    sed -n '/^\.Sh ENVIRONMENT/,/^\.Sh [^E]/ {
        s/^\.It Ev \([A-Z0-9_]*\).*/\1/p
    }' "$PAGE" | sort -u | xargs
}

# Every GSSKSP_ name that the module reads, and that is a variable in the page:
# fields of the journal have such names too.
names_of_ours()
{
    names_read | tr ' ' '\n' | grep '^GSSKSP_' | xargs
}

names_mentioned()
{
    grep -o 'Ev GSSKSP_[A-Z]*' "$PAGE" | sed 's/Ev //' | sort -u | xargs
}

# First words of a trace's line: as the code gives them, and as the page
# lists them (.It Li WORD).
words_traced()
{
    grep -hoE '(trace|gssksp_trace_context|begin|tell)\((&l, )?"[A-Za-z-]+' \
        "$SOURCE"/mech/*/*.c "$SOURCE"/shim/bridge/*.c \
        "$SOURCE"/shim/secur32/*.c |
        sed 's/.*"//' | sort -u | xargs
}

words_described()
{
    sed -n '/^\.Ss The trace/,/^\.S[hs] [^T]/ {
        s/^\.It Li \([A-Za-z-]*\).*/\1/p
    }' "$PAGE" | sort -u | xargs
}

more "$(names_read | wc -w)" 1 "the module reads names"
is "$(names_described)" "$(names_read)" "the page describes them all"
is "$(names_mentioned)" "$(names_of_ours)" "the page mentions no other"
more "$(words_traced | wc -w)" 5 "the module traces"
is "$(words_described)" "$(words_traced)" "the page lists the trace's lines"
for section in NAME DESCRIPTION ENVIRONMENT FILES EXAMPLES "SEE ALSO" CAVEATS
do
    check "section $section" grep -q "^\.Sh $section\$" "$PAGE"
done
# Subcommands and long options of the command, as its help and its page have
# them.
help_options()
{
    cat "$SOURCE"/tools/*.c "$SOURCE"/tools/*/*.c |
        sed -n 's/.*{ "\([a-z][a-z0-9-]*\)", [a-z]*_argument.*/\1/p' |
        sort -u | xargs
}

page_options()
{
    grep -oE '(Fl|[|,]) -[a-z][a-z0-9-]*' "$COMMAND_PAGE" |
        sed 's/.* -//' | sort -u | xargs
}

more "$(help_options | wc -w)" 3 "the command has options"
is "$(page_options)" "$(help_options)" "its page has them all"
# The lines for a profile of AppArmor, in one.
page_profile()
{
    echo "@{PROC}=/proc/"
    echo "@{pid}={[1-9]*,self}"
    echo "profile named /usr/sbin/named {"
    sed -n '/^\.Em AppArmor/,/^\.Ed/ s/^[/@].*,$/&/p' "$PAGE"
    echo "}"
}

page_profile_parses()
{
    page_profile | apparmor_parser -Q -K --config-file=/dev/null
}

is "$(page_profile | grep -c '^/.*gss')" 3 "it has lines for AppArmor"
! can "AppArmor understands them" apparmor_parser ||
    check "AppArmor understands them" page_profile_parses
! can "mandoc has nothing to say" mandoc ||
    check "mandoc has nothing to say" \
        mandoc -T lint -W warning "$PAGE" "$COMMAND_PAGE"
! can "nor has groff" groff ||
    is "$(groff -mandoc -ww -z "$PAGE" "$COMMAND_PAGE" 2>&1)" "" \
        "nor has groff"
tap_end
