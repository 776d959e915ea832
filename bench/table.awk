# SPDX-License-Identifier: MIT
#
# results.csv to the tables of the documentation (Markdown); with names.awk.

# The columns of one message row: ratios, and limits in parentheses.
function message_row(lead, key, ratio, limit,    line, s) {
    line = lead
    for (s = 1; s <= nsizes; s++) {
        line = line " " number(ratio[key, sizes[s]], "%.1f")
        if (limit[key, sizes[s]] != "")
            line = line " (" number(limit[key, sizes[s]], "%.1f") ")"
        line = line " |"
    }
    print line
}

function message_head(lead, rule,    s) {
    for (s = 1; s <= nsizes; s++) {
        lead = lead " " size_name(sizes[s]) " |"
        rule = rule "--:|"
    }
    print lead "\n" rule
}

function message_table(    e, o) {
    print "Time of stock MIT over time of the module: how many times faster" \
        " a call is. In\nparentheses what nettle's primitives alone would" \
        " give.\n"
    message_head("| enctype | call |", "|---|---|")
    for (e = 1; e <= nenctypes; e++) {
        for (o = 1; o <= nops; o++)
            message_row("| " enctypes[e] " | " ops[o] " |",
                enctypes[e] SUBSEP ops[o], ratio, limit)
    }
}

# Rows begin with the call, to tell them from those of stock.
function heimdal_table(    e, o) {
    print "\nTime of Heimdal over time of the module:\n"
    message_head("| call | enctype |", "|---|---|")
    for (e = 1; e <= nenctypes; e++) {
        for (o = 1; o <= nops; o++)
            message_row("| " ops[o] " | " enctypes[e] " |",
                enctypes[e] SUBSEP ops[o], heimdal, none)
    }
}

# A table of rows that were kept under a name.
function kept_table(name, lead, head, rule,    i) {
    print "\n" lead "\n\n" head "\n" rule
    for (i = 1; i <= nkept[name]; i++)
        print kept[name, i]
}

function keep(name, row) {
    kept[name, ++nkept[name]] = row
}

function in_words(text, with) {
    gsub(/_/, with, text)
    return text
}

# The columns of stock, module and Heimdal: the best.
function three(format, scale) {
    return scaled($7, format, scale) " | " scaled($8, format, scale) " | " \
        scaled($14, format, scale)
}

function scaled(value, format, scale) {
    return value ~ /^[0-9.]+$/ ? sprintf(format, value / scale) : value
}

# Elapsed time to a rate.
function rate(ns) {
    return ns ~ /^[0-9.]+$/ ? sprintf("%.0f", 1e9 / ns) : ns
}

BEGIN { FS = "," }

NR == 1 { next }

$1 == "message" {
    if (!seen_e[$2]++)
        enctypes[++nenctypes] = $2
    if (!seen_o[$3]++)
        ops[++nops] = $3
    if (!seen_s[$4]++)
        sizes[++nsizes] = $4
    ratio[$2, $3, $4] = $9
    limit[$2, $3, $4] = $13
    if ($14 > 0 && $8 > 0) {
        heimdal[$2, $3, $4] = $14 / $8
        beside = 1
    }
}

$1 == "large" && $6 == "ns" { large[$3, $4] = three("%.0f", 1000) }

# Of faults the median: the best is that of a lucky heap.
$1 == "large" && $6 == "faults" {
    keep("large", "| " $3 " | " size_name($4) " | " large[$3, $4] " | " \
        scaled($10, "%.0f", 1) " | " scaled($11, "%.0f", 1) " | " \
        scaled($15, "%.0f", 1) " |")
}

$1 == "establish" || $1 == "delete" {
    keep("establish", "| " ($1 == "delete" ? "deletion alone, " : "") \
        "both sides, " in_words($3, " ") " | " three("%.1f", 1000) " | " \
        number(($8 / $7 - 1) * 100, "%+.1f") " % |")
}

$1 == "memory" {
    keep("memory", "| credentials " in_words($3, ", ") " | " \
        three("%.0f", 1) " | " number($8 - $7, "%+.0f") " |")
}

$1 == "many" {
    keep("many", "| " $4 " | " in_words($3, " ") ", " $6 " | " \
        three("%.0f", 1) " | " number($8 - $7, "%+.0f") " |")
}

$1 ~ /_contexts?$/ {
    keep("threads", "| " in_words($1, " ") " | " $3 " | " size_name($4) \
        " | " $5 " | " rate($7) " | " rate($8) " | " rate($14) " | " \
        number($9, "%.1f") " |")
}

END {
    message_table()
    if (beside)
        heimdal_table()
    kept_table("large", "Large messages: microseconds of CPU time, and page" \
        " faults, of one call:",
        "| call | size | stock | module | Heimdal | faults, stock | module |" \
        " Heimdal |", "|---|---|--:|--:|--:|--:|--:|--:|")
    kept_table("establish", "Establishment and deletion of a context, CPU" \
        " time in microseconds:",
        "| | stock | module | Heimdal | module, more |",
        "|---|--:|--:|--:|--:|")
    kept_table("memory", "Memory of one context in bytes, with credentials" \
        " that both sides acquired, and\nwith default ones (resident: mean" \
        " over both sides):",
        "| | stock | module | Heimdal | module, more |",
        "|---|--:|--:|--:|--:|")
    kept_table("many", "Many contexts at once: heap of each, its first" \
        " message (MIC of 64 bytes), one on a\ncontext picked at random, and" \
        " its deletion:",
        "| contexts | | stock | module | Heimdal | module, more |",
        "|--:|---|--:|--:|--:|--:|")
    kept_table("threads", "Round trips a second of all threads together" \
        " (sign: get_mic and verify_mic; seal:\nwrap and unwrap), with one" \
        " context for all and with one for each:",
        "| | trip | size | threads | stock | module | Heimdal | ratio |",
        "|---|---|--:|--:|--:|--:|--:|--:|")
}
