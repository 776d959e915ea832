/* SPDX-License-Identifier: MIT */
#include "realm/sspi_tap.h"

#include <stdio.h>
#include <string.h>

static unsigned count, failed;

void
tap_ok(bool good, const char *name)
{
    count++;
    failed += !good;
    printf("%sok %u - %s\n", good ? "" : "not ", count, name);
}

void
tap_status(SECURITY_STATUS got, SECURITY_STATUS want, const char *name)
{
    tap_ok(got == want, name);
    if (got != want) {
        printf("# got %08lx, want %08lx\n", (unsigned long)(ULONG)got,
               (unsigned long)(ULONG)want);
    }
}

void
tap_number(unsigned long long got, unsigned long long want, const char *name)
{
    tap_ok(got == want, name);
    if (got != want)
        printf("# got %llu (0x%llx), want %llu\n", got, got, want);
}

void
tap_text(const char *got, const char *want, const char *name)
{
    bool good = got != NULL && strcmp(got, want) == 0;

    tap_ok(good, name);
    if (!good)
        printf("# got %s, want %s\n", got == NULL ? "(null)" : got, want);
}

int
tap_end(void)
{
    printf("1..%u\n", count);
    fflush(stdout);
    return failed > 0;
}
