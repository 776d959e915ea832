/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/status/cpu.h"
#include "tools/status/host.h"
#include "tools/status/trusted.h"

/* What is beyond the limits nobody has looked at, but the library reads it. */
static bool
is_whole(const struct listing *l)
{
    bool whole = l->left_out == 0;
    size_t i;

    for (i = 0; i < l->n_files; i++)
        whole = whole && !l->files[i].cut;
    return whole;
}

/* The files that decide what is loaded, and what it does: all of them, as the
 * library reads them again. */
static void
trust_files(struct host *host)
{
    const struct listing *l = host->listing;
    const char *krb5 = getenv("KRB5_CONFIG");
    char *why = host->untrusted;
    size_t size = sizeof(host->untrusted), i;
    bool ok = krb5 == NULL || trusted_files(krb5, host->caller, why, size);

    for (i = 0; ok && i < l->n_files; i++)
        ok = trusted_file(l->files[i].path, host->caller, why, size);
    if (ok && !is_whole(l))
        (void)snprintf(why, size, "more is listed than was looked at");
}

/* Whether one module may be loaded; what may not keeps the library from being
 * asked, also if it interposes nothing. */
static bool
trust_module(struct host *host, const struct listing_entry *entry,
             char *why, size_t size)
{
    bool ok = trusted_file(entry->library, host->caller, why, size);

    if (!ok && host->untrusted[0] == '\0')
        (void)snprintf(host->untrusted, sizeof(host->untrusted), "%s", why);
    return ok;
}

static void
try_trusted(struct host *host, size_t i, bool may)
{
    const struct listing_entry *entry = &host->listing->entries[i];
    char why[sizeof(host->untrusted)];
    bool trusted = trust_module(host, entry, why, sizeof(why));

    if (!entry->interposer)
        return;
    if (may && trusted)
        module_try(entry, &host->tries[i]);
    else
        module_try_not(entry, may ? why : host->untrusted, &host->tries[i]);
}

static void
note_first(struct host *host, size_t i)
{
    if (host->first == HOST_NONE &&
        (host->tries[i].kerberos || host->tries[i].untried))
        host->first = i;
}

/* The library asks them in this order, and the first that offers has it. */
static void
try_modules(struct host *host)
{
    const struct listing *l = host->listing;
    bool may = host->untrusted[0] == '\0';
    size_t i;

    for (i = 0; i < l->n_entries; i++) {
        if (host->look == HOST_LOOK_TRUSTED)
            try_trusted(host, i, may);
        else if (l->entries[i].interposer)
            module_try(&l->entries[i], &host->tries[i]);
        note_first(host, i);
    }
}

/* Under its own identifier if it is there so; else under another. */
static size_t
find_ours(const struct listing *l)
{
    size_t i, ours = HOST_NONE;

    for (i = 0; i < l->n_entries; i++) {
        if (listing_is_own(&l->entries[i]))
            return i;
        if (ours == HOST_NONE && listing_names_module(&l->entries[i]))
            ours = i;
    }
    return ours;
}

/* The library loads what is listed without a question. */
static void
ask_library(struct host *host, bool context)
{
    const struct module_tries tries = { host->listing, host->tries };

    if (host->untrusted[0] == '\0') {
        host->who = who_interposes(&tries);
        if (context)
            own_context_make(&tries, &host->context);
    } else if (context) {
        host->context.tried = true;
        (void)snprintf(host->context.error, sizeof(host->context.error),
                       "not tried: %.240s", host->untrusted);
    }
}

static void
look_at(struct host *host, bool context)
{
    host->ours = find_ours(host->listing);
    if (host->look == HOST_LOOK_TRUSTED)
        trust_files(host);
    try_modules(host);
    ask_library(host, context);
}

bool
host_read(struct host *host, enum host_look look, uid_t caller, bool context)
{
    bool nothing = look == HOST_LOOK_NOTHING;

    memset(host, 0, sizeof(*host));
    host->look = look;
    host->caller = caller;
    host->first = host->ours = HOST_NONE;
    host_library_find(&host->library);
    host->listing = nothing ? calloc(1, sizeof(*host->listing)) :
        listing_read(&host->library);
    if (host->listing == NULL)
        return false;
    host->unread = nothing ? calloc(1, sizeof(*host->unread)) :
        listing_find_unread(&host->library, host->listing);
    host->tries = calloc(host->listing->n_entries + 1,
                         sizeof(host->tries[0]));
    if (host->unread == NULL || host->tries == NULL)
        return false;
    /* Before others take all the time that children have. */
    self_test_run(&host->self_test);
    if (!nothing)
        look_at(host, context);
    cpu_features(host->cpu, sizeof(host->cpu));
    return true;
}

void
host_free(struct host *host)
{
    free(host->listing);
    free(host->unread);
    free(host->tries);
}
