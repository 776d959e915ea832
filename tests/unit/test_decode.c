/* SPDX-License-Identifier: MIT */
/*
 * tools/decode: what is written in which form, and tokens that are cut short,
 * changed, or nothing but noise.  Every token stands at the end of its block
 * of memory, so that a tool that watches memory sees what is read beyond it.
 * tests/decode.sh has genuine ones.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crypto/enctype.h"
#include "crypto/rfc1964.h"
#include "tools/decode/input.h"
#include "tools/decode/keys.h"
#include "tools/decode/outcome.h"
#include "tools/decode/tokens.h"
#include "unit/unit.h"
#include "unit/unit_older.h"

static const struct {
    enum input_form form;
    const char *text;
    bool ok;
    const char *bytes;
    size_t length;
} inputs[] = {
    { INPUT_GUESS, "0504", true, "\5\4", 2 },
    { INPUT_GUESS, " 05:04\n0a 0B\n", true, "\5\4\12\13", 4 },
    { INPUT_GUESS, "BQQ=", true, "\5\4", 2 },
    { INPUT_GUESS, "BQ\nQ=\n", true, "\5\4", 2 },
    { INPUT_GUESS, "-_-_", true, "\373\377\277", 3 },
    { INPUT_GUESS, "\5\4", true, "\5\4", 2 },
    { INPUT_GUESS, "", true, "", 0 },
    { INPUT_HEX, "0504", true, "\5\4", 2 },
    { INPUT_HEX, "050", false, "", 0 },
    { INPUT_HEX, "05x4", false, "", 0 },
    { INPUT_BASE64, "0504", true, "\323\235\70", 3 },
    { INPUT_BASE64, "B", false, "", 0 },
    { INPUT_BASE64, "BR", false, "", 0 },
    { INPUT_BASE64, "BQ=Q", false, "", 0 },
    { INPUT_RAW, "0504", true, "0504", 4 },
};

#define N_INPUTS (sizeof(inputs) / sizeof(inputs[0]))

START_TEST(test_input)
{
    unsigned char *text = (unsigned char *)strdup(inputs[_i].text);
    size_t length = strlen(inputs[_i].text);

    ck_assert_ptr_nonnull(text);
    ck_assert_int_eq(input_parse(text, &length, inputs[_i].form),
                     inputs[_i].ok);
    if (inputs[_i].ok) {
        ck_assert_uint_eq(length, inputs[_i].length);
        ck_assert(memcmp(text, inputs[_i].bytes, length) == 0);
    }
    free(text);
}
END_TEST

#define TOKEN(bytes) { bytes, sizeof(bytes) - 1 }
#define KRB5 "\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"
#define SPNEGO "\x06\x06\x2b\x06\x01\x05\x05\x02"
#define MIC "\4\4\5\xff\xff\xff\xff\xff\0\0\0\0\0\0\0\7" "checksum1234"
#define ERROR "\x7e\x23\x30\x21\xa4\x11\x18\x0f" "20260101000000Z" \
    "\xa6\x03\x02\x01\x25\xa9\x03\x1b\x01" "R\xaa\x02\x30\x00"

/* Tokens in order, and without anything to complain of. */
static const struct {
    const char *bytes;
    size_t length;
} tokens[] = {
    TOKEN(MIC),
    TOKEN("\5\4\0\xff\0\xc\0\0\0\0\0\0\0\0\0\1" "messagechecksum1234"),
    TOKEN("\5\4\0\xff\0\xc\0\xc\0\0\0\0\0\0\0\1" "checksum1234message"),
    TOKEN("\5\4\0\xff\0\xc\0\5\0\0\0\0\0\0\0\1" "m1234messagechecksu"),
    TOKEN("\5\4\2\xff\0\0\0\0\0\0\0\0\0\0\0\1"
          "0123456789abcdef0123456789abcdef"),
    TOKEN("\x60\x23" KRB5 "\1\1\x11\0\xff\xff\xff\xff"
          "12345678abcdefgh"),
    TOKEN("\x60\x32" KRB5 "\3\0" ERROR),
    TOKEN(ERROR),
    TOKEN("\xa1\x07\x30\x05\xa0\x03\x0a\x01\x00"),
    TOKEN("\xa1\x22\x30\x20\xa3\x1e\x04\x1c" MIC),
    TOKEN("\x60\x1b" SPNEGO "\xa0\x11\x30\x0f\xa0\x0d\x30\x0b" KRB5),
    TOKEN("NTLMSSP\0\1\0\0\0"),
};

#define N_TOKENS (sizeof(tokens) / sizeof(tokens[0]))

static bool
is_wrong_with(struct keys *keys, const void *bytes, size_t length)
{
    unsigned char *copy = malloc(length > 0 ? length : 1);
    struct decoding d = { .keys = keys };
    struct span token;

    ck_assert_ptr_nonnull(copy);
    memcpy(copy, bytes, length);
    d.start = copy;
    token.data = copy;
    token.length = length;
    decode_token(&d, token);
    free(copy);
    return d.wrong;
}

static bool
is_wrong(const void *bytes, size_t length)
{
    return is_wrong_with(NULL, bytes, length);
}

/* With any key a token may have: nothing is genuine under it. */
static void
open_all(const void *bytes, size_t length)
{
    static unsigned char key[] = "01234567890123456789012345678901";
    struct keys keys;

    ck_assert(keys_begin(&keys, true));
    keys.has_message = true;
    ck_assert(keys_put(&keys, KEY_GIVEN, 18, key, 32));
    ck_assert(keys_put(&keys, KEY_SESSION, 23, key, 16));
    (void)is_wrong_with(&keys, bytes, length);
    ck_assert(keys_put(&keys, KEY_SESSION, 16, key, 24));
    (void)is_wrong_with(&keys, bytes, length);
    keys_free(&keys);
    ck_assert(keys.of[KEY_GIVEN].Contents[0] == 0);
}

static void
be_quiet(void)
{
    ck_assert_ptr_nonnull(freopen("/dev/null", "w", stdout));
}

START_TEST(test_in_order)
{
    be_quiet();
    ck_assert_int_eq(is_wrong(tokens[_i].bytes, tokens[_i].length), false);
}
END_TEST

START_TEST(test_cut)
{
    size_t i;

    be_quiet();
    for (i = 0; i < tokens[_i].length; i++) {
        (void)is_wrong(tokens[_i].bytes, i);
        open_all(tokens[_i].bytes, i);
    }
}
END_TEST

START_TEST(test_changed)
{
    unsigned char copy[128];
    unsigned int state = 1, i;

    be_quiet();
    for (i = 0; i < 5000; i++) {
        ck_assert_uint_le(tokens[_i].length, sizeof(copy));
        memcpy(copy, tokens[_i].bytes, tokens[_i].length);
        state = state * 1103515245u + 12345u;
        copy[(state >> 8) % tokens[_i].length] =
            (unsigned char)(state >> 16);
        state = state * 1103515245u + 12345u;
        copy[(state >> 8) % tokens[_i].length] =
            (unsigned char)(state >> 16);
        (void)is_wrong(copy, tokens[_i].length);
        if (i % 16 == 0)
            open_all(copy, tokens[_i].length);
    }
}
END_TEST

#define HEX32 "000102030405060708090a0b0c0d0e0f" \
    "101112131415161718191a1b1c1d1e1f"

/* What a file with a key holds, and whether it is one. */
static const struct {
    const char *text;
    size_t length;
    const char *enctype;
    int number;                 /* 0: it is none */
} key_files[] = {
    { "aes256-cts-hmac-sha1-96 " HEX32 "\n", 89, NULL, 18 },
    { "aes256-cts:" HEX32, 75, NULL, 18 },
    { "20 " HEX32, 67, NULL, 20 },
    { HEX32 "\n", 65, "aes256-cts-hmac-sha384-192", 20 },
    { "0123456789abcdef", 16, "aes128-cts-hmac-sha1-96", 17 },
    { "0123456789abcdef0123456789abcdef", 32, "18", 18 },
    { HEX32, 64, NULL, 0 },
    { "aes256-cts " HEX32, 74, NULL, 0 },
    { "nonsense " HEX32, 73, NULL, 0 },
    { "99 " HEX32, 67, NULL, 0 },
    { "aes128-cts " HEX32, 75, NULL, 0 },
    { "", 0, NULL, 0 },
    { "", 0, "18", 0 },
    { "0123456789abcdef\n", 17, "aes128-cts-hmac-sha1-96", 0 },
    { "0123456789abcdef", 16, "nonsense", 0 },
};

#define N_KEY_FILES (sizeof(key_files) / sizeof(key_files[0]))

START_TEST(test_key_file)
{
    struct keys keys;
    const char *wrong;
    int fd[2];

    ck_assert(keys_begin(&keys, true));
    ck_assert_int_eq(pipe(fd), 0);
    ck_assert_int_eq(write(fd[1], key_files[_i].text, key_files[_i].length),
                     (ssize_t)key_files[_i].length);
    (void)close(fd[1]);
    wrong = keys_read(&keys, fd[0], key_files[_i].enctype);
    (void)close(fd[0]);
    ck_assert_int_eq(wrong == NULL, key_files[_i].number != 0);
    ck_assert_int_eq(keys.of[KEY_GIVEN].Enctype, key_files[_i].number);
    ck_assert_int_eq(keys.of[KEY_GIVEN].Length > 0, wrong == NULL);
    keys_free(&keys);
}
END_TEST

/* Puts a tag and a length of two bytes in front of *length bytes. */
static void
put_head(unsigned char *bytes, size_t *at, size_t *length, unsigned char tag)
{
    *at -= 4;
    bytes[*at] = tag;
    bytes[*at + 1] = 0x82;
    bytes[*at + 2] = (unsigned char)(*length >> 8);
    bytes[*at + 3] = (unsigned char)*length;
    *length += 4;
}

/* SPNEGO in SPNEGO in SPNEGO, which nobody means; innermost is a token with
 * which nothing is wrong. */
static bool
is_wrong_in(size_t depth)
{
    static const unsigned char tags[] = { 0x04, 0xa2, 0x30, 0xa1 };
    static const unsigned char ntlm[] = "NTLMSSP\0\1\0\0\0\0\0\0\0";
    static unsigned char bytes[65000];
    size_t at = sizeof(bytes) - sizeof(ntlm), length = sizeof(ntlm), i;

    memcpy(bytes + at, ntlm, sizeof(ntlm));
    for (; depth > 0; depth--) {
        for (i = 0; i < sizeof(tags); i++)
            put_head(bytes, &at, &length, tags[i]);
    }
    return is_wrong(bytes + at, length);
}

START_TEST(test_deep)
{
    be_quiet();
    ck_assert(!is_wrong_in(0));
    ck_assert(!is_wrong_in(DEPTH_MAX));
    ck_assert(is_wrong_in(DEPTH_MAX + 1));
    ck_assert(is_wrong_in(4000));
}
END_TEST

/* ---- genuine ones ---------------------------------------------------- */

/* A token that the package makes opens with its key: a MIC, sealed, signed. */
START_TEST(test_genuine)
{
    static const char message[] = "the message";
    size_t enctype = (size_t)_i / 3, length;
    unsigned char *token;
    KSP_PACKED_CONTEXT p;
    LSA_SEC_HANDLE sender;
    struct keys keys;

    if (ksp_enctype_at(enctype)->protocol == KSP_RFC1964 &&
        ksp_1964_cipher_for(ksp_enctype_at(enctype)) == NULL)
        return;
    p = unit_packed(enctype, KSP_ROLE_INITIATOR, 0, 1);
    sender = unit_context(&p);
    if (_i % 3 == 0)
        length = unit_mic(sender, message, sizeof(message), &token);
    else
        length = unit_wrap(sender, _i % 3 == 1, message, sizeof(message),
                           &token);
    unit_delete(sender);
    be_quiet();
    ck_assert(keys_begin(&keys, true));
    ck_assert(keys_put(&keys, KEY_GIVEN, p.Keys[0].Enctype,
                       p.Keys[0].Contents, p.Keys[0].Length));
    keys.has_message = true;
    keys.message.data = (const unsigned char *)message;
    keys.message.length = sizeof(message);
    ck_assert(!is_wrong_with(&keys, token, length));
    keys_free(&keys);
    free(token);
}
END_TEST

/* A name in a token may hold anything. */
START_TEST(test_words)
{
    struct decoding d = { .start = NULL };
    char words[OUTCOME_MAX];
    struct keys keys;

    ck_assert(keys_begin(&keys, true));
    d.keys = &keys;
    krb5_set_error_message(keys.krb5, KRB5KRB_AP_ERR_BAD_INTEGRITY,
                           "host/\033[2J\xe4@R");
    words_of_krb5(&d, KRB5KRB_AP_ERR_BAD_INTEGRITY, words);
    ck_assert_str_eq(words, "GSS_S_FAILURE (0x000d0000); SSPI: "
                     "SEC_E_WRONG_PRINCIPAL (0x80090322): host/?[2J?@R");
    keys_free(&keys);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("decode");
    TCase *tc = tcase_create("decode");

    tcase_add_loop_test(tc, test_input, 0, N_INPUTS);
    tcase_add_loop_test(tc, test_in_order, 0, N_TOKENS);
    tcase_add_loop_test(tc, test_cut, 0, N_TOKENS);
    tcase_add_loop_test(tc, test_changed, 0, N_TOKENS);
    tcase_add_test(tc, test_deep);
    tcase_add_loop_test(tc, test_genuine, 0, END * 3);
    tcase_add_test(tc, test_words);
    tcase_add_loop_test(tc, test_key_file, 0, N_KEY_FILES);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
