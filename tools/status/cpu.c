/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

#include "tools/status/cpu.h"

static void
add(char *text, size_t size, const char *name, bool there)
{
    size_t length = strlen(text);

    if (there)
        (void)snprintf(text + length, size - length, "%s%s",
                       length > 0 ? " " : "", name);
}

#if defined(__x86_64__) || defined(__i386__)

static void
add_all(char *text, size_t size)
{
    unsigned int a = 0, b = 0, c = 0, d = 0;

    if (__get_cpuid(1, &a, &b, &c, &d) != 0) {
        add(text, size, "aes", (c & bit_AES) != 0);
        add(text, size, "pclmul", (c & bit_PCLMUL) != 0);
    }
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d) != 0)
        add(text, size, "sha", (b & bit_SHA) != 0);
}

#elif defined(__aarch64__)

/* HWCAP_* of asm/hwcap.h. */
static void
add_all(char *text, size_t size)
{
    unsigned long caps = getauxval(AT_HWCAP);

    add(text, size, "aes", (caps & 1ul << 3) != 0);
    add(text, size, "pmull", (caps & 1ul << 4) != 0);
    add(text, size, "sha1", (caps & 1ul << 5) != 0);
    add(text, size, "sha2", (caps & 1ul << 6) != 0);
    add(text, size, "sha512", (caps & 1ul << 21) != 0);
}

#else

static void
add_all(char *text, size_t size)
{
    add(text, size, "?", true);
}

#endif

void
cpu_features(char *text, size_t size)
{
    text[0] = '\0';
    add_all(text, size);
    if (text[0] == '\0')
        add(text, size, "none", true);
}
