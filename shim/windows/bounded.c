/* SPDX-License-Identifier: MIT */
/*
 * Copies into buffers of known size: the functions of the C library whose
 * names end in _s, and those of strsafe.h.  Text is units of one byte or of
 * two; `width` says which.
 */
#include <strsafe.h>

#include <errno.h>
#include <stdbool.h>

/* Units before the zero, or `most` if there is none among so many. */
static size_t
length_of(const void *text, size_t most, size_t width)
{
    return width == sizeof(char) ? strnlen(text, most) : wcsnlen(text, most);
}

static void *
unit_at(void *text, size_t at, size_t width)
{
    return (char *)text + at * width;
}

/* `count` units and a zero. */
static void
write_text(void *to, const void *from, size_t count, size_t width)
{
    memcpy(to, from, count * width);
    memset(unit_at(to, count, width), 0, width);
}

/* ---- bytes ---------------------------------------------------------- */

static errno_t
fail(errno_t reason)
{
    errno = reason;
    return reason;
}

errno_t
memcpy_s(void *dest, rsize_t destSize, const void *src, rsize_t count)
{
    if (count == 0)
        return 0;
    if (dest == NULL)
        return fail(EINVAL);
    if (src == NULL || count > destSize) {
        memset(dest, 0, destSize);
        return fail(src == NULL ? EINVAL : ERANGE);
    }
    memcpy(dest, src, count);
    return 0;
}

errno_t
memmove_s(void *dest, rsize_t destSize, const void *src, rsize_t count)
{
    if (count == 0)
        return 0;
    if (dest == NULL || src == NULL)
        return fail(EINVAL);
    if (count > destSize)
        return fail(ERANGE);
    memmove(dest, src, count);
    return 0;
}

/* ---- text ----------------------------------------------------------- */

/* As fail, and dest is the empty text if there is one. */
static errno_t
fail_text(errno_t reason, void *dest, size_t size, size_t width)
{
    if (dest != NULL && size > 0)
        memset(dest, 0, width);
    return fail(reason);
}

/* Up to `count` units of src behind the first `at` of dest. */
static errno_t
append(void *dest, size_t size, size_t at, const void *src, size_t count,
       size_t width)
{
    size_t length, left;

    if (dest == NULL || size == 0 || at == size ||
        (src == NULL && count > 0))
        return fail_text(EINVAL, dest, size, width);
    left = size - at;
    length = count == 0 ? 0 : length_of(src, count < left ? count : left,
                                        width);
    if (length == left && count != _TRUNCATE)
        return fail_text(ERANGE, dest, size, width);
    write_text(unit_at(dest, at, width), src != NULL ? src : "",
               length < left ? length : left - 1, width);
    return length < left ? 0 : STRUNCATE;
}

/* All of src: more than any room cannot be asked for. */
#define ALL (_TRUNCATE - 1)

errno_t
strcpy_s(char *dest, rsize_t size, const char *src)
{
    return append(dest, size, 0, src, ALL, sizeof(*dest));
}

errno_t
wcscpy_s(wchar_t *dest, rsize_t size, const wchar_t *src)
{
    return append(dest, size, 0, src, ALL, sizeof(*dest));
}

errno_t
strcat_s(char *dest, rsize_t size, const char *src)
{
    size_t at = dest != NULL ? strnlen(dest, size) : 0;

    return append(dest, size, at, src, ALL, sizeof(*dest));
}

errno_t
wcscat_s(wchar_t *dest, rsize_t size, const wchar_t *src)
{
    size_t at = dest != NULL ? wcsnlen(dest, size) : 0;

    return append(dest, size, at, src, ALL, sizeof(*dest));
}

/* Nothing, to no place, is well. */
errno_t
strncpy_s(char *dest, rsize_t size, const char *src, rsize_t count)
{
    if (dest == NULL && size == 0 && count == 0)
        return 0;
    return append(dest, size, 0, src, count, sizeof(*dest));
}

errno_t
wcsncpy_s(wchar_t *dest, rsize_t size, const wchar_t *src, rsize_t count)
{
    if (dest == NULL && size == 0 && count == 0)
        return 0;
    return append(dest, size, 0, src, count, sizeof(*dest));
}

/* ---- strsafe.h ------------------------------------------------------ */

static bool
is_size(size_t size)
{
    return size > 0 && size <= STRSAFE_MAX_CCH;
}

static HRESULT
append_safe(void *dest, size_t size, size_t at, const void *src, size_t width)
{
    size_t left = size - at, length;

    if (!is_size(size) || left == 0)
        return STRSAFE_E_INVALID_PARAMETER;
    length = length_of(src, left, width);
    write_text(unit_at(dest, at, width), src,
               length < left ? length : left - 1, width);
    return length < left ? S_OK : STRSAFE_E_INSUFFICIENT_BUFFER;
}

HRESULT WINAPI
StringCchCopyA(LPSTR pszDest, size_t cchDest, LPCSTR pszSrc)
{
    return append_safe(pszDest, cchDest, 0, pszSrc, sizeof(*pszDest));
}

HRESULT WINAPI
StringCchCopyW(LPWSTR pszDest, size_t cchDest, LPCWSTR pszSrc)
{
    return append_safe(pszDest, cchDest, 0, pszSrc, sizeof(*pszDest));
}

HRESULT WINAPI
StringCchCatA(LPSTR pszDest, size_t cchDest, LPCSTR pszSrc)
{
    if (!is_size(cchDest))
        return STRSAFE_E_INVALID_PARAMETER;
    return append_safe(pszDest, cchDest, strnlen(pszDest, cchDest), pszSrc,
                       sizeof(*pszDest));
}

HRESULT WINAPI
StringCchCatW(LPWSTR pszDest, size_t cchDest, LPCWSTR pszSrc)
{
    if (!is_size(cchDest))
        return STRSAFE_E_INVALID_PARAMETER;
    return append_safe(pszDest, cchDest, wcsnlen(pszDest, cchDest), pszSrc,
                       sizeof(*pszDest));
}

static HRESULT
length_safe(const void *text, size_t most, size_t *length, size_t width)
{
    size_t found = most;

    if (text != NULL && most <= STRSAFE_MAX_CCH)
        found = length_of(text, most, width);
    if (length != NULL)
        *length = found < most && text != NULL ? found : 0;
    return found < most && text != NULL ? S_OK : STRSAFE_E_INVALID_PARAMETER;
}

HRESULT WINAPI
StringCchLengthA(LPCSTR psz, size_t cchMax, size_t *pcchLength)
{
    return length_safe(psz, cchMax, pcchLength, sizeof(*psz));
}

HRESULT WINAPI
StringCchLengthW(LPCWSTR psz, size_t cchMax, size_t *pcchLength)
{
    return length_safe(psz, cchMax, pcchLength, sizeof(*psz));
}
