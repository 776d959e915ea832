/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/status/memory_map.h"
#include "tools/status/module_file.h"
#include "tools/status/remote_environ.h"
#include "tools/status/remote_symbol.h"

#define TEXTS_MAX 4096
#define TEXT_MAX 2048
#define PAGE 4096               /* of the smallest kind: none ends within it */

/* The objects that may have the variable: the program, where it was copied
 * into it by the loader, and the C library. */
struct objects {
    char program[PATH_MAX];
    uint64_t program_base, libc_base;
};

static bool
is_libc(const char *path)
{
    const char *name = last_part(path);

    return strncmp(name, "libc.so", 7) == 0 ||
        strncmp(name, "libc-", 5) == 0 || strncmp(name, "ld-musl", 7) == 0;
}

static bool
visit(const struct mapping *mapping, void *data)
{
    struct objects *objects = data;

    if (mapping->offset != 0)
        return true;
    if (objects->program_base == 0 &&
        strcmp(mapping->path, objects->program) == 0)
        objects->program_base = mapping->start;
    if (objects->libc_base == 0 && is_libc(mapping->path))
        objects->libc_base = mapping->start;
    return true;
}

static bool
find_objects(pid_t pid, struct objects *objects)
{
    char path[64];
    ssize_t length;

    memset(objects, 0, sizeof(*objects));
    (void)snprintf(path, sizeof(path), "/proc/%ld/exe", (long)pid);
    length = readlink(path, objects->program, sizeof(objects->program) - 1);
    return length > 0 && memory_map_visit(pid, visit, objects);
}

static uint64_t
find_variable(pid_t pid)
{
    struct objects objects;
    uint64_t address = 0;

    if (!find_objects(pid, &objects))
        return 0;
    if (objects.program_base != 0)
        address = remote_symbol(pid, objects.program_base, "environ");
    if (address == 0 && objects.program_base != 0)
        address = remote_symbol(pid, objects.program_base, "__environ");
    if (address == 0 && objects.libc_base != 0)
        address = remote_symbol(pid, objects.libc_base, "environ");
    return address;
}

/* In pieces that end where a page does: what follows may not be there. */
static bool
read_text(pid_t pid, uint64_t address, char text[TEXT_MAX])
{
    size_t length = 0, piece;

    while (length < TEXT_MAX - 1) {
        piece = PAGE - (size_t)((address + length) % PAGE);
        if (piece > TEXT_MAX - 1 - length)
            piece = TEXT_MAX - 1 - length;
        if (!remote_read(pid, address + length, text + length, piece))
            return false;
        if (memchr(text + length, '\0', piece) != NULL)
            return true;
        length += piece;
    }
    text[length] = '\0';
    return true;
}

bool
remote_environ(pid_t pid, void (*note)(void *data, const char *text),
               void *data)
{
    uint64_t variable = find_variable(pid), list = 0, address = 0;
    char text[TEXT_MAX];
    size_t i;

    if (variable == 0 ||
        !remote_read(pid, variable, &list, sizeof(uintptr_t)) || list == 0)
        return false;
    for (i = 0; i < TEXTS_MAX; i++) {
        if (!remote_read(pid, list + i * sizeof(uintptr_t), &address,
                         sizeof(uintptr_t)))
            return false;
        if (address == 0)
            return true;
        if (!read_text(pid, address, text))
            return false;
        note(data, text);
    }
    return true;
}
