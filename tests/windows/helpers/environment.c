/* SPDX-License-Identifier: MIT */
#include "helpers.h"

#include <stdlib.h>
#include <string.h>

#ifndef _WIN32
#include <pthread.h>
#endif

/* On Windows a program has two environments, which putenv keeps the same. */
static char set[] = "KSP_HELPERS=one";
#ifndef _WIN32
static char set_two[] = "KSP_HELPERS=two\xc3\xa4";
static char set_one[] = "KSP_HELPERS=one";
static char set_bytes[] = "KSP_HELPERS=\xff";

/* ---- a value that changes while it is read ------------------------------ */

#define NAME "KSP_CHANGES="
#define SHORT 10                /* units of the value, or as many as LONG */
#define LONG 3000
#define TIMES 20000

static char changing[sizeof(NAME) + LONG];
static volatile int over;

static void *
change(void *argument)
{
    char *end = changing + strlen(NAME) + SHORT;
    int i;

    for (i = 0; !over; i++)
        *(volatile char *)end = i % 2 == 0 ? '\0' : 'x';
    return argument;
}

/* It is one of the two. */
static void
test_changing(void)
{
    pthread_t thread;
    const wchar_t *value;
    size_t length;
    int i, wrong = 0;

    memset(changing, 'x', sizeof(changing) - 1);
    memcpy(changing, NAME, strlen(NAME));
    (void)putenv(changing);
    want(pthread_create(&thread, NULL, change, NULL) == 0, "a thread");
    for (i = 0; i < TIMES; i++) {
        value = _wgetenv(L"KSP_CHANGES");
        length = value != NULL ? wcslen(value) : 0;
        wrong += length != SHORT && length != LONG;
    }
    over = 1;
    (void)pthread_join(thread, NULL);
    want_number(wrong, 0, "a value that changes is one or the other");
}
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
    test_changing();
#endif
    want_no_error("GetLastError is as it was with variables");
}
