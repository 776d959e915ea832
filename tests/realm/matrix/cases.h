/* SPDX-License-Identifier: MIT */
/*
 * The cases of the matrix.  A case runs on both peers at the same time.
 */
#ifndef TESTS_REALM_MATRIX_CASES_H
#define TESTS_REALM_MATRIX_CASES_H

#include "realm/matrix/peer.h"

struct matrix_case {
    const char *name;
    void (*run)(struct peer *peer);
};

extern const struct matrix_case matrix_cases[];
extern const unsigned matrix_case_count;

#endif
