/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <fcntl.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/status/elf_head.h"
#include "tools/status/elf_file.h"

#define SECTIONS_MAX 4096

/* Part of the file, all of which is there. */
struct part {
    const unsigned char *data;
    size_t size;
};

/* A copy: the file may be cut while it is looked at. */
struct elf_file {
    unsigned char *data;
    size_t size;
    struct part symbols, symbol_names;
    struct part dynamic, dynamic_names;
};

static struct part
part_of(const struct elf_file *file, const ElfW(Shdr) *section)
{
    struct part part = { NULL, 0 };

    if (section->sh_type != SHT_NOBITS && section->sh_offset <= file->size &&
        section->sh_size <= file->size - section->sh_offset) {
        part.data = file->data + section->sh_offset;
        part.size = section->sh_size;
    }
    return part;
}

static bool
read_section(const struct elf_file *file, const ElfW(Ehdr) *head, size_t i,
             ElfW(Shdr) *section)
{
    uint64_t at = head->e_shoff + i * sizeof(*section);
    bool ok = i < head->e_shnum && head->e_shoff <= file->size &&
        at <= file->size && sizeof(*section) <= file->size - at;

    if (ok)
        memcpy(section, file->data + at, sizeof(*section));
    return ok;
}

static void
find_parts(struct elf_file *file)
{
    ElfW(Shdr) section, names;
    ElfW(Ehdr) head;
    size_t i;

    memcpy(&head, file->data, sizeof(head));
    if (head.e_shentsize != sizeof(section))
        return;
    for (i = 0; i < head.e_shnum && i < SECTIONS_MAX; i++) {
        if (!read_section(file, &head, i, &section) ||
            (section.sh_type != SHT_DYNSYM &&
             section.sh_type != SHT_DYNAMIC) ||
            !read_section(file, &head, section.sh_link, &names))
            continue;
        if (section.sh_type == SHT_DYNSYM) {
            file->symbols = part_of(file, &section);
            file->symbol_names = part_of(file, &names);
        } else {
            file->dynamic = part_of(file, &section);
            file->dynamic_names = part_of(file, &names);
        }
    }
}

/* A name that ends within the names. */
static const char *
name_at(const struct part *names, uint64_t at)
{
    const char *name = NULL;

    if (at < names->size &&
        memchr(names->data + at, '\0', (size_t)(names->size - at)) != NULL)
        name = (const char *)names->data + at;
    return name;
}

static unsigned char *
read_all(int fd, size_t *size)
{
    unsigned char *data = NULL;
    struct stat status;
    size_t got = 0;
    ssize_t n = 1;

    *size = 0;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
        status.st_size >= (off_t)sizeof(ElfW(Ehdr)))
        data = malloc((size_t)status.st_size);
    while (data != NULL && n > 0 && got < (size_t)status.st_size) {
        n = read(fd, data + got, (size_t)status.st_size - got);
        got += n > 0 ? (size_t)n : 0;
    }
    *size = got;
    return data;
}

struct elf_file *
elf_file_open(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct elf_file *file = NULL;

    if (fd >= 0 && elf_head_wrong(path) == NULL)
        file = calloc(1, sizeof(*file));
    if (file != NULL)
        file->data = read_all(fd, &file->size);
    if (fd >= 0)
        (void)close(fd);
    if (file != NULL && file->size >= sizeof(ElfW(Ehdr))) {
        find_parts(file);
    } else {
        elf_file_close(file);
        file = NULL;
    }
    return file;
}

void
elf_file_close(struct elf_file *file)
{
    if (file != NULL)
        free(file->data);
    free(file);
}

bool
elf_file_wants(const struct elf_file *file, const char *symbol)
{
    size_t i, n = file->symbols.size / sizeof(ElfW(Sym));
    ElfW(Sym) entry;
    const char *name;

    for (i = 0; i < n; i++) {
        memcpy(&entry, file->symbols.data + i * sizeof(entry),
               sizeof(entry));
        name = entry.st_shndx == SHN_UNDEF ?
            name_at(&file->symbol_names, entry.st_name) : NULL;
        if (name != NULL && strcmp(name, symbol) == 0)
            return true;
    }
    return false;
}

const char *
elf_file_needs(const struct elf_file *file, size_t which)
{
    size_t i, n = file->dynamic.size / sizeof(ElfW(Dyn)), seen = 0;
    ElfW(Dyn) entry;

    for (i = 0; i < n; i++) {
        memcpy(&entry, file->dynamic.data + i * sizeof(entry),
               sizeof(entry));
        if (entry.d_tag == DT_NULL)
            break;
        if (entry.d_tag == DT_NEEDED && seen++ == which)
            return name_at(&file->dynamic_names, entry.d_un.d_val);
    }
    return NULL;
}
