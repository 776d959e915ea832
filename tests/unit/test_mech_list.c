/* SPDX-License-Identifier: MIT */
/* shim/secur32/mech_list.c: which MICs of SPNEGO have used a number. */
#include <stdlib.h>
#include <string.h>

#include "secur32/secur32.h"
#include "unit/heap.h"
#include "unit/unit.h"
#include "unit/unit_older.h"

#ifdef HAVE_NETTLE
#define ENCTYPES END
#else
#define ENCTYPES UNIT_ENCTYPES
#endif

static const unsigned char types[] = {
    0x30, 0x0b, 0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 1, 2, 2
};

/* A NegTokenInit that offers them. */
static const unsigned char offer[] = {
    0x60, 0x1b, 0x06, 6, 0x2b, 6, 1, 5, 5, 2, 0xa0, 0x11, 0x30, 0x0f,
    0xa0, 0x0d, 0x30, 0x0b, 0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 1,
    2, 2
};

/* A NegTokenResp with fields of its own tags, all of them OCTET STRINGs. */
struct response {
    size_t length;
    unsigned char bytes[127];
};

static void
add(struct response *r, unsigned char tag, const void *octets, size_t length)
{
    unsigned char *field;

    if (r->length == 0) {
        memcpy(r->bytes, "\xa1\x02\x30", 4);
        r->length = 4;
    }
    ck_assert_uint_le(r->length + 4 + length, sizeof(r->bytes));
    field = r->bytes + r->length;
    field[0] = tag;
    field[1] = (unsigned char)(2 + length);
    field[2] = 0x04;
    field[3] = (unsigned char)length;
    memcpy(field + 4, octets, length);
    r->length += 4 + length;
    r->bytes[1] = (unsigned char)(r->length - 2);
    r->bytes[3] = (unsigned char)(r->length - 4);
}

static struct sspi_mech_list *
offered(void)
{
    struct sspi_mech_list *list = NULL;

    assert_status(sspi_mech_list_offer(&list, offer, sizeof(offer)),
                  SEC_E_OK);
    ck_assert_ptr_nonnull(list);
    return list;
}

static void
look(struct sspi_mech_list *list, const struct response *r)
{
    unsigned char *exact = unit_copy(r->bytes, r->length);

    sspi_mech_list_look(list, exact, r->length);
    free(exact);
}

static unsigned int
count(const struct sspi_mech_list *list, const KSP_PACKED_CONTEXT *packed)
{
    unsigned int found = 7;

    assert_status(sspi_mech_list_count(list, packed, &found), SEC_E_OK);
    return found;
}

/* What the peer signed of that text, as the number `number`. */
static size_t
mic_of(const KSP_PACKED_CONTEXT *peer, const void *text, size_t length,
       unsigned int number, unsigned char **mic)
{
    LSA_SEC_HANDLE context = unit_context(peer);
    size_t made = 0;

    *mic = NULL;
    while (number-- > 0) {
        free(*mic);
        made = unit_mic(context, text, length, mic);
    }
    unit_delete(context);
    return made;
}

/* ---- what has used a number ------------------------------------------ */

enum what { GENUINE, SECOND, REFLECTED, OF_OTHERS, CHANGED, CUT, LONGER };

static const struct {
    enum what what;
    unsigned char tag;
    unsigned int count;
} rows[] = {
    { GENUINE, 0xa3, 1 },
    { GENUINE, 0xa4, 1 },
    { SECOND, 0xa3, 0 },
    { REFLECTED, 0xa3, 0 },
    { OF_OTHERS, 0xa3, 0 },
    { CHANGED, 0xa3, 0 },
    { CUT, 0xa3, 0 },
    { LONGER, 0xa3, 0 },
};
#define ROWS (int)(sizeof(rows) / sizeof(rows[0]))

static void
one_row(size_t enctype, USHORT role, ULONG attributes, int row)
{
    KSP_PACKED_CONTEXT mine = unit_packed(enctype, role, attributes, 1);
    KSP_PACKED_CONTEXT peer = unit_packed(enctype, KSP_ROLE_INITIATOR +
                                          KSP_ROLE_ACCEPTOR - role,
                                          attributes, 1);
    struct sspi_mech_list *list = offered();
    enum what what = rows[row].what;
    struct response r = { 0 };
    unsigned char *mic, room[100];
    size_t length = mic_of(what == REFLECTED ? &mine : &peer,
                           what == OF_OTHERS ? offer : types, sizeof(types),
                           what == SECOND ? 2 : 1, &mic);

    memset(room, 0, sizeof(room));
    memcpy(room, mic, length);
    if (what == CHANGED)
        room[length - 1] ^= 1;
    length += what == LONGER ? 1u : 0u;
    length -= what == CUT ? 1u : 0u;
    add(&r, rows[row].tag, room, length);
    look(list, &r);
    ck_assert_uint_eq(count(list, &mine), rows[row].count);
    /* To ask changes nothing. */
    ck_assert_uint_eq(count(list, &mine), rows[row].count);
    sspi_mech_list_free(&list);
    ck_assert_ptr_null(list);
    free(mic);
}

START_TEST(test_rows)
{
    size_t enctype;
    int detection;

    for (enctype = 0; enctype < ENCTYPES; enctype++) {
        if (enctype == RC4_EXP)
            continue;
        for (detection = 0; detection < UNIT_DETECTIONS; detection++) {
            one_row(enctype, KSP_ROLE_INITIATOR, unit_detection(detection),
                    _i);
            one_row(enctype, KSP_ROLE_ACCEPTOR, unit_detection(detection),
                    _i);
        }
    }
}
END_TEST

/* The token says with which of the keys; there must be one. */
START_TEST(test_subkey)
{
    ULONG keys = _i == 0 ? 2 : 1;
    KSP_PACKED_CONTEXT mine = unit_packed(0, KSP_ROLE_INITIATOR, 0, keys);
    KSP_PACKED_CONTEXT peer = unit_packed(0, KSP_ROLE_ACCEPTOR, 0, 2);
    struct sspi_mech_list *list = offered();
    struct response r = { 0 };
    unsigned char *mic;
    size_t length;

    length = mic_of(&peer, types, sizeof(types), 1, &mic);
    add(&r, 0xa3, mic, length);
    look(list, &r);
    ck_assert_uint_eq(count(list, &mine), keys - 1);
    sspi_mech_list_free(&list);
    free(mic);
}
END_TEST

/* Two copies are one; the next number makes two; and a number of the
 * program's own does not matter. */
START_TEST(test_several)
{
    KSP_PACKED_CONTEXT mine = unit_packed(0, KSP_ROLE_INITIATOR,
                                          unit_detection(3), 1);
    KSP_PACKED_CONTEXT peer = unit_packed(0, KSP_ROLE_ACCEPTOR,
                                          unit_detection(3), 1);
    struct sspi_mech_list *list = offered();
    struct response r = { 0 }, next = { 0 };
    unsigned char *first, *second;
    size_t length = mic_of(&peer, types, sizeof(types), 1, &first);

    mine.Flags = _i == 0 ? 0 : KSP_PACKED_CALLERS_NUMBERS;
    add(&r, 0xa4, first, length);
    add(&r, 0xa3, first, length);
    look(list, &r);
    ck_assert_uint_eq(count(list, &mine), 1);
    length = mic_of(&peer, types, sizeof(types), 2, &second);
    add(&next, 0xa3, second, length);
    look(list, &next);
    ck_assert_uint_eq(count(list, &mine), 2);
    sspi_mech_list_free(&list);
    free(first);
    free(second);
}
END_TEST

/* ---- what is kept ---------------------------------------------------- */

static void
look_at_junk(struct sspi_mech_list *list, size_t length)
{
    static const unsigned char junk[65];
    struct response r = { 0 };

    add(&r, 0xa3, junk, length);
    look(list, &r);
}

/* Of junk there may be any amount before it, but only so much behind it; what
 * is empty, or too long for a MIC, takes no room. */
START_TEST(test_room)
{
    KSP_PACKED_CONTEXT mine = unit_packed(0, KSP_ROLE_INITIATOR, 0, 1);
    KSP_PACKED_CONTEXT peer = unit_packed(0, KSP_ROLE_ACCEPTOR, 0, 1);
    struct sspi_mech_list *list = offered();
    struct response r = { 0 };
    unsigned char *mic;
    size_t length = mic_of(&peer, types, sizeof(types), 1, &mic);
    int i;

    for (i = 0; i < 9; i++)
        look_at_junk(list, 64);
    add(&r, 0xa3, mic, length);
    look(list, &r);
    for (i = 0; i < 9; i++)
        look_at_junk(list, i % 2 == 0 ? 0 : 65);
    for (i = 0; i < 3 + _i; i++)
        look_at_junk(list, 1);
    ck_assert_uint_eq(count(list, &mine), _i == 0 ? 1 : 0);
    sspi_mech_list_free(&list);
    free(mic);
}
END_TEST

/* Without an offer there is nothing; the first one counts. */
START_TEST(test_offer)
{
    KSP_PACKED_CONTEXT mine = unit_packed(0, KSP_ROLE_INITIATOR, 0, 1);
    KSP_PACKED_CONTEXT peer = unit_packed(0, KSP_ROLE_ACCEPTOR, 0, 1);
    unsigned char other[sizeof(offer)], *mic;
    struct sspi_mech_list *list = NULL;
    struct response r = { 0 };
    size_t length;

    length = mic_of(&peer, types, sizeof(types), 1, &mic);
    add(&r, 0xa3, mic, length);
    look(list, &r);
    ck_assert_uint_eq(count(list, &mine), 0);
    assert_status(sspi_mech_list_offer(&list, r.bytes, r.length), SEC_E_OK);
    ck_assert_ptr_null(list);
    assert_status(sspi_mech_list_offer(&list, NULL, 0), SEC_E_OK);
    ck_assert_ptr_null(list);
    list = offered();
    memcpy(other, offer, sizeof(other));
    other[sizeof(other) - 1] ^= 1;
    assert_status(sspi_mech_list_offer(&list, other, sizeof(other)),
                  SEC_E_OK);
    ck_assert_uint_eq(count(list, &mine), 0);
    look(list, &r);
    ck_assert_uint_eq(count(list, &mine), 1);
    sspi_mech_list_free(&list);
    sspi_mech_list_free(&list);
    free(mic);
}
END_TEST

/* ---- memory ---------------------------------------------------------- */

/* What was not judged is not called wrong. */
START_TEST(test_no_memory)
{
    KSP_PACKED_CONTEXT mine = unit_packed(0, KSP_ROLE_INITIATOR, 0, 1);
    KSP_PACKED_CONTEXT peer = unit_packed(0, KSP_ROLE_ACCEPTOR, 0, 1);
    SECURITY_STATUS status = SEC_E_INSUFFICIENT_MEMORY;
    struct sspi_mech_list *list = NULL;
    struct response r = { 0 };
    unsigned int found = 7;
    unsigned long at;
    unsigned char *mic;
    size_t length;

    length = mic_of(&peer, types, sizeof(types), 1, &mic);
    add(&r, 0xa3, mic, length);
    heap_fail(1);
    status = sspi_mech_list_offer(&list, offer, sizeof(offer));
    heap_fail(0);
    assert_status(status, SEC_E_INSUFFICIENT_MEMORY);
    ck_assert_ptr_null(list);
    list = offered();
    look(list, &r);
    ck_assert_uint_eq(count(list, &mine), 1);
    for (at = 1; status != SEC_E_OK; at++) {
        heap_fail(at);
        status = sspi_mech_list_count(list, &mine, &found);
        heap_fail(0);
        if (status != SEC_E_OK)
            assert_status(status, SEC_E_INSUFFICIENT_MEMORY);
    }
    ck_assert_uint_gt(at, 2);
    ck_assert_uint_eq(found, 1);
    sspi_mech_list_free(&list);
    free(mic);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("mech_list");
    TCase *tc = tcase_create("mech_list");

    tcase_add_loop_test(tc, test_rows, 0, ROWS);
    tcase_add_loop_test(tc, test_subkey, 0, 2);
    tcase_add_loop_test(tc, test_several, 0, 2);
    tcase_add_loop_test(tc, test_room, 0, 2);
    tcase_add_test(tc, test_offer);
    tcase_add_test(tc, test_no_memory);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
