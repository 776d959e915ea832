/* SPDX-License-Identifier: MIT */
#include "helpers.h"

#include <stdlib.h>

/* On Windows a program has two environments, which putenv keeps the same. */
static char set[] = "KSP_HELPERS=one";
#ifndef _WIN32
static char set_two[] = "KSP_HELPERS=two\xc3\xa4";
static char set_one[] = "KSP_HELPERS=one";
static char set_bytes[] = "KSP_HELPERS=\xff";
#endif

void
test_environment(void)
{
    const wchar_t *one;

    (void)putenv(set);
    forget_error();
    one = _wgetenv(L"KSP_HELPERS");
    want_wide(one, L"one", "_wgetenv");
    want(_wgetenv(L"KSP_HELPERS_NONE") == NULL, "_wgetenv: there is none");
#ifndef _WIN32
    (void)putenv(set_two);
    want_wide(_wgetenv(L"KSP_HELPERS"), L"two\x00e4", "another value");
    want_wide(one, L"one", "the first stays");
    (void)putenv(set_one);
    want(_wgetenv(L"KSP_HELPERS") == one, "and is the one that comes again");
    (void)putenv(set_bytes);
    want(_wgetenv(L"KSP_HELPERS") == NULL, "one that is not UTF-8");
    want(_wgetenv(L"\xd834") == NULL, "a name that is not UTF-16");
#endif
    want_no_error("GetLastError is as it was with variables");
}
