/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/unicode.h"
#include "tools/json.h"

/* Whether something stands before, at the place that is written to. */
static bool follows;

/* A character; one of Latin-1's control characters, which are for terminals
 * too, by its number; or a byte that is part of none.  Returns how many bytes
 * it was. */
static size_t
put_wide(const unsigned char *p, size_t left)
{
    uint32_t c;
    size_t length = ksp_utf8_read(p, left, &c);

    if (c == KSP_UNICODE_INVALID)
        fputs("\\ufffd", stdout);
    else if (c < 0xa0)
        printf("\\u%04x", (unsigned int)c);
    else
        (void)fwrite(p, 1, length, stdout);
    return c != KSP_UNICODE_INVALID ? length : 1;
}

static void
put_string(const char *text)
{
    const unsigned char *p = (const unsigned char *)text;

    putchar('"');
    while (*p != '\0') {
        if (*p >= 0x80) {
            p += put_wide(p, strnlen((const char *)p, KSP_UTF8_MOST));
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
