/* SPDX-License-Identifier: MIT */
/*
 * A line of the trace under construction: an event, fields "name=value", and
 * text at the end.  A field is there as a whole, or neither it nor one after
 * it, with " ..." in their place; a status is always there, and of a reason
 * what has room.  A value holds no blank and nothing but printable ASCII:
 * other bytes and the backslash become \xHH, so that nobody's name can be
 * taken for another field; behind one that is cut off is "\...".
 */
#ifndef SHIM_BRIDGE_TRACE_LINE_H
#define SHIM_BRIDGE_TRACE_LINE_H

#include <stdbool.h>
#include <stddef.h>

#define GSSKSP_LINE_MAX 1024
#define GSSKSP_LINE_VALUE_MAX 508       /* as it is written, without a NUL */
#define GSSKSP_LINE_REASON_MAX 511

struct gssksp_line {
    char text[GSSKSP_LINE_MAX];     /* without an end of line */
    size_t length;
    /* For the journal: "GSSKSP_NAME=value" and an end of line each. */
    char fields[GSSKSP_LINE_MAX];
    size_t fields_length;
    bool text_is_full, fields_are_full;
};

void gssksp_line_begin(struct gssksp_line *line, const char *event);
void gssksp_line_field(struct gssksp_line *line, const char *name,
                       const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ": text", the last of a line. */
void gssksp_line_reason(struct gssksp_line *line, const char *text);

/* " -> 0x00000000", the last of a line. */
void gssksp_line_status(struct gssksp_line *line, unsigned long status);

/* As a file has it: time and process id in front.  Returns the length, at
 * most GSSKSP_LINE_MAX + 64. */
#define GSSKSP_LINE_FILE_MAX (GSSKSP_LINE_MAX + 64)
size_t gssksp_line_for_file(const struct gssksp_line *line,
                            char out[GSSKSP_LINE_FILE_MAX]);

/* As systemd's journal takes it, in its native protocol; time and process are
 * its own to know.  `priority` is that of syslog(3). */
#define GSSKSP_LINE_JOURNAL_MAX (2 * GSSKSP_LINE_MAX + 64)
size_t gssksp_line_for_journal(const struct gssksp_line *line, int priority,
                               char out[GSSKSP_LINE_JOURNAL_MAX]);

#endif
