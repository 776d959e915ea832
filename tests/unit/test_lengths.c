/* SPDX-License-Identifier: MIT */
/* mech/messages/lengths.c: how long a token is, and which is the longest
 * message for a length. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bridge/package.h"
#include "mech/gssi.h"
#include "mech/messages/lengths.h"
#include "unit/unit_gss.h"

static const size_t kinds[] = { UNIT_KINDS };

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static struct unit_ends ends;

/* Of a token in one piece, which may be more than there is memory for. */
static uint64_t
token_length(bool sealed, uint64_t message)
{
    struct gssksp_lengths l = gssksp_lengths(&ends.initiator, sealed, false,
                                             (size_t)message);

    return gssksp_overhead(&l) + message;
}

/* What is said is what is made, in DCE style (odd loops) too; and the message
 * is what it was, however short. */
START_TEST(test_made)
{
    gss_buffer_desc message, token, got;
    OM_uint32 minor;
    char text[300];
    size_t n;
    int conf;

    for (n = 0; n < sizeof(text); n++)
        text[n] = (char)(n % 100 + 1);
    unit_ends(&ends, kinds[_i / 2], _i % 2 == 1 ? ISC_RET_USED_DCE_STYLE : 0);
    for (conf = 0; conf < 2; conf++) {
        for (n = 0; n < sizeof(text); n += n < 20 ? 1 : 7) {
            message = unit_bytes(text, n);
            ck_assert_uint_eq(gssi_wrap(&minor, unit_handle(&ends.initiator),
                                        conf, 0, &message, NULL, &token), 0);
            ck_assert_uint_eq(token.length, token_length(conf != 0, n));
            ck_assert_uint_eq(gssi_unwrap(&minor, unit_handle(&ends.acceptor),
                                          &token, &got, NULL, NULL), 0);
            ck_assert_uint_eq(got.length, n);
            ck_assert(n == 0 || memcmp(got.value, text, n) == 0);
            unit_release(&got);
            unit_release(&token);
        }
    }
    unit_ends_delete(&ends);
}
END_TEST

/* The longest fits, and a longer one does not; stock has the lengths of RFC
 * 1964 in ints. */
static void
assert_longest(bool sealed, OM_uint32 room)
{
    uint64_t most = room, n;

    if (ends.initiator.rfc1964 && room > INT32_MAX)
        most = INT32_MAX;
    n = gssksp_longest(&ends.initiator, sealed, room);
    if (n > 0 && token_length(sealed, n) > most)
        ck_abort_msg("%u: %" PRIu64 " is too long", room, n);
    if (token_length(sealed, n + 1) <= most)
        ck_abort_msg("%u: %" PRIu64 " is not the longest", room, n);
}

START_TEST(test_longest)
{
    static const struct {
        OM_uint32 from;
        OM_uint32 to;
    } rooms[] = {
        { 0, 400 }, { 65480, 65640 }, { 0x1000000 - 90, 0x1000000 + 90 },
        { INT32_MAX - 90, (OM_uint32)INT32_MAX + 90 },
        { UINT32_MAX - 90, UINT32_MAX - 1 }, { UINT32_MAX, UINT32_MAX }
    };
    OM_uint32 room;
    size_t i;
    int sealed;

    unit_ends(&ends, kinds[_i / 2], _i % 2 == 1 ? ISC_RET_USED_DCE_STYLE : 0);
    for (sealed = 0; sealed < 2; sealed++) {
        for (i = 0; i < sizeof(rooms) / sizeof(rooms[0]); i++) {
            assert_longest(sealed, rooms[i].to);
            for (room = rooms[i].from; room < rooms[i].to; room++)
                assert_longest(sealed, room);
        }
    }
    unit_ends_delete(&ends);
}
END_TEST

/* Where the package does not know the context there is nothing. */
START_TEST(test_no_context)
{
    struct gssksp_lengths l;
    struct gssksp_ctx ctx;

    memset(&ctx, 0, sizeof(ctx));
    ctx.rfc1964 = true;
    ck_assert_ptr_nonnull(gssksp_package());
    l = gssksp_lengths(&ctx, true, false, 10);
    ck_assert_uint_eq(l.before, 0);
    ck_assert_uint_eq(l.padding, 0);
    ck_assert_uint_eq(l.after, 0);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("lengths");
    TCase *tc = tcase_create("lengths");

    tcase_add_loop_test(tc, test_made, 0, 2 * N_KINDS);
    tcase_add_loop_test(tc, test_longest, 0, 2 * N_KINDS);
    tcase_add_test(tc, test_no_context);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
