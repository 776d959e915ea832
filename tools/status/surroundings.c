/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "tools/status/proc_file.h"
#include "tools/status/remote_environ.h"
#include "tools/status/surroundings.h"

#define ENVIRONMENT_MAX (1024 * 1024)

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

/* Each text that ends within; what does not is left out. */
static bool
note_texts(const char *text, size_t length, struct surroundings *s)
{
    bool whole = true, first = true;
    const char *end;

    while ((end = memchr(text, '\0', length)) != NULL) {
        whole = whole && (!first || strchr(text, '=') != NULL);
        first = false;
        note(s, text);
        length -= (size_t)(end + 1 - text);
        text = end + 1;
    }
    return whole && (!first || length == 0);
}

/* As the kernel has it.  False if a title was written over it: its first word
 * is no "NAME=VALUE" then, or all of it was blanked. */
static bool
read_file(pid_t pid, struct surroundings *s)
{
    char *text = malloc(ENVIRONMENT_MAX);
    bool whole = true;
    size_t length;

    if (text == NULL)
        return true;
    /* What does not fit may be what counts. */
    s->known = proc_read(pid, "environ", text, ENVIRONMENT_MAX, &length);
    if (s->known)
        whole = note_texts(text, length, s);
    free(text);
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

void
surroundings_read(pid_t pid, struct surroundings *s)
{
    memset(s, 0, sizeof(*s));
    read_environment(pid, s);
}

void
surroundings_enter(const struct surroundings *s)
{
    size_t i;

    for (i = 0; i < VARIABLE_COUNT; i++) {
        if (s->known && s->set[i] && !s->secure)
            (void)setenv(names[i], s->value[i], 1);
        else
            (void)unsetenv(names[i]);
    }
}

/* What root had in memory is not for that user, whatever the system says of
 * processes that have given up rights. */
static bool
hide(void)
{
    return prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L) == 0;
}

bool
surroundings_be_user(const char *name)
{
    const struct passwd *entry = getpwnam(name);
    bool ok = false;

    errno = 0;
    if (entry == NULL)
        errno = ENOENT;
    else
        ok = entry->pw_uid == geteuid() ||
            (initgroups(entry->pw_name, entry->pw_gid) == 0 &&
             setgid(entry->pw_gid) == 0 && setuid(entry->pw_uid) == 0 &&
             hide());
    return ok;
}

bool
surroundings_be(const struct identity *identity)
{
    gid_t group = identity->groups[IDENTITY_NUMBERS - 1];
    uid_t user = identity_user(identity);

    return setgroups(identity->n_further, identity->further) == 0 &&
        setresgid(group, group, group) == 0 &&
        setresuid(user, user, user) == 0 && hide();
}
