/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "tools/status/memory_map.h"
#include "tools/status/module_file.h"
#include "tools/status/process.h"
#include "tools/status/remote_symbol.h"
#include "tools/status/state_check.h"

#define PROXY_FILE "proxymech.so"
#define LIBRARY "libgssapi_krb5.so"

/* What tells how much there is: magic, version and size. */
#define STATE_HEAD offsetof(struct gss_ksp_state, state)

/* What a map has for us. */
struct seen {
    bool library;
    bool module;
    bool proxy;
    struct mapping mapping;     /* of the module's beginning */
};

static bool
visit(const struct mapping *mapping, void *data)
{
    const char *name = last_part(mapping->path);
    struct seen *seen = data;

    if (strncmp(name, LIBRARY, strlen(LIBRARY)) == 0)
        seen->library = true;
    if (strcmp(name, PROXY_FILE) == 0)
        seen->proxy = true;
    if (!seen->module && mapping->offset == 0 &&
        strcmp(name, MODULE_FILE) == 0) {
        seen->module = true;
        seen->mapping = *mapping;
    }
    return true;
}

/* Whether its name, where the process is, stands for another file than the one
 * that is mapped.  Some file systems show a device of their own in maps; so
 * the inode has to do. */
static bool
was_replaced(pid_t pid, const struct mapping *mapping)
{
    char path[64 + PATH_MAX];
    struct stat status;

    if (mapping->deleted)
        return true;
    (void)snprintf(path, sizeof(path), "/proc/%ld/root%s", (long)pid,
                   mapping->path);
    return stat(path, &status) == 0 && status.st_ino != mapping->inode;
}

/* As many bytes as both sides know: the module may be older, or newer. */
static bool
read_known(pid_t pid, uint64_t address, struct gss_ksp_state *state)
{
    size_t size = sizeof(*state);

    if (!remote_read(pid, address, state, STATE_HEAD))
        return false;
    if (!state_is_known(state))
        return true;
    if (state->size < size)
        size = state->size;
    return remote_read(pid, address, state, size);
}

static void
read_state(struct process *process, uint64_t base)
{
    struct gss_ksp_state *state = &process->state;
    uint64_t address;
    bool ok;

    process->module = PROCESS_LOADED;
    address = remote_symbol(process->pid, base, GSS_KSP_STATE_SYMBOL);
    ok = address != 0 && read_known(process->pid, address, state);
    process->state_error = ok ? 0 : errno;
    state_end_texts(state);
    if (ok && state_is_known(state))
        process->module = PROCESS_STATE;
}

static void
read_memory(struct process *process)
{
    struct seen seen = { false, false, false, { .inode = 0 } };

    errno = 0;
    if (!memory_map_visit(process->pid, visit, &seen)) {
        process->error = errno != 0 ? errno : EIO;
        return;
    }
    process->proxy = seen.proxy;
    process->module = seen.library ? PROCESS_STOCK : PROCESS_NO_GSS;
    if (seen.module) {
        memcpy(process->path, seen.mapping.path, sizeof(process->path));
        process->replaced = was_replaced(process->pid, &seen.mapping);
        read_state(process, seen.mapping.start);
    }
}

/* "[name]" where the link cannot be read. */
static void
read_program(struct process *process)
{
    char path[64], name[64] = "?";
    ssize_t length;
    FILE *file;

    (void)snprintf(path, sizeof(path), "/proc/%ld/exe", (long)process->pid);
    length = readlink(path, process->program, sizeof(process->program) - 1);
    if (length > 0) {
        process->program[length] = '\0';
        return;
    }
    (void)snprintf(path, sizeof(path), "/proc/%ld/comm", (long)process->pid);
    file = fopen(path, "re");
    if (file != NULL) {
        if (fgets(name, sizeof(name), file) != NULL)
            name[strcspn(name, "\n")] = '\0';
        (void)fclose(file);
    }
    (void)snprintf(process->program, sizeof(process->program), "[%s]", name);
}

/* Whether what that name of the process's stands for is not ours; also where
 * it may not be seen.  A kernel without such namespaces has no such name. */
static bool
differs(pid_t pid, const char *name)
{
    struct stat own, other;
    char path[64];

    (void)snprintf(path, sizeof(path), "/proc/self/%s", name);
    if (stat(path, &own) != 0)
        return errno != ENOENT;
    (void)snprintf(path, sizeof(path), "/proc/%ld/%s", (long)pid, name);
    return stat(path, &other) != 0 || own.st_dev != other.st_dev ||
        own.st_ino != other.st_ino;
}

/* As root here, one is not root there. */
static bool
is_elsewhere(pid_t pid)
{
    return differs(pid, "root/.") || differs(pid, "ns/mnt") ||
        differs(pid, "ns/user");
}

const char *
process_apart(const struct process *process)
{
    const char *why = NULL;

    if (process->unread && process->error == ETIMEDOUT)
        why = "it does not let itself be looked at: whoever has its files or "
            "its memory does not answer";
    else if (process->unread)
        why = "what looked at it did not come to its end";
    else if (process->changed)
        why = "it changed while it was looked at";
    else if (process->elsewhere)
        why = "its files are not those seen here";
    else if (process->identity.more)
        why = "it has more groups than can be taken over";
    return why;
}

void
process_name_user(struct process *process)
{
    const struct passwd *entry = getpwuid(process->user);

    (void)snprintf(process->user_name, sizeof(process->user_name), "%s",
                   entry != NULL ? entry->pw_name : "?");
}

bool
process_begin(pid_t pid, struct process *process)
{
    struct stat status;
    char path[64];

    memset(process, 0, sizeof(*process));
    process->pid = pid;
    (void)snprintf(path, sizeof(path), "/proc/%ld", (long)pid);
    if (stat(path, &status) != 0)
        return false;
    process->user = status.st_uid;
    read_program(process);
    return true;
}

/* What is read between two looks at who it is belongs together. */
bool
process_read(struct process *process)
{
    pid_t pid = process->pid;
    struct identity after;

    if (!identity_read(pid, &process->identity))
        return false;
    process->user = process->identity.users[1];
    process->elsewhere = is_elsewhere(pid);
    /* Once more: it may have become another since. */
    read_program(process);
    read_memory(process);
    surroundings_read(pid, &process->surroundings);
    process->surroundings.secure = identity_is_secure(&process->identity);
    process->changed = !identity_read(pid, &after) ||
        !identity_same(&process->identity, &after);
    return true;
}
