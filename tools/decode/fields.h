/* SPDX-License-Identifier: MIT */
/* What is printed of a token: a line for each field. */
#ifndef TOOLS_DECODE_FIELDS_H
#define TOOLS_DECODE_FIELDS_H

#include "ksp/packed.h"
#include "tools/decode/span.h"

/* Deeper than any token of tokens in tokens that means well. */
#define DEPTH_MAX 8

struct decoding {
    const unsigned char *start; /* of it all: offsets count from here */
    unsigned int depth;         /* tokens within tokens */
    bool wrong;                 /* something is not as it should be */
    struct keys *keys;          /* keys.h; NULL: nothing is to be opened */
    ULONG mechanism;            /* KSP_MECH_*, of the framing seen last */
    struct span framed;         /* all of that token; or of length 0 */
};

/* One field: its offset and length, its name by the standard, and what it
 * says. */
void field(struct decoding *d, const struct span *part, const char *name,
           const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The same of bytes: the first of them are shown. */
void field_bytes(struct decoding *d, const struct span *part,
                 const char *name);

/* What came out of `place`: bytes, also as text; or text. */
void field_plain(struct decoding *d, const struct span *place,
                 const struct span *plain, const char *name);
void field_plain_text(struct decoding *d, const struct span *place,
                      const struct span *plain, const char *name);

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
