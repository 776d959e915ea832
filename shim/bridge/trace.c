/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "bridge/trace.h"
#include "bridge/trace_file.h"

#define LINE_MAX_BYTES 512

/* A line under construction; what does not fit is left out. */
struct line {
    char text[LINE_MAX_BYTES];
    size_t length;
};

static void __attribute__((format(printf, 2, 3)))
add(struct line *l, const char *format, ...)
{
    size_t room = sizeof(l->text) - 1 - l->length;
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(l->text + l->length, room, format, args);
    va_end(args);
    if (n > 0)
        l->length += (size_t)n < room ? (size_t)n : room - 1;
}

/* No localtime: it may open a file. */
static void
begin(struct line *l)
{
    struct timespec now = { 0, 0 };

    l->length = 0;
    clock_gettime(CLOCK_REALTIME, &now);
    add(l, "%lld.%06ld %ld ", (long long)now.tv_sec, now.tv_nsec / 1000,
        (long)getpid());
}

static void
end(struct line *l)
{
    l->text[l->length++] = '\n';
    gssksp_trace_file_append(l->text, l->length);
}

void
gssksp_trace_open(void)
{
    const char *path = secure_getenv("GSSKSP_TRACE");

    if (path != NULL && path[0] != '\0')
        (void)gssksp_trace_file_open(path);
}

void
gssksp_trace_load(size_t mechanisms, const char *reason)
{
    struct line l;

    gssksp_trace_open();
    if (gssksp_trace_on()) {
        begin(&l);
        if (mechanisms > 0)
            add(&l, "offered mechanisms=%zu", mechanisms);
        else
            add(&l, "stand-aside %s", reason);
        end(&l);
    }
}

void
gssksp_trace_policy(const char *text)
{
    struct line l;

    if (gssksp_trace_on()) {
        begin(&l);
        add(&l, "policy %s", text);
        end(&l);
    }
}

bool
gssksp_trace_on(void)
{
    return gssksp_trace_file_is_open();
}

void
gssksp_trace_in_use(void)
{
    static atomic_bool said;
    struct line l;

    if (gssksp_trace_on() && !atomic_exchange(&said, true)) {
        begin(&l);
        add(&l, "in-use");
        end(&l);
    }
}

static const char *
type_name(ULONG type)
{
    static const char *const names[] = {
        "EMPTY", "DATA", "TOKEN", "PKG_PARAMS", "MISSING", "EXTRA",
        "STREAM_TRAILER", "STREAM_HEADER", "NEGOTIATION_INFO", "PADDING",
        "STREAM"
    };

    return type < sizeof(names) / sizeof(names[0]) ? names[type] : "?";
}

static void
add_buffers(struct line *l, const SecBufferDesc *message)
{
    const SecBuffer *b;
    ULONG i;

    for (i = 0; i < message->cBuffers; i++) {
        b = &message->pBuffers[i];
        if (b->BufferType != SECBUFFER_PKG_PARAMS) {
            add(l, " %s=%lu",
                type_name(b->BufferType & ~(ULONG)SECBUFFER_ATTRMASK),
                (unsigned long)b->cbBuffer);
        }
    }
}

void
gssksp_trace_message(const char *function, LSA_SEC_HANDLE ContextId,
                     ULONG fQOP, ULONG MessageSeqNo,
                     const SecBufferDesc *message, NTSTATUS status)
{
    struct line l;

    begin(&l);
    add(&l, "%s ctx=%llx fQOP=0x%08lx MessageSeqNo=%lu", function,
        (unsigned long long)ContextId, (unsigned long)fQOP,
        (unsigned long)MessageSeqNo);
    add_buffers(&l, message);
    add(&l, " -> 0x%08lx", (unsigned long)(ULONG)status);
    end(&l);
}

void
gssksp_trace_context(const char *function, LSA_SEC_HANDLE ContextId,
                     NTSTATUS status)
{
    struct line l;

    begin(&l);
    add(&l, "%s ctx=%llx -> 0x%08lx", function,
        (unsigned long long)ContextId, (unsigned long)(ULONG)status);
    end(&l);
}

void
gssksp_trace_forwarded(const char *reason)
{
    struct line l;

    if (gssksp_trace_on()) {
        begin(&l);
        add(&l, "forward %s", reason);
        end(&l);
    }
}
