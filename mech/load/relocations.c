/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <elf.h>
#include <link.h>
#include <stdint.h>
#include <string.h>

#include "mech/load/relocations.h"

#if UINTPTR_MAX > 0xffffffffu
#define RELOCATION_SYMBOL(info) ELF64_R_SYM(info)
#else
#define RELOCATION_SYMBOL(info) ELF32_R_SYM(info)
#endif

/* The dynamic section of an object, indexed by tag (DT_SYMTAB ...).  Its
 * addresses become pointers by locate(). */
struct dynamic {
    ElfW(Addr) value[DT_NUM];
};

/* Where the relocations are. */
static const struct {
    int address;
    int size;
} relocation_tables[] = {
    { DT_REL, DT_RELSZ }, { DT_RELA, DT_RELASZ }, { DT_JMPREL, DT_PLTRELSZ }
};

#define N_TABLES (sizeof(relocation_tables) / sizeof(relocation_tables[0]))

struct search {
    const char *symbol;
    bool found;
};

/* Whether [addr, addr + size) is in one loaded segment. */
static bool
is_mapped(const struct dl_phdr_info *info, ElfW(Addr) addr, size_t size)
{
    const ElfW(Phdr) *ph;
    ElfW(Addr) start;
    bool mapped = false;
    size_t i;

    for (i = 0; i < info->dlpi_phnum; i++) {
        ph = &info->dlpi_phdr[i];
        start = info->dlpi_addr + ph->p_vaddr;
        if (ph->p_type == PT_LOAD && addr >= start &&
            addr - start <= ph->p_memsz &&
            size <= ph->p_memsz - (addr - start))
            mapped = true;
    }
    return mapped;
}

/* The memory a d_ptr means.  glibc has added the load address to it already,
 * but not in the vdso and not on every architecture; musl never does. */
static const void *
locate(const struct dl_phdr_info *info, ElfW(Addr) addr, size_t size)
{
    const void *p = NULL;

    if (addr != 0 && is_mapped(info, addr, size))
        p = (const void *)addr;
    else if (addr != 0 && is_mapped(info, info->dlpi_addr + addr, size))
        p = (const void *)(info->dlpi_addr + addr);
    return p;
}

static struct dynamic
read_dynamic(const struct dl_phdr_info *info)
{
    const ElfW(Phdr) *ph;
    const unsigned char *at = NULL;
    struct dynamic dynamic;
    ElfW(Dyn) entry;
    size_t i, n = 0;

    memset(&dynamic, 0, sizeof(dynamic));
    for (i = 0; i < info->dlpi_phnum; i++) {
        ph = &info->dlpi_phdr[i];
        if (ph->p_type == PT_DYNAMIC) {
            n = ph->p_memsz / sizeof(entry);
            at = locate(info, info->dlpi_addr + ph->p_vaddr, ph->p_memsz);
        }
    }
    for (i = 0; at != NULL && i < n; i++) {
        memcpy(&entry, at + i * sizeof(entry), sizeof(entry));
        if (entry.d_tag == DT_NULL)
            break;
        if (entry.d_tag > 0 && entry.d_tag < DT_NUM)
            dynamic.value[entry.d_tag] = entry.d_un.d_val;
    }
    return dynamic;
}

static size_t
entry_size(const struct dynamic *dynamic, int table)
{
    bool addend = table == DT_RELA ||
        (table == DT_JMPREL && dynamic->value[DT_PLTREL] == DT_RELA);

    return addend ? sizeof(ElfW(Rela)) : sizeof(ElfW(Rel));
}

/* Whether symbol number `i` is undefined and called `name`. */
static bool
is_reference(const struct dl_phdr_info *info, const struct dynamic *dynamic,
             size_t i, const char *name)
{
    size_t room = dynamic->value[DT_STRSZ], size = strlen(name) + 1;
    const void *at = locate(info, dynamic->value[DT_SYMTAB] +
                            i * sizeof(ElfW(Sym)), sizeof(ElfW(Sym)));
    const char *strings = locate(info, dynamic->value[DT_STRTAB], room);
    ElfW(Sym) symbol;

    if (at == NULL || strings == NULL)
        return false;
    memcpy(&symbol, at, sizeof(symbol));
    return symbol.st_shndx == SHN_UNDEF && symbol.st_name <= room &&
        size <= room - symbol.st_name &&
        memcmp(strings + symbol.st_name, name, size) == 0;
}

/* Rel and Rela begin alike: r_offset, then r_info. */
static bool
table_refers_to(const struct dl_phdr_info *info,
                const struct dynamic *dynamic, size_t which,
                const char *name)
{
    int tag = relocation_tables[which].address;
    size_t size = dynamic->value[relocation_tables[which].size];
    size_t step = entry_size(dynamic, tag), i, symbol;
    const char *table = locate(info, dynamic->value[tag], size);
    bool found = false;
    ElfW(Rel) rel;

    for (i = 0; table != NULL && !found && i < size / step; i++) {
        memcpy(&rel, table + i * step, sizeof(rel));
        symbol = RELOCATION_SYMBOL(rel.r_info);
        if (symbol != STN_UNDEF)
            found = is_reference(info, dynamic, symbol, name);
    }
    return found;
}

bool
gssksp_object_refers_to(const struct dl_phdr_info *object,
                        const char *symbol)
{
    struct dynamic dynamic = read_dynamic(object);
    bool found = false;
    size_t i;

    for (i = 0; i < N_TABLES && !found; i++)
        found = table_refers_to(object, &dynamic, i, symbol);
    return found;
}

static int
visit_object(struct dl_phdr_info *info, size_t size, void *data)
{
    struct search *search = data;

    (void)size;
    search->found = gssksp_object_refers_to(info, search->symbol);
    return search->found ? 1 : 0;
}

bool
gssksp_process_refers_to(const char *symbol)
{
    struct search search = { symbol, false };

    dl_iterate_phdr(visit_object, &search);
    return search.found;
}
