/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/status/status.h"

static const enum verdict of_host[] = {
    [HOST_ON] = VERDICT_ON,
    [HOST_OFF] = VERDICT_OFF,
    [HOST_BROKEN] = VERDICT_BROKEN,
    [HOST_UNKNOWN] = VERDICT_UNKNOWN
};

static const enum verdict of_process[] = {
    [PROCESS_ON] = VERDICT_ON,
    [PROCESS_OFF] = VERDICT_OFF,
    [PROCESS_UNKNOWN] = VERDICT_UNKNOWN
};

const char *
status_word(enum verdict verdict)
{
    static const char *const words[] = { "on", "off", "broken", "unknown" };

    return words[verdict];
}

static void
judge_host(struct status *s)
{
    s->verdict = of_host[host_judge(&s->host, s->why, sizeof(s->why))];
}

/* What the host says of a process that has not loaded the module: that it
 * would is no answer. */
static void
take_host(struct status *s, enum host_verdict host, const char *why)
{
    size_t length = strlen(s->why);

    if (host == HOST_OFF || host == HOST_BROKEN) {
        s->verdict = of_host[host];
        (void)snprintf(s->why, sizeof(s->why), "%s", why);
    } else if (host == HOST_UNKNOWN) {
        (void)snprintf(s->why + length, sizeof(s->why) - length, "; %s",
                       why);
    }
}

/* A process without the module finds what a program that is started in its
 * environment finds. */
static void
judge_process(struct status *s)
{
    const struct process *process = &s->processes->list[0];
    char why[sizeof(s->why)];
    enum host_verdict host;
    const char *word;

    s->verdict = of_process[process_judge(process, s->why, sizeof(s->why))];
    if (process->error != 0 || process->changed)
        return;
    if (process->module == PROCESS_STOCK) {
        host = host_judge(&s->host, why, sizeof(why));
        if (process_apart(process) == NULL)
            take_host(s, host, why);
    } else if (process->module == PROCESS_STATE &&
               process->state.policy == GSS_KSP_POLICY_DOUBT) {
        word = strstr(process->state.refuses, ": ");
        s->verdict = VERDICT_BROKEN;
        (void)snprintf(s->why, sizeof(s->why),
                       "the policy refuses all RC4 and DES3: %s",
                       word != NULL ? word + 2 : "it is in doubt");
    }
}

static bool
is_always(void)
{
    const char *value = getenv("GSSKSP_ENABLE");

    return value != NULL && strcmp(value, "always") == 0;
}

static void
judge_program(struct status *s)
{
    const struct program_file *program = &s->program;

    judge_host(s);
    if (program->path[0] == '\0') {
        s->verdict = VERDICT_UNKNOWN;
        (void)snprintf(s->why, sizeof(s->why), "there is no such program");
    } else if (s->verdict != VERDICT_ON || is_always()) {
        return;
    } else if (program->proxy) {
        s->verdict = VERDICT_OFF;
        (void)snprintf(s->why, sizeof(s->why), "the program is gssproxy");
    } else if (program->refers[0] != '\0') {
        s->verdict = VERDICT_OFF;
        (void)snprintf(s->why, sizeof(s->why),
                       "%.512s refers to gss_krb5_import_cred",
                       program->refers);
    } else if (!program->elf) {
        s->verdict = VERDICT_UNKNOWN;
        (void)snprintf(s->why, sizeof(s->why),
                       "%.512s is a script, or for another architecture",
                       program->path);
    }
}

void
status_judge(struct status *s)
{
    s->why[0] = '\0';
    if (s->is_process)
        judge_process(s);
    else if (s->subject != NULL)
        judge_program(s);
    else
        judge_host(s);
}
