/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/status/listing_unread.h"
#include "tools/status/regular.h"

/* A file of mechanisms is small, and others are not for us. */
#define SIZE_MAX_BYTES (64 * 1024)
#define NAMES_MAX 1024

/* Where a build with another sysconfdir would have put it. */
static const char *const elsewhere[] = {
    SYSCONFDIR, "/etc", "/usr/local/etc", "/usr/etc", "/opt/etc"
};

#define N_ELSEWHERE (sizeof(elsewhere) / sizeof(elsewhere[0]))

/* Whether a line that is no comment is about the module. */
static bool
lists_module(const char *path)
{
    char line[BUFSIZ];
    bool ours = false;
    FILE *file;
    int error;

    file = regular_stream(path, &error);
    if (file == NULL)
        return false;
    while (!ours && ftello(file) < SIZE_MAX_BYTES &&
           fgets(line, sizeof(line), file) != NULL)
        ours = line[0] != '#' && listing_text_is_ours(line);
    (void)fclose(file);
    return ours;
}

static bool
was_read(const struct listing *listing, const char *path)
{
    size_t i;

    for (i = 0; i < listing->n_files; i++) {
        if (strcmp(listing->files[i].path, path) == 0)
            return true;
    }
    return false;
}

static void
add(struct listing_unread *u, const char *path, const char *why,
    const char *what)
{
    struct unread_file *file;

    if (u->n == UNREAD_FILES)
        return;
    file = &u->files[u->n++];
    (void)snprintf(file->path, sizeof(file->path), "%s", path);
    (void)snprintf(file->why, sizeof(file->why), "%s%.160s", why, what);
}

/* One name of a directory of such files. */
static void
look_at(struct listing_unread *u, const struct host_library *library,
        const struct listing *listing, const char *directory,
        const char *name)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof(path), "%s/%s", directory, name);

    if (n < 0 || (size_t)n >= sizeof(path) || was_read(listing, path) ||
        !lists_module(path))
        return;
    if (listing->only != NULL)
        add(u, path, "not read: GSS_MECH_CONFIG names another file", "");
    else if (strncmp(library->pattern, directory, strlen(directory)) != 0)
        add(u, path, "not read: the library reads ", library->pattern);
    else if (name[0] == '.')
        add(u, path, "not read: its name begins with a dot", "");
    else if (fnmatch("*.conf", name, FNM_PERIOD) != 0)
        add(u, path, "not read: its name does not end in .conf", "");
}

static void
look_through(struct listing_unread *u, const struct host_library *library,
             const struct listing *listing, const char *directory)
{
    DIR *stream = opendir(directory);
    struct dirent *entry;
    int names = 0;

    if (stream == NULL) {
        if (u->error == 0 && errno != ENOENT && errno != ENOTDIR) {
            u->error = errno;
            (void)snprintf(u->directory, sizeof(u->directory), "%s",
                           directory);
        }
        return;
    }
    while (names++ < NAMES_MAX && (entry = readdir(stream)) != NULL)
        look_at(u, library, listing, directory, entry->d_name);
    (void)closedir(stream);
}

struct listing_unread *
listing_find_unread(const struct host_library *library,
                    const struct listing *listing)
{
    struct listing_unread *u = calloc(1, sizeof(*u));
    char directory[PATH_MAX], path[PATH_MAX];
    size_t i, j;

    if (u == NULL)
        return NULL;
    (void)snprintf(directory, sizeof(directory), "%s", library->pattern);
    *strrchr(directory, '/') = '\0';
    look_through(u, library, listing, directory);
    for (i = 0; i < N_ELSEWHERE; i++) {
        (void)snprintf(path, sizeof(path), "%s/gss/mech.d", elsewhere[i]);
        for (j = 0; j < i && strcmp(elsewhere[i], elsewhere[j]) != 0; j++)
            ;
        if (j == i && strcmp(path, directory) != 0)
            look_through(u, library, listing, path);
    }
    return u;
}
