/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <link.h>
#include <stdio.h>
#include <string.h>

#include "tools/status/host_library.h"

#define LIBRARY "libgssapi_krb5.so"
#define LISTS ".d/*.conf"
#define LISTS_END "/gss/mech" LISTS
#define PLUGINS_END "/gss/"
#define BRAND "KRB5_BRAND: "

/* An object of this process, and one constant of it. */
struct search {
    const char *object;         /* part of its path */
    const char *text;           /* part of the constant */
    bool at_end;                /* its end, else its beginning */
    char *found;
    size_t size;
};

/* The constant that has `hit` in it, if it is whole and fits. */
static bool
take(const struct search *search, const char *start, const char *end,
     const char *hit)
{
    const char *first = hit, *last;
    size_t length;

    while (search->at_end && first > start && first[-1] != '\0')
        first--;
    last = memchr(hit, '\0', (size_t)(end - hit));
    if (last == NULL)
        return false;
    length = (size_t)(last - first);
    if (length >= search->size || (search->at_end && *first != '/') ||
        (search->at_end && hit + strlen(search->text) != last))
        return false;
    memcpy(search->found, first, length + 1);
    return true;
}

static bool
look_through(const struct search *search, const char *start, size_t size)
{
    const char *end = start + size, *at = start, *hit;
    size_t length = strlen(search->text);

    while ((hit = memmem(at, (size_t)(end - at), search->text,
                         length)) != NULL) {
        if (take(search, start, end, hit))
            return true;
        at = hit + 1;
    }
    return false;
}

static int
visit(struct dl_phdr_info *info, size_t size, void *data)
{
    const struct search *search = data;
    const ElfW(Phdr) *ph;
    size_t i;

    (void)size;
    if (strstr(info->dlpi_name, search->object) == NULL)
        return 0;
    for (i = 0; i < info->dlpi_phnum; i++) {
        ph = &info->dlpi_phdr[i];
        if (ph->p_type == PT_LOAD && (ph->p_flags & PF_R) != 0 &&
            look_through(search, (const char *)info->dlpi_addr +
                         ph->p_vaddr, ph->p_filesz))
            return 1;
    }
    return 0;
}

static bool
find_constant(const char *object, const char *text, bool at_end, char *found,
              size_t size)
{
    struct search search = { object, text, at_end, found, size };

    found[0] = '\0';
    return dl_iterate_phdr(visit, &search) != 0;
}

/* "krb5-1.20.1-final 1.20.1 20221111" */
static void
find_version(char *version, size_t size)
{
    char brand[128], *word;

    if (!find_constant("libkrb5.so", BRAND, false, brand, sizeof(brand)))
        return;
    word = strchr(brand + strlen(BRAND), ' ');
    if (word == NULL)
        return;
    word++;
    word[strcspn(word, " ")] = '\0';
    (void)snprintf(version, size, "%s", word);
}

static int
note_path(struct dl_phdr_info *info, size_t size, void *data)
{
    struct host_library *library = data;

    (void)size;
    if (strstr(info->dlpi_name, LIBRARY) == NULL)
        return 0;
    (void)snprintf(library->path, sizeof(library->path), "%s",
                   info->dlpi_name);
    return 1;
}

void
host_library_find(struct host_library *library)
{
    memset(library, 0, sizeof(*library));
    (void)dl_iterate_phdr(note_path, library);
    find_version(library->krb5, sizeof(library->krb5));
    library->found =
        find_constant(LIBRARY, LISTS_END, true, library->pattern,
                      sizeof(library->pattern)) &&
        find_constant(LIBRARY, PLUGINS_END, true, library->plugins,
                      sizeof(library->plugins));
    if (!library->found) {
        (void)snprintf(library->pattern, sizeof(library->pattern), "%s",
                       SYSCONFDIR LISTS_END);
        (void)snprintf(library->plugins, sizeof(library->plugins), "%s",
                       KRB5_LIBDIR PLUGINS_END);
    }
    memcpy(library->mech, library->pattern,
           strlen(library->pattern) - strlen(LISTS));
}
