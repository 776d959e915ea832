/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/status/elf_head.h"
#include "tools/status/elf_file.h"
#include "tools/status/regular.h"

#define SECTIONS_MAX 4096
#define PART_MAX (64 * 1024 * 1024)     /* bytes of names, or of symbols */

/* Part of the file, all of which was there: a copy, as the file may be changed
 * while it is looked at.  What the file says of its size is not believed. */
struct part {
    unsigned char *data;
    size_t size;
};

struct elf_file {
    struct part symbols, symbol_names;
    struct part dynamic, dynamic_names;
};

static bool
read_at(int fd, void *to, size_t size, uint64_t at)
{
    size_t got = 0;
    ssize_t n = 1;

    while (at <= (uint64_t)INT64_MAX - size && n > 0 && got < size) {
        n = pread(fd, (char *)to + got, size - got, (off_t)(at + got));
        got += n > 0 ? (size_t)n : 0;
    }
    return got == size;
}

static void
free_part(struct part *part)
{
    free(part->data);
    part->data = NULL;
    part->size = 0;
}

/* In place of the one before; empty if it cannot be had. */
static void
take_part(int fd, const ElfW(Shdr) *section, struct part *part)
{
    free_part(part);
    if (section->sh_type == SHT_NOBITS || section->sh_size == 0 ||
        section->sh_size > PART_MAX)
        return;
    part->data = malloc(section->sh_size);
    part->size = part->data != NULL ? section->sh_size : 0;
    if (part->data != NULL &&
        !read_at(fd, part->data, part->size, section->sh_offset))
        free_part(part);
}

static bool
read_section(int fd, const ElfW(Ehdr) *head, size_t i, ElfW(Shdr) *section)
{
    return i < head->e_shnum &&
        head->e_shoff <= INT64_MAX - i * sizeof(*section) &&
        read_at(fd, section, sizeof(*section),
                head->e_shoff + i * sizeof(*section));
}

static void
take_pair(int fd, const ElfW(Shdr) *section, const ElfW(Shdr) *names,
          struct part *part, struct part *part_names)
{
    take_part(fd, section, part);
    take_part(fd, names, part_names);
}

static void
find_parts(int fd, const ElfW(Ehdr) *head, struct elf_file *file)
{
    ElfW(Shdr) section, names;
    bool symbols = false, dynamic = false;
    size_t i;

    if (head->e_shentsize != sizeof(section))
        return;
    for (i = 0; i < head->e_shnum && i < SECTIONS_MAX; i++) {
        if (!read_section(fd, head, i, &section) ||
            (section.sh_type != SHT_DYNSYM &&
             section.sh_type != SHT_DYNAMIC) ||
            !read_section(fd, head, section.sh_link, &names))
            continue;
        /* There is one of each; who has more may not make us read on. */
        if (section.sh_type == SHT_DYNSYM && !symbols)
            take_pair(fd, &section, &names, &file->symbols,
                      &file->symbol_names);
        else if (section.sh_type == SHT_DYNAMIC && !dynamic)
            take_pair(fd, &section, &names, &file->dynamic,
                      &file->dynamic_names);
        symbols = symbols || section.sh_type == SHT_DYNSYM;
        dynamic = dynamic || section.sh_type == SHT_DYNAMIC;
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

struct elf_file *
elf_file_open(const char *path)
{
    struct elf_file *file = NULL;
    ElfW(Ehdr) head;
    int error, fd;

    fd = regular_open(path, &error);
    if (fd >= 0 && elf_head_wrong(path) == NULL &&
        read_at(fd, &head, sizeof(head), 0))
        file = calloc(1, sizeof(*file));
    if (file != NULL)
        find_parts(fd, &head, file);
    if (fd >= 0)
        (void)close(fd);
    return file;
}

void
elf_file_close(struct elf_file *file)
{
    if (file == NULL)
        return;
    free_part(&file->symbols);
    free_part(&file->symbol_names);
    free_part(&file->dynamic);
    free_part(&file->dynamic_names);
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
