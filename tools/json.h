/* SPDX-License-Identifier: MIT */
/*
 * JSON (RFC 8259) to standard output, written as it comes.  `name` is NULL in
 * an array.  Bytes that are no ASCII are written as the characters of their
 * number: names of files have no character set.
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
