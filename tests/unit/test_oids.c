/* SPDX-License-Identifier: MIT */
/* shim/bridge/oids.c: the bytes are what the dotted forms say. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bridge/oids.h"
#include "unit/unit.h"

#define ARC                                                             \
    "1.2.840.113556.1.8000.2554.33097.60584.52822.16575.37340.378155."  \
    "9188810"

struct octets {
    unsigned char bytes[128];
    size_t length;
};

/* X.690 8.19.2: base 128, most significant first, bit 8 on all but the
 * last. */
static void
put_arc(struct octets *out, unsigned long arc)
{
    int shift = 28;

    while (shift > 0 && arc >> shift == 0)
        shift -= 7;
    for (; shift >= 0; shift -= 7)
        out->bytes[out->length++] =
            (unsigned char)((arc >> shift & 0x7f) | (shift > 0 ? 0x80 : 0));
}

static struct octets
encode(const char *dotted)
{
    struct octets out = { { 0 }, 0 };
    unsigned long first, second;
    char *p;

    first = strtoul(dotted, &p, 10);
    second = strtoul(p + 1, &p, 10);
    put_arc(&out, first * 40 + second);
    while (*p == '.')
        put_arc(&out, strtoul(p + 1, &p, 10));
    ck_assert_int_eq(*p, '\0');
    return out;
}

static void
assert_oid(gss_const_OID oid, const char *dotted)
{
    struct octets want = encode(dotted);

    ck_assert_ptr_nonnull(oid);
    ck_assert_uint_eq(oid->length, want.length);
    ck_assert_mem_eq(oid->elements, want.bytes, want.length);
}

static const struct {
    const char *dotted;
} public[] = {
    { "1.2.840.113554.1.2.2" },
    { "1.3.5.1.5.2" },
    { "1.2.840.48018.1.2.2" },
    { "1.3.6.1.5.2.5" }
};

#define N_PUBLIC (sizeof(public) / sizeof(public[0]))

START_TEST(test_encoder)
{
    /* The one of X.690 8.19.5. */
    struct octets out = encode("2.100.3");

    ck_assert_uint_eq(out.length, 3);
    ck_assert_mem_eq(out.bytes, "\x81\x34\x03", 3);
}
END_TEST

static const char *const own[] = {
    [GSSKSP_OID_INTERPOSER] = ARC ".1",
    [GSSKSP_OID_INQ_PACKAGE] = ARC ".2.1",
    [GSSKSP_OID_INQ_TABLES] = ARC ".2.2",
    [GSSKSP_OID_NUMBERING] = ARC ".2.3",
    [GSSKSP_OID_NEXT_NUMBER] = ARC ".2.4",
    [GSSKSP_OID_LAST_MESSAGE] = ARC ".2.5"
};

START_TEST(test_own_oids)
{
    ck_assert_uint_eq(sizeof(own) / sizeof(own[0]), GSSKSP_OID_COUNT);
    assert_oid(&gssksp_oids[_i], own[_i]);
}
END_TEST

/* Those that nobody may free, and not a copy of one. */
START_TEST(test_own_are_static)
{
    gss_OID_desc copy = gssksp_oids[_i];

    ck_assert(gssksp_oid_is_static(&gssksp_oids[_i]));
    ck_assert(!gssksp_oid_is_static(&copy));
}
END_TEST

START_TEST(test_public_oids)
{
    ck_assert_uint_eq(gssksp_mech_count(), N_PUBLIC);
    assert_oid(gssksp_mech((size_t)_i), public[_i].dotted);
}
END_TEST

START_TEST(test_no_more_mechs)
{
    ck_assert_ptr_null(gssksp_mech(gssksp_mech_count()));
}
END_TEST

/* The interposer's octets and then the mechanism's. */
START_TEST(test_concatenated)
{
    gss_OID mech = gssksp_mech((size_t)_i), real = gssksp_real_mech(mech);
    const gss_OID_desc *interposer = &gssksp_oids[GSSKSP_OID_INTERPOSER];
    size_t prefix = interposer->length;

    ck_assert_uint_eq(real->length, prefix + mech->length);
    ck_assert_mem_eq(real->elements, interposer->elements, prefix);
    ck_assert_mem_eq((char *)real->elements + prefix, mech->elements,
                     mech->length);
}
END_TEST

START_TEST(test_there_and_back)
{
    gss_OID mech = gssksp_mech((size_t)_i);
    gss_OID_desc copy = *gssksp_real_mech(mech);

    ck_assert_ptr_eq(gssksp_public_mech(&copy), mech);
    ck_assert_ptr_eq(gssksp_public_mech(mech), mech);
    ck_assert_ptr_eq(gssksp_real_mech(&copy), gssksp_real_mech(mech));
}
END_TEST

START_TEST(test_default_is_krb5)
{
    gss_const_OID interposer = &gssksp_oids[GSSKSP_OID_INTERPOSER];
    gss_OID krb5 = gssksp_real_mech(gssksp_mech(0));

    ck_assert_ptr_eq(gssksp_real_mech(GSS_C_NO_OID), krb5);
    ck_assert_ptr_eq(gssksp_real_mech(interposer), krb5);
    ck_assert_ptr_null(gssksp_public_mech(GSS_C_NO_OID));
}
END_TEST

START_TEST(test_own)
{
    gss_OID_desc copy = gssksp_oids[_i], other = copy;
    int i;

    ck_assert(gssksp_oid_is(&copy, &gssksp_oids[_i]));
    for (i = 0; i < GSSKSP_OID_COUNT; i++)
        ck_assert_int_eq(gssksp_oid_is_own(&copy, (enum gssksp_oid)i),
                         i == _i);
    other.length--;
    ck_assert(!gssksp_oid_is_own(&other, (enum gssksp_oid)_i));
    ck_assert(!gssksp_oid_is_own(GSS_C_NO_OID, (enum gssksp_oid)_i));
    ck_assert(!gssksp_oid_is(&copy, GSS_C_NO_OID));
    ck_assert(!gssksp_oid_is(GSS_C_NO_OID, GSS_C_NO_OID));
}
END_TEST

/* A mechanism by either name; of what is none, the default's. */
START_TEST(test_place)
{
    gss_OID_desc outer = *gssksp_mech((size_t)_i);
    gss_OID_desc real = *gssksp_real_mech(gssksp_mech((size_t)_i));

    ck_assert_uint_eq(gssksp_mech_place(&outer), (size_t)_i);
    ck_assert_uint_eq(gssksp_mech_place(&real), (size_t)_i);
    outer.length--;
    ck_assert_uint_eq(gssksp_mech_place(&outer), 0);
    ck_assert_uint_eq(gssksp_mech_place(GSS_C_NO_OID), 0);
}
END_TEST

START_TEST(test_others_unchanged)
{
    gss_OID_desc spnego = { 6, (void *)"\x2b\x06\x01\x05\x05\x02" };
    gss_OID_desc shorter = *gssksp_mech(0), empty = { 0, NULL };

    shorter.length--;
    ck_assert_ptr_eq(gssksp_real_mech(&spnego), &spnego);
    ck_assert_ptr_eq(gssksp_public_mech(&spnego), &spnego);
    ck_assert_ptr_eq(gssksp_real_mech(&shorter), &shorter);
    ck_assert_ptr_eq(gssksp_real_mech(&empty), &empty);
}
END_TEST

START_TEST(test_static_ones)
{
    gss_OID mech = gssksp_mech((size_t)_i);
    gss_OID_desc copy = *mech;

    ck_assert(gssksp_oid_is_static(mech));
    ck_assert(gssksp_oid_is_static(gssksp_real_mech(mech)));
    ck_assert(!gssksp_oid_is_static(&copy));
    ck_assert(!gssksp_oid_is_static(GSS_C_NO_OID));
}
END_TEST

/* What lies beside them in memory is somebody else's. */
START_TEST(test_beside_static_ones)
{
    gss_const_OID first = gssksp_mech(0);
    gss_const_OID last = gssksp_real_mech(gssksp_mech(N_PUBLIC - 1));

    ck_assert(!gssksp_oid_is_static(first - 1));
    ck_assert(!gssksp_oid_is_static(last + 1));
    ck_assert(!gssksp_oid_is_static(last + 2));
    ck_assert(!gssksp_oid_is_static(&gssksp_oids[0] + GSSKSP_OID_COUNT));
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("oids");
    TCase *tc = tcase_create("oids");

    tcase_add_test(tc, test_encoder);
    tcase_add_loop_test(tc, test_own_oids, 0, GSSKSP_OID_COUNT);
    tcase_add_loop_test(tc, test_own_are_static, 0, GSSKSP_OID_COUNT);
    tcase_add_loop_test(tc, test_public_oids, 0, N_PUBLIC);
    tcase_add_test(tc, test_no_more_mechs);
    tcase_add_loop_test(tc, test_concatenated, 0, N_PUBLIC);
    tcase_add_loop_test(tc, test_there_and_back, 0, N_PUBLIC);
    tcase_add_test(tc, test_default_is_krb5);
    tcase_add_loop_test(tc, test_own, 0, GSSKSP_OID_COUNT);
    tcase_add_loop_test(tc, test_place, 0, N_PUBLIC);
    tcase_add_test(tc, test_others_unchanged);
    tcase_add_loop_test(tc, test_static_ones, 0, N_PUBLIC);
    tcase_add_test(tc, test_beside_static_ones);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
