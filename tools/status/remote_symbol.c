/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <link.h>
#include <string.h>
#include <sys/uio.h>

#include "tools/status/remote_symbol.h"

#define SEGMENTS_MAX 64
#define ENTRIES_MAX 256         /* of a dynamic section */
#define SYMBOLS_MAX 4096
#define NAME_MAX_BYTES 64

struct object {
    pid_t pid;
    uint64_t base;
    uint64_t symbols, strings, strings_size, symbol_size;
};

bool
remote_read(pid_t pid, uint64_t address, void *to, size_t size)
{
    struct iovec local = { to, size };
    struct iovec remote = { (void *)(uintptr_t)address, size };
    ssize_t got = process_vm_readv(pid, &local, 1, &remote, 1, 0);

    if (got >= 0 && (size_t)got != size)
        errno = EFAULT;
    return got >= 0 && (size_t)got == size;
}

/* The loader adds where the object is to some addresses and not to others. */
static uint64_t
locate(const struct object *object, uint64_t address)
{
    return address < object->base ? object->base + address : address;
}

static void
note_entry(struct object *object, const ElfW(Dyn) *entry)
{
    uint64_t value = entry->d_un.d_val;

    if (entry->d_tag == DT_SYMTAB)
        object->symbols = locate(object, value);
    else if (entry->d_tag == DT_STRTAB)
        object->strings = locate(object, value);
    else if (entry->d_tag == DT_STRSZ)
        object->strings_size = value;
    else if (entry->d_tag == DT_SYMENT)
        object->symbol_size = value;
}

static bool
read_dynamic(struct object *object, uint64_t address)
{
    ElfW(Dyn) entry;
    size_t i;

    for (i = 0; i < ENTRIES_MAX; i++) {
        if (!remote_read(object->pid, address + i * sizeof(entry), &entry,
                         sizeof(entry)))
            return false;
        if (entry.d_tag == DT_NULL)
            break;
        note_entry(object, &entry);
    }
    return object->symbols != 0 && object->strings != 0 &&
        object->symbol_size == sizeof(ElfW(Sym));
}

static bool
read_object(struct object *object)
{
    ElfW(Ehdr) head;
    ElfW(Phdr) segment;
    size_t i;

    if (!remote_read(object->pid, object->base, &head, sizeof(head)) ||
        memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 ||
        head.e_ident[EI_CLASS] != (sizeof(void *) == 8 ? ELFCLASS64 :
                                   ELFCLASS32) ||
        head.e_phentsize != sizeof(segment) || head.e_phnum > SEGMENTS_MAX)
        return false;
    for (i = 0; i < head.e_phnum; i++) {
        if (!remote_read(object->pid, object->base + head.e_phoff +
                         i * sizeof(segment), &segment, sizeof(segment)))
            return false;
        if (segment.p_type == PT_DYNAMIC)
            return read_dynamic(object, object->base + segment.p_vaddr);
    }
    return false;
}

/* The end of a name may be the end of what can be read. */
static bool
has_name(const struct object *object, const ElfW(Sym) *symbol,
         const char *name)
{
    size_t size = strlen(name) + 1;
    char text[NAME_MAX_BYTES];

    return size <= sizeof(text) && symbol->st_name < object->strings_size &&
        size <= object->strings_size - symbol->st_name &&
        remote_read(object->pid, object->strings + symbol->st_name, text,
                    size) &&
        memcmp(text, name, size) == 0;
}

/* A symbol table does not say how long it is; in the files of every linker
 * the names follow it. */
uint64_t
remote_symbol(pid_t pid, uint64_t base, const char *name)
{
    struct object object = { .pid = pid, .base = base };
    uint64_t room;
    ElfW(Sym) symbol;
    size_t i;

    errno = 0;
    if (!read_object(&object))
        return 0;
    room = object.strings > object.symbols ?
        (object.strings - object.symbols) / sizeof(symbol) : SYMBOLS_MAX;
    for (i = 0; i < room && i < SYMBOLS_MAX; i++) {
        if (!remote_read(pid, object.symbols + i * sizeof(symbol), &symbol,
                         sizeof(symbol)))
            return 0;
        if (symbol.st_shndx != SHN_UNDEF &&
            ELF64_ST_TYPE(symbol.st_info) == STT_OBJECT &&
            has_name(&object, &symbol, name))
            return base + symbol.st_value;
    }
    return 0;
}
