/* SPDX-License-Identifier: MIT */
/*
 * One round of fuzzing at the package's interface: a genuine token, changed as
 * the input says, is given to its receiver in one of the forms.
 *
 * The process ends, with a line on stderr, unless the status is one of those
 * documented for a token; a token that was refused has left the context as it
 * was, nothing beside the buffers and no plaintext; and one that was taken
 * gave the message that was sent.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>

/* What came of it. */
enum fuzz_result {
    FUZZ_UNCHANGED,     /* the token was as it was made, and taken */
    FUZZ_TAKEN,         /* taken, though something in it had changed */
    FUZZ_INVALID,
    FUZZ_ALTERED,
    FUZZ_TOO_SMALL,     /* no room for the message */
    FUZZ_RESULTS
};

enum fuzz_result fuzz_round(const unsigned char *input, size_t length);

#endif
