/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bridge/trace_line.h"

#define VALUE_MAX 512

/* What add_field adds to name and value, and the end of the text. */
#define AROUND sizeof("GSSKSP_=\n")

/* Adds to a text of GSSKSP_LINE_MAX bytes. */
static void __attribute__((format(printf, 3, 4)))
add(char *text, size_t *length, const char *format, ...)
{
    size_t room = GSSKSP_LINE_MAX - *length;
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(text + *length, room, format, args);
    va_end(args);
    if (n > 0)
        *length += (size_t)n < room ? (size_t)n : room - 1;
}

/* A field that is cut off would say something else; and the end of its line
 * must be there. */
static void
add_field(struct gssksp_line *l, const char *name, const char *value)
{
    size_t before = l->fields_length, i;

    if (strlen(name) + strlen(value) + AROUND > GSSKSP_LINE_MAX - before)
        return;
    add(l->fields, &l->fields_length, "GSSKSP_%s=%s\n", name, value);
    for (i = before; l->fields[i] != '='; i++)
        l->fields[i] = (char)toupper((unsigned char)l->fields[i]);
}

void
gssksp_line_begin(struct gssksp_line *line, const char *event)
{
    line->length = 0;
    line->fields_length = 0;
    add(line->text, &line->length, "%s", event);
    add_field(line, "event", event);
}

static void
escape(const char *in, char *out, size_t size)
{
    size_t n = 0;

    for (; *in != '\0' && n + 5 <= size; in++) {
        if (*in > ' ' && *in <= '~' && *in != '\\')
            out[n++] = *in;
        else
            n += (size_t)snprintf(out + n, size - n, "\\x%02x",
                                  (unsigned int)(unsigned char)*in);
    }
    out[n] = '\0';
}

void
gssksp_line_field(struct gssksp_line *line, const char *name,
                  const char *format, ...)
{
    char value[VALUE_MAX], clean[VALUE_MAX];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(value, sizeof(value), format, args);
    va_end(args);
    escape(value, clean, sizeof(clean));
    add(line->text, &line->length, " %s=%s", name, clean);
    add_field(line, name, clean);
}

void
gssksp_line_reason(struct gssksp_line *line, const char *text)
{
    char clean[VALUE_MAX];
    size_t i;

    (void)snprintf(clean, sizeof(clean), "%s", text);
    for (i = 0; clean[i] != '\0'; i++) {
        if (clean[i] < ' ' || clean[i] > '~')
            clean[i] = '?';
    }
    add(line->text, &line->length, ": %s", clean);
    add_field(line, "reason", clean);
}

void
gssksp_line_status(struct gssksp_line *line, unsigned long status)
{
    char text[16];

    (void)snprintf(text, sizeof(text), "0x%08lx", status & 0xfffffffful);
    add(line->text, &line->length, " -> %s", text);
    add_field(line, "status", text);
}

/* No localtime: it may open a file. */
size_t
gssksp_line_for_file(const struct gssksp_line *line,
                     char out[GSSKSP_LINE_FILE_MAX])
{
    struct timespec now = { 0, 0 };

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (size_t)snprintf(out, GSSKSP_LINE_FILE_MAX,
                            "%lld.%06ld %ld %.*s\n", (long long)now.tv_sec,
                            now.tv_nsec / 1000, (long)getpid(),
                            (int)line->length, line->text);
}

size_t
gssksp_line_for_journal(const struct gssksp_line *line, int priority,
                        char out[GSSKSP_LINE_JOURNAL_MAX])
{
    return (size_t)snprintf(out, GSSKSP_LINE_JOURNAL_MAX,
                            "MESSAGE=%.*s\nPRIORITY=%d\n"
                            "SYSLOG_IDENTIFIER=gss-ksp\n%.*s",
                            (int)line->length, line->text, priority,
                            (int)line->fields_length, line->fields);
}
