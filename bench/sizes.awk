# SPDX-License-Identifier: MIT
#
# results.csv to two tables (Markdown): what a call and a byte take, by size;
# and what of that is the call's, however short the message (that of 1 byte),
# and what each further KiB adds (the slope from 4 to 64 KiB).  With names.awk.  Page faults are the median: the best is that of a lucky heap.

# A byte may take longer than one of a smaller message, but not twice as long:
# there is a cliff.  Short messages have other costs than those of bytes.
function mark(op, size, each, world,    before) {
    before = last[op, world]
    last[op, world] = each
    return size > 4096 && before > 0 && each > 2 * before ? \
        " **" world "**" : ""
}

BEGIN {
    FS = ","
    print "| call | size | stock, ns | a byte | page faults | module, ns |" \
        " a byte | page faults | cliff |"
    print "|---|--:|--:|--:|--:|--:|--:|--:|---|"
}

$1 == "large" && $6 == "ns" {
    if (!seen[$3]++)
        ops[++nops] = $3
    n = ++count[$3]
    size[$3, n] = $4
    stock[$3, n] = $7
    module[$3, n] = $8
}

$1 == "large" && $6 == "faults" {
    faults["stock", $3, $4] = $10
    faults["module", $3, $4] = $11
}

function at(op, bytes, world,    i) {
    for (i = 1; i <= count[op]; i++) {
        if (size[op, i] == bytes)
            return world == "stock" ? stock[op, i] : module[op, i]
    }
    return 0
}

function slope(op, world) {
    return (at(op, 65536, world) - at(op, 4096, world)) / 60
}

function ratio(stock, module) {
    return module > 0 ? sprintf("%.1f", stock / module) : ""
}

function slope_row(op,    s, m) {
    s = slope(op, "stock")
    m = slope(op, "module")
    printf "| %s | %.0f | %.0f | %s | %.0f | %.0f | %s |\n", op,
        at(op, 1, "stock"), at(op, 1, "module"),
        ratio(at(op, 1, "stock"), at(op, 1, "module")), s, m, ratio(s, m)
}

function slopes(    o) {
    print ""
    print "| call | a call, ns: stock | module | ratio |" \
        " each further KiB, ns: stock | module | ratio |"
    print "|---|--:|--:|--:|--:|--:|--:|"
    for (o = 1; o <= nops; o++)
        slope_row(ops[o])
}

function row(op, i,    bytes, s, m) {
    bytes = size[op, i]
    s = stock[op, i] / bytes
    m = module[op, i] / bytes
    printf "| %s | %s | %.0f | %.2f | %.1f | %.0f | %.2f | %.1f |%s%s |\n",
        op, size_name(bytes), stock[op, i], s, faults["stock", op, bytes],
        module[op, i], m, faults["module", op, bytes],
        mark(op, bytes, s, "stock"), mark(op, bytes, m, "module")
}

END {
    for (o = 1; o <= nops; o++) {
        for (i = 1; i <= count[ops[o]]; i++)
            row(ops[o], i)
    }
    slopes()
}
