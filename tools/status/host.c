/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "tools/status/cpu.h"
#include "tools/status/host.h"

/* The library asks them in this order, and the first that offers has it. */
static void
try_modules(struct host *host)
{
    const struct listing *l = host->listing;
    size_t i;

    for (i = 0; i < l->n_entries; i++) {
        if (!l->entries[i].interposer)
            continue;
        module_try(&l->entries[i], &host->tries[i]);
        if (host->first == HOST_NONE && host->tries[i].kerberos)
            host->first = i;
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

bool
host_read(struct host *host, bool context)
{
    memset(host, 0, sizeof(*host));
    host->first = HOST_NONE;
    host_library_find(&host->library);
    host->listing = listing_read(&host->library);
    if (host->listing == NULL)
        return false;
    host->unread = listing_find_unread(&host->library, host->listing);
    host->tries = calloc(host->listing->n_entries + 1,
                         sizeof(host->tries[0]));
    if (host->unread == NULL || host->tries == NULL)
        return false;
    host->ours = find_ours(host->listing);
    try_modules(host);
    host->who = who_interposes();
    self_test_run(&host->self_test);
    if (context)
        own_context_make(&host->context);
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
