/* SPDX-License-Identifier: MIT */
/*
 * One character of UTF-8 [RFC 3629] or UTF-16 [RFC 2781] at a time.  Zero is
 * a character like any other.
 */
#ifndef SHIM_BASE_UNICODE_H
#define SHIM_BASE_UNICODE_H

#include <stddef.h>
#include <stdint.h>

/* What stands for a sequence that is not valid, and is no character. */
#define KSP_UNICODE_INVALID UINT32_MAX

/* What a text has in its place. */
#define KSP_UNICODE_REPLACEMENT 0xfffd

/* Room for any character, in code units. */
#define KSP_UTF8_MOST 4
#define KSP_UTF16_MOST 2

/*
 * Read the character at `in`, of which `left` units are left, at least one.
 * How many units it has, at least one, which of a sequence that is not valid
 * is what there is of it [Unicode 3.9, maximal subparts].  The UTF-16 may lie
 * on any boundary.
 */
size_t ksp_utf8_read(const unsigned char *in, size_t left, uint32_t *c);
size_t ksp_utf16_read(const void *in, size_t left, uint32_t *c);

/* Write a character; how many units it has. */
size_t ksp_utf8_write(uint32_t c, char *out);
size_t ksp_utf16_write(uint32_t c, uint16_t *out);

#endif
