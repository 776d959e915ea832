/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/rotate.h"
#include "ksp/winerror.h"

static void
copy(unsigned char *out, const unsigned char *in, size_t length)
{
    if (length > 0)
        memcpy(out, in, length);
}

const unsigned char *
ksp_rotated_place(const unsigned char *in, size_t total, size_t by,
                  size_t offset, size_t length)
{
    size_t start = total > 0 ? (by % total + offset) % total : 0;

    return length > total - start ? NULL : in + start;
}

void
ksp_rotated_copy(unsigned char *out, const unsigned char *in, size_t total,
                 size_t by, size_t offset, size_t length)
{
    size_t start, first;

    if (length > 0) {
        start = (by % total + offset) % total;
        first = total - start < length ? total - start : length;
        copy(out, in + start, first);
        copy(out + first, in, length - first);
    }
}

static size_t
sealed_length(const struct ksp_span *spans, size_t count)
{
    size_t total = 0, i;

    for (i = 0; i < count; i++) {
        if (spans[i].kind == KSP_SPAN_SEAL)
            total += spans[i].length;
    }
    return total;
}

static void
gather(const struct ksp_span *spans, size_t count, unsigned char *out)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (spans[i].kind == KSP_SPAN_SEAL) {
            copy(out, spans[i].data, spans[i].length);
            out += spans[i].length;
        }
    }
}

static void
scatter(const struct ksp_span *spans, size_t count, const unsigned char *in,
        size_t total, size_t by)
{
    size_t offset = 0, i;

    for (i = 0; i < count; i++) {
        if (spans[i].kind == KSP_SPAN_SEAL) {
            ksp_rotated_copy(spans[i].data, in, total, by, offset,
                             spans[i].length);
            offset += spans[i].length;
        }
    }
}

SECURITY_STATUS
ksp_rotate_left_from(const struct ksp_span *spans, size_t count, size_t by,
                     unsigned char **before)
{
    SECURITY_STATUS status = SEC_E_OK;
    size_t total = sealed_length(spans, count);

    *before = NULL;
    if (total == 0 || by % total == 0)
        return SEC_E_OK;
    /* As long as the message itself, which the caller holds. */
    status = SEC_E_INSUFFICIENT_MEMORY;
    *before = malloc(total);
    if (*before == NULL)
        return status;
    gather(spans, count, *before);
    scatter(spans, count, *before, total, by);
    status = SEC_E_OK;
    return status;
}

SECURITY_STATUS
ksp_rotate_left(const struct ksp_span *spans, size_t count, size_t by)
{
    unsigned char *before;
    SECURITY_STATUS status = ksp_rotate_left_from(spans, count, by, &before);

    free(before);
    return status;
}

void
ksp_rotate_back(const struct ksp_span *spans, size_t count,
                const unsigned char *before)
{
    scatter(spans, count, before, sealed_length(spans, count), 0);
}
