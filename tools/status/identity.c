/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/status/identity.h"
#include "tools/status/proc_file.h"

#define STAT_MAX 4096
#define FIELDS_TO_START 20      /* from the one behind the program's name */

static bool
is_field(const char *line, const char *name)
{
    return strncmp(line, name, strlen(name)) == 0;
}

/* Real, effective, saved, for files. */
static bool
read_four(const char *line, unsigned int *numbers)
{
    return sscanf(line, "%*s %u %u %u %u", &numbers[0], &numbers[1],
                  &numbers[2], &numbers[3]) == IDENTITY_NUMBERS;
}

static void
read_further(const char *line, struct identity *identity)
{
    char *end;
    unsigned long number;

    line = strchr(line, ':') + 1;
    for (;; line = end) {
        number = strtoul(line, &end, 10);
        if (end == line)
            break;
        identity->more = identity->n_further == IDENTITY_GROUPS;
        if (identity->more)
            break;
        identity->further[identity->n_further++] = (gid_t)number;
    }
}

/* The kernel writes the file; a line of groups may be long. */
static bool
read_status(pid_t pid, struct identity *identity)
{
    char path[64], *line = NULL;
    bool users = false, groups = false, further = false;
    size_t size = 0;
    FILE *file;

    (void)snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
    file = fopen(path, "re");
    if (file == NULL)
        return false;
    while (getline(&line, &size, file) > 0) {
        if (is_field(line, "Uid:")) {
            users = read_four(line, identity->users);
        } else if (is_field(line, "Gid:")) {
            groups = read_four(line, identity->groups);
        } else if (is_field(line, "Groups:")) {
            read_further(line, identity);
            further = true;
        }
    }
    free(line);
    (void)fclose(file);
    return users && groups && further;
}

/* The program's name is in brackets, and may have some itself. */
static bool
read_start(pid_t pid, struct identity *identity)
{
    char text[STAT_MAX], *at;
    size_t length, i;

    (void)proc_read(pid, "stat", text, sizeof(text) - 1, &length);
    text[length] = '\0';
    at = strrchr(text, ')');
    for (i = 0; at != NULL && i < FIELDS_TO_START; i++)
        at = strchr(at + 1, ' ');
    if (at != NULL)
        identity->start = strtoull(at, NULL, 10);
    return at != NULL;
}

bool
identity_read(pid_t pid, struct identity *identity)
{
    size_t length;

    memset(identity, 0, sizeof(*identity));
    (void)proc_read(pid, "auxv", identity->vector, sizeof(identity->vector),
                    &length);
    return read_status(pid, identity) && read_start(pid, identity);
}

bool
identity_same(const struct identity *a, const struct identity *b)
{
    return memcmp(a->users, b->users, sizeof(a->users)) == 0 &&
        memcmp(a->groups, b->groups, sizeof(a->groups)) == 0 &&
        memcmp(a->further, b->further, sizeof(a->further)) == 0 &&
        a->n_further == b->n_further && a->more == b->more &&
        a->start == b->start &&
        memcmp(a->vector, b->vector, sizeof(a->vector)) == 0;
}

bool
identity_is_of(const struct identity *identity, uid_t user)
{
    bool own = true;
    size_t i;

    for (i = 0; i < IDENTITY_NUMBERS; i++)
        own = own && identity->users[i] == user;
    return own;
}

uid_t
identity_user(const struct identity *identity)
{
    uid_t user = identity->users[3];
    size_t i;

    for (i = 0; user == 0 && i < IDENTITY_NUMBERS; i++)
        user = identity->users[i];
    return user;
}

/* What is not there is not known. */
bool
identity_is_secure(const struct identity *identity)
{
    bool secure = true;
    size_t i;

    for (i = 0; i + 1 < IDENTITY_VECTOR &&
         identity->vector[i] != AT_NULL; i += 2) {
        if (identity->vector[i] == AT_SECURE)
            secure = identity->vector[i + 1] != 0;
    }
    return secure;
}
