/* SPDX-License-Identifier: MIT */
/* Tags and lengths of DER, as the framing of tokens has them. */
#ifndef SHIM_BASE_DER_H
#define SHIM_BASE_DER_H

#include <stdbool.h>
#include <stddef.h>

#define KSP_DER_OID 0x06
#define KSP_DER_APPLICATION_0 0x60  /* the framing of RFC 2743 section 3.1 */

struct ksp_der {
    const unsigned char *next;
    size_t left;
};

/*
 * Take a tag and a length.  False, and nothing is taken, if they are not all
 * there or the length has more than four bytes: that would be a token of over
 * 4 GiB.  An indefinite length, which DER does not have, is 0, as in MIT's
 * library.  *length may be more than is left.
 */
bool ksp_der_head(struct ksp_der *d, unsigned char *tag, size_t *length);

/* The same, for one tag only, whose contents must be all there. */
bool ksp_der_enter(struct ksp_der *d, unsigned char tag, size_t *length);

/* Take an object identifier, whose length has one byte, whatever it is: so
 * MIT's library 1.20 reads it in the framing of a token.  Later ones take a
 * long form too, which no encoder writes for an OID. */
bool ksp_der_oid(struct ksp_der *d, const unsigned char **oid,
                 size_t *length);

#endif
