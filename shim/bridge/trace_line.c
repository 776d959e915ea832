/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bridge/trace_line.h"

/* What is left for a status, or at least the beginning of a reason, with its
 * name: fields do not have it. */
#define ROOM_FOR_END 64

/* Of a line whose fields are not all there; none follows.  And behind a value
 * that is cut off: each other backslash of one is \xHH. */
#define LEFT_OUT " ..."
#define CUT_OFF "\\..."

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

/* A field that is cut off would say something else.  `most` is how long all of
 * them may become. */
static bool
add_field(struct gssksp_line *l, const char *name, const char *value,
          size_t most)
{
    size_t before = l->fields_length, i;

    if (before + strlen(name) + strlen(value) + AROUND > most)
        return false;
    add(l->fields, &l->fields_length, "GSSKSP_%s=%s\n", name, value);
    for (i = before; l->fields[i] != '='; i++)
        l->fields[i] = (char)toupper((unsigned char)l->fields[i]);
    return true;
}

/* The same in the text; the first that has no room leaves a sign. */
static bool
add_word(struct gssksp_line *l, const char *name, const char *value)
{
    bool fits = l->length + strlen(name) + strlen(value) + sizeof(" =") +
        strlen(LEFT_OUT) + ROOM_FOR_END <= GSSKSP_LINE_MAX;

    if (fits)
        add(l->text, &l->length, " %s=%s", name, value);
    else
        add(l->text, &l->length, LEFT_OUT);
    return fits;
}

/* The last field has room. */
static void
add_end(struct gssksp_line *l, const char *before, const char *name,
        char *value)
{
    size_t room = GSSKSP_LINE_MAX - l->fields_length - strlen(name) - AROUND;

    add(l->text, &l->length, "%s%s", before, value);
    if (strlen(value) > room)
        value[room] = '\0';
    (void)add_field(l, name, value, GSSKSP_LINE_MAX);
}

void
gssksp_line_begin(struct gssksp_line *line, const char *event)
{
    line->length = 0;
    line->fields_length = 0;
    line->text_is_full = line->fields_are_full = false;
    add(line->text, &line->length, "%s", event);
    (void)add_field(line, "event", event, GSSKSP_LINE_MAX);
}

/* One byte as a value has it, without a NUL; how many those are. */
static size_t
escape_one(unsigned char byte, char out[5])
{
    if (byte <= ' ' || byte > '~' || byte == '\\')
        return (size_t)snprintf(out, 5, "\\x%02x", (unsigned int)byte);
    out[0] = (char)byte;
    return 1;
}

/* With the sign behind it where it is cut off: `out` has room for that. */
static void
escape(const char *in, char out[GSSKSP_LINE_VALUE_MAX + 1])
{
    size_t n = 0, end = 0, more;
    char byte[5];

    for (; *in != '\0'; in++) {
        more = escape_one((unsigned char)*in, byte);
        if (n + more > GSSKSP_LINE_VALUE_MAX)
            break;
        memcpy(out + n, byte, more);
        n += more;
        if (n + strlen(CUT_OFF) <= GSSKSP_LINE_VALUE_MAX)
            end = n;
    }
    out[n] = '\0';
    if (*in != '\0')
        memcpy(out + end, CUT_OFF, sizeof(CUT_OFF));
}

void
gssksp_line_field(struct gssksp_line *line, const char *name,
                  const char *format, ...)
{
    /* One byte more than can be shown: what is cut off has the sign. */
    char value[GSSKSP_LINE_VALUE_MAX + 2], clean[GSSKSP_LINE_VALUE_MAX + 1];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(value, sizeof(value), format, args);
    va_end(args);
    escape(value, clean);
    if (!line->text_is_full)
        line->text_is_full = !add_word(line, name, clean);
    if (!line->fields_are_full)
        line->fields_are_full = !add_field(line, name, clean,
                                           GSSKSP_LINE_MAX - ROOM_FOR_END);
}

void
gssksp_line_reason(struct gssksp_line *line, const char *text)
{
    char clean[GSSKSP_LINE_REASON_MAX + 1];
    size_t i;

    (void)snprintf(clean, sizeof(clean), "%s", text);
    for (i = 0; clean[i] != '\0'; i++) {
        if (clean[i] < ' ' || clean[i] > '~')
            clean[i] = '?';
    }
    add_end(line, ": ", "reason", clean);
}

void
gssksp_line_status(struct gssksp_line *line, unsigned long status)
{
    char text[16];

    (void)snprintf(text, sizeof(text), "0x%08lx", status & 0xfffffffful);
    add_end(line, " -> ", "status", text);
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
