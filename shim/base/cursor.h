/* SPDX-License-Identifier: MIT */
/*
 * Cursors over byte strings.  The first error sticks: later reads give 0,
 * later writes do nothing, and one check at the end is enough.
 */
#ifndef SHIM_BASE_CURSOR_H
#define SHIM_BASE_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ksp_reader {
    const unsigned char *next;
    size_t left;
    bool failed;
};

struct ksp_writer {
    unsigned char *next;
    size_t left;
    size_t wanted;      /* bytes asked for so far, written or not */
};

void ksp_read_init(struct ksp_reader *r, const void *data, size_t length);
void ksp_read_bytes(struct ksp_reader *r, void *out, size_t length);
uint16_t ksp_read_le16(struct ksp_reader *r);
uint32_t ksp_read_le32(struct ksp_reader *r);
uint64_t ksp_read_le64(struct ksp_reader *r);

/* No error so far and nothing left over. */
bool ksp_read_complete(const struct ksp_reader *r);

/* A writer with too little room counts what it would need. */
void ksp_write_init(struct ksp_writer *w, void *out, size_t capacity);
void ksp_write_bytes(struct ksp_writer *w, const void *in, size_t length);
void ksp_write_le16(struct ksp_writer *w, uint16_t value);
void ksp_write_le32(struct ksp_writer *w, uint32_t value);
void ksp_write_le64(struct ksp_writer *w, uint64_t value);

/* Big-endian, as the tokens of RFC 4121 want them; compilers make one
 * instruction or two of each. */
static inline uint16_t
ksp_load_be16(const unsigned char *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t
ksp_load_be32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
        (uint32_t)p[2] << 8 | p[3];
}

static inline uint64_t
ksp_load_be64(const unsigned char *p)
{
    return (uint64_t)ksp_load_be32(p) << 32 | ksp_load_be32(p + 4);
}

static inline void
ksp_store_be16(unsigned char *p, uint16_t value)
{
    p[0] = (unsigned char)(value >> 8);
    p[1] = (unsigned char)value;
}

static inline void
ksp_store_be32(unsigned char *p, uint32_t value)
{
    p[0] = (unsigned char)(value >> 24);
    p[1] = (unsigned char)(value >> 16);
    p[2] = (unsigned char)(value >> 8);
    p[3] = (unsigned char)value;
}

static inline void
ksp_store_be64(unsigned char *p, uint64_t value)
{
    ksp_store_be32(p, (uint32_t)(value >> 32));
    ksp_store_be32(p + 4, (uint32_t)value);
}

#endif
