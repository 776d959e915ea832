/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tools/status/process.h"

#define OLD_FILE "the module's file was replaced, it has the old one: " \
    "restart it"

static void __attribute__((format(printf, 3, 4)))
add(char *why, size_t size, const char *format, ...)
{
    size_t length = strlen(why);
    va_list args;

    if (length > 0)
        length += (size_t)snprintf(why + length, size - length, "; ");
    if (length >= size)
        return;
    va_start(args, format);
    (void)vsnprintf(why + length, size - length, format, args);
    va_end(args);
}

static bool
has(const struct process *process, enum variable variable)
{
    return process->surroundings.known && !process->surroundings.secure &&
        process->surroundings.set[variable];
}

/* The module offers itself wherever it is loaded; who came first only a
 * context tells, or what is known of the neighbour. */
static enum process_verdict
judge_offered(const struct process *process, char *why, size_t size)
{
    enum process_verdict verdict = PROCESS_ON;

    if (process->proxy && has(process, VARIABLE_PROXY)) {
        add(why, size, "another interposer comes first: gssproxy's, as "
            "GSS_USE_PROXY is set");
        verdict = PROCESS_OFF;
    } else {
        add(why, size, "no context yet");
    }
    return verdict;
}

static enum process_verdict
judge_state(const struct process *process, char *why, size_t size)
{
    enum process_verdict verdict = PROCESS_UNKNOWN;

    switch (process->state.state) {
    case GSS_KSP_STATE_IN_USE:
        verdict = PROCESS_ON;
        break;
    case GSS_KSP_STATE_OFFERED:
        verdict = judge_offered(process, why, size);
        break;
    case GSS_KSP_STATE_ASIDE:
        add(why, size, "%s", process->state.reason);
        verdict = PROCESS_OFF;
        break;
    default:
        add(why, size, "the library is about to ask the module");
        break;
    }
    if (process->state.degraded[0] != '\0')
        add(why, size, "degraded: %s", process->state.degraded);
    if (process->state.trace_lost > 0)
        add(why, size, "%llu lines of its trace were lost",
            (unsigned long long)process->state.trace_lost);
    return verdict;
}

/* Its memory is closed to us: what its environment says. */
static enum process_verdict
judge_loaded(const struct process *process, char *why, size_t size)
{
    const char *enable = process->surroundings.value[VARIABLE_ENABLE];
    enum process_verdict verdict = PROCESS_UNKNOWN;

    if (has(process, VARIABLE_ENABLE) && enable[0] != '\0' &&
        strcmp(enable, "always") != 0) {
        add(why, size, "GSSKSP_ENABLE=%.64s", enable);
        verdict = PROCESS_OFF;
    } else if (process->state_error != 0) {
        add(why, size, "the module is loaded; whether it stands aside cannot "
            "be known, as its memory cannot be read: %s",
            strerror(process->state_error));
    } else {
        add(why, size, "the module is loaded, and does not say whether it "
            "stands aside: another version, or another word size");
    }
    return verdict;
}

#define NOT_LOADED "the module is not loaded"

static enum process_verdict
judge_stock(const struct process *process, char *why, size_t size)
{
    const char *config = process->surroundings.value[VARIABLE_CONFIG];

    if (process_apart(process) != NULL)
        add(why, size, NOT_LOADED "; why cannot be told: %s",
            process_apart(process));
    else
        add(why, size, NOT_LOADED ": the process was started before it was "
            "listed, or has not called GSS-API yet");
    if (has(process, VARIABLE_CONFIG))
        add(why, size, "it reads GSS_MECH_CONFIG=%.128s", config);
    if (!process->surroundings.known)
        add(why, size, "its environment cannot be read");
    return PROCESS_OFF;
}

enum process_verdict
process_judge(const struct process *process, char *why, size_t size)
{
    enum process_verdict verdict = PROCESS_UNKNOWN;

    why[0] = '\0';
    if (process->unread) {
        add(why, size, "%s", process_apart(process));
        return verdict;
    }
    if (process->error != 0) {
        add(why, size, "what it has in memory cannot be read: %s",
            strerror(process->error));
        return verdict;
    }
    if (process->changed) {
        add(why, size, "%s", process_apart(process));
        return verdict;
    }
    switch (process->module) {
    case PROCESS_NO_GSS:
        add(why, size, "it has not loaded MIT's GSS-API library");
        verdict = PROCESS_OFF;
        break;
    case PROCESS_STOCK:
        verdict = judge_stock(process, why, size);
        break;
    case PROCESS_LOADED:
        verdict = judge_loaded(process, why, size);
        break;
    case PROCESS_STATE:
        verdict = judge_state(process, why, size);
        break;
    }
    if (process->replaced)
        add(why, size, OLD_FILE);
    return verdict;
}
