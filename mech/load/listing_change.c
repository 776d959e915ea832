/* SPDX-License-Identifier: MIT */
#include <dlfcn.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "mech/load/listing_change.h"

/* The mechglue's own names, below krb5's directory for configuration; ours is
 * the same, or it would not read our file. */
#define LIST SYSCONFDIR "/gss/mech"
#define LISTS SYSCONFDIR "/gss/mech.d"

#define NS_PER_SECOND 1000000000

static void
note(const struct stat *status, int64_t *newest)
{
    int64_t changed = (int64_t)status->st_ctim.tv_sec * NS_PER_SECOND +
        status->st_ctim.tv_nsec;

    if (changed > *newest)
        *newest = changed;
}

void
gssksp_note_change(const char *path, int64_t *newest)
{
    struct stat status;

    if (lstat(path, &status) == 0) {
        note(&status, newest);
        if (S_ISLNK(status.st_mode) && stat(path, &status) == 0)
            note(&status, newest);
    }
}

void
gssksp_note_changes(const char *directory, int64_t *newest)
{
    glob_t found = { 0 };
    char pattern[256];
    size_t i;

    gssksp_note_change(directory, newest);
    snprintf(pattern, sizeof(pattern), "%s/*.conf", directory);
    if (glob(pattern, 0, NULL, &found) == 0) {
        for (i = 0; i < found.gl_pathc; i++)
            gssksp_note_change(found.gl_pathv[i], newest);
    }
    globfree(&found);
}

int64_t
gssksp_listing_changed(void)
{
    static const char here;
    const char *file = secure_getenv("GSS_MECH_CONFIG");
    int64_t newest = GSSKSP_NEVER;
    Dl_info module;

    if (file != NULL) {
        gssksp_note_change(file, &newest);
    } else {
        gssksp_note_change(LIST, &newest);
        gssksp_note_changes(LISTS, &newest);
    }
    if (dladdr(&here, &module) != 0)
        gssksp_note_change(module.dli_fname, &newest);
    return newest;
}
