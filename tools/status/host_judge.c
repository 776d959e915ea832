/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tools/status/host.h"

struct verdict {
    enum host_verdict verdict;
    char *why;
    size_t size;
};

static void __attribute__((format(printf, 3, 4)))
say(struct verdict *v, enum host_verdict verdict, const char *format, ...)
{
    va_list args;

    v->verdict = verdict;
    va_start(args, format);
    (void)vsnprintf(v->why, v->size, format, args);
    va_end(args);
}

static const char *
file_of(const struct host *host, size_t line)
{
    return host->listing->files[host->listing->lines[line].file].path;
}

static unsigned int
number_of(const struct host *host, size_t line)
{
    return host->listing->lines[line].number;
}

/* ---- the module is not listed ---------------------------------------- */

static bool
blame_line(const struct host *host, struct verdict *v)
{
    size_t i;

    for (i = 0; i < host->listing->n_lines; i++) {
        if (host->listing->lines[i].note) {
            say(v, HOST_OFF, "%s:%u: %s", file_of(host, i),
                number_of(host, i), host->listing->lines[i].why);
            return true;
        }
    }
    return false;
}

/* What cannot be read may list it. */
static bool
blame_file(const struct host *host, struct verdict *v)
{
    const struct listing_file *file;
    size_t i;

    for (i = 0; i < host->listing->n_files; i++) {
        file = &host->listing->files[i];
        if (file->error != 0 && file->error != ENOENT) {
            say(v, HOST_BROKEN, "%s cannot be read: %s", file->path,
                strerror(file->error));
            return true;
        }
    }
    if (host->listing->only == NULL && host->unread->error != 0) {
        say(v, HOST_BROKEN, "%s cannot be read: %s", host->unread->directory,
            strerror(host->unread->error));
        return true;
    }
    return false;
}

static void
judge_unlisted(const struct host *host, struct verdict *v)
{
    const char *only = host->listing->only;

    /* The library knows better what it reads. */
    if (host->who == INTERPOSING_OURS) {
        say(v, HOST_ON, "by the library's own word: where it is listed was "
            "not found");
        return;
    }
    if (blame_line(host, v) || blame_file(host, v))
        return;
    if (only != NULL && host->listing->files[0].error == ENOENT)
        say(v, HOST_OFF, "GSS_MECH_CONFIG names %s, which is not there",
            only);
    else if (only != NULL)
        say(v, HOST_OFF, "GSS_MECH_CONFIG names %s, which does not list it",
            only);
    else if (host->unread->n > 0)
        say(v, HOST_OFF, "%s: %s", host->unread->files[0].path,
            host->unread->files[0].why);
    else
        say(v, HOST_OFF, "no line of %s or %s lists it", host->library.mech,
            host->library.pattern);
}

/* ---- it is ------------------------------------------------------------ */

static void
judge_aside(const struct host *host, struct verdict *v)
{
    const struct listing_entry *entry = &host->listing->entries[host->ours];
    const struct module_try *try = &host->tries[host->ours];

    if (!listing_is_own(entry))
        say(v, HOST_OFF, "%s:%u: the object identifier is %s, which is not "
            "the module's", file_of(host, entry->first),
            number_of(host, entry->first), entry->text);
    else if (try->has_state && try->state.reason[0] != '\0')
        say(v, HOST_OFF, "%s", try->state.reason);
    else if (try->has_state)
        say(v, HOST_BROKEN, "%s offers nothing and does not say why",
            entry->library);
    else
        say(v, HOST_OFF, "%s:%u: %s is not gss-ksp's module",
            file_of(host, entry->last), number_of(host, entry->last),
            entry->library);
}

static void
judge_load(const struct host *host, struct verdict *v)
{
    const struct listing_entry *entry = &host->listing->entries[host->ours];
    const struct module_try *try = &host->tries[host->ours];
    const struct listing_line *line = &host->listing->lines[entry->last];

    if (try->untried)
        say(v, HOST_UNKNOWN, "%s: %s", entry->library, try->error);
    else if (entry->relative)
        say(v, HOST_BROKEN, "%s, where %s:%u has a name without a path: %s",
            entry->library, file_of(host, entry->last), line->number,
            try->error);
    else
        say(v, HOST_BROKEN, "%s: %s", entry->library, try->error);
}

/* Everything is as it should be, by what the files and modules say. */
static void
judge_in_front(const struct host *host, struct verdict *v)
{
    const struct gss_ksp_state *state = &host->tries[host->ours].state;
    const char *why = strstr(state->refuses, ": ");

    if (state->policy == GSS_KSP_POLICY_DOUBT)
        say(v, HOST_BROKEN, "the policy refuses all RC4 and DES3: %s",
            why != NULL ? why + 2 : "it is in doubt");
    else if (host->self_test.failed[0] != '\0')
        say(v, HOST_BROKEN, "the package's self-test failed: %s",
            host->self_test.failed);
    else if (host->who != INTERPOSING_OURS &&
             host->who != INTERPOSING_UNKNOWN)
        say(v, HOST_BROKEN, "the library does not use it, and nothing seen "
            "here says why");
    else if (host->context.made && !host->context.ours)
        say(v, HOST_BROKEN, "a context was made without it");
    else if (state->degraded[0] != '\0')
        say(v, HOST_ON, "degraded: %s", state->degraded);
}

static void
judge_listed(const struct host *host, struct verdict *v)
{
    const struct listing_entry *entry = &host->listing->entries[host->ours];
    const struct module_try *try = &host->tries[host->ours];
    const struct listing_entry *first;

    if (!entry->interposer) {
        if (!blame_line(host, v))
            say(v, HOST_OFF, "%s:%u: <interposer> is missing",
                file_of(host, entry->first), number_of(host, entry->first));
    } else if (!try->loads) {
        judge_load(host, v);
    } else if (!try->kerberos || !try->has_state) {
        judge_aside(host, v);
    } else if (host->first != host->ours) {
        first = &host->listing->entries[host->first];
        say(v, host->tries[host->first].untried ? HOST_UNKNOWN : HOST_OFF,
            "another interposer comes first: %s, %s:%u%s%s", first->name,
            file_of(host, first->first), number_of(host, first->first),
            host->tries[host->first].untried ? ": " : "",
            host->tries[host->first].untried ?
            host->tries[host->first].error : "");
    } else {
        judge_in_front(host, v);
    }
}

enum host_verdict
host_judge(const struct host *host, char *why, size_t size)
{
    struct verdict v = { HOST_ON, why, size };

    why[0] = '\0';
    if (host->look == HOST_LOOK_NOTHING)
        say(&v, HOST_UNKNOWN, "nothing was looked at");
    else if (host->ours == HOST_NONE)
        judge_unlisted(host, &v);
    else
        judge_listed(host, &v);
    return v.verdict;
}
