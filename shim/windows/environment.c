/* SPDX-License-Identifier: MIT */
/* The environment, in UTF-16. */
#include <stdlib.h>
#include <winnls.h>

#include <limits.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

/* What was given out; none of it is ever freed, since Windows' library keeps
 * it too, and a value that comes again is the same one. */
struct given {
    struct given *next;
    wchar_t text[];
};

/* It only grows, at its head, and by a single step: a child that was forked
 * meanwhile finds it whole, and nobody waits. */
static _Atomic(struct given *) values;

/* The value that says the same, among these. */
static struct given *
find(struct given *given, const wchar_t *text)
{
    while (given != NULL && wcscmp(given->text, text) != 0)
        given = given->next;
    return given;
}

/* In the place of `given`, the one that says the same from before; if there
 * was none it is kept. */
static struct given *
keep(struct given *given)
{
    struct given *head = atomic_load(&values), *before;

    do {
        before = find(head, given->text);
        given->next = head;
    } while (before == NULL &&
             !atomic_compare_exchange_weak(&values, &head, given));
    if (before == NULL)
        return given;
    free(given);
    return before;
}

/* NULL if it is not UTF-8, and without memory. */
static wchar_t *
widen_copy(const char *value)
{
    int count = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, value, -1,
                                    NULL, 0);
    struct given *given;

    if (count <= 0 || (size_t)count > (SIZE_MAX - sizeof(*given)) /
        sizeof(wchar_t))
        return NULL;
    given = malloc(sizeof(*given) + (size_t)count * sizeof(wchar_t));
    if (given == NULL)
        return NULL;
    (void)MultiByteToWideChar(CP_UTF8, 0, value, -1, given->text, count);
    return keep(given)->text;
}

/* What the program gave to putenv it may change meanwhile: what was its end is
 * the copy's. */
static wchar_t *
widen(const char *value)
{
    size_t length = strlen(value);
    char *copy = malloc(length + 1);
    wchar_t *wide = NULL;

    if (copy != NULL) {
        memcpy(copy, value, length);
        copy[length] = '\0';
        wide = widen_copy(copy);
    }
    free(copy);
    return wide;
}

/* Every unit of the name becomes three bytes at most. */
wchar_t *
_wgetenv(const wchar_t *name)
{
    DWORD before = GetLastError();
    size_t units = wcslen(name), size = 3 * units + 1;
    char *narrow = units < INT_MAX / 3 ? malloc(size) : NULL, *value = NULL;
    wchar_t *wide = NULL;

    if (narrow != NULL &&
        WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, name, -1, narrow,
                            (int)size, NULL, NULL) > 0)
        value = getenv(narrow);
    if (value != NULL)
        wide = widen(value);
    free(narrow);
    SetLastError(before);
    return wide;
}
