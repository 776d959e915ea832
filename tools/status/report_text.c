/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "ksp/kerberos.h"
#include "tools/status/say.h"
#include "tools/status/status.h"

#define AES256_SHA1 18

static const char *
or_unknown(const char *text)
{
    return text[0] != '\0' ? text : "unknown";
}

static void
say_context(const struct own_context *context)
{
    if (context->made)
        say("context    with %s, made by %s", context->peer,
            context->ours ? "gss-ksp" : "stock Kerberos");
    else if (context->tried)
        say("context    none could be made: %s", context->error);
}

static void
say_versions(const struct host *host)
{
    const struct module_try *ours = host->ours != HOST_NONE ?
        &host->tries[host->ours] : NULL;
    bool known = ours != NULL && ours->has_state;

    say("gss-ksp    %s", PACKAGE_VERSION);
    say("krb5       %s, %s", or_unknown(host->library.krb5),
        or_unknown(host->library.path));
    if (known)
        say("module     %s, built with krb5 %s, provider %s",
            ours->state.module, ours->state.krb5,
            ours->state.provider[0] != '\0' ? ours->state.provider :
            KspProviderName(AES256_SHA1));
    say("processor  %s", host->cpu);
    if (known && ours->state.refuses[0] != '\0')
        say("policy     %s", ours->state.refuses);
    if (known && ours->state.trace[0] != '\0')
        say("trace      %s", ours->state.trace);
    if (host->self_test.failed[0] != '\0')
        say("self-test  failed: %s", host->self_test.failed);
    else
        say("self-test  passed, %u enctypes", host->self_test.enctypes);
    say_context(&host->context);
}

static void
say_lines(const struct listing *l, size_t file)
{
    const struct listing_line *line;
    size_t i;

    for (i = 0; i < l->n_lines; i++) {
        line = &l->lines[i];
        if (line->file != file)
            continue;
        if (line->taken)
            say("    %u: taken: %s: %s, %s", line->number,
                l->entries[line->entry].name, line->why,
                l->entries[line->entry].library);
        else
            say("    %u: ignored: %s", line->number, line->why);
    }
}

static void
say_listing(const struct host *host)
{
    const struct listing *l = host->listing;
    size_t i;

    if (host->look == HOST_LOOK_NOTHING)
        return;
    say("%s", "");
    say("What the library reads%s:",
        l->only != NULL ? " (GSS_MECH_CONFIG)" : "");
    for (i = 0; i < l->n_files; i++) {
        say("  %s%s%s", l->files[i].path,
            l->files[i].error != 0 ? ": " : "",
            l->files[i].error != 0 ? strerror(l->files[i].error) : "");
        say_lines(l, i);
        if (l->files[i].cut)
            say("    (and more: only the first %d bytes were read)",
                LISTING_BYTES);
    }
    for (i = 0; i < host->unread->n; i++)
        say("  %s: %s", host->unread->files[i].path,
            host->unread->files[i].why);
    if (host->unread->error != 0)
        say("  %s: %s", host->unread->directory,
            strerror(host->unread->error));
    if (l->left_out > 0)
        say("  (%zu more files, lines or mechanisms)", l->left_out);
    if (!host->library.found)
        say("  (where the library itself looks could not be found out)");
}

static void
say_try(const struct listing_entry *entry, const struct module_try *try,
        bool first)
{
    if (!try->loads)
        say("  %s: %s: %s", entry->name, entry->library, try->error);
    else if (try->mechanisms == 0)
        say("  %s: loads, and offers nothing%s%s", entry->name,
            try->has_state ? ": " : "",
            try->has_state ? try->state.reason : "");
    else
        say("  %s: loads, and offers to interpose %u mechanisms%s",
            entry->name, try->mechanisms,
            first ? ": Kerberos is its" : ", after another");
}

static void
say_tries(const struct host *host)
{
    static const char *const who[] = {
        [INTERPOSING_UNKNOWN] = "nothing that could be seen",
        [INTERPOSING_NOBODY] = "stock Kerberos",
        [INTERPOSING_OURS] = "gss-ksp",
        [INTERPOSING_OTHER] = "another interposer",
        [INTERPOSING_DIES] = "nothing: the program dies"
    };
    size_t i;

    if (host->look == HOST_LOOK_NOTHING)
        return;
    say("%s", "");
    say("What a program loads:");
    for (i = 0; i < host->listing->n_entries; i++) {
        if (host->listing->entries[i].interposer)
            say_try(&host->listing->entries[i], &host->tries[i],
                    i == host->first);
    }
    if (host->untrusted[0] != '\0')
        say("  the library itself was not asked: %s", host->untrusted);
    else
        say("  by the library's own word it uses: %s", who[host->who]);
}

/* Of contexts that live nothing is known, but what they refused. */
static void
say_messages(const struct gss_ksp_messages *m)
{
    say("  %-23s messages of contexts that have ended: signed %llu, verified "
        "%llu, sealed %llu, unsealed %llu", "",
        (unsigned long long)m->signed_, (unsigned long long)m->verified,
        (unsigned long long)m->sealed, (unsigned long long)m->unsealed);
    say("  %-23s messages refused: altered %llu, out of sequence %llu, "
        "defective %llu, other %llu; not made %llu", "",
        (unsigned long long)m->altered,
        (unsigned long long)m->out_of_sequence,
        (unsigned long long)m->defective,
        (unsigned long long)m->not_taken, (unsigned long long)m->not_made);
}

static void
say_state(const struct process *process)
{
    const struct gss_ksp_state *state = &process->state;

    say("  %-23s module %s, %s, policy %s; contexts %u, open %u, forwarded "
        "%u, refused %u", "", state->module, process->path,
        state->refuses[0] != '\0' ? state->refuses : "not read",
        state->opened, state->opened - state->closed, state->forwarded,
        state->refused);
    if (state->opened > 0)
        say_messages(&state->messages);
    if (state->trace[0] != '\0' && strcmp(state->trace, "off") != 0)
        say("  %-23s trace %s", "", state->trace);
}

static void
say_process(const struct process *process)
{
    static const char *const words[] = {
        [PROCESS_ON] = "on", [PROCESS_OFF] = "off", [PROCESS_UNKNOWN] = "?"
    };
    enum process_verdict verdict;
    char why[1024];

    verdict = process_judge(process, why, sizeof(why));
    say("  %-7ld %-10s %-4s %s%s%s", (long)process->pid,
        process->user_name, words[verdict],
        process->program, why[0] != '\0' ? ": " : "", why);
    if (process->module == PROCESS_STATE)
        say_state(process);
}

static void
say_processes(const struct status *s)
{
    const struct processes *all = s->processes;
    size_t i;

    say("%s", "");
    say("%s", s->is_process ? "The process:" :
        s->subject != NULL ? "Processes that run it:" :
        "Processes with GSS-API:");
    for (i = 0; i < all->n; i++)
        say_process(&all->list[i]);
    if (all->n == 0)
        say("  none that can be seen");
    if (all->left_out > 0)
        say("  (%zu more)", all->left_out);
    if (all->hidden > 0 && !s->is_process)
        say("  (of %zu processes one may not see what they have in memory)",
            all->hidden);
}

static void
say_program(const struct program_file *program)
{
    say("%s", "");
    say("The program:");
    say("  %s", or_unknown(program->path));
    if (program->secure)
        say("  runs with other rights than its caller's: it looks at none "
            "of the variables");
    if (program->refers[0] != '\0')
        say("  %s refers to gss_krb5_import_cred", program->refers);
}

static void
say_verdict(enum verdict verdict, const char *subject, const char *why)
{
    say("%s", "");
    say("%s%s%s%s%s", status_word(verdict), subject != NULL ? " for " : "",
        subject != NULL ? subject : "", why[0] != '\0' ? ": " : "", why);
}

void
report_text(const struct status *s)
{
    say_versions(&s->host);
    say_listing(&s->host);
    say_tries(&s->host);
    if (s->subject != NULL && !s->is_process)
        say_program(&s->program);
    say_processes(s);
    say_verdict(s->verdict, s->subject, s->why);
}

void
report_text_unknown(const char *subject, const char *why)
{
    say_verdict(VERDICT_UNKNOWN, subject, why);
}
