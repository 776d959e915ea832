/* SPDX-License-Identifier: MIT */
#include "helpers.h"

#define SECURITY_WIN32
#include <security.h>

#include <string.h>

#define SYSTEM \
    (FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS)

/* Windows' own texts are others; so are Wine's, which has some codes less. */
#ifdef _WIN32
#define KNOWN ERROR_INVALID_PARAMETER
#else
#define KNOWN ((DWORD)SEC_E_INVALID_TOKEN)
#endif

static int
ends(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);

    return length >= end_length &&
        strcmp(text + length - end_length, end) == 0;
}

static void
test_errors_of_threads(void)
{
    SetLastError(5);
    want_number(GetLastError(), 5, "GetLastError is what SetLastError was");
    SetLastError(0);
    want_number(GetLastError(), 0, "also 0");
}

static void
test_text(void)
{
    char text[256];
    WCHAR wide[256];
    DWORD length, i;

    forget_error();
    length = FormatMessageA(SYSTEM, NULL, KNOWN, 0, text, sizeof(text), NULL);
    want(length > 10 && length == strlen(text), "FormatMessageA");
    want(ends(text, ".\r\n"), "a sentence, and the end of a line");
    want_number(FormatMessageW(SYSTEM, NULL, KNOWN, 0, wide, COUNT(wide),
                               NULL), length, "FormatMessageW");
    for (i = 0; i < length && wide[i] == (unsigned char)text[i]; i++)
        ;
    want(i == length && wide[i] == 0, "says the same");
    length = FormatMessageA(SYSTEM | FORMAT_MESSAGE_MAX_WIDTH_MASK, NULL,
                            KNOWN, 0, text, sizeof(text), NULL);
    want(length == strlen(text) && strchr(text, '\n') == NULL,
         "with a width it is one line");
    want_no_error("GetLastError is as it was with a text");
}

static void
test_allocated(void)
{
    char text[256], *got = NULL;
    WCHAR *wide = NULL;
    DWORD length;

    length = FormatMessageA(SYSTEM, NULL, KNOWN, 0, text, sizeof(text), NULL);
    want_number(FormatMessageA(SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER, NULL,
                               KNOWN, 0, (LPSTR)&got, 0, NULL), length,
                "FormatMessageA allocates");
    want_text(got, text, "the same text");
    want(LocalFree(got) == NULL, "for LocalFree");
    want_number(FormatMessageW(SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER, NULL,
                               KNOWN, 0, (LPWSTR)&wide, 1000, NULL), length,
                "FormatMessageW allocates");
    want(wide != NULL, "more, if that is asked for");
    if (wide != NULL)
        wide[999] = L'x';
    want(LocalFree(wide) == NULL, "for LocalFree, too");
}

static void
test_text_errors(void)
{
    char text[256], *got = text;
    WCHAR wide[4];
    DWORD length;

    length = FormatMessageA(SYSTEM, NULL, KNOWN, 0, text, sizeof(text), NULL);
    forget_error();
    want_error((int)FormatMessageA(SYSTEM, NULL, KNOWN, 0, text, length,
                                   NULL), ERROR_INSUFFICIENT_BUFFER,
               "FormatMessageA: no room for the zero");
    want_number(FormatMessageA(SYSTEM, NULL, KNOWN, 0, text, length + 1,
                               NULL), length, "room to the byte");
    forget_error();
    want_error((int)FormatMessageW(SYSTEM, NULL, KNOWN, 0, wide, COUNT(wide),
                                   NULL), ERROR_INSUFFICIENT_BUFFER,
               "FormatMessageW: no room");
    forget_error();
    want_error((int)FormatMessageA(SYSTEM, NULL, 0x12345678, 0, text,
                                   sizeof(text), NULL),
               ERROR_MR_MID_NOT_FOUND, "FormatMessageA: no such code");
    forget_error();
    want_error((int)FormatMessageW(SYSTEM, NULL, 0x12345678, 0, wide,
                                   COUNT(wide), NULL),
               ERROR_MR_MID_NOT_FOUND, "FormatMessageW: no such code");
    forget_error();
    want_error((int)FormatMessageA(SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER,
                                   NULL, 0x12345678, 0, (LPSTR)&got, 0,
                                   NULL), ERROR_MR_MID_NOT_FOUND,
               "FormatMessageA: none to allocate");
    want(got == NULL, "the pointer is NULL then");
    forget_error();
    want_error((int)FormatMessageA(FORMAT_MESSAGE_IGNORE_INSERTS, NULL, KNOWN,
                                   0, text, sizeof(text), NULL),
               ERROR_INVALID_PARAMETER, "FormatMessageA: no source");
    forget_error();
    want_error((int)FormatMessageA(SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER,
                                   NULL, KNOWN, 0, NULL, 0, NULL),
#ifdef _WIN32
               ERROR_NOT_ENOUGH_MEMORY,
#else
               ERROR_INVALID_PARAMETER,
#endif
               "FormatMessageA: no pointer to set");
#ifndef _WIN32
    forget_error();
    want_error((int)FormatMessageA(FORMAT_MESSAGE_FROM_STRING, "text", 0, 0,
                                   text, sizeof(text), NULL),
               ERROR_INVALID_PARAMETER, "FormatMessageA of a string");
    forget_error();
    want_error((int)FormatMessageA(SYSTEM, NULL, KNOWN, 0, NULL, 10, NULL),
               ERROR_INVALID_PARAMETER, "FormatMessageA: no buffer");
    forget_error();
    want_error((int)FormatMessageW(SYSTEM, NULL, KNOWN, 0, NULL, 10, NULL),
               ERROR_INVALID_PARAMETER, "FormatMessageW: no buffer");
#endif
}

#ifndef _WIN32
/* Every code that has a name has a text. */
static const DWORD codes[] = {
    ERROR_SUCCESS, ERROR_ACCESS_DENIED, ERROR_INVALID_HANDLE,
    ERROR_NOT_ENOUGH_MEMORY, ERROR_INVALID_DATA, ERROR_OUTOFMEMORY,
    ERROR_INVALID_PARAMETER, ERROR_CALL_NOT_IMPLEMENTED,
    ERROR_INSUFFICIENT_BUFFER, ERROR_MOD_NOT_FOUND, ERROR_PROC_NOT_FOUND,
    ERROR_MORE_DATA, ERROR_MR_MID_NOT_FOUND, ERROR_INVALID_FLAGS,
    ERROR_NO_UNICODE_TRANSLATION, (DWORD)S_OK, (DWORD)E_NOTIMPL,
    (DWORD)E_FAIL, (DWORD)E_ACCESSDENIED, (DWORD)E_OUTOFMEMORY,
    (DWORD)E_INVALIDARG, (DWORD)SEC_E_OK, (DWORD)SEC_I_CONTINUE_NEEDED,
    (DWORD)SEC_E_BAD_BINDINGS, (DWORD)SEC_E_MUTUAL_AUTH_FAILED,
};

static void
test_every_text(void)
{
    char text[256];
    size_t i, found = 0;

    for (i = 0; i < COUNT(codes); i++)
        found += FormatMessageA(SYSTEM, NULL, codes[i], 0, text,
                                sizeof(text), NULL) > 0;
    want_number((long long)found, COUNT(codes), "every code has a text");
    (void)FormatMessageA(SYSTEM, NULL, (DWORD)SEC_E_INVALID_TOKEN, 0, text,
                         sizeof(text), NULL);
    want_text(text, "The token is malformed or missing.\r\n",
              "that of a code of SSPI");
    (void)FormatMessageA(SYSTEM | FORMAT_MESSAGE_MAX_WIDTH_MASK, NULL,
                         (DWORD)E_INVALIDARG, 0, text, sizeof(text), NULL);
    want_text(text, "An argument is malformed. ", "that of an HRESULT");
}
#endif

void
test_messages(void)
{
    test_errors_of_threads();
    test_text();
    test_allocated();
    test_text_errors();
#ifndef _WIN32
    test_every_text();
#endif
}
