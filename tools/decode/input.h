/* SPDX-License-Identifier: MIT */
/* Bytes from people: hexadecimal, base64, or as they are. */
#ifndef TOOLS_DECODE_INPUT_H
#define TOOLS_DECODE_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum input_form {
    INPUT_GUESS,        /* hexadecimal if all is, else base64 if all is, else
                         * as it is */
    INPUT_HEX,          /* with blanks, ends of lines and colons between */
    INPUT_BASE64,       /* with blanks and ends of lines between */
    INPUT_RAW
};

/* No token is longer, bytes of text. */
#define INPUT_MAX ((size_t)16 * 1024 * 1024)

/* All of a file.  NULL: errno, EFBIG if it is longer than INPUT_MAX. */
unsigned char *input_read(FILE *file, size_t *length);

/* Turns text into bytes in its own place.  False if it is not of that form;
 * the text is then of no use. */
bool input_parse(unsigned char *text, size_t *length, enum input_form form);

#endif
