/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tools/json.h"
#include "tools/status/status.h"

static void
put_error(const char *name, int error)
{
    json_text(name, error != 0 ? strerror(error) : NULL);
}

static void
put_messages(const struct gss_ksp_messages *messages)
{
    json_begin("messages", '{');
    json_number("signed", messages->signed_);
    json_number("verified", messages->verified);
    json_number("sealed", messages->sealed);
    json_number("unsealed", messages->unsealed);
    json_number("not_made", messages->not_made);
    json_number("altered", messages->altered);
    json_number("out_of_sequence", messages->out_of_sequence);
    json_number("defective", messages->defective);
    json_number("not_taken", messages->not_taken);
    json_end('}');
}

static void
put_state(const struct gss_ksp_state *state)
{
    static const char *const states[] = {
        "loaded", "offered", "in-use", "aside"
    };
    static const char *const policies[] = {
        "unread", "none", "named", "fips", "doubt"
    };

    json_begin("state", '{');
    json_text("state", state->state < 4 ? states[state->state] : "?");
    json_text("reason", state->reason);
    json_text("module", state->module);
    json_text("built_with_krb5", state->krb5);
    json_text("provider", state->provider);
    json_text("policy", state->policy < 5 ? policies[state->policy] : "?");
    json_text("refuses", state->refuses);
    json_text("trace", state->trace);
    json_number("trace_lost", state->trace_lost);
    json_text("degraded", state->degraded[0] != '\0' ? state->degraded :
              NULL);
    json_number("opened", state->opened);
    json_number("closed", state->closed);
    json_number("forwarded", state->forwarded);
    json_number("refused", state->refused);
    put_messages(&state->messages);
    json_end('}');
}

static void
put_lines(const struct listing *l, size_t file)
{
    const struct listing_line *line;
    size_t i;

    json_begin("lines", '[');
    for (i = 0; i < l->n_lines; i++) {
        line = &l->lines[i];
        if (line->file != file)
            continue;
        json_begin(NULL, '{');
        json_number("line", line->number);
        json_bool("taken", line->taken);
        json_bool("ours", line->ours);
        json_text("why", line->why);
        json_end('}');
    }
    json_end(']');
}

static void
put_files(const struct host *host)
{
    const struct listing *l = host->listing;
    size_t i;

    json_begin("files", '[');
    for (i = 0; i < l->n_files; i++) {
        json_begin(NULL, '{');
        json_text("path", l->files[i].path);
        put_error("error", l->files[i].error);
        json_bool("cut", l->files[i].cut);
        put_lines(l, i);
        json_end('}');
    }
    json_end(']');
    json_number("left_out", l->left_out);
    json_bool("library_found", host->library.found);
    put_error("unread_error", host->unread->error);
    json_begin("unread", '[');
    for (i = 0; i < host->unread->n; i++) {
        json_begin(NULL, '{');
        json_text("path", host->unread->files[i].path);
        json_text("why", host->unread->files[i].why);
        json_end('}');
    }
    json_end(']');
}

static void
put_interposers(const struct host *host)
{
    const struct listing_entry *entry;
    const struct module_try *try;
    size_t i;

    json_begin("interposers", '[');
    for (i = 0; i < host->listing->n_entries; i++) {
        entry = &host->listing->entries[i];
        try = &host->tries[i];
        if (!entry->interposer)
            continue;
        json_begin(NULL, '{');
        json_text("name", entry->name);
        json_text("oid", entry->text);
        json_text("library", entry->library);
        json_bool("tried", !try->untried);
        json_bool("loads", try->loads);
        json_text("error", try->error[0] != '\0' ? try->error : NULL);
        json_number("mechanisms", try->mechanisms);
        json_bool("first", i == host->first);
        if (try->has_state)
            put_state(&try->state);
        json_end('}');
    }
    json_end(']');
}

static void
put_host(const struct host *host)
{
    static const char *const who[] = {
        [INTERPOSING_UNKNOWN] = "unknown", [INTERPOSING_NOBODY] = "stock",
        [INTERPOSING_OURS] = "gss-ksp", [INTERPOSING_OTHER] = "other",
        [INTERPOSING_DIES] = "dies"
    };

    json_begin("host", '{');
    json_text("library", host->library.path);
    json_text("krb5", host->library.krb5);
    json_text("pattern", host->library.pattern);
    json_text("plugins", host->library.plugins);
    json_text("processor", host->cpu);
    json_text("GSS_MECH_CONFIG", host->listing->only);
    put_files(host);
    put_interposers(host);
    json_text("uses", who[host->who]);
    json_text("not_asked", host->untrusted[0] != '\0' ? host->untrusted :
              NULL);
    json_begin("self_test", '{');
    json_number("enctypes", host->self_test.enctypes);
    json_text("failed", host->self_test.failed[0] != '\0' ?
              host->self_test.failed : NULL);
    json_end('}');
    if (host->context.tried) {
        json_begin("context", '{');
        json_bool("made", host->context.made);
        json_bool("ours", host->context.ours);
        json_text("peer", host->context.peer);
        json_text("error", host->context.error);
        json_end('}');
    }
    json_end('}');
}

static void
put_process(const struct process *process)
{
    static const char *const words[] = {
        [PROCESS_ON] = "on", [PROCESS_OFF] = "off",
        [PROCESS_UNKNOWN] = "unknown"
    };
    enum process_verdict verdict;
    char why[1024];

    verdict = process_judge(process, why, sizeof(why));
    json_begin(NULL, '{');
    json_number("pid", (unsigned long)process->pid);
    json_number("uid", process->user);
    json_text("program", process->program);
    json_text("verdict", words[verdict]);
    json_text("why", why);
    json_text("module", process->path[0] != '\0' ? process->path : NULL);
    json_bool("replaced", process->replaced);
    put_error("error", process->error);
    if (process->module == PROCESS_STATE)
        put_state(&process->state);
    json_end('}');
}

static void
put_program(const struct program_file *program)
{
    json_begin("program", '{');
    json_text("path", program->path[0] != '\0' ? program->path : NULL);
    json_bool("secure", program->secure);
    json_text("refers", program->refers[0] != '\0' ? program->refers : NULL);
    json_end('}');
}

static void
put_head(enum verdict verdict, const char *why, const char *subject,
         const char *user)
{
    json_begin(NULL, '{');
    json_text("verdict", status_word(verdict));
    json_text("why", why);
    json_text("for", subject);
    json_text("user", user);
    json_text("version", PACKAGE_VERSION);
}

void
report_json(const struct status *s)
{
    size_t i;

    put_head(s->verdict, s->why, s->subject, s->user);
    put_host(&s->host);
    if (s->subject != NULL && !s->is_process)
        put_program(&s->program);
    json_begin("processes", '[');
    for (i = 0; i < s->processes->n; i++)
        put_process(&s->processes->list[i]);
    json_end(']');
    json_number("processes_left_out", s->processes->left_out);
    json_number("processes_not_seen", s->processes->hidden);
    json_end('}');
    putchar('\n');
}

void
report_json_unknown(const char *subject, const char *user, const char *why)
{
    put_head(VERDICT_UNKNOWN, why, subject, user);
    json_end('}');
    putchar('\n');
}
