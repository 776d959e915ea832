/* SPDX-License-Identifier: MIT */
/* Strings of 16-bit units. */
#include <wchar.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* ---- length and copies ---------------------------------------------- */

size_t
wcslen(const wchar_t *text)
{
    size_t length = 0;

    while (text[length] != 0)
        length++;
    return length;
}

size_t
wcsnlen(const wchar_t *text, size_t count)
{
    size_t length = 0;

    while (length < count && text[length] != 0)
        length++;
    return length;
}

wchar_t *
wcscpy(wchar_t *to, const wchar_t *from)
{
    return wmemcpy(to, from, wcslen(from) + 1);
}

wchar_t *
wcsncpy(wchar_t *to, const wchar_t *from, size_t count)
{
    size_t length = wcsnlen(from, count);

    (void)wmemcpy(to, from, length);
    (void)wmemset(to + length, 0, count - length);
    return to;
}

wchar_t *
wcscat(wchar_t *to, const wchar_t *from)
{
    (void)wcscpy(to + wcslen(to), from);
    return to;
}

wchar_t *
wcsncat(wchar_t *to, const wchar_t *from, size_t count)
{
    size_t length = wcsnlen(from, count);
    wchar_t *end = to + wcslen(to);

    (void)wmemcpy(end, from, length);
    end[length] = 0;
    return to;
}

wchar_t *
_wcsdup(const wchar_t *text)
{
    size_t count = text != NULL ? wcslen(text) + 1 : 0;
    wchar_t *copy = NULL;

    if (text != NULL)
        copy = malloc(count * sizeof(*copy));
    return copy != NULL ? wmemcpy(copy, text, count) : NULL;
}

/* ---- comparison ----------------------------------------------------- */

static wchar_t
small_letter(wchar_t unit, bool fold)
{
    return fold && unit >= 'A' && unit <= 'Z' ?
        (wchar_t)(unit - 'A' + 'a') : unit;
}

static int
compare(const wchar_t *one, const wchar_t *two, size_t count, bool fold)
{
    wchar_t a = 0, b = 0;
    size_t i;

    for (i = 0; i < count; i++) {
        a = small_letter(one[i], fold);
        b = small_letter(two[i], fold);
        if (a != b || a == 0)
            break;
    }
    return (a > b) - (a < b);
}

int
wcscmp(const wchar_t *one, const wchar_t *two)
{
    return compare(one, two, SIZE_MAX, false);
}

int
wcsncmp(const wchar_t *one, const wchar_t *two, size_t count)
{
    return compare(one, two, count, false);
}

int
_wcsicmp(const wchar_t *one, const wchar_t *two)
{
    return compare(one, two, SIZE_MAX, true);
}

int
_wcsnicmp(const wchar_t *one, const wchar_t *two, size_t count)
{
    return compare(one, two, count, true);
}

/* ---- search --------------------------------------------------------- */

/* A pointer into a constant string, as the program's that it was. */
static wchar_t *
into(const wchar_t *text)
{
    return (wchar_t *)(uintptr_t)text;
}

wchar_t *
wcschr(const wchar_t *text, wchar_t unit)
{
    while (*text != unit && *text != 0)
        text++;
    return *text == unit ? into(text) : NULL;
}

wchar_t *
wcsrchr(const wchar_t *text, wchar_t unit)
{
    size_t at = wcslen(text) + 1;

    while (at > 0 && text[at - 1] != unit)
        at--;
    return at > 0 ? into(text + at - 1) : NULL;
}

wchar_t *
wcsstr(const wchar_t *text, const wchar_t *part)
{
    size_t length = wcslen(part);

    while (*text != 0 && wcsncmp(text, part, length) != 0)
        text++;
    return wcsncmp(text, part, length) == 0 ? into(text) : NULL;
}

/* Units at the start that are, or are not, among others. */
static size_t
span(const wchar_t *text, const wchar_t *of, bool among)
{
    size_t length = 0;

    while (text[length] != 0 && (wcschr(of, text[length]) != NULL) == among)
        length++;
    return length;
}

size_t
wcsspn(const wchar_t *text, const wchar_t *of)
{
    return span(text, of, true);
}

size_t
wcscspn(const wchar_t *text, const wchar_t *of)
{
    return span(text, of, false);
}

wchar_t *
wcspbrk(const wchar_t *text, const wchar_t *of)
{
    text += wcscspn(text, of);
    return *text != 0 ? into(text) : NULL;
}

/* ---- units with a count --------------------------------------------- */

wchar_t *
wmemcpy(wchar_t *to, const wchar_t *from, size_t count)
{
    return memcpy(to, from, count * sizeof(*to));
}

wchar_t *
wmemmove(wchar_t *to, const wchar_t *from, size_t count)
{
    return memmove(to, from, count * sizeof(*to));
}

wchar_t *
wmemset(wchar_t *to, wchar_t unit, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++)
        to[i] = unit;
    return to;
}

int
wmemcmp(const wchar_t *one, const wchar_t *two, size_t count)
{
    size_t i = 0;

    while (i < count && one[i] == two[i])
        i++;
    return i < count ? (one[i] > two[i]) - (one[i] < two[i]) : 0;
}

wchar_t *
wmemchr(const wchar_t *text, wchar_t unit, size_t count)
{
    size_t i = 0;

    while (i < count && text[i] != unit)
        i++;
    return i < count ? into(text + i) : NULL;
}
