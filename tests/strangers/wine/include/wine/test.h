/* SPDX-License-Identifier: MIT */
/*
 * What tests of Wine want of wine/test.h.  They are taken at what they say of
 * Windows: broken() is what old Windows does and todo_wine what Wine cannot,
 * so the first never holds and the second changes nothing.
 *
 * A check that fails is a difference, known by the function it is in and by
 * its text in the source; so is what a test leaves out, and a function of
 * Windows that there is not.  harness.c writes each of them as a line.
 */
#ifndef KSP_WINE_TEST_H
#define KSP_WINE_TEST_H

#include "absent.h"

#include <stdlib.h>
#include <string.h>

/* The formats of a test are Windows', whose %ld is an int here. */
void harness_check(const char *function, int line, const char *condition,
                   int holds, const char *format, ...);
void harness_skip(const char *function, int line, const char *format);
/* Does not return: the rest of the tests of the file is not run. */
_Noreturn void harness_absent(const char *function);
const char *harness_text(PCWSTR text, int length);

#define ok(condition, ...) \
    harness_check(__func__, __LINE__, #condition, (condition) != 0, \
                  __VA_ARGS__)
#define todo_wine
#define broken(condition) ((void)(condition), 0)
#define skip(...) harness_skip_(__VA_ARGS__, 0)
#define win_skip(...) harness_skip_(__VA_ARGS__, 0)
#define harness_skip_(format, ...) harness_skip(__func__, __LINE__, format)
#define trace(...) ((void)0)

#define wine_dbgstr_w(text) harness_text((text), -1)
#define wine_dbgstr_wn(text, length) harness_text((text), (int)(length))

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* The build names the file of tests: there is one in a program. */
#define START_TEST(name) void harness_tests(void)
void harness_tests(void);

#endif
