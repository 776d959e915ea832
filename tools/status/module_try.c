/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bridge/oids.h"
#include "tools/status/elf_head.h"
#include "tools/status/in_child.h"
#include "tools/status/module_try.h"

/* Those of the library. */
#define FLAGS (RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE)
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

static void
note_state(struct module_try *result, void *handle)
{
    const struct gss_ksp_state *state = dlsym(handle, GSS_KSP_STATE_SYMBOL);

    result->has_state = state != NULL &&
        memcmp(state->magic, GSS_KSP_STATE_MAGIC, sizeof(state->magic)) ==
            0 && state->version == GSS_KSP_STATE_VERSION;
    if (result->has_state) {
        memcpy(&result->state, state, state->size < sizeof(*state) ?
               state->size : sizeof(*state));
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

    /* This is no run of a program. */
    (void)unsetenv("GSSKSP_TRACE");
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

void
module_try(const struct listing_entry *entry, struct module_try *result)
{
    enum child_end end;
    int detail;

    end = in_child(work, entry, result, sizeof(*result), &detail);
    note_end(result, end, detail);
    explain(result, entry->library, end == CHILD_SIGNAL);
}
