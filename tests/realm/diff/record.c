/* SPDX-License-Identifier: MIT */
#include "realm/diff/record.h"

#include <stdarg.h>
#include <string.h>

/* The bits of RFC 2744 section 3.9.1 that are no error. */
#define SUPPLEMENTARY 0xffffu

static unsigned char untouched[] = "untouched";

void
record_start(struct record *record, uint32_t step)
{
    memset(record, 0, offsetof(struct record, what));
    record->step = step;
    record->what[0] = '\0';
    record->outcome[0] = '\0';
}

static void
add(char *text, size_t size, uint32_t *length, const char *format, va_list ap)
{
    size_t room = size - *length;
    int n = vsnprintf(text + *length, room, format, ap);

    if (n > 0)
        *length += (uint32_t)((size_t)n < room ? (size_t)n : room - 1);
}

void
record_what(struct record *record, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    add(record->what, sizeof(record->what), &record->what_length, format, ap);
    va_end(ap);
}

void
record_outcome(struct record *record, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    add(record->outcome, sizeof(record->outcome), &record->outcome_length,
        format, ap);
    va_end(ap);
}

void
record_major(struct record *record, OM_uint32 major)
{
    record->routine = major & ~SUPPLEMENTARY;
    record->supplementary = major & SUPPLEMENTARY;
}

void
record_result(struct record *record, OM_uint32 major, OM_uint32 minor)
{
    record_major(record, major);
    if (minor == RECORD_MINOR)
        record_outcome(record, " minor untouched");
    else if (major == GSS_S_COMPLETE && minor != 0)
        record_outcome(record, " minor=%u", (unsigned)minor);
}

void
record_status(struct record *record, const char *name, OM_uint32 major)
{
    record_outcome(record, " %s=%08x", name, (unsigned)major);
}

void
record_preset(gss_buffer_t buffer)
{
    buffer->length = sizeof(untouched);
    buffer->value = untouched;
}

/* Length, and the hash of the content; whether something empty points
 * nowhere is told apart. */
static void
add_content(struct record *record, const gss_buffer_desc *buffer, bool hash)
{
    uint64_t content = 0;

    if (buffer->length == 0)
        record->empty_pointers += buffer->value != NULL;
    else if (hash && buffer->value != NULL)
        content = record_hash(buffer->value, buffer->length);
    record_outcome(record, "%zu%s:%llx", buffer->length,
                   buffer->length > 0 && buffer->value == NULL ? "n" : "",
                   (unsigned long long)content);
}

void
record_buffer(struct record *record, const char *name,
              const gss_buffer_desc *buffer, bool hash)
{
    record_outcome(record, " %s=", name);
    if (buffer->value == untouched)
        record_outcome(record, "untouched%s",
                       buffer->length == sizeof(untouched) ? "" : "?");
    else
        add_content(record, buffer, hash);
}

void
record_iov(struct record *record, const gss_iov_buffer_desc *buffer,
           bool hash)
{
    record_outcome(record, " %x,", (unsigned)buffer->type);
    add_content(record, &buffer->buffer, hash);
}

void
record_release(gss_buffer_t buffer)
{
    OM_uint32 minor;

    if (buffer->value != untouched)
        gss_release_buffer(&minor, buffer);
}

uint64_t
record_hash(const void *bytes, size_t length)
{
    const unsigned char *p = bytes;
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    size_t i;

    for (i = 0; i < length; i++)
        hash = (hash ^ p[i]) * UINT64_C(0x100000001b3);
    return hash;
}

/* Only the used part of the texts goes through the pipe. */
bool
record_send(const struct record *record, FILE *to)
{
    return fwrite(record, offsetof(struct record, what), 1, to) == 1 &&
        fwrite(record->what, record->what_length + 1, 1, to) == 1 &&
        fwrite(record->outcome, record->outcome_length + 1, 1, to) == 1;
}

bool
record_receive(struct record *record, FILE *from)
{
    return fread(record, offsetof(struct record, what), 1, from) == 1 &&
        record->what_length < RECORD_WHAT_SIZE &&
        record->outcome_length < RECORD_OUTCOME_SIZE &&
        fread(record->what, record->what_length + 1, 1, from) == 1 &&
        fread(record->outcome, record->outcome_length + 1, 1, from) == 1;
}

bool
record_same_text(const struct record *a, const struct record *b)
{
    return a->step == b->step && a->kind == b->kind &&
        strcmp(a->what, b->what) == 0 && strcmp(a->outcome, b->outcome) == 0;
}

bool
record_same_status(const struct record *a, const struct record *b)
{
    return a->routine == b->routine && a->supplementary == b->supplementary;
}

bool
record_same(const struct record *a, const struct record *b)
{
    return record_same_text(a, b) && record_same_status(a, b) &&
        a->empty_pointers == b->empty_pointers &&
        a->old_length == b->old_length && a->old_arg == b->old_arg;
}

void
record_print(const struct record *record, const char *world, FILE *to)
{
    fprintf(to, "# %s: major %08x%s (%u empty but not NULL)", world,
            (unsigned)(record->routine | record->supplementary),
            record->outcome, (unsigned)record->empty_pointers);
    if (record->old_length != 0)
        fprintf(to, " (%llu)", (unsigned long long)record->old_length);
    fputc('\n', to);
}
