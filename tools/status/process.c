/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
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

static void
end_texts(struct gss_ksp_state *state)
{
    state->module[sizeof(state->module) - 1] = '\0';
    state->krb5[sizeof(state->krb5) - 1] = '\0';
    state->provider[sizeof(state->provider) - 1] = '\0';
    state->reason[sizeof(state->reason) - 1] = '\0';
    state->refuses[sizeof(state->refuses) - 1] = '\0';
    state->trace[sizeof(state->trace) - 1] = '\0';
    state->degraded[sizeof(state->degraded) - 1] = '\0';
}

static bool
is_state(const struct gss_ksp_state *state)
{
    return memcmp(state->magic, GSS_KSP_STATE_MAGIC,
                  sizeof(state->magic)) == 0 &&
        state->version == GSS_KSP_STATE_VERSION &&
        state->size >= STATE_HEAD;
}

/* As many bytes as both sides know: the module may be older, or newer. */
static bool
read_known(pid_t pid, uint64_t address, struct gss_ksp_state *state)
{
    size_t size = sizeof(*state);

    if (!remote_read(pid, address, state, STATE_HEAD))
        return false;
    if (!is_state(state))
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
    end_texts(state);
    if (ok && is_state(state))
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

static bool
has_other_root(pid_t pid)
{
    struct stat own, other;
    char path[64];

    (void)snprintf(path, sizeof(path), "/proc/%ld/root/.", (long)pid);
    return stat("/.", &own) == 0 && stat(path, &other) == 0 &&
        (own.st_dev != other.st_dev || own.st_ino != other.st_ino);
}

static bool
has_other_mounts(pid_t pid)
{
    struct stat own, other;
    char path[64];

    (void)snprintf(path, sizeof(path), "/proc/%ld/ns/mnt", (long)pid);
    return stat("/proc/self/ns/mnt", &own) == 0 && stat(path, &other) == 0 &&
        own.st_ino != other.st_ino;
}

/* "Uid:" and "Gid:" are followed by the real, the effective and other
 * numbers. */
static void
note_identity(struct process *process, const char *line)
{
    unsigned int real, effective;

    if (sscanf(line, "Uid: %u %u", &real, &effective) == 2)
        process->user = effective;
    else if (sscanf(line, "Gid: %u %u", &real, &effective) == 2)
        process->group = effective;
}

static bool
read_identity(struct process *process)
{
    char line[256];
    FILE *file;

    (void)snprintf(line, sizeof(line), "/proc/%ld/status",
                   (long)process->pid);
    file = fopen(line, "re");
    if (file == NULL)
        return false;
    while (fgets(line, sizeof(line), file) != NULL)
        note_identity(process, line);
    (void)fclose(file);
    return true;
}

bool
process_read(pid_t pid, struct process *process)
{
    memset(process, 0, sizeof(*process));
    process->pid = pid;
    if (!read_identity(process))
        return false;
    process->other_mounts = has_other_mounts(pid);
    process->other_root = has_other_root(pid);
    read_program(process);
    read_memory(process);
    surroundings_read(pid, &process->surroundings);
    return true;
}
