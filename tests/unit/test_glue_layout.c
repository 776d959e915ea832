/* SPDX-License-Identifier: MIT */
/* mech/glue_layout.c */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mech/glue_layout.h"
#include "unit/unit.h"

#define BYTES(content) { sizeof(content) - 1, (void *)(content) }

typedef OM_uint32 unframe_fn(OM_uint32 *minor, const gss_buffer_desc *in,
                             gss_buffer_t out);

static gss_OID_desc mech = BYTES("\x2b\x06\x01");

/* Framed tokens and what is in them; a NULL payload is a defective one. */
static const struct {
    gss_buffer_desc framed;
    const char *payload;
} contexts[] = {
    { BYTES("\0\0\0\3\x2b\x06\x01token"), "token" },
    { BYTES("\0\0\0\3\x2b\x06\x01"), NULL },
    { BYTES("\0\0\0\1\x2btoken"), "token" },
    { BYTES(""), NULL },
    { BYTES("\0\0\0"), NULL },
    { BYTES("\0\0\0\0token"), NULL },
    { BYTES("\0\0\0\4\x2b\x06\x01"), NULL },
    { BYTES("\xff\xff\xff\xff\x2b\x06\x01token"), NULL },
    { BYTES("\x80\0\0\3\x2b\x06\x01token"), NULL }
}, creds[] = {
    { BYTES("\0\0\0\3\x2b\x06\x01\0\0\0\5token"), "token" },
    { BYTES("\0\0\0\3\x2b\x06\x01\0\0\0\0"), "" },
    { BYTES(""), NULL },
    { BYTES("\0\0\0\0\0\0\0\5token"), NULL },
    { BYTES("\0\0\0\3\x2b\x06\x01\0\0\0\4token"), NULL },
    { BYTES("\0\0\0\3\x2b\x06\x01\0\0\0\6token"), NULL },
    { BYTES("\0\0\0\3\x2b\x06\x01\xff\xff\xff\xfftoken"), NULL },
    { BYTES("\xff\xff\xff\xff\x2b\x06\x01\0\0\0\5token"), NULL },
    /* Two elements are not what one of our credentials gives. */
    { BYTES("\0\0\0\1\x2b\0\0\0\1t\0\0\0\1\x2b\0\0\0\1u"), NULL }
};

#define N_CONTEXTS (sizeof(contexts) / sizeof(contexts[0]))
#define N_CREDS (sizeof(creds) / sizeof(creds[0]))

/* In memory of its exact length, for a checker to see a read past it. */
static void
assert_unframed(unframe_fn *unframe, const gss_buffer_desc *framed,
                const char *payload)
{
    gss_buffer_desc in = { framed->length, malloc(framed->length) };
    gss_buffer_desc out = { 7, &in };
    OM_uint32 major, minor = 7;

    if (framed->length > 0)
        memcpy(in.value, framed->value, framed->length);
    major = unframe(&minor, &in, &out);
    free(in.value);
    ck_assert_uint_eq(minor, 0);
    if (payload == NULL) {
        ck_assert_uint_eq(major, GSS_S_DEFECTIVE_TOKEN);
        ck_assert_uint_eq(out.length, 0);
        ck_assert_ptr_null(out.value);
    } else {
        ck_assert_uint_eq(major, GSS_S_COMPLETE);
        ck_assert_uint_eq(out.length, strlen(payload));
        if (out.length > 0)
            ck_assert_mem_eq(out.value, payload, out.length);
    }
    gss_release_buffer(&minor, &out);
}

/* The same of a context: in place, and what was behind it is no more. */
static void
assert_context(const gss_buffer_desc *framed, const char *payload)
{
    gss_buffer_desc token = { framed->length, malloc(framed->length) };
    unsigned char *bytes = token.value;
    OM_uint32 minor = 7;
    size_t i;

    if (framed->length > 0)
        memcpy(token.value, framed->value, framed->length);
    if (payload == NULL) {
        ck_assert_uint_eq(gssksp_context_payload(&minor, &token),
                          GSS_S_DEFECTIVE_TOKEN);
        ck_assert_uint_eq(token.length, framed->length);
        if (framed->length > 0)
            ck_assert_mem_eq(bytes, framed->value, framed->length);
    } else {
        ck_assert_uint_eq(gssksp_context_payload(&minor, &token), 0);
        ck_assert_uint_eq(token.length, strlen(payload));
        ck_assert_mem_eq(bytes, payload, token.length);
        for (i = token.length; i < framed->length; i++)
            ck_assert_uint_eq(bytes[i], 0);
    }
    ck_assert_uint_eq(minor, 0);
    ck_assert_ptr_eq(token.value, bytes);
    free(bytes);
}

START_TEST(test_context_payload)
{
    assert_context(&contexts[_i].framed, contexts[_i].payload);
}
END_TEST

START_TEST(test_cred_payload)
{
    assert_unframed(gssksp_cred_payload, &creds[_i].framed,
                    creds[_i].payload);
}
END_TEST

/* Only the whole token of a credential is one; that of a context has its
 * payload to the end. */
START_TEST(test_cred_truncated)
{
    gss_buffer_desc in = creds[0].framed;

    for (in.length = 0; in.length < creds[0].framed.length; in.length++)
        assert_unframed(gssksp_cred_payload, &in, NULL);
}
END_TEST

START_TEST(test_context_truncated)
{
    gss_buffer_desc in = contexts[0].framed;

    for (in.length = 0; in.length < 4 + mech.length; in.length++)
        assert_context(&in, NULL);
}
END_TEST

static void
assert_bytes(gss_buffer_t got, const gss_buffer_desc *want)
{
    OM_uint32 minor;

    ck_assert_uint_eq(got->length, want->length);
    ck_assert_mem_eq(got->value, want->value, want->length);
    gss_release_buffer(&minor, got);
}

START_TEST(test_frame)
{
    gss_buffer_desc token = BYTES("token"), empty = GSS_C_EMPTY_BUFFER, out;
    OM_uint32 minor = 7;

    ck_assert_uint_eq(gssksp_context_frame(&minor, &mech, &token, &out), 0);
    ck_assert_uint_eq(minor, 0);
    assert_bytes(&out, &contexts[0].framed);
    ck_assert_uint_eq(gssksp_context_frame(&minor, &mech, &empty, &out), 0);
    assert_bytes(&out, &contexts[1].framed);
    ck_assert_uint_eq(gssksp_cred_frame(&minor, &mech, &token, &out), 0);
    assert_bytes(&out, &creds[0].framed);
    ck_assert_uint_eq(gssksp_cred_frame(&minor, &mech, &empty, &out), 0);
    assert_bytes(&out, &creds[1].framed);
}
END_TEST

/* A length that its four octets cannot hold; the value is not looked at. */
START_TEST(test_frame_too_long)
{
    gss_buffer_desc in = { (size_t)UINT32_MAX - 10, NULL };
    gss_buffer_desc out = { 7, &in };
    OM_uint32 major, minor = 0;

    major = gssksp_cred_frame(&minor, &mech, &in, &out);
    ck_assert_uint_eq(major, GSS_S_FAILURE);
    ck_assert_uint_eq(minor, EINVAL);
    ck_assert_uint_eq(out.length, 0);
    ck_assert_ptr_null(out.value);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("framing");
    TCase *tc = tcase_create("framing");

    tcase_add_loop_test(tc, test_context_payload, 0, N_CONTEXTS);
    tcase_add_loop_test(tc, test_cred_payload, 0, N_CREDS);
    tcase_add_test(tc, test_cred_truncated);
    tcase_add_test(tc, test_context_truncated);
    tcase_add_test(tc, test_frame);
    tcase_add_test(tc, test_frame_too_long);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
