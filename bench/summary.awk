# SPDX-License-Identifier: MIT
#
# raw.csv to results.csv: for each figure the best of all runs, the median of
# the runs' medians, and
#
#   ratio    best of stock over best of the module: above 1, the module is
#            better
#   limit    best of stock over nettle's primitive alone: what no provider
#            that is built on it can exceed
#
# A field is empty where there is nothing; a text ("crash", "wrong") that
# turned up in any run stands for the figure.

function median(world, key,    n, i, j, v, sorted) {
    n = runs[world, key]
    for (i = 1; i <= n; i++) {
        v = medians[world, key, i]
        for (j = i - 1; j >= 1 && sorted[j] > v; j--)
            sorted[j + 1] = sorted[j]
        sorted[j + 1] = v
    }
    return n ? sorted[int((n + 1) / 2)] : ""
}

function quotient(a, b,    value) {
    value = ""
    if (a ~ /^[0-9.]+$/ && b ~ /^[0-9.]+$/ && b > 0)
        value = sprintf("%.3f", a / b)
    return value
}

function figure(world, key) {
    return (world, key) in text ? text[world, key] : best[world, key]
}

BEGIN { FS = OFS = "," }

NR == 1 { next }

{
    key = $3 OFS $2 OFS $4 OFS $5 OFS $6 OFS $7
    if (!(key in seen)) {
        seen[key] = 1
        keys[++nkeys] = key
    }
    if ($8 !~ /^-?[0-9.]+$/) {
        text[$1, key] = $8
        next
    }
    if (!(($1, key) in best) || $8 + 0 < best[$1, key] + 0)
        best[$1, key] = $8
    medians[$1, key, ++runs[$1, key]] = $9 + 0
}

END {
    print "kind,enctype,op,size,threads,unit,stock_best,module_best,ratio," \
        "stock_median,module_median,nettle_best,limit,heimdal_best," \
        "heimdal_median"
    for (k = 1; k <= nkeys; k++) {
        key = keys[k]
        stock = figure("stock", key)
        module = figure("module", key)
        nettle = figure("nettle", key)
        print key, stock, module, quotient(stock, module),
            median("stock", key), median("module", key), nettle,
            quotient(stock, nettle), figure("heimdal", key),
            median("heimdal", key)
    }
}
