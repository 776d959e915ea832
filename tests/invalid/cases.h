/* SPDX-License-Identifier: MIT */
/*
 * The catalogue of malformed tokens.  Each file of cases has a numbered
 * paragraph for every class at its head; a case bears the number of its
 * paragraph.  The catalogue is gone through at the package's interface
 * (test_invalid.c) and at GSS-API, against stock MIT (realm/invalid.c).
 */
#ifndef TESTS_INVALID_CASES_H
#define TESTS_INVALID_CASES_H

#include "invalid/forge.h"

struct invalid_case {
    const char *name;           /* number and what is wrong */
    /*
     * Makes the token of a variant, with what the package must say to it in
     * each form (SEC_E_OK: it looks wrong, but a receiver must take it).
     * False when there are no more variants; there is a token to be freed
     * all the same.
     */
    bool (*make)(const struct forge_party *p, unsigned int variant,
                 struct forged *out);
};

/* Each ends with a name of NULL. */
extern const struct invalid_case invalid_mic[];         /* RFC 4121 */
extern const struct invalid_case invalid_wrap[];        /* RFC 4121 */
extern const struct invalid_case invalid_foreign[];     /* RFC 4121 */
extern const struct invalid_case invalid_old[];         /* RFC 1964 */
extern const struct invalid_case invalid_framing[];     /* RFC 1964 */

#define INVALID SEC_E_INVALID_TOKEN
#define ALTERED SEC_E_MESSAGE_ALTERED

#endif
