# SPDX-License-Identifier: MIT
#
# results.csv and goals.csv, in this order, to a table (Markdown): what the
# module takes and what it is compared with, by how much it is more, the goal,
# and whether it is met.  With names.awk.  `have` are the macros of config.h.
# A goal whose figures were not measured in this run has a row all the same.

BEGIN {
    FS = ","
    n = split(have, words, " ")
    for (i = 1; i <= n; i++)
        built[words[i]] = 1
    print "| call | enctype | stock | module | over | that takes | stock," \
        " more | module, more | goal | |"
    print "|---|---|--:|--:|---|--:|--:|--:|--:|---|"
}

FNR == 1 { file++ }

# nettle's are of any enctype.  Of page faults the median: the best is that of
# a lucky heap.
file == 1 {
    stock[$2, $1, $3, $4, $6] = $6 == "faults" ? $10 : $7
    module[$2, $1, $3, $4, $6] = $6 == "faults" ? $11 : $8
    if ($1 == "alone")
        alone[$3 ":" $4] = $12
    next
}

/^#/ || $1 == "enctype" { next }

# The sum of nettle's primitives; empty if one of them was not measured.
function sum_of(over,    parts, n, i, sum) {
    n = split(over, parts, "+")
    for (i = 1; i <= n; i++) {
        if (!(parts[i] in alone))
            return ""
        sum += alone[parts[i]]
    }
    return sum
}

function yardstick(over) {
    if (over == "stock")
        return stock[$1, $2, $3, $4, $5]
    if (over ~ /^own:/)
        return module[$1, $2, substr(over, 5), $4, $5]
    return sum_of(over)
}

# How much more a figure is than its yardstick, in the terms of the goal.
function more(figure, than, goal) {
    if (figure == "" || than == "")
        return ""
    if (goal ~ /%$/)
        return than > 0 ? (figure / than - 1) * 100 : ""
    if (goal ~ /^[+]/)
        return sprintf("%.0f", figure - than)
    return than > 0 ? figure / than : ""
}

function more_text(value, goal) {
    if (goal ~ /%$/)
        return number(value, "%+.1f %%")
    return number(value, goal ~ /^[+]/ ? "%+.0f" : "%.2f")
}

function verdict(value, goal) {
    if (value == "")
        return "not measured"
    return value + 0 <= goal + 0 ? "met" : "missed"
}

function in_words(    name) {
    name = $3
    gsub(/_/, " ", name)
    name = $4 > 0 ? $3 " " size_name($4) : $2 " " name
    return $5 == "faults" ? name ", page faults" : name
}

{
    than = yardstick($6)
    own = module[$1, $2, $3, $4, $5]
    other = stock[$1, $2, $3, $4, $5]
    value = more(own, than, $7)
    wanted = $8 == "" || $8 in built
    printf "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n",
        in_words(), $1, number(other, "%.0f"), number(own, "%.0f"), $6,
        number(than, "%.0f"),
        $6 == "stock" ? "" : more_text(more(other, than, $7), $7),
        more_text(value, $7), wanted ? $7 : "",
        wanted ? verdict(value, $7) : ""
}
