/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <elf.h>
#include <fcntl.h>
#include <grp.h>
#include <link.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/status/remote_environ.h"
#include "tools/status/surroundings.h"

#define ENVIRONMENT_MAX (1024 * 1024)
#define AUXV_MAX 64

static const char *const names[VARIABLE_COUNT] = {
    [VARIABLE_CONFIG] = "GSS_MECH_CONFIG",
    [VARIABLE_ENABLE] = "GSSKSP_ENABLE",
    [VARIABLE_PROXY] = "GSS_USE_PROXY",
    [VARIABLE_KRB5] = "KRB5_CONFIG",
    [VARIABLE_LIBRARIES] = "LD_LIBRARY_PATH"
};

const char *
surroundings_name(enum variable variable)
{
    return names[variable];
}

static void
note(void *data, const char *text)
{
    struct surroundings *s = data;
    size_t i, n;

    for (i = 0; i < VARIABLE_COUNT; i++) {
        n = strlen(names[i]);
        /* The first counts, as with getenv. */
        if (!s->set[i] && strncmp(text, names[i], n) == 0 &&
            text[n] == '=') {
            s->set[i] = true;
            (void)snprintf(s->value[i], sizeof(s->value[i]), "%s",
                           text + n + 1);
        }
    }
}

/* As the kernel has it.  False if a title was written over it: its first word
 * is no "NAME=VALUE" then, or all of it was blanked. */
static bool
read_file(pid_t pid, struct surroundings *s)
{
    char path[64], *text = NULL;
    size_t size = 0, total = 0;
    bool whole = true;
    ssize_t length;
    FILE *file;

    (void)snprintf(path, sizeof(path), "/proc/%ld/environ", (long)pid);
    file = fopen(path, "re");
    if (file == NULL)
        return true;
    s->known = true;
    while (total < ENVIRONMENT_MAX &&
           (length = getdelim(&text, &size, '\0', file)) > 0) {
        whole = whole && (total > 0 || strchr(text, '=') != NULL);
        total += (size_t)length;
        note(s, text);
    }
    free(text);
    (void)fclose(file);
    return whole;
}

static void
read_environment(pid_t pid, struct surroundings *s)
{
    if (!read_file(pid, s)) {
        memset(s, 0, sizeof(*s));
        s->known = remote_environ(pid, note, s);
        if (!s->known)
            memset(s, 0, sizeof(*s));
    }
}

static bool
is_secure(pid_t pid)
{
    ElfW(auxv_t) vector[AUXV_MAX];
    bool secure = false;
    ssize_t length = -1;
    char path[64];
    size_t i;
    int fd;

    (void)snprintf(path, sizeof(path), "/proc/%ld/auxv", (long)pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        length = read(fd, vector, sizeof(vector));
        (void)close(fd);
    }
    for (i = 0; length > 0 && i < (size_t)length / sizeof(vector[0]); i++) {
        if (vector[i].a_type == AT_SECURE)
            secure = vector[i].a_un.a_val != 0;
    }
    return secure;
}

void
surroundings_read(pid_t pid, struct surroundings *s)
{
    memset(s, 0, sizeof(*s));
    read_environment(pid, s);
    s->secure = is_secure(pid);
}

void
surroundings_enter(const struct surroundings *s)
{
    size_t i;

    for (i = 0; s->known && i < VARIABLE_COUNT; i++) {
        if (s->set[i] && !s->secure)
            (void)setenv(names[i], s->value[i], 1);
        else
            (void)unsetenv(names[i]);
    }
}

bool
surroundings_be(uid_t user, gid_t group)
{
    const struct passwd *entry = getpwuid(user);
    int failed;

    failed = entry != NULL ? initgroups(entry->pw_name, group) :
        setgroups(0, NULL);
    return failed == 0 && setgid(group) == 0 && setuid(user) == 0;
}
