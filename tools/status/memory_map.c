/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/status/memory_map.h"

#define DELETED " (deleted)"

/* A number to base 16 or 10, and the character behind it. */
static bool
number(char **text, int base, char behind, uint64_t *value)
{
    char *end;
    bool ok;

    if (!isxdigit((unsigned char)**text))
        return false;
    errno = 0;
    *value = strtoull(*text, &end, base);
    ok = errno == 0 && *end == behind;
    *text = end + 1;
    return ok;
}

static void
take_path(struct mapping *m, char *path)
{
    size_t length = strcspn(path, "\n"), n = strlen(DELETED);

    m->deleted = length > n && memcmp(path + length - n, DELETED, n) == 0;
    length -= m->deleted ? n : 0;
    if (length >= sizeof(m->path))
        length = sizeof(m->path) - 1;
    memcpy(m->path, path, length);
    m->path[length] = '\0';
}

/* "start-end rights offset major:minor inode   path" */
bool
memory_map_parse(char *line, struct mapping *m)
{
    uint64_t end, major, minor;

    memset(m, 0, sizeof(*m));
    if (!number(&line, 16, '-', &m->start) || !number(&line, 16, ' ', &end))
        return false;
    line = strchr(line, ' ');
    if (line == NULL)
        return false;
    line++;
    if (!number(&line, 16, ' ', &m->offset) ||
        !number(&line, 16, ':', &major) || !number(&line, 16, ' ', &minor) ||
        !number(&line, 10, ' ', &m->inode))
        return false;
    m->major = (unsigned int)major;
    m->minor = (unsigned int)minor;
    line = strchr(line, '/');
    if (line != NULL)
        take_path(m, line);
    return line != NULL;
}

bool
memory_map_visit(pid_t pid,
                 bool (*visit)(const struct mapping *mapping, void *data),
                 void *data)
{
    struct mapping mapping;
    char name[64], *line = NULL;
    size_t size = 0;
    FILE *file;
    bool more = true;

    (void)snprintf(name, sizeof(name), "/proc/%ld/maps", (long)pid);
    file = fopen(name, "re");
    if (file == NULL)
        return false;
    errno = 0;
    while (more && getline(&line, &size, file) > 0) {
        if (memory_map_parse(line, &mapping))
            more = visit(&mapping, data);
    }
    more = errno == 0;
    free(line);
    (void)fclose(file);
    return more;
}
