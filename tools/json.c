/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>

#include "tools/json.h"

/* Whether something stands before, at the place that is written to. */
static bool follows;

/* How many bytes from here on are one character of UTF-8 (RFC 3629, table 3-7
 * of Unicode: no surrogate, nothing that has a shorter form); 0 if none. */
static size_t
utf8_length(const unsigned char *p)
{
    static const struct {
        unsigned char first, last, low, high;
        size_t length;
    } kinds[] = {
        { 0xc2, 0xdf, 0x80, 0xbf, 2 }, { 0xe0, 0xe0, 0xa0, 0xbf, 3 },
        { 0xe1, 0xec, 0x80, 0xbf, 3 }, { 0xed, 0xed, 0x80, 0x9f, 3 },
        { 0xee, 0xef, 0x80, 0xbf, 3 }, { 0xf0, 0xf0, 0x90, 0xbf, 4 },
        { 0xf1, 0xf3, 0x80, 0xbf, 4 }, { 0xf4, 0xf4, 0x80, 0x8f, 4 }
    };
    size_t i, j;

    for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (*p < kinds[i].first || *p > kinds[i].last ||
            p[1] < kinds[i].low || p[1] > kinds[i].high)
            continue;
        for (j = 2; j < kinds[i].length && (p[j] & 0xc0) == 0x80; j++)
            ;
        return j == kinds[i].length ? j : 0;
    }
    return 0;
}

/* The control characters of Latin-1 are for terminals too. */
static bool
is_control(const unsigned char *p)
{
    return p[0] == 0xc2 && p[1] < 0xa0;
}

/* Returns how many bytes it was. */
static size_t
put_wide(const unsigned char *p)
{
    size_t length = utf8_length(p);

    if (length == 0)
        fputs("\\ufffd", stdout);
    else if (is_control(p))
        printf("\\u%04x", p[1]);
    else
        (void)fwrite(p, 1, length, stdout);
    return length != 0 ? length : 1;
}

static void
put_string(const char *text)
{
    const unsigned char *p = (const unsigned char *)text;

    putchar('"');
    while (*p != '\0') {
        if (*p >= 0x80) {
            p += put_wide(p);
            continue;
        }
        if (*p == '"' || *p == '\\')
            printf("\\%c", *p);
        else if (*p < ' ' || *p > '~')
            printf("\\u%04x", *p);
        else
            putchar(*p);
        p++;
    }
    putchar('"');
}

static void
put_name(const char *name)
{
    if (follows)
        putchar(',');
    if (name != NULL) {
        put_string(name);
        putchar(':');
    }
    follows = true;
}

void
json_begin(const char *name, char bracket)
{
    put_name(name);
    putchar(bracket);
    follows = false;
}

void
json_end(char bracket)
{
    putchar(bracket);
    follows = true;
}

void
json_text(const char *name, const char *value)
{
    put_name(name);
    if (value != NULL)
        put_string(value);
    else
        fputs("null", stdout);
}

void
json_number(const char *name, uint64_t value)
{
    put_name(name);
    printf("%" PRIu64, value);
}

void
json_bool(const char *name, bool value)
{
    put_name(name);
    fputs(value ? "true" : "false", stdout);
}
