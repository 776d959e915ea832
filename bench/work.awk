# SPDX-License-Identifier: MIT
#
# Rows of work-lib.sh to a table (Markdown): for each task the best of all
# turns of elapsed time and of CPU time, client and server together.

function keep(what, key, value) {
    if (!((what, key) in best) || value < best[what, key])
        best[what, key] = value
}

function row(task, what, label,    stock, module) {
    stock = best[what, task, "stock"]
    module = best[what, task, "module"]
    printf "| %s | %s | %.2f | %.2f | %.2f |\n", task, label, stock, module,
        (module > 0) ? stock / module : 0
}

BEGIN { FS = "," }

NR == 1 { next }

{
    if (!seen[$1]++)
        tasks[++ntasks] = $1
    keep("elapsed", $1 SUBSEP $2, $3)
    keep("client", $1 SUBSEP $2, $4)
    keep("server", $1 SUBSEP $2, $5)
    keep("both", $1 SUBSEP $2, $4 + $5)
}

END {
    print "| task | seconds | stock | module | ratio |"
    print "|---|---|--:|--:|--:|"
    for (t = 1; t <= ntasks; t++) {
        row(tasks[t], "elapsed", "elapsed")
        row(tasks[t], "client", "CPU, client")
        row(tasks[t], "server", "CPU, server")
        row(tasks[t], "both", "CPU, both")
    }
}
