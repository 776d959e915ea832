/* SPDX-License-Identifier: MIT */
#include "unit/unit_older.h"

const unsigned char *
unit_text(void)
{
    static unsigned char bytes[70000];
    size_t i;

    for (i = 0; i < sizeof(bytes); i++)
        bytes[i] = (unsigned char)(i * 31 + (i >> 8) + 7);
    return bytes;
}

size_t
unit_older_wrap(size_t enctype, size_t message)
{
    size_t cksum = enctype == DES3 ? 20 : 8;
    size_t padding = enctype == DES3 ? 8 - message % 8 : 1;
    size_t inside = 11 + 16 + cksum + 8 + message + padding;

    return inside + 2 + (inside > 127) + (inside > 255) + (inside > 65535);
}
