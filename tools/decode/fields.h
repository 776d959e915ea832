/* SPDX-License-Identifier: MIT */
/* What is printed of a token: a line for each field. */
#ifndef TOOLS_DECODE_FIELDS_H
#define TOOLS_DECODE_FIELDS_H

#include "tools/decode/span.h"

/* Deeper than any token of tokens in tokens that means well. */
#define DEPTH_MAX 8

struct decoding {
    const unsigned char *start; /* of it all: offsets count from here */
    unsigned int depth;         /* tokens within tokens */
    bool wrong;                 /* something is not as it should be */
};

/* One field: its offset and length, its name by the standard, and what it
 * says. */
void field(struct decoding *d, const struct span *part, const char *name,
           const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The same of bytes: the first of them are shown. */
void field_bytes(struct decoding *d, const struct span *part,
                 const char *name);

/* Printable text; other characters become '?'. */
void field_text(struct decoding *d, const struct span *part,
                const char *name);

/* What the whole is: in the words of the standards, and in those of SSPI if
 * there are such. */
void heading(struct decoding *d, const char *what, const char *sspi);

/* Something that is not as it should be. */
void complain(struct decoding *d, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
