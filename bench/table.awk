# SPDX-License-Identifier: MIT
#
# results.csv to the tables of the documentation (Markdown).

function size_name(bytes) {
    if (bytes >= 1048576)
        return bytes / 1048576 " MiB"
    return bytes >= 1024 ? bytes / 1024 " KiB" : bytes " B"
}

function number(value, format) {
    return value ~ /^-?[0-9.]+$/ ? sprintf(format, value) : value
}

# The columns of one message row: ratios, and limits in parentheses.
function message_row(enctype, op,    line, s, key) {
    line = "| " enctype " | " op " |"
    for (s = 1; s <= nsizes; s++) {
        key = enctype SUBSEP op SUBSEP sizes[s]
        line = line " " number(ratio[key], "%.1f")
        if (limit[key] != "")
            line = line " (" number(limit[key], "%.1f") ")"
        line = line " |"
    }
    print line
}

function message_table(    e, o, s, head, rule) {
    head = "| enctype | call |"
    rule = "|---|---|"
    for (s = 1; s <= nsizes; s++) {
        head = head " " size_name(sizes[s]) " |"
        rule = rule "--:|"
    }
    print "Time of stock MIT over time of the module: how many times faster" \
        " a call is. In\nparentheses what nettle's primitives alone would" \
        " give.\n"
    print head "\n" rule
    for (e = 1; e <= nenctypes; e++) {
        for (o = 1; o <= nops; o++)
            message_row(enctypes[e], ops[o])
    }
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
}

$1 == "establish" {
    name = $3
    sub(/_/, " ", name)
    establish[++nestablish] = "| both sides, " name " | " \
        number($7 / 1000, "%.0f") " | " number($8 / 1000, "%.0f") " | " \
        number(($8 / $7 - 1) * 100, "%+.1f") " % |"
}

$1 == "memory" {
    name = "credentials " $3
    gsub(/_/, ", ", name)
    memory[++nmemory] = "| " name " | " number($7, "%.0f") " | " \
        number($8, "%.0f") " | " number($8 - $7, "%+.0f") " |"
}

# Elapsed time to a rate.
function rate(ns) {
    return ns ~ /^[0-9.]+$/ ? sprintf("%.0f", 1e9 / ns) : ns
}

$1 ~ /_contexts?$/ {
    name = $1
    sub(/_/, " ", name)
    threads[++nthreads] = "| " name " | " $3 " | " size_name($4) " | " $5 \
        " | " rate($7) " | " rate($8) " | " number($9, "%.1f") " |"
}

END {
    message_table()
    print "\nEstablishment and deletion of a context, CPU time in" \
        " microseconds:\n"
    print "| | stock | module | |\n|---|--:|--:|--:|"
    for (i = 1; i <= nestablish; i++)
        print establish[i]
    print "\nMemory of one context in bytes, with credentials that" \
        " both sides acquired, and\nwith default ones (resident: mean over" \
        " both sides):\n"
    print "| | stock | module | more |\n|---|--:|--:|--:|"
    for (i = 1; i <= nmemory; i++)
        print memory[i]
    print "\nRound trips a second of all threads together (sign: get_mic" \
        " and verify_mic; seal:\nwrap and unwrap), with one context for all" \
        " and with one for each:\n"
    print "| | trip | size | threads | stock | module | ratio |"
    print "|---|---|--:|--:|--:|--:|--:|"
    for (i = 1; i <= nthreads; i++)
        print threads[i]
}
