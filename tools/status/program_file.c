/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/status/elf_file.h"
#include "tools/status/program_file.h"

#define TELLTALE "gss_krb5_import_cred"
#define PROXY "gssproxy"
#define SYSTEM_PATH "/usr/sbin:/usr/bin:/sbin:/bin"

#define OBJECTS_MAX 256
#define NAME_MAX_BYTES 128

/* The program and the libraries it needs, in the order they were met. */
struct objects {
    size_t n;
    char names[OBJECTS_MAX][NAME_MAX_BYTES];
};

static bool
is_program(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISREG(status.st_mode) &&
        (status.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0;
}

/* Daemons are not in everybody's PATH. */
static void
find_in(const char *path, const char *name, char *found)
{
    char candidate[PATH_MAX];
    size_t length;

    while (found[0] == '\0' && *path != '\0') {
        length = strcspn(path, ":");
        (void)snprintf(candidate, sizeof(candidate), "%.*s/%s", (int)length,
                       path, name);
        if (length > 0 && is_program(candidate) &&
            realpath(candidate, found) == NULL)
            found[0] = '\0';
        path += length;
        path += *path == ':' ? 1 : 0;
    }
}

static void
find_program(const char *name, char *found)
{
    const char *path = getenv("PATH");

    found[0] = '\0';
    if (strchr(name, '/') != NULL) {
        if (!is_program(name) || realpath(name, found) == NULL)
            found[0] = '\0';
        return;
    }
    if (path != NULL)
        find_in(path, name, found);
    find_in(SYSTEM_PATH, name, found);
}

static void
add_object(struct objects *objects, const char *name)
{
    size_t i;

    for (i = 0; i < objects->n; i++) {
        if (strcmp(objects->names[i], name) == 0)
            return;
    }
    if (objects->n < OBJECTS_MAX && strlen(name) < NAME_MAX_BYTES)
        (void)snprintf(objects->names[objects->n++], NAME_MAX_BYTES, "%s",
                       name);
}

static bool
look_at(struct objects *objects, const char *path)
{
    struct elf_file *file = elf_file_open(path);
    bool refers = false;
    const char *name;
    size_t i;

    if (file == NULL)
        return false;
    /* The library itself has the function. */
    refers = elf_file_wants(file, TELLTALE);
    for (i = 0; (name = elf_file_needs(file, i)) != NULL; i++)
        add_object(objects, name);
    elf_file_close(file);
    return refers;
}

static void
find_reference(struct program_file *program, const char *directory)
{
    struct objects *objects = calloc(1, sizeof(*objects));
    char path[PATH_MAX];
    size_t i;

    if (objects == NULL)
        return;
    if (look_at(objects, program->path))
        memcpy(program->refers, program->path, sizeof(program->refers));
    for (i = 0; program->refers[0] == '\0' && i < objects->n; i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", directory,
                       objects->names[i]);
        if (look_at(objects, path))
            memcpy(program->refers, path, sizeof(program->refers));
    }
    free(objects);
}

void
program_file_read(const char *name, const char *directory,
                  struct program_file *program)
{
    struct elf_file *file;
    struct stat status;
    const char *slash;

    memset(program, 0, sizeof(*program));
    find_program(name, program->path);
    if (program->path[0] == '\0' || stat(program->path, &status) != 0)
        return;
    program->secure = (status.st_mode & (S_ISUID | S_ISGID)) != 0;
    slash = strrchr(program->path, '/');
    program->proxy = slash != NULL && strcmp(slash + 1, PROXY) == 0;
    file = elf_file_open(program->path);
    program->elf = file != NULL;
    elf_file_close(file);
    if (program->elf)
        find_reference(program, directory);
}
