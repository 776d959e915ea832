/* SPDX-License-Identifier: MIT */
/*
 * For the tests of RC4 and DES3 messages.
 */
#ifndef TESTS_UNIT_UNIT_OLDER_H
#define TESTS_UNIT_UNIT_OLDER_H

#include "unit/unit.h"

#define MESSAGE "message"
#define MESSAGE_LENGTH (sizeof(MESSAGE) - 1)

/* Of the table of enctypes. */
enum { DES3 = UNIT_ENCTYPES, RC4, RC4_EXP, END };
#define OLDER (END - DES3)

/* Some 70,000 bytes to sign and seal. */
const unsigned char *unit_text(void);

/* Bytes of the wrap token of a message. */
size_t unit_older_wrap(size_t enctype, size_t message);

#endif
