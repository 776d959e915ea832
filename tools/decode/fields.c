/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

#include "tools/decode/fields.h"

#define SHOWN 16        /* bytes of a field */
#define TEXT_MAX 128

static void
indent(const struct decoding *d)
{
    printf("%*s", (int)(2 * d->depth), "");
}

static void
begin(const struct decoding *d, const struct span *part, const char *name)
{
    printf("%6zu %6zu  ", (size_t)(part->data - d->start), part->length);
    indent(d);
    printf("%-16s ", name);
}

void
field(struct decoding *d, const struct span *part, const char *name,
      const char *format, ...)
{
    va_list args;

    begin(d, part, name);
    va_start(args, format);
    (void)vprintf(format, args);
    va_end(args);
    putchar('\n');
}

void
field_bytes(struct decoding *d, const struct span *part, const char *name)
{
    size_t i;

    begin(d, part, name);
    for (i = 0; i < part->length && i < SHOWN; i++)
        printf("%02x", part->data[i]);
    puts(part->length > SHOWN ? " ..." : "");
}

void
field_text(struct decoding *d, const struct span *part, const char *name)
{
    size_t i;

    begin(d, part, name);
    for (i = 0; i < part->length && i < TEXT_MAX; i++)
        putchar(isprint(part->data[i]) ? part->data[i] : '?');
    puts(part->length > TEXT_MAX ? " ..." : "");
}

void
heading(struct decoding *d, const char *what, const char *sspi)
{
    printf("%15s", "");
    indent(d);
    printf("%s%s%s\n", what, sspi[0] != '\0' ? "; SSPI: " : "", sspi);
}

void
complain(struct decoding *d, const char *format, ...)
{
    va_list args;

    d->wrong = true;
    printf("%15s", "");
    indent(d);
    fputs("! ", stdout);
    va_start(args, format);
    (void)vprintf(format, args);
    va_end(args);
    putchar('\n');
}
