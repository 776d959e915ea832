/* SPDX-License-Identifier: MIT */
/*
 * The rotation of RFC 4121 section 4.2.5, undone, over spans of any lengths:
 * byte i of the string must be what was byte i + RRC; and back again.
 *
 * libFuzzer: -max_len=64
 */
#include <stdlib.h>
#include <string.h>

#include "core/rotate.h"
#include "fuzz/fuzz_change.h"
#include "fuzz/fuzz_must.h"
#include "fuzz/target.h"
#include "ksp/winerror.h"

#define SPANS 6
#define SPAN_MAX 64
#define TOTAL_MAX (SPANS * SPAN_MAX)

struct round {
    struct ksp_span spans[SPANS];
    size_t count, total;                /* total: of those that are sealed */
    unsigned char bytes[TOTAL_MAX];     /* where the spans lie */
    unsigned char before[TOTAL_MAX];    /* the same, before */
    unsigned char string[TOTAL_MAX];    /* those that are sealed */
};

static void
start(struct round *r, struct fuzz_input *in)
{
    size_t at = 0, i;
    unsigned int b;

    r->count = fuzz_byte(in) % (SPANS + 1);
    r->total = 0;
    for (i = 0; i < TOTAL_MAX; i++)
        r->bytes[i] = (unsigned char)(i * 7 + (i >> 5) + 3);
    memcpy(r->before, r->bytes, sizeof(r->bytes));
    for (i = 0; i < r->count; i++) {
        b = fuzz_byte(in);
        r->spans[i] = (struct ksp_span){
            r->bytes + at, b / 4 % SPAN_MAX,
            b % 4 == 0 ? KSP_SPAN_SIGN : KSP_SPAN_SEAL, NULL };
        if (b % 4 != 0) {
            memcpy(r->string + r->total, r->bytes + at, r->spans[i].length);
            r->total += r->spans[i].length;
        }
        at += r->spans[i].length;
    }
}

/* What is only signed, or no part of it, has not moved. */
static void
check_turned(const struct round *r, size_t by)
{
    size_t at = 0, i, j;

    for (i = 0; i < r->count; i++) {
        const struct ksp_span *s = &r->spans[i];

        for (j = 0; j < s->length; j++) {
            must(s->kind == KSP_SPAN_SEAL ?
                 s->data[j] == r->string[(at + by) % r->total] :
                 s->data[j] == r->before[s->data - r->bytes + (ptrdiff_t)j],
                 "a byte that is not at its place");
            at += s->kind == KSP_SPAN_SEAL ? 1 : 0;
        }
    }
}

/* A part of the string, copied out of it and looked at where it is. */
static void
check_copied(const struct round *r, struct fuzz_input *in, size_t by)
{
    unsigned char out[TOTAL_MAX + 1];
    const unsigned char *place;
    size_t offset, length, i;

    offset = r->total > 0 ? fuzz_number(in) % r->total : 0;
    length = r->total > 0 ? fuzz_number(in) % (r->total - offset + 1) : 0;
    memset(out, 0xa5, sizeof(out));
    ksp_rotated_copy(out, r->string, r->total, by, offset, length);
    place = ksp_rotated_place(r->string, r->total, by, offset, length);
    for (i = 0; i < length; i++) {
        must(out[i] == r->string[(offset + i + by) % r->total],
             "another byte copied");
        must(place == NULL || place[i] == out[i], "another place");
    }
    must(out[length] == 0xa5, "too many bytes copied");
    if (place == NULL)
        must((by + offset) % r->total + length > r->total,
             "in one piece, and not found");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct round r;
    struct fuzz_input in = { data, size };
    unsigned char *before;
    size_t by;

    start(&r, &in);
    by = fuzz_number(&in) + ((fuzz_byte(&in) & 1) != 0 ? 65536u : 0u);
    must(ksp_rotate_left_from(r.spans, r.count, by, &before) == SEC_E_OK,
         "not turned");
    check_turned(&r, by);
    check_copied(&r, &in, by);
    if (before != NULL)
        ksp_rotate_back(r.spans, r.count, before);
    must(memcmp(r.bytes, r.before, sizeof(r.bytes)) == 0, "not as it was");
    free(before);
    must(ksp_rotate_left(r.spans, r.count, by) == SEC_E_OK, "not turned");
    check_turned(&r, by);
    return 0;
}
