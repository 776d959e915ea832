/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <krb5.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "bridge/probe.h"
#include "bridge/trace.h"
#include "bridge/trace_file.h"
#include "bridge/trace_journal.h"
#include "bridge/trace_line.h"
#include "bridge/trace_settings.h"
#include "bridge/trace_sink.h"
#include "ksp/packed.h"

#define EXECUTABLE "/proc/self/exe"
#define DELETED " (deleted)"
#define TEXT_MAX 160

static struct place {
    struct gssksp_sink sink;
    enum gssksp_trace_level level;
    bool journal;
    bool tried;
} places[] = {
    { .sink = { .fd = GSSKSP_SINK_NOT_OPENED } },   /* GSSKSP_TRACE */
    { .sink = { .fd = GSSKSP_SINK_NOT_OPENED } }    /* krb5.conf */
};

#define N_PLACES (sizeof(places) / sizeof(places[0]))
#define OWN (&places[0])
#define HOSTS (&places[1])

static _Atomic int level = GSSKSP_TRACE_NOTHING;
static const char *face = "gss";
static char program[PATH_MAX];
static char text[TEXT_MAX] = "off";
static uint64_t *lost_lines;
static bool only_look;

/* ---- opening --------------------------------------------------------- */

static void
note_level(void)
{
    int most = GSSKSP_TRACE_NOTHING;
    size_t i;

    for (i = 0; i < N_PLACES; i++) {
        if (gssksp_sink_is_open(&places[i].sink) &&
            (int)places[i].level > most)
            most = (int)places[i].level;
    }
    atomic_store(&level, most);
}

/* argv[0] is the caller's to choose; what was executed is not.  Once: the rest
 * of the array is still zero. */
static void
read_program(void)
{
    ssize_t n = readlink(EXECUTABLE, program, sizeof(program) - 1);
    size_t length = n > 0 ? (size_t)n : 0, end = strlen(DELETED);

    if (length > end && strcmp(program + length - end, DELETED) == 0)
        program[length - end] = '\0';
    if (length == 0)
        (void)snprintf(program, sizeof(program), "unknown");
}

static void __attribute__((format(printf, 1, 2)))
say(const char *format, ...)
{
    static bool said;
    size_t length = 0;
    va_list args;
    char *p;

    if (said) {
        length = strlen(text);
        length += (size_t)snprintf(text + length, sizeof(text) - length,
                                   "; ");
    }
    said = true;
    if (length >= sizeof(text))
        return;
    va_start(args, format);
    (void)vsnprintf(text + length, sizeof(text) - length, format, args);
    va_end(args);
    for (p = text; *p != '\0'; p++) {
        if (*p < ' ' || *p > '~')
            *p = '?';
    }
}

static void
say_place(const struct place *place, const char *name)
{
    say("%.80s, %s", name, place->level == GSSKSP_TRACE_MESSAGES ?
        "messages" : "decisions");
}

/* The descriptor for a name of a place; or why there is none. */
static void
take(struct place *place, int fd, const char *name, const char *why)
{
    if (fd < 0)
        say("off: %.80s: %s", name, why);
    else if (gssksp_sink_open(&place->sink, fd))
        say_place(place, name);
    else
        say("off: %.80s: no descriptor left", name);
}

static void
open_own(const char *name)
{
    const char *why = NULL;
    int fd = gssksp_trace_name_open(name, &why);

    OWN->level = GSSKSP_TRACE_MESSAGES;
    take(OWN, fd, name, why);
}

/* A relative path would be another file for each program. */
#define NO_PLACE "neither \"" GSSKSP_TRACE_JOURNAL "\" nor an absolute path"

static void
open_hosts(const char *name)
{
    const char *why = NO_PLACE;
    int fd = -1;

    if (HOSTS->journal)
        fd = gssksp_trace_journal_open(GSSKSP_JOURNAL_SOCKET, &why);
    else if (name[0] == '/')
        fd = gssksp_trace_file_open(name, &why);
    take(HOSTS, fd, name, why);
}

/* To be connected to the journal says nothing to it. */
static bool
is_journal_there(const char **why)
{
    int fd = gssksp_trace_journal_open(GSSKSP_JOURNAL_SOCKET, why);

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static void
judge_hosts(const char *name)
{
    const char *why = NO_PLACE;
    bool fit = false;

    if (HOSTS->journal)
        fit = is_journal_there(&why);
    else if (name[0] == '/')
        fit = gssksp_trace_file_is_fit(name, &why);
    if (fit)
        say_place(HOSTS, name);
    else
        say("off: %.80s: %s", name, why);
}

static void
take_hosts(const struct gssksp_trace_settings *settings)
{
    HOSTS->level = settings->messages ? GSSKSP_TRACE_MESSAGES :
        GSSKSP_TRACE_DECISIONS;
    HOSTS->journal = strcmp(settings->place, GSSKSP_TRACE_JOURNAL) == 0;
    if (only_look)
        judge_hosts(settings->place);
    else
        open_hosts(settings->place);
}

static void
read_settings(void)
{
    struct gssksp_trace_settings settings;

    gssksp_trace_settings_read(program, &settings);
    if (settings.why != NULL)
        say("off: %s", settings.why);
    else if (settings.place[0] != '\0')
        take_hosts(&settings);
}

void
gssksp_trace_look(void)
{
    only_look = true;
}

void
gssksp_trace_open(enum gssksp_face whose)
{
    const char *name = secure_getenv("GSSKSP_TRACE");

    face = whose == GSSKSP_FACE_SSPI ? "sspi" : "gss";
    if (program[0] == '\0')
        read_program();
    if (name != NULL && name[0] != '\0' && !OWN->tried && !only_look) {
        OWN->tried = true;
        open_own(name);
    }
    if (!HOSTS->tried) {
        HOSTS->tried = true;
        read_settings();
    }
    note_level();
}

const char *
gssksp_trace_text(void)
{
    return text;
}

void
gssksp_trace_count_lost_into(uint64_t *lines)
{
    lost_lines = lines;
}

enum gssksp_trace_level
gssksp_trace_level(void)
{
    return (enum gssksp_trace_level)atomic_load_explicit(
        &level, memory_order_relaxed);
}

/* ---- lines ----------------------------------------------------------- */

static void
begin(struct gssksp_line *l, const char *event)
{
    const char *slash = strrchr(program, '/');

    gssksp_line_begin(l, event);
    gssksp_line_field(l, "program", "%s", slash != NULL ? slash + 1 :
                      program);
    gssksp_line_field(l, "version", "%s", PACKAGE_VERSION);
    gssksp_line_field(l, "face", "%s", face);
}

static void
put(struct place *place, const struct gssksp_line *l, int priority)
{
    char out[GSSKSP_LINE_JOURNAL_MAX];
    size_t length = place->journal ?
        gssksp_line_for_journal(l, priority, out) :
        gssksp_line_for_file(l, out);

    if (!gssksp_sink_put(&place->sink, out, length) && lost_lines != NULL)
        (void)__atomic_fetch_add(lost_lines, 1, __ATOMIC_RELAXED);
}

/* To the places that want lines of levels from `least` to `most`. */
static void
end_between(const struct gssksp_line *l, int priority,
            enum gssksp_trace_level least, enum gssksp_trace_level most)
{
    bool lost = false;
    size_t i;

    for (i = 0; i < N_PLACES; i++) {
        if (gssksp_sink_is_open(&places[i].sink) &&
            places[i].level >= least && places[i].level <= most) {
            put(&places[i], l, priority);
            lost = lost || !gssksp_sink_is_open(&places[i].sink);
        }
    }
    if (lost)
        note_level();
}

static void
end(const struct gssksp_line *l, int priority, enum gssksp_trace_level least)
{
    end_between(l, priority, least, GSSKSP_TRACE_MESSAGES);
}

static bool
decides(void)
{
    return gssksp_trace_level() >= GSSKSP_TRACE_DECISIONS;
}

static void
add_role(struct gssksp_line *l, bool initiator)
{
    gssksp_line_field(l, "role", "%s", initiator ? "initiator" : "acceptor");
}

static void
add_enctype(struct gssksp_line *l, LONG enctype)
{
    char name[64];

    if (enctype != 0 && krb5_enctype_to_name(enctype, FALSE, name,
                                             sizeof(name)) == 0)
        gssksp_line_field(l, "enctype", "%s", name);
    else if (enctype != 0)
        gssksp_line_field(l, "enctype", "%ld", (long)enctype);
}

/* ---- decisions ------------------------------------------------------- */

static void
tell(const char *event, const char *reason, int priority)
{
    struct gssksp_line l;

    if (decides()) {
        begin(&l, event);
        if (reason != NULL)
            gssksp_line_reason(&l, reason);
        end(&l, priority, GSSKSP_TRACE_DECISIONS);
    }
}

static void
offer(size_t mechanisms)
{
    struct gssksp_line l;

    if (decides()) {
        begin(&l, "offered");
        gssksp_line_field(&l, "mechanisms", "%zu", mechanisms);
        end(&l, LOG_INFO, GSSKSP_TRACE_DECISIONS);
    }
}

void
gssksp_trace_load(size_t mechanisms, const char *reason)
{
    GSSKSP_PROBE2(load, mechanisms, reason);
    if (mechanisms > 0)
        offer(mechanisms);
    else
        tell("stand-aside", reason, LOG_NOTICE);
}

void
gssksp_trace_library(void)
{
    tell("loaded", NULL, LOG_INFO);
}

void
gssksp_trace_policy(const char *policy)
{
    tell("policy", policy, LOG_INFO);
}

void
gssksp_trace_degraded(const char *why)
{
    GSSKSP_PROBE1(degraded, why);
    tell("degraded", why, LOG_WARNING);
}

void
gssksp_trace_in_use(bool establishes)
{
    static atomic_bool to_all, to_decisions;
    struct gssksp_line l;

    if (!decides())
        return;
    begin(&l, "in-use");
    if (!atomic_exchange(&to_all, true))
        end(&l, LOG_INFO, GSSKSP_TRACE_MESSAGES);
    if (establishes && !atomic_exchange(&to_decisions, true)) {
        end_between(&l, LOG_INFO, GSSKSP_TRACE_DECISIONS,
                    GSSKSP_TRACE_DECISIONS);
    }
}

void
gssksp_trace_hand_over(const struct gssksp_trace_hand_over *context,
                       NTSTATUS status)
{
    enum gssksp_trace_level least = context->brought ?
        GSSKSP_TRACE_MESSAGES : GSSKSP_TRACE_DECISIONS;
    struct gssksp_line l;

    if (gssksp_trace_level() < least)
        return;
    begin(&l, "InitContext");
    gssksp_line_field(&l, "ctx", "%llx", (unsigned long long)context->ctx);
    add_role(&l, context->initiator);
    add_enctype(&l, context->enctype);
    if (context->peer != NULL)
        gssksp_line_field(&l, "peer", "%s", context->peer);
    if (context->table != NULL)
        gssksp_line_field(&l, "table", "%s", context->table);
    gssksp_line_status(&l, (ULONG)status);
    end(&l, LOG_INFO, least);
}

void
gssksp_trace_forwarded(bool initiator, const char *reason)
{
    struct gssksp_line l;

    GSSKSP_PROBE1(forward, reason);
    if (decides()) {
        begin(&l, "forward");
        add_role(&l, initiator);
        gssksp_line_reason(&l, reason);
        end(&l, LOG_NOTICE, GSSKSP_TRACE_DECISIONS);
    }
}

/* `enctype` is 0 where there is none. */
static void
tell_refused(enum gssksp_trace_level least, bool initiator, LONG enctype,
             const char *reason)
{
    struct gssksp_line l;

    if (gssksp_trace_level() >= least) {
        begin(&l, "refused");
        add_role(&l, initiator);
        add_enctype(&l, enctype);
        gssksp_line_reason(&l, reason);
        end(&l, LOG_WARNING, least);
    }
}

void
gssksp_trace_refused(enum gssksp_trace_level least, bool initiator,
                     LONG enctype)
{
    GSSKSP_PROBE1(refused, enctype);
    tell_refused(least, initiator, enctype, "the policy");
}

void
gssksp_trace_refused_call(bool initiator, const char *reason)
{
    tell_refused(GSSKSP_TRACE_DECISIONS, initiator, 0, reason);
}

/* ---- afterwards ------------------------------------------------------ */

static const char *
type_name(ULONG type)
{
    static const char *const names[] = {
        "EMPTY", "DATA", "TOKEN", "PKG_PARAMS", "MISSING", "EXTRA",
        "STREAM_TRAILER", "STREAM_HEADER", "NEGOTIATION_INFO", "PADDING",
        "STREAM"
    };

    return type < sizeof(names) / sizeof(names[0]) ? names[type] : "OTHER";
}

static void
add_buffers(struct gssksp_line *l, const SecBufferDesc *message)
{
    const SecBuffer *b;
    ULONG i;

    for (i = 0; i < message->cBuffers; i++) {
        b = &message->pBuffers[i];
        if (b->BufferType != SECBUFFER_PKG_PARAMS) {
            gssksp_line_field(l, type_name(b->BufferType &
                                           ~(ULONG)SECBUFFER_ATTRMASK),
                              "%lu", (unsigned long)b->cbBuffer);
        }
    }
}

static bool
goes_out(const char *function)
{
    return function[0] == 'M' || function[0] == 'S';
}

void
gssksp_trace_message(const char *function, LSA_SEC_HANDLE ContextId,
                     const KSP_CONTEXT_DESCRIPTION *context, ULONG fQOP,
                     ULONG MessageSeqNo, const SecBufferDesc *message,
                     NTSTATUS status)
{
    struct gssksp_line l;

    begin(&l, function);
    gssksp_line_field(&l, "ctx", "%llx", (unsigned long long)ContextId);
    if (context != NULL) {
        add_role(&l, context->Role == KSP_ROLE_INITIATOR);
        add_enctype(&l, context->Enctype);
    }
    gssksp_line_field(&l, "direction", "%s", goes_out(function) ? "out" :
                      "in");
    gssksp_line_field(&l, "fQOP", "0x%08lx", (unsigned long)fQOP);
    gssksp_line_field(&l, "MessageSeqNo", "%lu",
                      (unsigned long)MessageSeqNo);
    add_buffers(&l, message);
    gssksp_line_status(&l, (ULONG)status);
    end(&l, LOG_INFO, GSSKSP_TRACE_MESSAGES);
}

void
gssksp_trace_context(const char *function, LSA_SEC_HANDLE ContextId,
                     NTSTATUS status)
{
    struct gssksp_line l;

    begin(&l, function);
    gssksp_line_field(&l, "ctx", "%llx", (unsigned long long)ContextId);
    gssksp_line_status(&l, (ULONG)status);
    end(&l, LOG_INFO, GSSKSP_TRACE_MESSAGES);
}
