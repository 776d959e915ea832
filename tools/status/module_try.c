/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bridge/oids.h"
#include "tools/status/elf_head.h"
#include "tools/status/in_child.h"
#include "tools/status/module_try.h"
#include "tools/status/state_check.h"

/* Those of the library. */
#define FLAGS (RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE)
#define LOOK_END (offsetof(struct gss_ksp_state, look) + sizeof(uint32_t))
#define FUNCTION "gss_mech_interposer"

typedef gss_OID_set (*interposer_fn)(gss_OID mech_type);

static void
note_offer(struct module_try *result, const gss_OID_set_desc *set)
{
    size_t i;

    result->mechanisms = (unsigned int)set->count;
    for (i = 0; i < set->count; i++) {
        if (gssksp_oid_is(&set->elements[i], gssksp_mech(0)))
            result->kerberos = true;
    }
}

static struct gss_ksp_state *
find_state(void *handle)
{
    struct gss_ksp_state *state = dlsym(handle, GSS_KSP_STATE_SYMBOL);

    if (state != NULL && !state_is_known(state))
        state = NULL;
    return state;
}

static void
note_state(struct module_try *result, void *handle)
{
    const struct gss_ksp_state *state = find_state(handle);

    result->has_state = state != NULL;
    if (result->has_state) {
        memcpy(&result->state, state, state->size < sizeof(*state) ?
               state->size : sizeof(*state));
    }
}

/* It is not asked yet, and will write no trace. */
static void
only_look(void *handle)
{
    struct gss_ksp_state *state = find_state(handle);

    if (state != NULL && state->size >= LOOK_END)
        state->look = 1;
}

void
module_tries_look(const struct module_tries *tries)
{
    const struct listing *l = tries->listing;
    void *handle;
    size_t i;

    for (i = 0; i < l->n_entries; i++) {
        handle = tries->tries[i].has_state ?
            dlopen(l->entries[i].library, FLAGS) : NULL;
        if (handle != NULL)
            only_look(handle);
    }
}

/* The path has been said. */
static void
note_error(struct module_try *result, const char *path, const char *error)
{
    size_t length = strlen(path);

    if (strncmp(error, path, length) == 0 &&
        strncmp(error + length, ": ", 2) == 0)
        error += length + 2;
    (void)snprintf(result->error, sizeof(result->error), "%s", error);
}

static void
work(const void *argument, void *found)
{
    const struct listing_entry *entry = argument;
    struct module_try *result = found;
    gss_OID_desc oid = { (OM_uint32)entry->oid_length,
                         (void *)(uintptr_t)entry->oid };
    interposer_fn ask;
    gss_OID_set set;
    void *handle;

    handle = dlopen(entry->library, FLAGS);
    if (handle == NULL) {
        note_error(result, entry->library, dlerror());
        return;
    }
    *(void **)&ask = dlsym(handle, FUNCTION);
    if (ask == NULL) {
        (void)snprintf(result->error, sizeof(result->error),
                       "it has no function " FUNCTION);
        return;
    }
    result->loads = true;
    only_look(handle);
    set = ask(&oid);
    result->asked = true;
    if (set != GSS_C_NO_OID_SET)
        note_offer(result, set);
    note_state(result, handle);
}

/* What the child could not say. */
static void
note_end(struct module_try *result, enum child_end end, int detail)
{
    if (end == CHILD_DONE)
        return;
    result->loads = false;
    if (end == CHILD_SIGNAL)
        (void)snprintf(result->error, sizeof(result->error),
                       "a program that loads it dies of signal %d (%s)",
                       detail, strsignal(detail));
    else if (end == CHILD_TIMEOUT)
        (void)snprintf(result->error, sizeof(result->error),
                       "a program that loads it hangs");
    else
        (void)snprintf(result->error, sizeof(result->error),
                       "it could not be tried: %s", strerror(detail));
    result->untried = end == CHILD_NONE;
}

/* The loader has the same words for a file of another machine as for none,
 * and dies of a file that is cut short. */
static void
explain(struct module_try *result, const char *path, bool dies)
{
    const char *wrong = elf_head_wrong(path);
    char said[128];

    if (result->loads || wrong == NULL)
        return;
    (void)snprintf(said, sizeof(said), "%.127s", result->error);
    (void)snprintf(result->error, sizeof(result->error), "%s%s%s", wrong,
                   dies ? ": " : "", dies ? said : "");
}

/* What may be anything. */
static void
check(struct module_try *result)
{
    in_child_settle(&result->untried);
    in_child_settle(&result->loads);
    in_child_settle(&result->asked);
    in_child_settle(&result->kerberos);
    in_child_settle(&result->has_state);
    in_child_end(result->error, sizeof(result->error));
    result->untried = false;
    result->has_state = result->has_state &&
        state_is_known(&result->state);
    state_end_texts(&result->state);
}

void
module_try(const struct listing_entry *entry, struct module_try *result)
{
    enum child_end end;
    int detail;

    end = in_child(work, entry, result, sizeof(*result), &detail);
    check(result);
    note_end(result, end, detail);
    explain(result, entry->library, end == CHILD_SIGNAL);
}

/* As the loader would say it. */
void
module_try_not(const struct listing_entry *entry, const char *why,
               struct module_try *result)
{
    memset(result, 0, sizeof(*result));
    if (access(entry->library, R_OK) != 0)
        (void)snprintf(result->error, sizeof(result->error),
                       "cannot open shared object file: %s",
                       strerror(errno));
    else
        explain(result, entry->library, false);
    result->untried = result->error[0] == '\0';
    if (result->untried)
        (void)snprintf(result->error, sizeof(result->error),
                       "not tried: %s", why);
}
