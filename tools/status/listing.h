/* SPDX-License-Identifier: MIT */
/*
 * What MIT's library makes of the files that list mechanisms, line by line.
 *
 * It is read as the library reads it: the same files in the same order, lines
 * of BUFSIZ bytes, words between blanks, the first of which is the name also
 * where it is empty.  Of an object identifier that is listed again the library
 * keeps place and kind and takes the new path.
 */
#ifndef TOOLS_STATUS_LISTING_H
#define TOOLS_STATUS_LISTING_H

#include <gssapi/gssapi.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "tools/status/host_library.h"

/* More than anybody has; what is beyond is counted in `left_out`. */
#define LISTING_FILES 128
#define LISTING_LINES 256
#define LISTING_ENTRIES 64
#define LISTING_BYTES (1024 * 1024)     /* of one file */

#define LISTING_OID 64          /* bytes of an encoded object identifier */

/* A file that the library opens, or would. */
struct listing_file {
    char path[PATH_MAX];
    int error;                  /* errno; 0 if it was read */
    bool cut;                   /* ... no further than LISTING_BYTES */
};

struct listing_line {
    size_t file;
    unsigned int number;
    bool taken;
    bool ours;                  /* it is about gss-ksp, or means to be */
    bool note;                  /* ... and `why` is what is wrong with it */
    size_t entry;               /* of a line that is taken */
    char why[256];              /* what became of it */
};

/* A mechanism that the library knows from these files. */
struct listing_entry {
    char name[64];
    unsigned char oid[LISTING_OID];
    size_t oid_length;
    char text[128];             /* the object identifier as it is written */
    char library[PATH_MAX];
    bool interposer;
    bool relative;              /* it is written without a path */
    size_t first;               /* line that fixed place and kind */
    size_t last;                /* line that fixed the path */
};

struct listing {
    const char *only;           /* GSS_MECH_CONFIG, or NULL */
    size_t n_files, n_lines, n_entries, left_out;
    struct listing_file files[LISTING_FILES];
    struct listing_line lines[LISTING_LINES];
    struct listing_entry entries[LISTING_ENTRIES];
};

/* Reads what the library would read with this process's environment and
 * rights.  NULL without memory; free() it. */
struct listing *listing_read(const struct host_library *library);

/* Whether an entry has the module's own object identifier. */
bool listing_is_own(const struct listing_entry *entry);

/* Whether an entry names the module's file, by whatever identifier. */
bool listing_names_module(const struct listing_entry *entry);

/* Whether a line of text is about the module: its identifier, or its file. */
bool listing_text_is_ours(const char *text);

#endif
