/* SPDX-License-Identifier: MIT */
#include "helpers.h"

#include <string.h>

/* A letter of each length: 1, 2, 3 and 4 bytes. */
#define UTF8 "a\xc3\xa4\xe2\x82\xac\xf0\x9d\x84\x9e"
#define UTF16 L"a\x00e4\x20ac\xd834\xdd1e"
#define BYTES 10
#define UNITS 5

static void
test_widen(void)
{
    WCHAR wide[16];
    int count;

    forget_error();
    want_number(MultiByteToWideChar(CP_UTF8, 0, UTF8, -1, NULL, 0),
                UNITS + 1, "MultiByteToWideChar: how long");
    count = MultiByteToWideChar(CP_UTF8, 0, UTF8, -1, wide, UNITS + 1);
    want_number(count, UNITS + 1, "MultiByteToWideChar");
    want_wide(wide, UTF16, "UTF-16, with the zero");
    wide[UNITS] = L'!';
    count = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, UTF8, BYTES,
                                wide, COUNT(wide));
    want(count == UNITS && wide[UNITS] == L'!', "without the zero");
    want_number(MultiByteToWideChar(CP_UTF8, 0, "a\0b", 4, wide,
                                    COUNT(wide)), 4, "a zero inside");
    want(wide[1] == 0 && wide[2] == L'b' && wide[3] == 0, "is kept");
    want_number(MultiByteToWideChar(CP_UTF8, 0, "", -1, wide, COUNT(wide)),
                1, "nothing but the zero");
    want_no_error("GetLastError is as it was with UTF-16");
}

/* What is not valid is one character, as long as it could have gone on. */
static void
test_widen_damaged(void)
{
    static const struct {
        const char *in;
        const wchar_t *out;
    } cases[] = {
        { "a\x80z", L"a\xfffdz" },          /* the middle of one */
        { "a\xc3z", L"a\xfffdz" },          /* the end is missing */
        { "a\xe2\x82z", L"a\xfffdz" },
        { "a\xf0\x9d\x84", L"a\xfffd" },
        { "\xff\xfe", L"\xfffd\xfffd" },    /* begins none */
        { "\xc0\xaf", L"\xfffd\xfffd" },    /* a shorter form exists */
        { "\xf5z", L"\xfffdz" },            /* beyond the last */
    };
    WCHAR wide[16];
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        want(MultiByteToWideChar(CP_UTF8, 0, cases[i].in, -1, wide,
                                 COUNT(wide)) > 0, "damaged UTF-8");
        want_wide(wide, cases[i].out, "is replaced");
        forget_error();
        want_error(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS,
                                       cases[i].in, -1, wide, COUNT(wide)),
                   ERROR_NO_UNICODE_TRANSLATION, "or refused");
    }
}

static void
test_widen_errors(void)
{
    WCHAR wide[16];

    forget_error();
    want_error(MultiByteToWideChar(CP_UTF8, 0, UTF8, -1, wide, UNITS),
               ERROR_INSUFFICIENT_BUFFER, "MultiByteToWideChar: no room");
    forget_error();
    want_error(MultiByteToWideChar(CP_UTF8, 0, UTF8, 0, wide, 16),
               ERROR_INVALID_PARAMETER, "MultiByteToWideChar: no length");
    forget_error();
    want_error(MultiByteToWideChar(CP_UTF8, 0, NULL, -1, wide, 16),
               ERROR_INVALID_PARAMETER, "MultiByteToWideChar: no text");
    forget_error();
    want_error(MultiByteToWideChar(CP_UTF8, 0, UTF8, -1, NULL, 16),
               ERROR_INVALID_PARAMETER, "MultiByteToWideChar: no buffer");
    forget_error();
    want_error(MultiByteToWideChar(CP_UTF8, 0, UTF8, -1, wide, -1),
               ERROR_INVALID_PARAMETER, "MultiByteToWideChar: below zero");
    forget_error();
    want_error(MultiByteToWideChar(CP_UTF8, 0x100, UTF8, -1, wide, 16),
               ERROR_INVALID_FLAGS, "MultiByteToWideChar: a flag");
    forget_error();
    want_error(MultiByteToWideChar(4711, 0, UTF8, -1, wide, 16),
               ERROR_INVALID_PARAMETER, "MultiByteToWideChar: a code page");
#ifndef _WIN32
    /* Wine lets it pass. */
    forget_error();
    want_error(MultiByteToWideChar(CP_UTF8, 0, (LPCSTR)wide, 2, wide, 16),
               ERROR_INVALID_PARAMETER, "MultiByteToWideChar: onto itself");
#endif
}

static void
test_narrow(void)
{
    char text[32];
    int count;

    forget_error();
    want_number(WideCharToMultiByte(CP_UTF8, 0, UTF16, -1, NULL, 0, NULL,
                                    NULL), BYTES + 1,
                "WideCharToMultiByte: how long");
    count = WideCharToMultiByte(CP_UTF8, 0, UTF16, -1, text, BYTES + 1, NULL,
                                NULL);
    want_number(count, BYTES + 1, "WideCharToMultiByte");
    want_text(text, UTF8, "UTF-8, with the zero");
    text[BYTES] = '!';
    count = WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, UTF16, UNITS,
                                text, sizeof(text), NULL, NULL);
    want(count == BYTES && text[BYTES] == '!', "without its zero");
    want_no_error("GetLastError is as it was with UTF-8");
}

static void
test_narrow_damaged(void)
{
    static const struct {
        const wchar_t in[3];
        const char *out;
    } cases[] = {
        { { 0xd834, L'a', 0 }, "\xef\xbf\xbd" "a" },    /* a first half */
        { { L'a', 0xd834, 0 }, "a\xef\xbf\xbd" },       /* at the end */
        { { 0xdd1e, L'a', 0 }, "\xef\xbf\xbd" "a" },    /* a second half */
    };
    char text[16];
    size_t i;

    for (i = 0; i < COUNT(cases); i++) {
        want(WideCharToMultiByte(CP_UTF8, 0, cases[i].in, -1, text,
                                 sizeof(text), NULL, NULL) > 0,
             "damaged UTF-16");
        want_text(text, cases[i].out, "is replaced, too");
        forget_error();
        want_error(WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS,
                                       cases[i].in, -1, text, sizeof(text),
                                       NULL, NULL),
                   ERROR_NO_UNICODE_TRANSLATION, "or refused, too");
    }
}

static void
test_narrow_errors(void)
{
    char text[16];

    forget_error();
    want_error(WideCharToMultiByte(CP_UTF8, 0, UTF16, -1, text, BYTES, NULL,
                                   NULL), ERROR_INSUFFICIENT_BUFFER,
               "WideCharToMultiByte: no room");
    forget_error();
    want_error(WideCharToMultiByte(CP_UTF8, 0, UTF16, 0, text, 16, NULL,
                                   NULL), ERROR_INVALID_PARAMETER,
               "WideCharToMultiByte: no length");
    forget_error();
    want_error(WideCharToMultiByte(CP_UTF8, 0, NULL, -1, text, 16, NULL,
                                   NULL), ERROR_INVALID_PARAMETER,
               "WideCharToMultiByte: no text");
    forget_error();
    want_error(WideCharToMultiByte(CP_UTF8, 0, UTF16, -1, NULL, 16, NULL,
                                   NULL), ERROR_INVALID_PARAMETER,
               "WideCharToMultiByte: no buffer");
    forget_error();
    want_error(WideCharToMultiByte(CP_UTF8, 0, UTF16, -1, text, -1, NULL,
                                   NULL), ERROR_INVALID_PARAMETER,
               "WideCharToMultiByte: below zero");
    forget_error();
    want_error(WideCharToMultiByte(CP_UTF8, 1, UTF16, -1, text, 16, NULL,
                                   NULL), ERROR_INVALID_FLAGS,
               "WideCharToMultiByte: a flag");
    forget_error();
    want_error(WideCharToMultiByte(4711, 0, UTF16, -1, text, 16, NULL, NULL),
               ERROR_INVALID_PARAMETER, "WideCharToMultiByte: a code page");
}

static void
test_narrow_default(void)
{
    char text[16];
    BOOL used = TRUE;
#ifndef _WIN32
    static const wchar_t damaged[] = { 0xd834, 0 };
#endif

    want_number(WideCharToMultiByte(CP_UTF8, 0, UTF16, -1, text, 16, "?",
                                    &used), BYTES + 1,
                "WideCharToMultiByte with a default character");
    want(!used, "which was not used");
    used = TRUE;
    want_number(WideCharToMultiByte(CP_ACP, 0, L"ab", -1, text, 16, NULL,
                                    &used), 3, "of the system's code page");
    want(!used, "it was not used there");
#ifndef _WIN32
    want_number(WideCharToMultiByte(CP_ACP, 0, UTF16, -1, text, 16, "?",
                                    &used), BYTES + 1,
                "which is UTF-8 here");
    want(WideCharToMultiByte(CP_UTF8, 0, damaged, -1, text, 16, "?",
                             &used) > 0 && used, "what is damaged uses one");
    want_text(text, "\xef\xbf\xbd", "another, though");
    want_number(MultiByteToWideChar(CP_THREAD_ACP, 0, UTF8, -1, NULL, 0),
                UNITS + 1, "as is the thread's");
#endif
}

void
test_convert(void)
{
    test_widen();
    test_widen_damaged();
    test_widen_errors();
    test_narrow();
    test_narrow_damaged();
    test_narrow_errors();
    test_narrow_default();
}
