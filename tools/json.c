/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>

#include "tools/json.h"

/* Whether something stands before, at the place that is written to. */
static bool follows;

static void
put_string(const char *text)
{
    const unsigned char *p = (const unsigned char *)text;

    putchar('"');
    for (; *p != '\0'; p++) {
        if (*p == '"' || *p == '\\')
            printf("\\%c", *p);
        else if (*p < ' ' || *p > '~')
            printf("\\u%04x", *p);
        else
            putchar(*p);
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
