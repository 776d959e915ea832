/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/wipe.h"
#include "crypto/block_spans.h"

/* Go to the next byte there is, past the end of spans and past those that
 * are not encrypted. */
static void
settle(struct ksp_place *p)
{
    while (p->span < p->end && (p->span->kind != KSP_SPAN_SEAL ||
                                p->offset == p->span->length)) {
        p->span++;
        p->offset = 0;
    }
}

/* Bytes from here to the end of the span, at most `limit`. */
static size_t
run_length(const struct ksp_place *p, size_t limit)
{
    size_t left = p->span->length - p->offset;

    return left < limit ? left : limit;
}

static unsigned char *
here(const struct ksp_place *p)
{
    return p->span->data + p->offset;
}

struct ksp_place
ksp_place_start(const struct ksp_span *spans, size_t count)
{
    struct ksp_place p = { spans, spans + count, 0 };

    return p;
}

size_t
ksp_place_total(const struct ksp_span *spans, size_t count)
{
    size_t total = 0, i;

    for (i = 0; i < count; i++) {
        if (spans[i].kind == KSP_SPAN_SEAL)
            total += spans[i].length;
    }
    return total;
}

void
ksp_place_read(struct ksp_place *p, unsigned char *out, size_t length)
{
    size_t n;

    while (length > 0) {
        settle(p);
        n = run_length(p, length);
        memcpy(out, here(p), n);
        p->offset += n;
        out += n;
        length -= n;
    }
}

void
ksp_place_write(struct ksp_place *p, const unsigned char *in, size_t length)
{
    size_t n;

    while (length > 0) {
        settle(p);
        n = run_length(p, length);
        memcpy(here(p), in, n);
        p->offset += n;
        in += n;
        length -= n;
    }
}

void
ksp_place_bring(const struct ksp_place *place, size_t length)
{
    struct ksp_place p = *place;
    size_t n;

    while (length > 0) {
        settle(&p);
        n = run_length(&p, length);
        ksp_span_bring(p.span, p.offset, n);
        p.offset += n;
        length -= n;
    }
}

void
ksp_place_back(struct ksp_place *p, size_t length)
{
    while (length > p->offset) {
        length -= p->offset;
        p->span--;
        p->offset = p->span->kind == KSP_SPAN_SEAL ? p->span->length : 0;
    }
    p->offset -= length;
}

/* A block that lies across spans, by way of a buffer. */
static void
run_across(struct ksp_place *p, size_t block, ksp_block_run *run,
           void *cipher)
{
    unsigned char buffer[KSP_BLOCK_MAX];

    ksp_place_read(p, buffer, block);
    run(cipher, buffer, block);
    ksp_place_back(p, block);
    ksp_place_write(p, buffer, block);
    ksp_wipe(buffer, sizeof(buffer));
}

void
ksp_place_run(struct ksp_place *p, size_t length, size_t block,
              ksp_block_run *run, void *cipher)
{
    size_t n;

    while (length > 0) {
        settle(p);
        n = run_length(p, length);
        n -= n % block;
        if (n > 0) {
            run(cipher, here(p), n);
            p->offset += n;
        } else {
            n = block;
            run_across(p, block, run, cipher);
        }
        length -= n;
    }
}
