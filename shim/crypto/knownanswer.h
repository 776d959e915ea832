/* SPDX-License-Identifier: MIT */
/*
 * Whether nettle does what it is for.
 *
 * A function that the program itself defines, or a library it has loaded
 * before, is called in place of nettle's function of that name; so is another
 * release of nettle that is part of the program.  What comes of that must
 * not go out as a message.
 */
#ifndef SHIM_CRYPTO_KNOWNANSWER_H
#define SHIM_CRYPTO_KNOWNANSWER_H

#include <stdbool.h>

#include "crypto/enctype.h"

/*
 * Sign, encrypt and decrypt a known message with the enctype; true if the
 * answers are right, or memory is short.  Done once in a process for each
 * enctype, in some microseconds, with no lock: threads that come first do it
 * side by side.  For the enctypes that nettle serves; false for others.
 */
bool ksp_known_answer(const struct ksp_enctype *enctype);

#endif
