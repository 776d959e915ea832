/* SPDX-License-Identifier: MIT */
/*
 * shim/core/sealed_tail.c: the last bytes of what is encrypted are taken to
 * memory of our own, and go back to where they came from.
 */
#include <stdlib.h>
#include <string.h>

#include "core/sealed_tail.h"
#include "unit/unit.h"

#define ROOM 200
#define SPANS 6

/* Lengths of spans; a negative one is only signed. */
static const int splits[][SPANS] = {
    { 150 },
    { 0, 49 },
    { 48 },
    { 47 },
    { 100, 20, 20, 20 },
    { 100, 20, 20, 8 },
    { 100, 20, 20, 9 },
    { 60, -20, 20, 0, -7, 20 },
    { 100, 16 },
    { 100, 15 },
    { 5, -30, 5, 0, 5 },
    { -40, 1 },
    { 0 },
};

#define N_SPLITS (sizeof(splits) / sizeof(splits[0]))

/* A list of spans one behind the other, and what they are in all. */
struct trial {
    struct ksp_message m;
    unsigned char bytes[ROOM];
    unsigned char before[ROOM];
    unsigned char sealed[ROOM];
    size_t total;               /* of the spans that are sealed */
    unsigned char confounder[KSP_CONFOUNDER_MAX];
    unsigned char *place;       /* of the confounder, as the tail has it */
    const struct ksp_enctype *enctype;
    size_t wanted;
    struct ksp_tail tail;
};

/* All sealed spans in their order. */
static size_t
gather(const struct ksp_message *m, unsigned char *out)
{
    size_t length = 0, i;

    for (i = 0; i < m->count; i++) {
        if (m->spans[i].kind == KSP_SPAN_SEAL && m->spans[i].length > 0) {
            memcpy(out + length, m->spans[i].data, m->spans[i].length);
            length += m->spans[i].length;
        }
    }
    return length;
}

static void
begin(struct trial *t, const int *lengths, bool over_ciphertext)
{
    unsigned char *next = t->bytes;
    size_t i;

    memset(t, 0, sizeof(*t));
    for (i = 0; i < ROOM; i++)
        t->bytes[i] = (unsigned char)(i + 1);
    memset(t->confounder, 0xcc, sizeof(t->confounder));
    memcpy(t->before, t->bytes, ROOM);
    t->m.spans = t->m.fixed;
    for (i = 0; i < SPANS; i++) {
        ksp_message_add(&t->m, next, (size_t)abs(lengths[i]),
                        lengths[i] < 0 ? KSP_SPAN_SIGN : KSP_SPAN_SEAL);
        next += abs(lengths[i]);
    }
    t->total = gather(&t->m, t->sealed);
    for (i = 0; ksp_enctype_at(i)->over_ciphertext != over_ciphertext; i++)
        continue;
    t->enctype = ksp_enctype_at(i);
    t->wanted = over_ciphertext ? KSP_TAIL : 16;
    t->place = t->confounder;
    ksp_tail_take(&t->tail, t->enctype, &t->m, &t->place);
}

/* The same bytes are sealed as before, and the last of them are ours, at the
 * end of the tail. */
static void
assert_taken(const struct trial *t)
{
    size_t taken = t->total < t->wanted ? t->total : t->wanted, i, ours = 0;
    const unsigned char *from = t->tail.bytes, *to = from + KSP_TAIL;
    unsigned char again[ROOM];

    ck_assert_uint_eq(gather(&t->m, again), t->total);
    ck_assert_mem_eq(again, t->sealed, t->total);
    ck_assert_mem_eq(to - taken, t->sealed + t->total - taken, taken);
    ck_assert_mem_eq(t->bytes, t->before, ROOM);
    for (i = 0; i < t->m.count; i++) {
        if (t->m.spans[i].data >= from && t->m.spans[i].data < to)
            ours += t->m.spans[i].length;
    }
    ck_assert_uint_eq(ours, taken);
}

/* The confounder is needed where it is among those bytes. */
static void
assert_confounder(const struct trial *t)
{
    bool wanted = t->total < t->wanted;

    ck_assert_ptr_eq(t->place, wanted ? t->tail.confounder : t->confounder);
    if (wanted)
        ck_assert_mem_eq(t->place, t->confounder, t->enctype->confounder);
}

/* Another text in place of each sealed byte goes home, and nothing else
 * changes. */
static void
assert_returned(struct trial *t)
{
    unsigned char after[ROOM];
    size_t i, j;

    for (i = 0; i < t->m.count; i++) {
        for (j = 0; t->m.spans[i].kind == KSP_SPAN_SEAL &&
             j < t->m.spans[i].length; j++)
            t->m.spans[i].data[j] ^= 0x80;
    }
    ksp_tail_return(&t->tail);
    memcpy(after, t->before, ROOM);
    for (i = 0; i < ROOM; i++) {
        if (memchr(t->sealed, t->before[i], t->total) != NULL)
            after[i] ^= 0x80;
    }
    ck_assert_mem_eq(t->bytes, after, ROOM);
}

/* What may be of the message does not stay. */
static void
assert_wiped(const struct trial *t)
{
    size_t i;

    for (i = 0; i < KSP_TAIL && t->enctype->over_ciphertext; i++)
        ck_assert_uint_eq(t->tail.bytes[i], 0);
}

START_TEST(test_tail)
{
    struct trial t;

    begin(&t, splits[_i / 2], _i % 2 != 0);
    assert_taken(&t);
    assert_confounder(&t);
    assert_returned(&t);
    assert_wiped(&t);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("sealed_tail");
    TCase *tc = tcase_create("sealed_tail");

    tcase_add_loop_test(tc, test_tail, 0, 2 * N_SPLITS);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
