# SPDX-License-Identifier: MIT
#
# README's commands, for tests that run them as they stand.  To be sourced by
# bash after TREE has been set.
#
#   readme_commands SECTION     what is indented there, one command a line

readme_commands()
{
    awk -v section="## $1" '
        /^## / { within = ($0 == section) }
        within && sub(/^    /, "")' "$TREE/README.md"
}
