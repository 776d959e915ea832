/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cursor.h"

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

static uint64_t
read_le(struct ksp_reader *r, size_t length)
{
    unsigned char bytes[8] = { 0 };
    uint64_t value = 0;

    ksp_read_bytes(r, bytes, length);
    while (length > 0)
        value = value << 8 | bytes[--length];
    return value;
}

uint16_t
ksp_read_le16(struct ksp_reader *r)
{
    return (uint16_t)read_le(r, 2);
}

uint32_t
ksp_read_le32(struct ksp_reader *r)
{
    return (uint32_t)read_le(r, 4);
}

uint64_t
ksp_read_le64(struct ksp_reader *r)
{
    return read_le(r, 8);
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

static void
write_le(struct ksp_writer *w, uint64_t value, size_t length)
{
    unsigned char bytes[8];
    size_t i;

    for (i = 0; i < length; i++)
        bytes[i] = (unsigned char)(value >> (8 * i));
    ksp_write_bytes(w, bytes, length);
}

void
ksp_write_le16(struct ksp_writer *w, uint16_t value)
{
    write_le(w, value, 2);
}

void
ksp_write_le32(struct ksp_writer *w, uint32_t value)
{
    write_le(w, value, 4);
}

void
ksp_write_le64(struct ksp_writer *w, uint64_t value)
{
    write_le(w, value, 8);
}

uint16_t
ksp_load_be16(const unsigned char *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}

uint64_t
ksp_load_be64(const unsigned char *p)
{
    uint64_t value = 0;
    int i;

    for (i = 0; i < 8; i++)
        value = value << 8 | p[i];
    return value;
}

void
ksp_store_be16(unsigned char *p, uint16_t value)
{
    p[0] = (unsigned char)(value >> 8);
    p[1] = (unsigned char)value;
}

void
ksp_store_be64(unsigned char *p, uint64_t value)
{
    int i;

    for (i = 7; i >= 0; i--) {
        p[i] = (unsigned char)value;
        value >>= 8;
    }
}
