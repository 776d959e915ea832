/* SPDX-License-Identifier: MIT */
/* A part of a token, which is somebody else's: nothing is read beyond it. */
#ifndef TOOLS_DECODE_SPAN_H
#define TOOLS_DECODE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct span {
    const unsigned char *data;
    size_t length;
};

/* The first `length` bytes, which are taken away.  False, and nothing is
 * taken, if there are fewer. */
bool span_take(struct span *from, size_t length, struct span *part);

/* The first element of DER: tag and contents, which are taken away.  False if
 * it is not all there. */
bool span_element(struct span *from, unsigned char *tag, struct span *part);

/* The contents of the first element with that tag, among those of `in`. */
bool span_find(struct span in, unsigned char tag, struct span *part);

/* The contents of the element that the span is, if it has that tag; what
 * stands behind it is not looked at. */
bool span_enter(struct span in, unsigned char tag, struct span *part);

/* An INTEGER or ENUMERATED of up to eight bytes. */
bool span_number(struct span in, long long *value);

/* Big-endian, of at most eight bytes. */
uint64_t span_be(const struct span *part);

#endif
