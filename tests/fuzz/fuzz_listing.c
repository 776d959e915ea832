/* SPDX-License-Identifier: MIT */
/*
 * Any file of mech.d: which lines are taken, and what they list, is what a
 * small model of MIT's reader says.
 *
 * libFuzzer: -max_len=600
 */
#include <ctype.h>
#include <gssapi/gssapi_ext.h>
#include <string.h>

#include "bridge/oids.h"
#include "fuzz/fuzz_memfile.h"
#include "fuzz/target.h"
#include "tools/status/listing.h"

#define TEXT_MAX 600

static const struct host_library host = {
    .mech = "/nowhere/mech",
    .pattern = "/nowhere/mech.d/*.conf",
    .plugins = "/plugins/gss/"
};

/* MIT's gss_str_to_oid loses memory of some that are none. */
const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
    return "leak:libgssapi_krb5.so";
}

/* ---- the model ------------------------------------------------------- */

struct entry {
    unsigned char oid[LISTING_OID];
    size_t length;
    char library[TEXT_MAX + 32];
    bool interposer;
};

static struct entry entries[LISTING_ENTRIES];
static size_t count;

/* The next word; NULL at the end of the line.  Where `first`, it may have no
 * characters. */
static char *
next_word(char **line, bool first)
{
    char *word;

    while (!first && isspace((unsigned char)**line))
        (*line)++;
    word = *line;
    while (**line != '\0' && !isspace((unsigned char)**line))
        (*line)++;
    if (**line != '\0')
        *(*line)++ = '\0';
    return first || word[0] != '\0' ? word : NULL;
}

/* What is between the angles, behind what may come before them. */
static bool
is_interposer(char *rest)
{
    char *word, *end;

    while (isspace((unsigned char)*rest))
        rest++;
    if (*rest != '[' && *rest != '<' && *rest != '\0') {
        word = rest;
        while (*rest != '\0' && !isspace((unsigned char)*rest))
            rest++;
        (void)word;
        while (isspace((unsigned char)*rest))
            rest++;
    }
    if (*rest == '[') {
        rest = strchr(rest, ']');
        if (rest == NULL)
            return false;
        rest++;
        while (isspace((unsigned char)*rest))
            rest++;
    }
    if (*rest != '<')
        return false;
    end = strchr(rest, '>');
    if (end == NULL)
        end = rest + strlen(rest);
    return end - rest - 1 == 10 && memcmp(rest + 1, "interposer", 10) == 0;
}

static bool
is_built_in(const gss_OID_desc *oid)
{
    static const gss_OID_desc spnego = {
        6, (void *)"\x2b\x06\x01\x05\x05\x02"
    };
    bool found = oid->length == spnego.length &&
        memcmp(oid->elements, spnego.elements, spnego.length) == 0;
    size_t i;

    for (i = 0; i < gssksp_mech_count(); i++) {
        found = found || (oid->length == gssksp_mech(i)->length &&
                          memcmp(oid->elements, gssksp_mech(i)->elements,
                                 oid->length) == 0);
    }
    return found;
}

static void
note(const gss_OID_desc *oid, const char *library, bool interposer)
{
    struct entry *e = entries;

    while (e < entries + count && (e->length != oid->length ||
           memcmp(e->oid, oid->elements, oid->length) != 0))
        e++;
    if (e == entries + LISTING_ENTRIES)
        return;
    if (e == entries + count) {
        count++;
        e->length = oid->length;
        memcpy(e->oid, oid->elements, oid->length);
        e->interposer = interposer;
    }
    (void)snprintf(e->library, sizeof(e->library), "%s%s",
                   library[0] == '/' ? "" : host.plugins, library);
}

static void
model_line(char *line)
{
    char *name, *text, *library;
    gss_buffer_desc string;
    gss_OID oid = GSS_C_NO_OID;
    OM_uint32 minor;

    if (line[0] == '#')
        return;
    name = next_word(&line, true);
    text = next_word(&line, false);
    library = text != NULL ? next_word(&line, false) : NULL;
    if (name == NULL || library == NULL)
        return;
    string.value = text;
    string.length = strlen(text);
    if (gss_str_to_oid(&minor, &string, &oid) != GSS_S_COMPLETE)
        return;
    if (oid->length <= LISTING_OID && !is_built_in(oid))
        note(oid, library, is_interposer(line));
    (void)gss_release_oid(&minor, &oid);
}

/* A zero ends what is seen of a line. */
static void
model(const uint8_t *data, size_t size)
{
    char line[TEXT_MAX + 1];
    size_t n;

    count = 0;
    while (size > 0) {
        const uint8_t *end = memchr(data, '\n', size);

        n = end != NULL ? (size_t)(end - data) + 1 : size;
        memcpy(line, data, n);
        line[n] = '\0';
        model_line(line);
        data += n;
        size -= n;
    }
}

/* ---- the two --------------------------------------------------------- */

static void
compare(const struct listing *l)
{
    size_t i;

    must(l->n_files == 1 && l->files[0].error == 0, "it was not read");
    must(l->n_entries == count, "more or fewer mechanisms");
    for (i = 0; i < count; i++) {
        must(l->entries[i].oid_length == entries[i].length &&
             memcmp(l->entries[i].oid, entries[i].oid, entries[i].length) ==
             0, "another identifier");
        must(strcmp(l->entries[i].library, entries[i].library) == 0,
             "another library");
        must(l->entries[i].interposer == entries[i].interposer,
             "another kind");
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct listing *l;
    size_t i;

    if (size > TEXT_MAX)
        return 0;
    must(setenv("GSS_MECH_CONFIG", memfile(data, size), 1) == 0, "no file");
    model(data, size);
    l = listing_read(&host);
    must(l != NULL, "no memory");
    compare(l);
    for (i = 0; i < l->n_lines; i++) {
        must(memchr(l->lines[i].why, '\0', sizeof(l->lines[i].why)) != NULL,
             "a reason without an end");
        must(!l->lines[i].taken || l->lines[i].entry < l->n_entries,
             "a line of nothing");
    }
    free(l);
    return 0;
}
