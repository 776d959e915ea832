# SPDX-License-Identifier: MIT
#
# How sizes and figures are written in tables.

function size_name(bytes) {
    if (bytes >= 1048576)
        return bytes / 1048576 " MiB"
    return bytes >= 1024 ? bytes / 1024 " KiB" : bytes " B"
}

# A text ("crash") stays what it is.
function number(value, format) {
    return value ~ /^-?[0-9.]+$/ ? sprintf(format, value) : value
}
