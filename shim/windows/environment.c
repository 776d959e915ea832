/* SPDX-License-Identifier: MIT */
/* The environment, in UTF-16. */
#include <stdlib.h>
#include <winnls.h>

#include <pthread.h>

/* What was given out; none of it is ever freed, since Windows' library keeps
 * it too, and a value that comes again is the same one. */
struct given {
    struct given *next;
    wchar_t text[];
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct given *values;

/* The value that says the same, under the lock. */
static struct given *
find(const wchar_t *text)
{
    struct given *given = values;

    while (given != NULL && wcscmp(given->text, text) != 0)
        given = given->next;
    return given;
}

/* In the place of `given`, the one that says the same from before; if there
 * was none it is kept. */
static struct given *
keep(struct given *given)
{
    struct given *before;

    (void)pthread_mutex_lock(&mutex);
    before = find(given->text);
    if (before == NULL) {
        given->next = values;
        values = given;
    }
    (void)pthread_mutex_unlock(&mutex);
    if (before == NULL)
        return given;
    free(given);
    return before;
}

/* NULL if it is not UTF-8, and without memory. */
static wchar_t *
widen(const char *value)
{
    int count = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, value, -1,
                                    NULL, 0);
    struct given *given;

    if (count <= 0)
        return NULL;
    given = malloc(sizeof(*given) + (size_t)count * sizeof(wchar_t));
    if (given == NULL)
        return NULL;
    (void)MultiByteToWideChar(CP_UTF8, 0, value, -1, given->text, count);
    return keep(given)->text;
}

/* Every unit of the name becomes three bytes at most. */
wchar_t *
_wgetenv(const wchar_t *name)
{
    DWORD before = GetLastError();
    size_t size = 3 * wcslen(name) + 1;
    char *narrow = size < 0x7fffffff ? malloc(size) : NULL, *value = NULL;
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
