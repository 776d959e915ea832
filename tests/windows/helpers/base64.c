/* SPDX-License-Identifier: MIT */
#include "helpers.h"

#include <wincrypt.h>
#include <string.h>

#define ONE_LINE (CRYPT_STRING_BASE64 | CRYPT_STRING_NOCRLF)

/* RFC 4648 10, and every digit. */
static const struct {
    const char *bytes;
    DWORD count;
    const char *text;
} cases[] = {
    { "f", 1, "Zg==" },
    { "fo", 2, "Zm8=" },
    { "foo", 3, "Zm9v" },
    { "foob", 4, "Zm9vYg==" },
    { "fooba", 5, "Zm9vYmE=" },
    { "foobar", 6, "Zm9vYmFy" },
    { "\x00\x10\x83\x10\x51\x87\x20\x92\x8b\x30\xd3\x8f\x41\x14\x93\x51"
      "\x55\x97\x61\x96\x9b\x71\xd7\x9f\x82\x18\xa3\x92\x59\xa7\xa2\x9a"
      "\xab\xb2\xdb\xaf\xc3\x1c\xb3\xd3\x5d\xb7\xe3\x9e\xbb\xf3\xdf\xbf",
      48,
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" },
};

static const BYTE *
as_bytes(const char *text)
{
    return (const BYTE *)text;
}

static void
test_encode(void)
{
    char text[100];
    DWORD length = 0;
    size_t i;

    forget_error();
    for (i = 0; i < COUNT(cases); i++) {
        want(CryptBinaryToStringA(as_bytes(cases[i].bytes), cases[i].count,
                                  ONE_LINE, NULL, &length),
             "CryptBinaryToStringA: how long");
        want_number(length, (long long)strlen(cases[i].text) + 1,
                    "with the zero");
        want(CryptBinaryToStringA(as_bytes(cases[i].bytes), cases[i].count,
                                  ONE_LINE, text, &length),
             "CryptBinaryToStringA");
        want_text(text, cases[i].text, "the text");
        want_number(length, (long long)strlen(text), "without the zero");
    }
    want_no_error("GetLastError is as it was with Base64");
}

static void
test_lines(void)
{
    char text[100];
    DWORD length = sizeof(text);

    want(CryptBinaryToStringA(as_bytes("f"), 1, CRYPT_STRING_BASE64, text,
                              &length), "a line");
    want_text(text, "Zg==\r\n", "has an end");
}

/* Releases of Wine differ in how a full line ends, and none breaks before a
 * group that is not full. */
#ifndef _WIN32
static void
test_full_lines(void)
{
    static const char zeros[49];
    char text[100];
    DWORD length = sizeof(text);

    want(CryptBinaryToStringA(as_bytes(zeros), 48, CRYPT_STRING_BASE64, text,
                              &length), "a line of 64 characters");
    want_text(text + 60, "AAAA\r\n", "has one, too");
    length = sizeof(text);
    want(CryptBinaryToStringA(as_bytes(zeros), 49, CRYPT_STRING_BASE64, text,
                              &length), "one character more");
    want_text(text + 60, "AAAA\r\nAA==\r\n", "makes two lines");
    want_number(length, 72, "all of it counted");
    length = sizeof(text);
    want(CryptBinaryToStringA(as_bytes(zeros), 49,
                              CRYPT_STRING_BASE64 | CRYPT_STRING_NOCR, text,
                              &length), "lines that end in LF");
    want_text(text + 60, "AAAA\nAA==\n", "do so");
}
#endif

static void
test_encode_errors(void)
{
    char text[100] = "unchanged";
    DWORD length = 4;

    forget_error();
    want_error(CryptBinaryToStringA(as_bytes("f"), 1, ONE_LINE, text,
                                    &length), ERROR_MORE_DATA,
               "CryptBinaryToStringA: no room for the zero");
    want_number(length, 5, "and how much it wants");
#ifndef _WIN32
    want_text(text, "unchanged", "nothing is written");
#endif
    length = 5;
    want(CryptBinaryToStringA(as_bytes("f"), 1, ONE_LINE, text, &length),
         "room to the byte");
    forget_error();
    want_error(CryptBinaryToStringA(NULL, 1, ONE_LINE, text, &length),
               ERROR_INVALID_PARAMETER, "CryptBinaryToStringA: no bytes");
    forget_error();
    want_error(CryptBinaryToStringA(as_bytes("f"), 1, ONE_LINE, text, NULL),
               ERROR_INVALID_PARAMETER, "CryptBinaryToStringA: no length");
#ifndef _WIN32
    forget_error();
    want_error(CryptBinaryToStringA(as_bytes("f"), 0, ONE_LINE, text,
                                    &length), ERROR_INVALID_PARAMETER,
               "CryptBinaryToStringA of nothing");
    forget_error();
    want_error(CryptBinaryToStringA(as_bytes("f"), 1, 4, text, &length),
               ERROR_INVALID_PARAMETER, "CryptBinaryToStringA: not Base64");
    forget_error();
    want_error(CryptBinaryToStringA(as_bytes("f"), 0xf0000000, ONE_LINE, NULL,
                                    &length), ERROR_INVALID_PARAMETER,
               "CryptBinaryToStringA: too much");
#endif
}

static void
test_decode(void)
{
    BYTE bytes[64];
    DWORD length, skip, flags;
    size_t i;

    forget_error();
    for (i = 0; i < COUNT(cases); i++) {
        length = 0;
        want(CryptStringToBinaryA(cases[i].text, 0, CRYPT_STRING_BASE64, NULL,
                                  &length, NULL, NULL),
             "CryptStringToBinaryA: how many");
        want_number(length, cases[i].count, "bytes");
        skip = flags = 77;
        want(CryptStringToBinaryA(cases[i].text, 0, CRYPT_STRING_BASE64,
                                  bytes, &length, &skip, &flags) &&
             length == cases[i].count &&
             memcmp(bytes, cases[i].bytes, length) == 0,
             "CryptStringToBinaryA");
        want(skip == 0 && flags == CRYPT_STRING_BASE64, "what it found");
    }
    length = sizeof(bytes);
    want(CryptStringToBinaryA("Zm9v\r\nYm Fy\r\n", 0, CRYPT_STRING_BASE64,
                              bytes, &length, NULL, NULL) && length == 6,
         "lines and blanks are passed over");
    length = sizeof(bytes);
    want(CryptStringToBinaryA("Zm9vYmFy", 4, CRYPT_STRING_BASE64, bytes,
                              &length, NULL, NULL) && length == 3,
         "so many characters");
    want_no_error("GetLastError is as it was with bytes");
}

static void
test_decode_errors(void)
{
    static const char *const damaged[] = {
        "Zg=?", "Z*9v", "Zm9\x80",
#ifndef _WIN32
        "=m9v", "Z=9v", "Zg==Zg==", "Zg", "Zg=v", "Zm9vY",
#endif
    };
    BYTE bytes[8] = { 7, 7, 7 };
    DWORD length;
    size_t i;

    for (i = 0; i < COUNT(damaged); i++) {
        length = sizeof(bytes);
        forget_error();
        want_error(CryptStringToBinaryA(damaged[i], 0, CRYPT_STRING_BASE64,
                                        bytes, &length, NULL, NULL),
                   ERROR_INVALID_DATA, "CryptStringToBinaryA: no Base64");
    }
    forget_error();
    want_error(CryptStringToBinaryA(NULL, 0, CRYPT_STRING_BASE64, bytes,
                                    &length, NULL, NULL),
               ERROR_INVALID_PARAMETER, "CryptStringToBinaryA: no text");
#ifndef _WIN32
    /* Wine has ERROR_INSUFFICIENT_BUFFER, the manual this. */
    length = 2;
    forget_error();
    want_error(CryptStringToBinaryA("Zm9v", 0, CRYPT_STRING_BASE64, bytes,
                                    &length, NULL, NULL), ERROR_MORE_DATA,
               "CryptStringToBinaryA: no room");
    want_number(length, 3, "and how many bytes there are");
    forget_error();
    want_error(CryptStringToBinaryA("Zm9v", 0, CRYPT_STRING_BASE64, bytes,
                                    NULL, NULL, NULL),
               ERROR_INVALID_PARAMETER, "CryptStringToBinaryA: no length");
    forget_error();
    want_error(CryptStringToBinaryA("Zm9v", 0, 4, bytes, &length, NULL, NULL),
               ERROR_INVALID_PARAMETER, "CryptStringToBinaryA: not Base64");
#endif
}

void
test_base64(void)
{
    test_encode();
    test_lines();
#ifndef _WIN32
    test_full_lines();
#endif
    test_encode_errors();
    test_decode();
    test_decode_errors();
}
