/* SPDX-License-Identifier: MIT */
/* shim/secur32: text, tokens of SPNEGO, bindings, envelopes, statuses, names
 * of services. */
#include <check.h>
#include <errno.h>
#include <krb5.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/package.h"
#include "ksp/packed.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"
#include "unit/unit.h"

/* ---- text ----------------------------------------------------------- */

static const struct {
    const char *utf8;
    size_t units;
    WCHAR utf16[8];
} same[] = {
    { "", 0, { 0 } },
    { "a", 1, { 'a' } },
    { "\x7f\xc2\x80", 2, { 0x7f, 0x80 } },
    { "\xdf\xbf\xe0\xa0\x80", 2, { 0x7ff, 0x800 } },
    { "\xed\x9f\xbf\xee\x80\x80", 2, { 0xd7ff, 0xe000 } },
    { "\xef\xbf\xbf\xf0\x90\x80\x80", 3, { 0xffff, 0xd800, 0xdc00 } },
    { "\xf4\x8f\xbf\xbf", 2, { 0xdbff, 0xdfff } },
    { "\xe2\x82\xac!", 2, { 0x20ac, '!' } },
};

START_TEST(test_text)
{
    char *text;
    SEC_WCHAR *wide;

    ck_assert_int_eq(sspi_text_from_a(same[_i].utf8, &text), SEC_E_OK);
    ck_assert_str_eq(text, same[_i].utf8);
    sspi_text_free(&text);
    ck_assert_ptr_null(text);
    ck_assert_int_eq(sspi_text_from_w(same[_i].utf16, &text), SEC_E_OK);
    ck_assert_str_eq(text, same[_i].utf8);
    sspi_text_free(&text);
    ck_assert_uint_eq(sspi_utf16_length(same[_i].utf8), same[_i].units);
    wide = sspi_text_to_w(same[_i].utf8);
    ck_assert_mem_eq(wide, same[_i].utf16,
                     (same[_i].units + 1) * sizeof(*wide));
    FreeContextBuffer(wide);
}
END_TEST

static const char *const bad_utf8[] = {
    "\x80", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x61", "\xe0\x9f\xbf",
    "\xed\xa0\x80", "\xed\xbf\xbf", "\xe2\x82", "\xf0\x8f\xbf\xbf",
    "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "good\xfe"
};

START_TEST(test_bad_utf8)
{
    char *text;
    SEC_WCHAR *wide;
    SEC_CHAR *narrow;

    ck_assert_int_eq(sspi_text_from_a(bad_utf8[_i], &text),
                     SEC_E_INVALID_PARAMETER);
    ck_assert_ptr_null(text);
    /* On the way out it is replaced, and A and W say the same. */
    wide = sspi_text_to_w(bad_utf8[_i]);
    ck_assert_uint_eq(wide[strncmp(bad_utf8[_i], "good", 4) == 0 ? 4 : 0],
                      0xfffd);
    narrow = sspi_text_to_a(bad_utf8[_i]);
    ck_assert_int_eq(sspi_text_from_w(wide, &text), SEC_E_OK);
    ck_assert_str_eq(narrow, text);
    sspi_text_free(&text);
    FreeContextBuffer(wide);
    FreeContextBuffer(narrow);
}
END_TEST

START_TEST(test_bad_utf16)
{
    static const WCHAR bad[][4] = {
        { 0xd800, 0 }, { 0xdc00, 0 }, { 0xdbff, 'a', 0 },
        { 0xd800, 0xd800, 0 }, { 'a', 0xdfff, 0 }
    };
    USHORT half[2] = { 'a', 0xd800 }, zero[3] = { 'a', 0, 'b' };
    char *text;
    size_t i;

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        ck_assert_int_eq(sspi_text_from_w(bad[i], &text),
                         SEC_E_INVALID_PARAMETER);
        ck_assert_ptr_null(text);
    }
    ck_assert_int_eq(sspi_text_from_units(half, 2, &text),
                     SEC_E_INVALID_PARAMETER);
    ck_assert_int_eq(sspi_text_from_units(half, 1, &text), SEC_E_OK);
    ck_assert_str_eq(text, "a");
    sspi_text_free(&text);
    ck_assert_int_eq(sspi_text_from_units(zero, 3, &text),
                     SEC_E_INVALID_PARAMETER);
    ck_assert_int_eq(sspi_text_from_bytes((const UCHAR *)"a\0b", 3, &text),
                     SEC_E_INVALID_PARAMETER);
    ck_assert_int_eq(sspi_text_from_a(NULL, &text), SEC_E_OK);
    ck_assert_ptr_null(text);
    ck_assert_int_eq(sspi_text_from_w(NULL, &text), SEC_E_OK);
    ck_assert_ptr_null(text);
}
END_TEST

/* ---- SPNEGO --------------------------------------------------------- */

/* What may be a MIC, that under [3] before that under [4]; what it is of. */
static const struct {
    const char *hex, *octets, *types;
} tokens[] = {
    /* NegTokenResp. */
    { "a109" "3007" "a305" "0403010203", "010203", "" },
    { "a10c" "300a" "a0030a0100" "a303" "040107", "07", "" },
    { "a107" "3005" "a0030a0100", "", "" },
    { "a1810c" "300a" "a0030a0100" "a303" "040107", "07", "" },
    { "a184" "0000000c" "300a" "a0030a0100" "a303" "040107", "07", "" },
    /* Two; the first of several; an empty field; one with more inside. */
    { "a10c" "300a" "a403" "040105" "a303" "040107", "0705", "" },
    { "a116" "3014" "a303" "040101" "a303" "040102" "a403" "040103" "a403"
      "040104", "0103", "" },
    { "a10e" "300c" "a203" "040105" "a400" "a303" "040107", "07", "" },
    { "a10b" "3009" "a300" "a405" "0401070000", "07", "" },
    { "a10c" "300a" "a303" "030107" "a303" "040107", "", "" },
    /* No SEQUENCE; the framing of a first token. */
    { "a105" "a303" "040107", "07", "" },
    { "600f" "06062b0601050502" "a105" "a303" "040107", "07", "" },
    /* NegTokenInit. */
    { "6017" "06062b0601050502" "a00d" "300b" "a004" "30020600" "a303"
      "040107", "07", "30020600" },
    { "a00d" "300b" "a004" "30020600" "a303" "040107", "07", "30020600" },
    { "a00b" "a004" "30020600" "a303" "040107", "07", "30020600" },
    { "a007" "3005" "a303" "040107", "07", "" },
    { "a004" "3002" "a000", "", "" },
    /* Another choice, another type inside; what is Kerberos'. */
    { "a207" "3005" "a303" "040107", "", "" },
    { "a107" "3005" "a303" "030107", "", "" },
    { "600f" "06092a864886f712010202" "01006e00", "", "" },
    { "600d" "04062b0601050502" "a105" "a303" "040107", "", "" },
    /* The MIC inside another element. */
    { "a109" "3007" "a205" "a303" "040107", "", "" },
    /* Lengths that leave what is there, or are of no definite form. */
    { "a108" "3005" "a303" "040107", "", "" },
    { "a107" "3005" "a303" "040207", "", "" },
    { "a107" "3005" "a304" "040107", "", "" },
    { "a107" "3006" "a303" "040107", "", "" },
    { "a104" "3002" "a302", "", "" },
    { "a180" "3005" "a303" "040107", "", "" },
    { "a185" "0000000007" "3005" "a303" "040107", "", "" },
    { "60", "", "" },
    { "6000", "", "" },
    { "a182" "ff", "", "" },
    { "a1", "", "" },
    { "", "", "" },
};

static void
assert_hex(const unsigned char *bytes, size_t length, const char *hex)
{
    unsigned char *want;

    ck_assert_uint_eq(unit_hex(hex, &want), length);
    if (length > 0)
        ck_assert_mem_eq(bytes, want, length);
    free(want);
}

START_TEST(test_spnego)
{
    size_t length, used = 0;
    struct ksp_der types, mic;
    unsigned char *bytes, found[16];
    unsigned int i;

    length = unit_hex(tokens[_i].hex, &bytes);
    types = sspi_spnego_mech_types(bytes, length);
    assert_hex(types.next, types.left, tokens[_i].types);
    for (i = 0; i < SSPI_SPNEGO_MICS; i++) {
        mic = sspi_spnego_mic(bytes, length, i);
        ck_assert_uint_le(mic.left, sizeof(found) - used);
        if (mic.left > 0)
            memcpy(found + used, mic.next, mic.left);
        used += mic.left;
    }
    assert_hex(found, used, tokens[_i].octets);
    free(bytes);
}
END_TEST

/* NegTokenResp: [3] and [4] hold an OCTET STRING, or the token is broken;
 * whatever else is there. */
static const struct {
    const char *hex;
    bool broken;
} responses[] = {
    { "a1023000", false },
    { "a1053003a2010a", false },
    { "a1063004a3020400", false },
    { "a1063004a4020400", false },
    { "a1043002a300", true },
    { "a1043002a400", true },
    { "a1083006a3020400a400", true },
    { "a10a3008a00100a302040041", false },
    { "a1063004a3020a00", true },
    { "a1063004a3020401", true },
    { "a102a300", true },
    { "a0043002a300", false },
    { "a1", false },
    { "", false },
};

START_TEST(test_broken)
{
    unsigned char *bytes;
    size_t length = unit_hex(responses[_i].hex, &bytes);

    ck_assert_int_eq(sspi_spnego_is_broken(bytes, length),
                     responses[_i].broken);
    free(bytes);
}
END_TEST

static const struct {
    const char *hex;
    bool kerberos;
} firsts[] = {
    { "600d" "0609" "2a864886f712010202" "0100", true },
    /* Microsoft's wrong OID; a long length; an AP-REQ alone. */
    { "600d" "0609" "2a864882f712010202" "0100", true },
    { "60810d" "0609" "2a864886f712010202" "0100", true },
    { "6e02" "3000", true },
    /* SPNEGO, its answer, NTLM; nothing. */
    { "600a" "0606" "2b0601050502" "a000", false },
    { "a103" "3001" "00", false },
    { "4e544c4d53535000", false },
    { "", false },
    /* An OID that is cut, or no OID. */
    { "600d" "0609" "2a864886f712", false },
    { "600d" "0409" "2a864886f712010202" "0100", false },
    { "6002" "0600", false },
};

START_TEST(test_first_token)
{
    unsigned char *bytes;
    size_t length = unit_hex(firsts[_i].hex, &bytes);

    ck_assert(sspi_token_is_kerberos(bytes, length) == firsts[_i].kerberos);
    free(bytes);
}
END_TEST

/* ---- bindings ------------------------------------------------------- */

START_TEST(test_bindings)
{
    struct {
        SEC_CHANNEL_BINDINGS b;
        char data[sizeof("inaccdata")];
    } block = { { 2, 2, sizeof(block.b), 3, 3, sizeof(block.b) + 2, 4,
                  sizeof(block.b) + 5 }, "inaccdata" };
    SecBuffer buffer = { sizeof(block.b) + 9, SECBUFFER_CHANNEL_BINDINGS,
                         &block };
    struct gss_channel_bindings_struct storage;
    gss_channel_bindings_t gss;
    unsigned char *copy;
    ULONG length;

    ck_assert_int_eq(sspi_bindings_copy(&buffer, &copy, &length), SEC_E_OK);
    ck_assert_uint_eq(length, buffer.cbBuffer);
    gss = sspi_bindings_to_gss(copy, &storage);
    ck_assert_ptr_nonnull(gss);
    ck_assert_uint_eq(gss->initiator_addrtype, 2);
    ck_assert_uint_eq(gss->acceptor_addrtype, 3);
    ck_assert_uint_eq(gss->initiator_address.length, 2);
    ck_assert_mem_eq(gss->initiator_address.value, "in", 2);
    ck_assert_uint_eq(gss->acceptor_address.length, 3);
    ck_assert_mem_eq(gss->acceptor_address.value, "acc", 3);
    ck_assert_uint_eq(gss->application_data.length, 4);
    ck_assert_mem_eq(gss->application_data.value, "data", 4);
    free(copy);
    buffer.cbBuffer--;
    ck_assert_int_eq(sspi_bindings_copy(&buffer, &copy, &length),
                     SEC_E_INVALID_PARAMETER);
    ck_assert_ptr_null(copy);
    ck_assert_ptr_null(sspi_bindings_to_gss(NULL, &storage));
}
END_TEST

/* ---- envelopes ------------------------------------------------------ */

START_TEST(test_envelope)
{
    static char target[] = "host/a", client[] = "";
    static unsigned char packed[] = { 1, 2, 3 };
    struct sspi_envelope out = { 1, 0x12345678, target, client, NULL, packed,
                                 sizeof(packed) }, in;
    SecBuffer bytes;
    ULONG cut;

    ck_assert_int_eq(sspi_envelope_room(&out, &bytes), SEC_E_OK);
    ck_assert_uint_ge(bytes.cbBuffer, KSP_PACKED_MAX);
    ck_assert_int_eq(sspi_envelope_write(&out, &bytes), SEC_E_OK);
    ck_assert_int_eq(sspi_envelope_read(&bytes, &in), SEC_E_OK);
    ck_assert_uint_eq(in.package, 1);
    ck_assert_uint_eq(in.attributes, 0x12345678);
    ck_assert_str_eq(in.target_text, target);
    ck_assert_str_eq(in.client, client);
    ck_assert_ptr_null(in.server);
    ck_assert_uint_eq(in.packed_length, sizeof(packed));
    ck_assert_mem_eq(in.packed, packed, sizeof(packed));
    sspi_text_free(&in.target_text);
    sspi_text_free(&in.client);
    cut = bytes.cbBuffer;
    while (bytes.cbBuffer > 0) {
        bytes.cbBuffer--;
        ck_assert_int_eq(sspi_envelope_read(&bytes, &in),
                         SEC_E_INVALID_TOKEN);
        sspi_text_free(&in.target_text);
        sspi_text_free(&in.client);
    }
    bytes.cbBuffer = cut;
    /* The package, and the length of the first string. */
    ((unsigned char *)bytes.pvBuffer)[6] = 2;
    ck_assert_int_eq(sspi_envelope_read(&bytes, &in), SEC_E_INVALID_TOKEN);
    ((unsigned char *)bytes.pvBuffer)[6] = 1;
    ((unsigned char *)bytes.pvBuffer)[15] = 0x7f;
    ck_assert_int_eq(sspi_envelope_read(&bytes, &in), SEC_E_INVALID_TOKEN);
    FreeContextBuffer(bytes.pvBuffer);
}
END_TEST

/* Names are GSS's: what it gave is read as it was, so that two names stay
 * two, whether they are UTF-8 or not. */
START_TEST(test_envelope_bytes)
{
    char *name = (char *)(uintptr_t)bad_utf8[_i];
    struct sspi_envelope out = { 0, 0, name, name, name, NULL, 0 }, in;
    SecBuffer bytes;

    ck_assert_int_eq(sspi_envelope_room(&out, &bytes), SEC_E_OK);
    ck_assert_int_eq(sspi_envelope_write(&out, &bytes), SEC_E_OK);
    ck_assert_int_eq(sspi_envelope_read(&bytes, &in), SEC_E_OK);
    ck_assert_str_eq(in.target_text, name);
    ck_assert_str_eq(in.client, name);
    ck_assert_str_eq(in.server, name);
    sspi_text_free(&in.target_text);
    sspi_text_free(&in.client);
    sspi_text_free(&in.server);
    /* A zero would end it. */
    ((unsigned char *)bytes.pvBuffer)[16] = 0;
    ck_assert_int_eq(sspi_envelope_read(&bytes, &in), SEC_E_INVALID_TOKEN);
    ck_assert_ptr_null(in.target_text);
    FreeContextBuffer(bytes.pvBuffer);
}
END_TEST

/* ---- packages and statuses ------------------------------------------ */

START_TEST(test_packages)
{
    PSecPkgInfoW info;

    ck_assert_ptr_eq(sspi_package_find("KERBEROS"), sspi_package_at(0));
    ck_assert_ptr_eq(sspi_package_find("negotiate"), sspi_package_at(1));
    ck_assert_ptr_null(sspi_package_find("Kerberos "));
    ck_assert_ptr_null(sspi_package_at(2));
    ck_assert_uint_eq(sspi_package_place(sspi_package_at(1)), 1);
    info = sspi_package_info(sspi_package_at(0), true);
    ck_assert_uint_eq(info->cbMaxToken, KSP_PACKAGE_MAX_TOKEN);
    ck_assert_uint_eq(info->wRPCID, KSP_PACKAGE_RPCID);
    FreeContextBuffer(info);
}
END_TEST

START_TEST(test_status_table)
{
    ck_assert_int_eq(sspi_status(GSS_S_COMPLETE, 0), SEC_E_OK);
    ck_assert_int_eq(sspi_status(GSS_S_CONTINUE_NEEDED, 0),
                     SEC_I_CONTINUE_NEEDED);
    ck_assert_int_eq(sspi_status(GSS_S_FAILURE, ENOMEM),
                     SEC_E_INSUFFICIENT_MEMORY);
    ck_assert_int_eq(sspi_status(GSS_S_FAILURE,
                                 (OM_uint32)KRB5KRB_AP_ERR_SKEW),
                     SEC_E_TIME_SKEW);
    ck_assert_int_eq(sspi_status(GSS_S_FAILURE, 0x12345),
                     SEC_E_INTERNAL_ERROR);
    ck_assert_int_eq(sspi_status(GSS_S_NO_CRED, 0), SEC_E_NO_CREDENTIALS);
}
END_TEST

START_TEST(test_time)
{
    TimeStamp now = sspi_time_after(0), later = sspi_time_after(60);

    ck_assert_int_ge(later.QuadPart - now.QuadPart, 60 * 10000000LL);
    ck_assert_int_le(later.QuadPart - now.QuadPart, 70 * 10000000LL);
    ck_assert_int_eq(sspi_time_after(GSS_C_INDEFINITE).QuadPart, INT64_MAX);
}
END_TEST

/* Zones without summer time. */
START_TEST(test_local_time)
{
    static const struct { const char *zone; LONGLONG seconds; } zones[] = {
        { "UTC0", 0 }, { "JST-9", 32400 }, { "XST3:30", -12600 }
    };
    TimeStamp t = { .QuadPart = 1000000000000000 }, last = { 0 };
    LONGLONG offset;
    size_t i;

    last.QuadPart = INT64_MAX;
    for (i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
        setenv("TZ", zones[i].zone, 1);
        tzset();
        offset = sspi_local_offset();
        ck_assert_int_eq(offset, zones[i].seconds * 10000000);
        ck_assert_int_eq(sspi_time_local(t, offset).QuadPart - t.QuadPart,
                         offset);
        ck_assert_int_eq(sspi_time_local(last, offset).QuadPart, INT64_MAX);
    }
    last.QuadPart = INT64_MAX - 1;
    ck_assert_int_eq(sspi_time_local(last, 2).QuadPart, last.QuadPart);
    t.QuadPart = 0;
    ck_assert_int_eq(sspi_time_local(t, 1).QuadPart, 0);
}
END_TEST

/* ---- names of services ---------------------------------------------- */

static const struct {
    const char *name;
    const char *host;           /* NULL: there is none */
} hosts[] = {
    { "http/a", "a" }, { "http/a:80", "a" }, { "http/a:80/x@R", "a" },
    { "http/[::1]:80/x", "::1" }, { "http/::1", "::1" },
    { "http/", NULL }, { "http//x", NULL }, { "http/:80", NULL },
    { "http/@R", NULL }, { "http/[]:80", NULL }, { "http", NULL },
    { "", NULL },
};

START_TEST(test_host)
{
    static WCHAR before[] = { 0 };
    WCHAR name[32];
    PWSTR host = before;
    char *text;

    sspi_utf16_fill(hosts[_i].name, name);
    ck_assert_int_eq(SspiGetTargetHostName(name, &host),
                     hosts[_i].host != NULL ? SEC_E_OK :
                     SEC_E_TARGET_UNKNOWN);
    ck_assert_int_eq(sspi_text_from_w(host, &text), SEC_E_OK);
    if (hosts[_i].host != NULL)
        ck_assert_str_eq(text, hosts[_i].host);
    else
        ck_assert_ptr_null(host);
    sspi_text_free(&text);
    FreeContextBuffer(host);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("secur32");
    TCase *tc = tcase_create("secur32");

    tcase_add_loop_test(tc, test_text, 0, sizeof(same) / sizeof(same[0]));
    tcase_add_loop_test(tc, test_bad_utf8, 0,
                        sizeof(bad_utf8) / sizeof(bad_utf8[0]));
    tcase_add_test(tc, test_bad_utf16);
    tcase_add_loop_test(tc, test_spnego, 0,
                        sizeof(tokens) / sizeof(tokens[0]));
    tcase_add_loop_test(tc, test_broken, 0,
                        sizeof(responses) / sizeof(responses[0]));
    tcase_add_loop_test(tc, test_first_token, 0,
                        sizeof(firsts) / sizeof(firsts[0]));
    tcase_add_test(tc, test_bindings);
    tcase_add_test(tc, test_envelope);
    tcase_add_loop_test(tc, test_envelope_bytes, 0,
                        sizeof(bad_utf8) / sizeof(bad_utf8[0]));
    tcase_add_test(tc, test_packages);
    tcase_add_test(tc, test_status_table);
    tcase_add_test(tc, test_time);
    tcase_add_test(tc, test_local_time);
    tcase_add_loop_test(tc, test_host, 0,
                        sizeof(hosts) / sizeof(hosts[0]));
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
