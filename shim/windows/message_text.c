/* SPDX-License-Identifier: MIT */
/* What codes mean to a person. */
#include <sspi.h>
#include <strsafe.h>

#include <stdint.h>

#include "windows/failing.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The end of a text, and a zero. */
#define END_SIZE sizeof(".\r\n")
#define TEXT_SIZE 128

static const struct {
    DWORD code;
    const char *text;
} rows[] = {
    { ERROR_SUCCESS, "success" },
    { ERROR_ACCESS_DENIED, "access is denied" },
    { ERROR_INVALID_HANDLE, "the handle is none, or no more" },
    { ERROR_NOT_ENOUGH_MEMORY, "there is no memory" },
    { ERROR_INVALID_DATA, "the data are malformed" },
    { ERROR_OUTOFMEMORY, "there is no memory" },
    { ERROR_INVALID_PARAMETER, "an argument is malformed" },
    { ERROR_CALL_NOT_IMPLEMENTED, "the function is not supported here" },
    { ERROR_INSUFFICIENT_BUFFER, "a buffer is too small" },
    { ERROR_MOD_NOT_FOUND, "there is no such library" },
    { ERROR_PROC_NOT_FOUND, "the library has no such function" },
    { ERROR_MORE_DATA, "there are more data than the buffer holds" },
    { ERROR_MR_MID_NOT_FOUND, "there is no text for that code" },
    { ERROR_INVALID_FLAGS, "a flag is not known here" },
    { ERROR_NO_UNICODE_TRANSLATION, "the text is not valid in its encoding" },
    { (DWORD)E_NOTIMPL, "the function is not supported here" },
    { (DWORD)E_FAIL, "something failed that no other code describes" },
};

/* A code of GetLastError inside an HRESULT. */
static DWORD
inside(DWORD code)
{
    return (code & 0xffff0000) == 0x80070000 ? code & 0xffff : code;
}

static const char *
find(DWORD code)
{
    const char *text = KspStatusText((SECURITY_STATUS)code);
    size_t i = 0;

    while (i < COUNT(rows) && rows[i].code != inside(code))
        i++;
    return i < COUNT(rows) ? rows[i].text : text;
}

/* As a sentence; how long it is, or 0 if the code has no text. */
static DWORD
sentence(DWORD code, BOOL lines, char *out)
{
    const char *text = find(code), *end = lines ? ".\r\n" : ". ";

    if (text == NULL)
        return 0;
    (void)StringCchCopyA(out, TEXT_SIZE - END_SIZE, text);
    if (out[0] >= 'a' && out[0] <= 'z')
        out[0] = (char)(out[0] - 'a' + 'A');
    (void)StringCchCatA(out, TEXT_SIZE, end);
    return (DWORD)strlen(out);
}

/* The sentence for the program, of either width: where it is to be, or NULL
 * with a reason. */
static void *
room(DWORD flags, void *buffer, DWORD size, DWORD length, size_t width)
{
    uint64_t count = size > length ? size : length + 1, bytes = count * width;
    void *allocated;

    if ((flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) == 0)
        return length < size ? buffer :
            ksp_win_fail_pointer(ERROR_INSUFFICIENT_BUFFER);
    allocated = bytes <= SIZE_MAX ? LocalAlloc(LPTR, (SIZE_T)bytes) :
        ksp_win_fail_pointer(ERROR_NOT_ENOUGH_MEMORY);
    memcpy(buffer, &allocated, sizeof(allocated));
    return allocated;
}

/* The sentence to `text`, which has TEXT_SIZE, and the place for it; NULL
 * with a reason. */
static void *
prepare(DWORD flags, DWORD code, void *buffer, DWORD size, size_t width,
        char *text)
{
    static void *const none = NULL;
    DWORD length;

    if (buffer != NULL && (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) != 0)
        memcpy(buffer, &none, sizeof(none));
    if (buffer == NULL || (flags & FORMAT_MESSAGE_FROM_SYSTEM) == 0 ||
        (flags & FORMAT_MESSAGE_FROM_STRING) != 0)
        return ksp_win_fail_pointer(ERROR_INVALID_PARAMETER);
    length = sentence(code, (flags & FORMAT_MESSAGE_MAX_WIDTH_MASK) == 0,
                      text);
    if (length == 0)
        return ksp_win_fail_pointer(ERROR_MR_MID_NOT_FOUND);
    return room(flags, buffer, size, length, width);
}

DWORD WINAPI
FormatMessageA(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId,
               DWORD dwLanguageId, LPSTR lpBuffer, DWORD nSize,
               va_list *Arguments)
{
    char text[TEXT_SIZE], *out;

    (void)lpSource;
    (void)dwLanguageId;
    (void)Arguments;
    out = prepare(dwFlags, dwMessageId, lpBuffer, nSize, sizeof(*out), text);
    if (out == NULL)
        return 0;
    memcpy(out, text, strlen(text) + 1);
    return (DWORD)strlen(text);
}

DWORD WINAPI
FormatMessageW(DWORD dwFlags, LPCVOID lpSource, DWORD dwMessageId,
               DWORD dwLanguageId, LPWSTR lpBuffer, DWORD nSize,
               va_list *Arguments)
{
    char text[TEXT_SIZE];
    WCHAR *out;
    DWORD i;

    (void)lpSource;
    (void)dwLanguageId;
    (void)Arguments;
    out = prepare(dwFlags, dwMessageId, lpBuffer, nSize, sizeof(*out), text);
    if (out == NULL)
        return 0;
    for (i = 0; text[i] != 0; i++)
        out[i] = (unsigned char)text[i];
    out[i] = 0;
    return i;
}
