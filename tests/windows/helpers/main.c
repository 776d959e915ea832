/* SPDX-License-Identifier: MIT */
/*
 * helpers
 * helpers lookup NAME...    prints each NAME that GetProcAddress does not know
 */
#include "helpers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOTHING 4711

static int number, failed;

void
want(int condition, const char *name)
{
    number++;
    if (!condition)
        failed++;
    printf("%sok %d - %s\n", condition ? "" : "not ", number, name);
}

void
want_number(long long got, long long wanted, const char *name)
{
    want(got == wanted, name);
    if (got != wanted)
        printf("# got %lld, want %lld\n", got, wanted);
}

void
want_text(const char *got, const char *wanted, const char *name)
{
    int same = got != NULL && strcmp(got, wanted) == 0;

    want(same, name);
    if (!same)
        printf("# got <%s>, want <%s>\n", got != NULL ? got : "NULL", wanted);
}

static void
print_units(const wchar_t *text)
{
    size_t i;

    for (i = 0; text[i] != 0; i++)
        printf(" %04x", (unsigned int)text[i]);
}

void
want_wide(const wchar_t *got, const wchar_t *wanted, const char *name)
{
    size_t i = 0;

    while (got != NULL && got[i] == wanted[i] && wanted[i] != 0)
        i++;
    want(got != NULL && got[i] == wanted[i], name);
    if (got == NULL || got[i] != wanted[i]) {
        printf("# got");
        print_units(got != NULL ? got : L"NULL");
        printf(", want");
        print_units(wanted);
        printf("\n");
    }
}

void
forget_error(void)
{
    SetLastError(NOTHING);
}

void
want_error(int returned, DWORD reason, const char *name)
{
    DWORD error = GetLastError();

    want(returned == 0 && error == reason, name);
    if (returned != 0 || error != reason)
        printf("# returned %d, error %u, want %u\n", returned,
               (unsigned int)error, (unsigned int)reason);
}

void
want_no_error(const char *name)
{
    want_number(GetLastError(), NOTHING, name);
}

static int
lookup(int count, char **names)
{
    HMODULE module = LoadLibraryA("secur32.dll");
    int i;

    for (i = 0; i < count; i++) {
        if (GetProcAddress(module, names[i]) == NULL)
            puts(names[i]);
    }
    return module == NULL;
}

int
main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "lookup") == 0)
        return lookup(argc - 2, argv + 2);
    test_libraries();
    test_messages();
    test_memory();
    test_times();
    test_convert();
    test_compare();
    test_base64();
    test_wide();
    test_bounded();
    test_formatted();
    test_environment();
    printf("1..%d\n", number);
    return failed > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
