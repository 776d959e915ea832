/* SPDX-License-Identifier: MIT */
/* What Windows' string.h has more than C's: without regard to case, and
 * copies under its name. */
#include <string.h>

#include <stdlib.h>

static int
small_letter(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

int
_strnicmp(const char *one, const char *two, size_t count)
{
    int a = 0, b = 0;
    size_t i;

    for (i = 0; i < count; i++) {
        a = small_letter((unsigned char)one[i]);
        b = small_letter((unsigned char)two[i]);
        if (a != b || a == 0)
            break;
    }
    return a - b;
}

int
_stricmp(const char *one, const char *two)
{
    return _strnicmp(one, two, (size_t)-1);
}

char *
_strdup(const char *src)
{
    size_t size = src != NULL ? strlen(src) + 1 : 0;
    char *copy = src != NULL ? malloc(size) : NULL;

    return copy != NULL ? memcpy(copy, src, size) : NULL;
}
