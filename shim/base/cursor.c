/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/cursor.h"

void
ksp_read_init(struct ksp_reader *r, const void *data, size_t length)
{
    r->next = data;
    r->left = length;
    r->failed = data == NULL && length > 0;
}

void
ksp_read_bytes(struct ksp_reader *r, void *out, size_t length)
{
    if (r->failed || length > r->left) {
        r->failed = true;
        memset(out, 0, length);
    } else if (length > 0) {
        memcpy(out, r->next, length);
        r->next += length;
        r->left -= length;
    }
}

static uint32_t
load_le32(const unsigned char *p)
{
    return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 |
        (uint32_t)p[1] << 8 | p[0];
}

static void
store_le32(unsigned char *p, uint32_t value)
{
    p[0] = (unsigned char)value;
    p[1] = (unsigned char)(value >> 8);
    p[2] = (unsigned char)(value >> 16);
    p[3] = (unsigned char)(value >> 24);
}

uint16_t
ksp_read_le16(struct ksp_reader *r)
{
    unsigned char b[2];

    ksp_read_bytes(r, b, sizeof(b));
    return (uint16_t)(b[1] << 8 | b[0]);
}

uint32_t
ksp_read_le32(struct ksp_reader *r)
{
    unsigned char b[4];

    ksp_read_bytes(r, b, sizeof(b));
    return load_le32(b);
}

uint64_t
ksp_read_le64(struct ksp_reader *r)
{
    unsigned char b[8];

    ksp_read_bytes(r, b, sizeof(b));
    return (uint64_t)load_le32(b + 4) << 32 | load_le32(b);
}

bool
ksp_read_complete(const struct ksp_reader *r)
{
    return !r->failed && r->left == 0;
}

void
ksp_write_init(struct ksp_writer *w, void *out, size_t capacity)
{
    w->next = out;
    w->left = capacity;
    w->wanted = 0;
}

void
ksp_write_bytes(struct ksp_writer *w, const void *in, size_t length)
{
    w->wanted += length;
    if (length > w->left) {
        w->left = 0;
    } else if (length > 0) {
        memcpy(w->next, in, length);
        w->next += length;
        w->left -= length;
    }
}

void
ksp_write_le16(struct ksp_writer *w, uint16_t value)
{
    unsigned char b[2] = {
        (unsigned char)value, (unsigned char)(value >> 8)
    };

    ksp_write_bytes(w, b, sizeof(b));
}

void
ksp_write_le32(struct ksp_writer *w, uint32_t value)
{
    unsigned char b[4];

    store_le32(b, value);
    ksp_write_bytes(w, b, sizeof(b));
}

void
ksp_write_le64(struct ksp_writer *w, uint64_t value)
{
    unsigned char b[8];

    store_le32(b, (uint32_t)value);
    store_le32(b + 4, (uint32_t)(value >> 32));
    ksp_write_bytes(w, b, sizeof(b));
}
