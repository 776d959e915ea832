# SPDX-License-Identifier: MIT
#
# results.csv to a chart (SVG): a panel for each enctype, a group of bars for
# each call, a bar for each size.  The scale is logarithmic with its foot at
# 1, stock MIT; a line over a bar is the limit set by nettle's primitive.  With
# names.awk.

# Where a ratio is, in pixels above the panel's foot.
function height(value) {
    if (value < LOW)
        value = LOW
    if (value > HIGH)
        value = HIGH
    return PLOT * (log(value) - log(LOW)) / (log(HIGH) - log(LOW))
}

function text(x, y, anchor, style, string) {
    printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"%s>%s</text>\n",
        x, y, anchor, style == "" ? "" : " class=\"" style "\"", string
}

function line(x1, y1, x2, y2, style) {
    printf "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"" \
        " class=\"%s\"/>\n", x1, y1, x2, y2, style
}

function head(    s, x) {
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\"" \
        " height=\"%d\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\"" \
        " font-size=\"12\">\n", WIDTH, HEIGHT, WIDTH, HEIGHT
    print "<style>.grid{stroke:#d8dde3}.one{stroke:#333;stroke-width:1.5}" \
        ".limit{stroke:#c2410c;stroke-width:2}.title{font-weight:bold}" \
        ".small{font-size:10px;fill:#333}.white{fill:#fff}</style>"
    print "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"
    text(LEFT, 20, "start", "title",
        "Speed of the module: time of stock MIT krb5 over time of the module")
    x = LEFT
    for (s = 1; s <= nsizes; s++) {
        printf "<rect x=\"%d\" y=\"32\" width=\"11\" height=\"11\"" \
            " fill=\"%s\"/>\n", x, colour[s]
        text(x + 16, 42, "start", "", size_name(sizes[s]))
        x += 80
    }
    line(x, 38, x + 16, 38, "limit")
    text(x + 22, 42, "start", "", "limit: nettle's primitive alone")
}

function grid(top,    value, y) {
    for (value = LOW; value <= HIGH; value *= 2) {
        y = top + PLOT - height(value)
        line(LEFT, y, WIDTH - RIGHT, y, value == 1 ? "one" : "grid")
        text(LEFT - 6, y + 4, "end", "", value "x")
    }
}

# The figure is at the foot of its bar; over a bar too short for it.
function bar(x, top, width, key, fill, ink,    y, foot, label) {
    if (ratio[key] == "")
        return
    y = top + PLOT - height(ratio[key])
    foot = top + PLOT - height(1)
    printf "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"" \
        " fill=\"%s\"/>\n", x, y < foot ? y : foot, width - 2,
        y < foot ? foot - y : y - foot, fill
    label = foot - 4
    if (y > foot - 14) {
        label = foot - 24
        ink = "small"
    }
    text(x + width / 2 - 1, label, "middle", ink,
        sprintf("%.1f", ratio[key]))
    if (limit[key] != "") {
        y = top + PLOT - height(limit[key])
        line(x - 1, y, x + width - 1, y, "limit")
    }
}

function panel(e, top,    o, s, x, group, width) {
    text(LEFT, top - 8, "start", "title", enctypes[e])
    grid(top)
    group = (WIDTH - LEFT - RIGHT) / nops
    width = (group - 14) / nsizes
    for (o = 1; o <= nops; o++) {
        x = LEFT + (o - 1) * group
        for (s = 1; s <= nsizes; s++)
            bar(x + 7 + (s - 1) * width, top, width,
                enctypes[e] SUBSEP ops[o] SUBSEP sizes[s], colour[s],
                s == 1 ? "small" : "small white")
        text(x + group / 2, top + PLOT + 16, "middle", "", ops[o])
    }
}

BEGIN {
    FS = ","
    LEFT = 44; RIGHT = 10; WIDTH = 1000; PLOT = 170; PITCH = 232
    LOW = 1; HIGH = 8
    split("#9ecae1 #4292c6 #2171b5 #08306b #6baed6 #deebf7 #08519c #000",
        colour, " ")
}

$1 == "message" {
    if (!seen_e[$2]++)
        enctypes[++nenctypes] = $2
    if (!seen_o[$3]++)
        ops[++nops] = $3
    if (!seen_s[$4]++)
        sizes[++nsizes] = $4
    ratio[$2, $3, $4] = $9
    limit[$2, $3, $4] = $13
    # The scale ends at powers of two that hold all of it.
    while ($9 > HIGH || $13 > HIGH)
        HIGH *= 2
    while ($9 != "" && $9 < LOW)
        LOW /= 2
}

END {
    HEIGHT = 70 + PITCH * nenctypes
    head()
    for (e = 1; e <= nenctypes; e++)
        panel(e, 80 + (e - 1) * PITCH)
    print "</svg>"
}
