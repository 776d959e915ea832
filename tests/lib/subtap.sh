# SPDX-License-Identifier: MIT
#
# Tests printed by a program, as tests of the script that runs it.  To be
# sourced by bash after tap.sh.
#
#   subtap NAME CMD...  Runs CMD, which prints TAP, and takes over each of its
#                       tests, with NAME in front.  One more test says that
#                       it ended as its tests do and ran as many as planned.

# subtap_lines NAME FILE
subtap_lines()
{
    local line
    while IFS= read -r line; do
        case $line in
        "ok "*)
            ok "$1: ${line#ok * - }" ;;
        "not ok "*)
            not_ok "$1: ${line#not ok * - }" ;;
        "#"*)
            echo "$line" ;;
        esac
    done <"$2"
}

subtap()
{
    local name=$1 file status=0 plan ran failed
    shift
    file=$(mktemp "${REALM_DIR:-${TMPDIR:-/tmp}}/subtap.XXXXXX")
    "$@" >"$file" 2>&1 || status=$?
    subtap_lines "$name" "$file"
    plan=$(sed -n 's/^1\.\.\([0-9]*\)$/\1/p' "$file")
    ran=$(grep -cE '^(not )?ok ' "$file")
    failed=$(grep -c '^not ok ' "$file")
    if [ "$ran" = "$plan" ] && [ "$ran" -gt 0 ] &&
        [ $((failed > 0)) = $((status > 0)) ]; then
        ok "$name: ran to its end"
    else
        not_ok "$name: ran to its end" "status $status, plan $plan, ran $ran" \
            "$(tail -n 5 "$file")"
    fi
    rm -f "$file"
}
