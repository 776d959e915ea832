/* SPDX-License-Identifier: MIT */
/*
 * JSON (RFC 8259) to standard output, written as it comes.  `name` is NULL in
 * an array.  What is UTF-8 stays so; of other bytes, which names of files may
 * have, each is written as U+FFFD.
 */
#ifndef TOOLS_JSON_H
#define TOOLS_JSON_H

#include <stdbool.h>
#include <stdint.h>

void json_begin(const char *name, char bracket);    /* '{' or '[' */
void json_end(char bracket);                        /* '}' or ']' */
void json_text(const char *name, const char *value);    /* NULL is null */
void json_number(const char *name, uint64_t value);
void json_bool(const char *name, bool value);

#endif
