/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

#include "tools/status/say.h"

#define LINE_MAX_BYTES 8192

void
say(const char *format, ...)
{
    char line[LINE_MAX_BYTES], *p;
    va_list args;

    va_start(args, format);
    (void)vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    for (p = line; *p != '\0'; p++) {
        if (!isprint((unsigned char)*p))
            *p = '?';
    }
    puts(line);
}
