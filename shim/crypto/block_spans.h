/* SPDX-License-Identifier: MIT */
/*
 * The SEAL spans as one string of blocks: a place in it, and a block cipher
 * run over it where the bytes are.
 */
#ifndef SHIM_CRYPTO_BLOCK_SPANS_H
#define SHIM_CRYPTO_BLOCK_SPANS_H

#include "crypto/provider.h"

/* The longest block, bytes. */
#define KSP_BLOCK_MAX 16

struct ksp_place {
    const struct ksp_span *span;
    const struct ksp_span *end;
    size_t offset;
};

/* A block cipher in a mode, whose state in *cipher is what the next block
 * needs; `length` is a multiple of the block. */
typedef void ksp_block_run(void *cipher, unsigned char *data, size_t length);

/* The start of the string. */
struct ksp_place ksp_place_start(const struct ksp_span *spans, size_t count);

/* Bytes of the whole string. */
size_t ksp_place_total(const struct ksp_span *spans, size_t count);

/* Copy the next `length` bytes out of the string or into it, and go past
 * them. */
void ksp_place_read(struct ksp_place *p, unsigned char *out, size_t length);
void ksp_place_write(struct ksp_place *p, const unsigned char *in,
                     size_t length);

/* Bring the next `length` bytes of the string to where they belong (see struct
 * ksp_span); the place stays where it is. */
void ksp_place_bring(const struct ksp_place *place, size_t length);

/* Go back over `length` bytes. */
void ksp_place_back(struct ksp_place *p, size_t length);

/* Run over the next `length` bytes, a multiple of `block`, and go past
 * them. */
void ksp_place_run(struct ksp_place *p, size_t length, size_t block,
                   ksp_block_run *run, void *cipher);

#endif
