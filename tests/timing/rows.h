/* SPDX-License-Identifier: MIT */
/* What is measured. */
#ifndef TESTS_TIMING_ROWS_H
#define TESTS_TIMING_ROWS_H

#include "timing/subject.h"

/* Which enctypes a row is for. */
#define ROW_AES 1u
#define ROW_DES3 2u
#define ROW_RC4 4u
#define ROW_CAMELLIA 8u
#define ROW_RFC4121 (ROW_AES | ROW_CAMELLIA)
#define ROW_RFC1964 (ROW_DES3 | ROW_RC4)
#define ROW_ALL (ROW_RFC4121 | ROW_RFC1964)

#define ROW_EITHER 1

/*
 * One row: the same call, of tokens of two classes.  The first has the same
 * fault each time, that of the second is drawn anew.
 */
struct row {
    const char *what;
    enum subject_kind kind;
    unsigned enctypes;
    /* Changes `bytes`, a copy of the subject's. */
    void (*change)(const struct subject *s, bool random,
                   unsigned char *bytes);
    NTSTATUS status;            /* of both classes, or ROW_EITHER */
    const char *public;         /* why a difference tells no secret */
};

extern const struct row rows[];         /* the last has no name */

bool row_is_for(const struct row *row, const struct subject *s);

/* A fresh token of any message: what RC4 takes depends on the key that it has
 * for this token alone, so that it must not be the same in one class only. */
void row_make(struct subject *s);

/* A number below `limit`; the same ones in every run. */
uint32_t row_random(uint32_t limit);

#endif
