/* SPDX-License-Identifier: MIT */
/* tools/status/memory_map.c and remote_symbol.c: what the kernel says of this
 * process, and what it would not say. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/status/memory_map.h"
#include "tools/status/remote_symbol.h"
#include "unit/unit.h"

#define HEAD "7f01a2b3c000-7f01a2b3d000 r-xp 00001000 fd:1a 1234567   "

static const struct {
    const char *line;
    bool ok;
    const char *path;
    bool deleted;
} lines[] = {
    { HEAD "   /usr/lib/x.so\n", true, "/usr/lib/x.so", false },
    { HEAD "/usr/lib/x.so (deleted)\n", true, "/usr/lib/x.so", true },
    { HEAD "/a name with blanks", true, "/a name with blanks", false },
    { HEAD "/ (deleted)\n", true, "/", true },
    { HEAD "[heap]\n", false, NULL, false },
    { HEAD "\n", false, NULL, false },
    { "", false, NULL, false },
    { "\n", false, NULL, false },
    { "7f-", false, NULL, false },
    { "7f-8f", false, NULL, false },
    { "7f-8f r-xp", false, NULL, false },
    { "7f-8f r-xp 0", false, NULL, false },
    { "7f-8f r-xp 0 0:0", false, NULL, false },
    { "7f-8f r-xp 0 0:0 ", false, NULL, false },
    { "-8f r-xp 0 0:0 1 /x\n", false, NULL, false },
    { "11111111111111111-2 r-xp 0 0:0 1 /x\n", false, NULL, false },
};

#define N_LINES (sizeof(lines) / sizeof(lines[0]))

START_TEST(test_parse)
{
    struct mapping mapping;
    char *line = strdup(lines[_i].line);

    ck_assert_ptr_nonnull(line);
    ck_assert_int_eq(memory_map_parse(line, &mapping), lines[_i].ok);
    if (lines[_i].ok) {
        ck_assert_str_eq(mapping.path, lines[_i].path);
        ck_assert_int_eq(mapping.deleted, lines[_i].deleted);
        ck_assert_uint_eq(mapping.start, 0x7f01a2b3c000);
        ck_assert_uint_eq(mapping.offset, 0x1000);
        ck_assert_uint_eq(mapping.inode, 1234567);
        ck_assert_uint_eq(mapping.major, 0xfd);
        ck_assert_uint_eq(mapping.minor, 0x1a);
    }
    free(line);
}
END_TEST

/* A name that is longer than any. */
START_TEST(test_long)
{
    size_t size = 3 * PATH_MAX;
    char *line = malloc(size);
    struct mapping mapping;
    int n;

    ck_assert_ptr_nonnull(line);
    n = snprintf(line, size, "%s/", HEAD);
    memset(line + n, 'x', size - (size_t)n - 1);
    line[size - 1] = '\0';
    ck_assert(memory_map_parse(line, &mapping));
    ck_assert_uint_eq(strlen(mapping.path), PATH_MAX - 1);
    free(line);
}
END_TEST

/* The C library is in this process, and has a variable. */
static bool
find_libc(const struct mapping *mapping, void *data)
{
    uint64_t *base = data;

    if (strstr(mapping->path, "/libc.so.6") != NULL && mapping->offset == 0)
        *base = mapping->start;
    return *base == 0;
}

/* An emulator's process is another than the one that it emulates. */
static bool
reads_itself(void)
{
    int here = 42, read = 0;

    return remote_read(getpid(), (uint64_t)(uintptr_t)&here, &read,
                       sizeof(read)) && read == here;
}

START_TEST(test_symbol)
{
    uint64_t base = 0, address;
    char **value = NULL;

    if (!reads_itself()) {
        unit_cannot("test_symbol", "a process cannot read its own memory");
        return;
    }

    ck_assert(memory_map_visit(getpid(), find_libc, &base));
    if (base == 0)
        return;                     /* another C library */
    address = remote_symbol(getpid(), base, "optarg");
    ck_assert_uint_ne(address, 0);
    ck_assert(remote_read(getpid(), address, &value, sizeof(value)));
    ck_assert_uint_eq(remote_symbol(getpid(), base, "no_such_symbol"), 0);
    ck_assert_uint_eq(remote_symbol(getpid(), base, "printf"), 0);
}
END_TEST

/* Memory that is no object, or none at all. */
START_TEST(test_no_object)
{
    unsigned char page[8192];
    size_t i;

    for (i = 0; i < sizeof(page); i++)
        page[i] = (unsigned char)(i * 37);
    ck_assert_uint_eq(remote_symbol(getpid(), (uint64_t)(uintptr_t)page,
                                    "optarg"), 0);
    memcpy(page, "\177ELF\2\1\1", 7);
    memset(page + 16, 0xff, sizeof(page) - 16);
    ck_assert_uint_eq(remote_symbol(getpid(), (uint64_t)(uintptr_t)page,
                                    "optarg"), 0);
    ck_assert_uint_eq(remote_symbol(getpid(), 64, "optarg"), 0);
    ck_assert_int_ne(errno, 0);
}
END_TEST

static bool
never(const struct mapping *mapping, void *data)
{
    (void)mapping;
    (void)data;
    return false;
}

START_TEST(test_no_process)
{
    ck_assert(!memory_map_visit(0x7ffffff0, never, NULL));
    ck_assert_int_eq(errno, ENOENT);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("memory_map");
    TCase *tc = tcase_create("memory_map");

    tcase_add_loop_test(tc, test_parse, 0, N_LINES);
    tcase_add_test(tc, test_long);
    tcase_add_test(tc, test_symbol);
    tcase_add_test(tc, test_no_object);
    tcase_add_test(tc, test_no_process);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
