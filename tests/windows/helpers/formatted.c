/* SPDX-License-Identifier: MIT */
#include "helpers.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Microsoft's table: h is one byte and l and w are wide, whichever letter
 * follows; without any, capitals are wide. */
static void
test_widths_of_text(void)
{
    char to[64];

    (void)sprintf_s(to, sizeof(to), "%s|%S|%c|%C", "abc", L"def", 'g', L'h');
    want_text(to, "abc|def|g|h", "no size: capitals are wide");
    (void)sprintf_s(to, sizeof(to), "%hs|%hS|%hc|%hC", "abc", "def", 'g',
                    'h');
    want_text(to, "abc|def|g|h", "h is one byte");
    (void)sprintf_s(to, sizeof(to), "%ls|%lS|%lc|%lC", L"abc", L"def", L'g',
                    L'h');
    want_text(to, "abc|def|g|h", "l is wide");
    (void)sprintf_s(to, sizeof(to), "%ws|%wS|%wc|%wC", L"abc", L"def", L'g',
                    L'h');
    want_text(to, "abc|def|g|h", "w is wide");
    (void)sprintf_s(to, sizeof(to), "[%5.2hS][%-5hS][%3hC]", "xyz", "ab",
                    'c');
    want_text(to, "[   xy][ab   ][  c]", "room for them");
}

static void
test_conversions(void)
{
    char to[64];
    ULONG word = 0x80090308;
    LONG below = -3;

    want_number(sprintf_s(to, sizeof(to), "(%lx) %ls", word, L"abc"), 14,
                "sprintf_s");
    want_text(to, "(80090308) abc", "32 bits of l, and wide text");
    (void)sprintf_s(to, sizeof(to), "%ld %lu %d %u", below, word, -4, 5u);
    want_text(to, "-3 2148074248 -4 5", "numbers below zero");
    (void)sprintf_s(to, sizeof(to), "%llx|%I64d|%hd", 0x123456789abcLL,
                    -5LL, 0x10001);
    want_text(to, "123456789abc|-5|1", "other widths");
    (void)sprintf_s(to, sizeof(to), "[%5d][%-5d][%05d][%+d][%.3d]", 7, 7, 7,
                    7, 7);
    want_text(to, "[    7][7    ][00007][+7][007]", "room for them");
    (void)sprintf_s(to, sizeof(to), "[%*d][%-*s][%.*s]", 4, 7, 4, "ab", 2,
                    "xyz");
    want_text(to, "[   7][ab  ][xy]", "room that is an argument");
    (void)sprintf_s(to, sizeof(to), "%s %c %% %S [%5ls] [%.2ls]", "text", 'c',
                    L"wide", L"ab", L"xyz");
    want_text(to, "text c % wide [   ab] [xy]", "text");
    (void)sprintf_s(to, sizeof(to), "%lc%C", L'x', L'y');
    want_text(to, "xy", "characters");
    test_widths_of_text();
    (void)sprintf_s(to, sizeof(to), "[%0000005d][%--++ 5d]", 7, 7);
    want_text(to, "[00007][+7   ]", "flags that are said again");
    errno = ENOENT;
    (void)sprintf_s(to, sizeof(to), "%d", 7);
    want_number(errno, ENOENT, "errno stays when all is well");
    (void)sprintf_s(to, sizeof(to), "%.2f %g", 1.5, 0.25);
    want_text(to, "1.50 0.25", "reals");
    (void)sprintf_s(to, sizeof(to), "%s", (char *)NULL);
    want_text(to, "(null)", "no text");
    (void)sprintf_s(to, sizeof(to), "%ls", (wchar_t *)NULL);
    want_text(to, "(null)", "no wide text");
    want_number(sprintf_s(to, sizeof(to), "%s", ""), 0, "nothing");
#ifndef _WIN32
    (void)sprintf_s(to, sizeof(to), "%hhx %zu %jd %td %Lg", 0x1fe, (size_t)1,
                    (intmax_t)-2, (ptrdiff_t)3, 0.5L);
    want_text(to, "fe 1 -2 3 0.5", "widths of C");
    (void)sprintf_s(to, sizeof(to), "%ls", L"\x00e4\x20ac\xd834\xdd1e");
    want_text(to, "\xc3\xa4\xe2\x82\xac\xf0\x9d\x84\x9e", "UTF-8 of it");
    (void)sprintf_s(to, sizeof(to), "%p", (void *)0x1234);
    want_text(to, "0x1234", "an address");
#endif
}

/* mingw-w64 has a sprintf_s of its own, which has no errors. */
#ifndef _WIN32
static void
want_refused(const char *to, int returned, int reason, const char *name)
{
    want(returned == -1 && errno == reason && (to == NULL || to[0] == 0),
         name);
}

static void
test_format_errors(void)
{
    char to[8] = "xxxxxxx";
    const char *no_end = "a%", *no_format = NULL;

    errno = 0;
    want_refused(to, sprintf_s(to, 4, "%s", "abcd"), ERANGE,
                 "sprintf_s: no room");
    want_number(sprintf_s(to, 5, "%s", "abcd"), 4, "room to the byte");
    errno = 0;
    want_refused(to, sprintf_s(to, 4, "abcd"), ERANGE,
                 "sprintf_s: no room for plain text");
    errno = 0;
    want_refused(to, sprintf_s(to, 4, "%5d", 1), ERANGE,
                 "sprintf_s: no room for blanks");
    errno = 0;
    want_refused(to, sprintf_s(to, sizeof(to), "%ls", L"abcdefgh"), ERANGE,
                 "sprintf_s: no room for wide text");
    errno = 0;
    want_refused(to, sprintf_s(to, sizeof(to), "a%y", 1), EINVAL,
                 "sprintf_s: a conversion that is none");
    errno = 0;
    want_refused(to, sprintf_s(to, sizeof(to), no_end), EINVAL,
                 "sprintf_s: the end of one is missing");
    errno = 0;
    want_refused(to, sprintf_s(to, sizeof(to), "%n", (void *)to), EINVAL,
                 "sprintf_s: %n");
    errno = 0;
    want_refused(to, sprintf_s(to, sizeof(to), "%99999d", 1), EINVAL,
                 "sprintf_s: too much room for it");
    want_number(sprintf_s(to, sizeof(to), "%------3d|", 1), 4,
                "sprintf_s: one flag many times");
    errno = 0;
    want_refused(NULL, sprintf_s(NULL, 8, "a"), EINVAL, "sprintf_s to NULL");
    to[0] = 'x';
    errno = 0;
    want(sprintf_s(to, 0, "a") == -1 && errno == EINVAL && to[0] == 'x',
         "sprintf_s to no room");
    errno = 0;
    want_refused(to, sprintf_s(to, sizeof(to), no_format), EINVAL,
                 "sprintf_s of NULL");
}
#endif

void
test_formatted(void)
{
    test_conversions();
#ifndef _WIN32
    test_format_errors();
#endif
}
