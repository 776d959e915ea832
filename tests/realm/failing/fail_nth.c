/* SPDX-License-Identifier: MIT */
#include "realm/failing/fail_nth.h"

#include <elf.h>
#include <errno.h>
#include <gssapi/gssapi.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* No function of theirs has more arguments, and all are integers or
 * pointers. */
#define ARGUMENTS 14

/* Functions of both objects that can fail. */
#define PLACES_MAX 192

#if UINTPTR_MAX > 0xffffffffu
#define RELOCATION_SYMBOL(info) ELF64_R_SYM(info)
#define SYMBOL_TYPE(info) ELF64_ST_TYPE(info)
#else
#define RELOCATION_SYMBOL(info) ELF32_R_SYM(info)
#define SYMBOL_TYPE(info) ELF32_ST_TYPE(info)
#endif

typedef long function(long a0, long a1, long a2, long a3, long a4, long a5,
                      long a6, long a7, long a8, long a9, long a10, long a11,
                      long a12, long a13);

/* A function of one object; its thunk has the same place. */
struct place {
    const struct fail_way *way;
    enum fail_object object;
    const char *name;
    function *real;
    unsigned long times;
};

static struct place places[PLACES_MAX];
static size_t place_count;

static bool prepared[FAIL_OBJECTS];
static unsigned long counts[FAIL_OBJECTS][FAIL_CLASSES];

static struct {
    bool armed;
    bool all;
    unsigned long n;
    unsigned long seen;
    const char *struck;
} control;

/* ---- a call --------------------------------------------------------- */

static void
leave(char kind, long argument, int error)
{
    gss_buffer_desc empty = GSS_C_EMPTY_BUFFER;
    void *out = (void *)(uintptr_t)argument, *none = NULL;
    int zero = 0;

    if (out == NULL)
        return;
    if (kind == 'p')
        memcpy(out, &none, sizeof(none));
    else if (kind == 'b')
        memcpy(out, &empty, sizeof(empty));
    else if (kind == 'i')
        memcpy(out, &zero, sizeof(zero));
    else if (kind == 'm')
        memcpy(out, &error, sizeof(error));
}

static long
fail(struct place *p, const long *arguments)
{
    const struct fail_way *way = p->way;
    long result = 0;
    size_t i;

    counts[p->object][way->class]++;
    p->times++;
    if (control.struck == NULL)
        control.struck = p->name;
    for (i = 0; way->arguments[i] != '\0'; i++)
        leave(way->arguments[i], arguments[i], way->error);
    if (way->result == FAIL_CODE)
        result = way->error;
    else if (way->result == FAIL_MAJOR)
        result = (long)GSS_S_FAILURE;
    else
        errno = way->error;
    return way->result == FAIL_MINUS_ONE ? -1 : result;
}

static bool
is_to_fail(void)
{
    bool now = false;

    if (control.armed) {
        control.seen++;
        now = control.n != 0 && (control.all ? control.seen >= control.n :
                                 control.seen == control.n);
    }
    return now;
}

static long
pass(size_t place, const long *a)
{
    struct place *p = &places[place];

    return is_to_fail() ? fail(p, a) :
        p->real(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9],
                a[10], a[11], a[12], a[13]);
}

/* One function for each place.  What a caller has not passed is read all the
 * same, from where it would be. */
#define THUNK(i) \
    static long \
    thunk_ ## i(long a0, long a1, long a2, long a3, long a4, long a5, \
                long a6, long a7, long a8, long a9, long a10, long a11, \
                long a12, long a13) \
    { \
        const long a[ARGUMENTS] = { a0, a1, a2, a3, a4, a5, a6, a7, a8, \
                                    a9, a10, a11, a12, a13 }; \
        return pass(0 ## i, a); \
    }

/* Octal, as the names of the places are. */
#define THUNKS_8(i) \
    THUNK(i ## 0) THUNK(i ## 1) THUNK(i ## 2) THUNK(i ## 3) \
    THUNK(i ## 4) THUNK(i ## 5) THUNK(i ## 6) THUNK(i ## 7)
#define THUNKS_64(i) \
    THUNKS_8(i ## 0) THUNKS_8(i ## 1) THUNKS_8(i ## 2) THUNKS_8(i ## 3) \
    THUNKS_8(i ## 4) THUNKS_8(i ## 5) THUNKS_8(i ## 6) THUNKS_8(i ## 7)
THUNKS_64(0)
THUNKS_64(1)
THUNKS_64(2)

#define NAMES_8(i) \
    thunk_ ## i ## 0, thunk_ ## i ## 1, thunk_ ## i ## 2, thunk_ ## i ## 3, \
    thunk_ ## i ## 4, thunk_ ## i ## 5, thunk_ ## i ## 6, thunk_ ## i ## 7
#define NAMES_64(i) \
    NAMES_8(i ## 0), NAMES_8(i ## 1), NAMES_8(i ## 2), NAMES_8(i ## 3), \
    NAMES_8(i ## 4), NAMES_8(i ## 5), NAMES_8(i ## 6), NAMES_8(i ## 7)
static function *const thunks[PLACES_MAX] = {
    NAMES_64(0), NAMES_64(1), NAMES_64(2)
};

/* ---- the addresses -------------------------------------------------- */

/* Where an object's names and relocations are. */
struct tables {
    enum fail_object object;
    ElfW(Addr) base;
    ElfW(Addr) value[DT_NUM];
};

static bool
name_object(const char *path, enum fail_object *object)
{
    static const char *const files[] = {
        [FAIL_MODULE] = "/gss_ksp.so", [FAIL_SSPI] = "/libksp-sspi.so"
    };
    bool found = false;
    int i;

    for (i = 0; path != NULL && i < FAIL_OBJECTS; i++) {
        if (strstr(path, files[i]) != NULL) {
            *object = (enum fail_object)i;
            found = true;
        }
    }
    return found;
}

/* The C library has made addresses of them. */
static void
read_tables(const struct dl_phdr_info *info, struct tables *t)
{
    const ElfW(Dyn) *entry = NULL;
    size_t i;

    t->base = info->dlpi_addr;
    for (i = 0; i < info->dlpi_phnum; i++) {
        if (info->dlpi_phdr[i].p_type == PT_DYNAMIC)
            entry = (const ElfW(Dyn) *)(info->dlpi_addr +
                                        info->dlpi_phdr[i].p_vaddr);
    }
    for (; entry != NULL && entry->d_tag != DT_NULL; entry++) {
        if (entry->d_tag > 0 && entry->d_tag < DT_NUM)
            t->value[entry->d_tag] = entry->d_un.d_val;
    }
}

/* The place of a function; NULL if there is none left. */
static struct place *
place_for(const struct tables *t, const struct fail_way *way,
          const char *name, function *real)
{
    struct place *p = NULL;
    size_t i;

    for (i = 0; i < place_count && p == NULL; i++) {
        if (places[i].object == t->object && places[i].real == real)
            p = &places[i];
    }
    if (p == NULL && place_count < PLACES_MAX) {
        p = &places[place_count++];
        p->way = way;
        p->object = t->object;
        p->name = name;
        p->real = real;
    }
    return p;
}

/* The dynamic linker has made its page read-only. */
static bool
overwrite(function **slot, function *with)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t start = (uintptr_t)slot & ~(page - 1);
    bool done = mprotect((void *)start, page, PROT_READ | PROT_WRITE) == 0;

    if (done)
        *slot = with;
    return done;
}

static bool
take_slot(const struct tables *t, const char *name, function **slot)
{
    const struct fail_way *way = fail_way_of(name);
    struct place *p = NULL;
    bool done = way != NULL;

    if (way != NULL && way->class != FAIL_NEVER && *slot != NULL) {
        p = place_for(t, way, name, *slot);
        done = p != NULL && overwrite(slot, thunks[p - places]);
    }
    if (!done)
        fprintf(stderr, "fail_nth: how does %s fail?\n", name);
    return done;
}

/* Rel and Rela begin alike. */
static bool
take_relocation(const struct tables *t, const ElfW(Rel) *rel)
{
    const ElfW(Sym) *symbols = (const ElfW(Sym) *)t->value[DT_SYMTAB];
    const ElfW(Sym) *symbol = &symbols[RELOCATION_SYMBOL(rel->r_info)];
    const char *strings = (const char *)t->value[DT_STRTAB];
    bool taken = true;

    if (symbol->st_shndx == SHN_UNDEF &&
        SYMBOL_TYPE(symbol->st_info) == STT_FUNC)
        taken = take_slot(t, strings + symbol->st_name,
                          (function **)(t->base + rel->r_offset));
    return taken;
}

static bool
take_table(const struct tables *t, int address, int size, bool addend)
{
    size_t step = addend ? sizeof(ElfW(Rela)) : sizeof(ElfW(Rel)), i;
    const char *table = (const char *)t->value[address];
    bool taken = true;
    ElfW(Rel) rel;

    for (i = 0; table != NULL && i < t->value[size] / step; i++) {
        memcpy(&rel, table + i * step, sizeof(rel));
        taken = take_relocation(t, &rel) && taken;
    }
    return taken;
}

static bool
take_object(const struct tables *t)
{
    bool taken = take_table(t, DT_RELA, DT_RELASZ, true);

    taken = take_table(t, DT_REL, DT_RELSZ, false) && taken;
    return take_table(t, DT_JMPREL, DT_PLTRELSZ,
                      t->value[DT_PLTREL] == DT_RELA) && taken;
}

static int
visit(struct dl_phdr_info *info, size_t size, void *data)
{
    struct tables t = { 0 };
    bool *good = data;

    (void)size;
    if (name_object(info->dlpi_name, &t.object) && !prepared[t.object]) {
        read_tables(info, &t);
        prepared[t.object] = true;
        *good = take_object(&t) && *good;
    }
    return 0;
}

bool
fail_prepare(void)
{
    bool good = true;

    dl_iterate_phdr(visit, &good);
    return good;
}

bool
fail_has(enum fail_object object)
{
    return prepared[object];
}

/* ---- control -------------------------------------------------------- */

void
fail_arm(unsigned long n, bool all)
{
    size_t i;

    for (i = 0; i < place_count; i++)
        places[i].times = 0;
    control.n = n;
    control.all = all;
    control.seen = 0;
    control.struck = NULL;
    control.armed = true;
}

unsigned long
fail_disarm(void)
{
    control.armed = false;
    return control.seen;
}

const char *
fail_struck(void)
{
    return control.struck;
}

unsigned long
fail_times(const char *name)
{
    unsigned long times = 0;
    size_t i;

    for (i = 0; i < place_count; i++) {
        if (strcmp(places[i].name, name) == 0)
            times += places[i].times;
    }
    return times;
}

unsigned long
fail_count(enum fail_object object, enum fail_class class)
{
    return counts[object][class];
}

void
fail_add(enum fail_object object, enum fail_class class, unsigned long more)
{
    counts[object][class] += more;
}
