/* SPDX-License-Identifier: MIT */
/*
 * Tests of what ksp/windows declares beside SSPI, as one program for both
 * platforms: what holds here must hold on Windows.  It prints TAP.
 */
#ifndef TESTS_WINDOWS_HELPERS_H
#define TESTS_WINDOWS_HELPERS_H

/* Of mingw-w64: strcpy may be called all the same. */
#define STRSAFE_NO_DEPRECATE

#include <windows.h>
#include <stddef.h>

/* Each is one test. */
void want(int condition, const char *name);
void want_number(long long got, long long want, const char *name);
void want_text(const char *got, const char *want, const char *name);
void want_wide(const wchar_t *got, const wchar_t *want, const char *name);

/* A failure: what the function returned, which should be 0 or NULL, and its
 * reason.  forget_error goes before the call. */
void forget_error(void);
void want_error(int returned, DWORD reason, const char *name);

/* The reason is still what forget_error left. */
void want_no_error(const char *name);

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

void test_libraries(void);
void test_messages(void);
void test_memory(void);
void test_times(void);
void test_convert(void);
void test_compare(void);
void test_base64(void);
void test_wide(void);
void test_bounded(void);
void test_formatted(void);
void test_environment(void);

#endif
