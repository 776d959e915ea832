/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <ctype.h>
#include <errno.h>
#include <glob.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bridge/oids.h"
#include "tools/status/listing.h"
#include "tools/status/module_file.h"
#include "tools/status/regular.h"

#define NAME "gss-ksp"
#define INTERPOSER "interposer"

/* The words of a line, in the library's order. */
struct words {
    char *name, *oid, *library, *kernel, *options, *kind;
};

/* ---- words ----------------------------------------------------------- */

static char *
skip_blanks(char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    return text;
}

/* Ends the word, and gives the next. */
static char *
end_word(char *text)
{
    while (*text != '\0' && !isspace((unsigned char)*text))
        text++;
    if (*text != '\0')
        *text++ = '\0';
    return skip_blanks(text);
}

static char *
end_at(char *text, char c)
{
    text = strchrnul(text, c);
    if (*text != '\0')
        *text++ = '\0';
    return skip_blanks(text);
}

/* False if there are fewer than three.  The first is empty where the line
 * begins with a blank. */
static bool
split(char *text, struct words *words)
{
    char *next;

    memset(words, 0, sizeof(*words));
    words->name = text;
    words->oid = end_word(words->name);
    words->library = *words->oid != '\0' ? end_word(words->oid) :
        words->oid;
    if (*words->library == '\0')
        return false;
    next = end_word(words->library);
    if (*next != '\0' && *next != '[' && *next != '<') {
        words->kernel = next;
        next = end_word(next);
    }
    if (*next == '[') {
        words->options = next + 1;
        next = end_at(words->options, ']');
    }
    if (*next == '<') {
        words->kind = next + 1;
        (void)end_at(words->kind, '>');
    }
    return true;
}

/* ---- what is ours ---------------------------------------------------- */

static bool
parse_oid(const char *text, unsigned char *bytes, size_t *length)
{
    gss_buffer_desc string = { strlen(text), (void *)(uintptr_t)text };
    gss_OID oid = GSS_C_NO_OID;
    OM_uint32 major, minor;
    bool ok;

    *length = 0;
    major = gss_str_to_oid(&minor, &string, &oid);
    ok = major == GSS_S_COMPLETE && oid->length <= LISTING_OID;
    if (ok) {
        *length = oid->length;
        memcpy(bytes, oid->elements, oid->length);
    }
    if (major == GSS_S_COMPLETE)
        (void)gss_release_oid(&minor, &oid);
    return ok;
}

static bool
is_oid(const unsigned char *bytes, size_t length, gss_const_OID oid)
{
    return length == oid->length && memcmp(bytes, oid->elements, length) == 0;
}

/* The mechanisms that are in the library and loaded. */
static bool
is_built_in(const unsigned char *bytes, size_t length)
{
    static const gss_OID_desc spnego = {
        6, (void *)"\x2b\x06\x01\x05\x05\x02"
    };
    bool built_in = is_oid(bytes, length, &spnego);
    size_t i;

    for (i = 0; i < gssksp_mech_count(); i++)
        built_in = built_in || is_oid(bytes, length, gssksp_mech(i));
    return built_in;
}

bool
listing_is_own(const struct listing_entry *entry)
{
    return is_oid(entry->oid, entry->oid_length,
                  &gssksp_oids[GSSKSP_OID_INTERPOSER]);
}

bool
listing_names_module(const struct listing_entry *entry)
{
    return strcmp(last_part(entry->library), MODULE_FILE) == 0;
}

bool
listing_text_is_ours(const char *text)
{
    unsigned char oid[LISTING_OID];
    char copy[BUFSIZ], *word, *next;
    bool ours;
    size_t length;

    (void)snprintf(copy, sizeof(copy), "%s", text);
    word = skip_blanks(copy);
    next = end_word(word);
    ours = strcmp(word, NAME) == 0;
    for (; *word != '\0' && !ours; word = next, next = end_word(word)) {
        ours = strcmp(last_part(word), MODULE_FILE) == 0 ||
            (isdigit((unsigned char)*word) &&
             parse_oid(word, oid, &length) &&
             is_oid(oid, length, &gssksp_oids[GSSKSP_OID_INTERPOSER]));
    }
    return ours;
}

/* The line as it is, behind a '#', and not a sentence about it. */
static bool
is_ours_in_comment(const char *text)
{
    unsigned char oid[LISTING_OID];
    struct words words;
    char copy[BUFSIZ];
    size_t length;

    (void)snprintf(copy, sizeof(copy), "%s", text + strspn(text, "# \t"));
    return split(copy, &words) && parse_oid(words.oid, oid, &length) &&
        is_oid(oid, length, &gssksp_oids[GSSKSP_OID_INTERPOSER]);
}

/* ---- lines ----------------------------------------------------------- */

static void __attribute__((format(printf, 2, 3)))
because(struct listing_line *line, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    (void)vsnprintf(line->why, sizeof(line->why), format, args);
    va_end(args);
}

/* What is wrong, of a line that is ours. */
static void __attribute__((format(printf, 2, 3)))
blame(struct listing_line *line, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    (void)vsnprintf(line->why, sizeof(line->why), format, args);
    va_end(args);
    line->note = line->ours;
}

static struct listing_line *
add_line(struct listing *l, unsigned int number)
{
    struct listing_line *line;

    if (l->n_lines == LISTING_LINES) {
        l->left_out++;
        return NULL;
    }
    line = &l->lines[l->n_lines++];
    line->file = l->n_files - 1;
    line->number = number;
    return line;
}

static size_t
find_entry(const struct listing *l, const unsigned char *oid, size_t length)
{
    size_t i;

    for (i = 0; i < l->n_entries; i++) {
        if (l->entries[i].oid_length == length &&
            memcmp(l->entries[i].oid, oid, length) == 0)
            break;
    }
    return i;
}

static void
set_library(struct listing_entry *entry, const struct words *words,
            const struct host_library *host)
{
    entry->relative = words->library[0] != '/';
    (void)snprintf(entry->library, sizeof(entry->library), "%.*s%.*s",
                   entry->relative ? PATH_MAX / 2 : 0, host->plugins,
                   PATH_MAX / 2, words->library);
}

/* An identifier for the first time. */
static void
describe_new(struct listing_line *line, const struct listing_entry *entry,
             const struct words *words)
{
    if (entry->interposer)
        because(line, "interposer");
    else if (words->kind != NULL && strcmp(words->kind, INTERPOSER) != 0)
        blame(line, "a mechanism of its own: <%.32s> is not <interposer>",
              words->kind);
    else if (words->kernel != NULL)
        blame(line, "a mechanism of its own: <interposer> is missing, "
              "\"%.32s\" is in its place", words->kernel);
    else
        blame(line, "a mechanism of its own: <interposer> is missing");
    if (!line->ours && !entry->interposer)
        because(line, "a mechanism of its own");
}

/* Another identifier's line of the same file gives the module a name under
 * which it stands aside. */
static void
check_own(struct listing_line *line, const struct listing_entry *entry)
{
    if (entry->interposer && listing_names_module(entry) &&
        !listing_is_own(entry))
        blame(line, "the object identifier is %.128s, which is not the "
              "module's", entry->text);
}

static void
add_entry(struct listing *l, struct listing_line *line,
          const struct words *words, const unsigned char *oid, size_t length,
          const struct host_library *host)
{
    struct listing_entry *entry;

    if (l->n_entries == LISTING_ENTRIES) {
        l->left_out++;
        return;
    }
    entry = &l->entries[l->n_entries];
    (void)snprintf(entry->name, sizeof(entry->name), "%s", words->name);
    (void)snprintf(entry->text, sizeof(entry->text), "%s", words->oid);
    memcpy(entry->oid, oid, length);
    entry->oid_length = length;
    set_library(entry, words, host);
    entry->interposer = words->kind != NULL &&
        strcmp(words->kind, INTERPOSER) == 0;
    entry->first = entry->last = (size_t)(line - l->lines);
    line->taken = true;
    line->entry = l->n_entries++;
    describe_new(line, entry, words);
    check_own(line, entry);
}

static void
replace_entry(struct listing *l, struct listing_line *line,
              const struct words *words, size_t i,
              const struct host_library *host)
{
    struct listing_entry *entry = &l->entries[i];
    const struct listing_line *first = &l->lines[entry->first];
    struct listing_line *last = &l->lines[entry->last];
    char before[PATH_MAX];

    memcpy(before, entry->library, sizeof(before));
    set_library(entry, words, host);
    line->taken = true;
    line->entry = i;
    if (strcmp(before, entry->library) == 0)
        because(line, "listed again: the same");
    else
        because(line, "listed again: its library replaces that of "
                "%.160s:%u", last_part(l->files[last->file].path),
                last->number);
    if (strcmp(before, entry->library) != 0)
        blame(last, "its library is replaced by that of %.160s:%u",
              last_part(l->files[line->file].path), line->number);
    if (words->kind != NULL && !entry->interposer)
        blame(line, "listed again: it stays a mechanism of its own, as "
              "%.160s:%u has no <interposer>",
              last_part(l->files[first->file].path), first->number);
    entry->last = (size_t)(line - l->lines);
}

static void
note_words(struct listing *l, struct listing_line *line,
           const struct words *words, const struct host_library *host)
{
    unsigned char oid[LISTING_OID];
    size_t length, i;

    if (!parse_oid(words->oid, oid, &length)) {
        if (words->name[0] == '\0')
            blame(line, "it begins with a blank, so \"%.64s\" is taken for "
                  "the object identifier", words->oid);
        else
            blame(line, "\"%.128s\" is no object identifier", words->oid);
    } else if (is_built_in(oid, length)) {
        blame(line, "%.128s is a mechanism of the library's own",
              words->oid);
    } else {
        i = find_entry(l, oid, length);
        if (i < l->n_entries)
            replace_entry(l, line, words, i, host);
        else
            add_entry(l, line, words, oid, length, host);
    }
}

static void
note_line(struct listing *l, unsigned int number, char *text,
          const struct host_library *host)
{
    bool comment = text[0] == '#';
    bool ours = comment ? is_ours_in_comment(text) :
        listing_text_is_ours(text);
    struct listing_line *line;
    struct words words;

    if (*skip_blanks(text) == '\0' || (comment && !ours))
        return;
    line = add_line(l, number);
    if (line == NULL)
        return;
    line->ours = ours;
    if (comment)
        blame(line, "it is a comment");
    else if (split(text, &words))
        note_words(l, line, &words, host);
    else
        blame(line, "it has fewer than three words");
    if (!line->taken && line->why[0] == '\0')
        because(line, "there are too many mechanisms");
}

/* ---- files ----------------------------------------------------------- */

/* False if there is more than is read. */
static bool
read_lines(struct listing *l, FILE *file, const struct host_library *host)
{
    char buffer[BUFSIZ];
    unsigned int number = 0;
    bool whole = true;

    while (ftello(file) < LISTING_BYTES &&
           fgets(buffer, sizeof(buffer), file) != NULL) {
        number += whole ? 1 : 0;
        whole = strchr(buffer, '\n') != NULL;
        note_line(l, number, buffer, host);
    }
    return ftello(file) < LISTING_BYTES;
}

/* The library passes over what it cannot follow or open. */
static void
read_file(struct listing *l, const char *path,
          const struct host_library *host)
{
    struct listing_file *entry;
    FILE *file;

    if (l->n_files == LISTING_FILES) {
        l->left_out++;
        return;
    }
    entry = &l->files[l->n_files++];
    (void)snprintf(entry->path, sizeof(entry->path), "%s", path);
    file = regular_stream(path, &entry->error);
    if (file != NULL) {
        entry->cut = !read_lines(l, file, host);
        (void)fclose(file);
    }
}

static void
read_directory(struct listing *l, const struct host_library *host)
{
    glob_t found = { 0 };
    size_t i;

    if (glob(host->pattern, 0, NULL, &found) == 0) {
        for (i = 0; i < found.gl_pathc; i++)
            read_file(l, found.gl_pathv[i], host);
    }
    globfree(&found);
}

struct listing *
listing_read(const struct host_library *library)
{
    struct listing *l = calloc(1, sizeof(*l));

    if (l == NULL)
        return NULL;
    l->only = getenv("GSS_MECH_CONFIG");
    if (l->only != NULL) {
        read_file(l, l->only, library);
    } else {
        read_file(l, library->mech, library);
        read_directory(l, library);
    }
    return l;
}
