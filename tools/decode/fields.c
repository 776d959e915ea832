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
begin_of(const struct decoding *d, const unsigned char *at, size_t length,
         const char *name)
{
    printf("%6zu %6zu  ", (size_t)(at - d->start), length);
    indent(d);
    printf("%-16s ", name);
}

static void
begin(const struct decoding *d, const struct span *part, const char *name)
{
    begin_of(d, part->data, part->length, name);
}

static void
put_hex(const struct span *part)
{
    size_t i;

    for (i = 0; i < part->length && i < SHOWN; i++)
        printf("%02x", part->data[i]);
    fputs(part->length > SHOWN ? " ..." : "", stdout);
}

static void
put_text(const struct span *part, size_t most)
{
    size_t i;

    for (i = 0; i < part->length && i < most; i++)
        putchar(isprint(part->data[i]) ? part->data[i] : '?');
    fputs(part->length > most ? " ..." : "", stdout);
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
    begin(d, part, name);
    put_hex(part);
    putchar('\n');
}

void
field_plain(struct decoding *d, const struct span *place,
            const struct span *plain, const char *name)
{
    begin_of(d, place->data, plain->length, name);
    put_hex(plain);
    fputs(", ", stdout);
    put_text(plain, SHOWN);
    putchar('\n');
}

void
field_plain_text(struct decoding *d, const struct span *place,
                 const struct span *plain, const char *name)
{
    begin(d, place, name);
    put_text(plain, TEXT_MAX);
    putchar('\n');
}

void
field_text(struct decoding *d, const struct span *part, const char *name)
{
    begin(d, part, name);
    put_text(part, TEXT_MAX);
    putchar('\n');
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
