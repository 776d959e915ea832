/* SPDX-License-Identifier: MIT */
/* tools/status/elf_file.c and elf_head.c: this program, and what is left of it
 * when it is cut short or changed. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/status/elf_file.h"
#include "tools/status/elf_head.h"
#include "unit/unit.h"

#define SELF "/proc/self/exe"
#define HEAD 4096               /* bytes that are changed one by one */

static unsigned char *
read_self(size_t *length)
{
    FILE *file = fopen(SELF, "r");
    unsigned char *bytes = NULL;
    long size;

    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
    size = ftell(file);
    ck_assert_int_gt(size, HEAD);
    rewind(file);
    bytes = malloc((size_t)size);
    ck_assert_ptr_nonnull(bytes);
    *length = fread(bytes, 1, (size_t)size, file);
    ck_assert_uint_eq(*length, (size_t)size);
    fclose(file);
    return bytes;
}

static void
write_file(const char *path, const unsigned char *bytes, size_t length)
{
    FILE *file = fopen(path, "w");

    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
    ck_assert_int_eq(fclose(file), 0);
}

/* All that is asked of a file; it may answer anything. */
static void
ask(const char *path)
{
    struct elf_file *file;
    const char *name;
    size_t i;

    (void)elf_head_wrong(path);
    file = elf_file_open(path);
    if (file == NULL)
        return;
    (void)elf_file_wants(file, "srunner_create");
    for (i = 0; i < 64 && (name = elf_file_needs(file, i)) != NULL; i++)
        (void)strlen(name);
    elf_file_close(file);
}

START_TEST(test_self)
{
    struct elf_file *file = elf_file_open(SELF);
    bool libc = false;
    const char *name;
    size_t i;

    ck_assert_ptr_null(elf_head_wrong(SELF));
    ck_assert_ptr_nonnull(file);
    /* What no sanitizer brings itself. */
    ck_assert(elf_file_wants(file, "__libc_start_main"));
    ck_assert(!elf_file_wants(file, "no_such_function"));
    for (i = 0; (name = elf_file_needs(file, i)) != NULL; i++)
        libc = libc || strncmp(name, "libc.", 5) == 0;
    ck_assert(libc);
    elf_file_close(file);
}
END_TEST

START_TEST(test_cut)
{
    static const size_t lengths[] = { 0, 1, 4, 16, 63, 64, 65, 1000, HEAD };
    char path[] = "/tmp/ksp-elf.XXXXXX";
    size_t length, i;
    unsigned char *bytes = read_self(&length);

    close(mkstemp(path));
    for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        write_file(path, bytes, lengths[i]);
        ck_assert_ptr_nonnull(elf_head_wrong(path));
        ck_assert_ptr_null(elf_file_open(path));
    }
    for (i = 1; i < 16; i++) {
        write_file(path, bytes, length * i / 16);
        ask(path);
    }
    unlink(path);
    free(bytes);
}
END_TEST

/* Bytes of the head, and of the tables at the end. */
START_TEST(test_changed)
{
    char path[] = "/tmp/ksp-elf.XXXXXX";
    unsigned int state = (unsigned int)_i + 1, j;
    size_t length, at, i;
    unsigned char *bytes = read_self(&length), *copy = malloc(length);

    ck_assert_ptr_nonnull(copy);
    close(mkstemp(path));
    for (i = 0; i < 40; i++) {
        memcpy(copy, bytes, length);
        for (j = 0; j < 4; j++) {
            state = state * 1103515245u + 12345u;
            at = (state >> 8) % HEAD;
            if (j % 2 == 1)
                at = length - 1 - at;
            else if (j == 0)
                at %= 64;
            copy[at] = (unsigned char)(state >> 24);
        }
        /* It stays a file that is looked at. */
        memcpy(copy, bytes, 20);
        write_file(path, copy, length);
        ask(path);
    }
    unlink(path);
    free(copy);
    free(bytes);
}
END_TEST

static const struct {
    const char *path;
    bool readable;
} others[] = {
    { "/nowhere", false }, { "/", false }, { "/dev/null", false },
    { "/etc/passwd", true }
};

START_TEST(test_others)
{
    ck_assert_int_eq(elf_head_wrong(others[_i].path) != NULL,
                     others[_i].readable);
    ck_assert_ptr_null(elf_file_open(others[_i].path));
}
END_TEST

/* A file may say that it is as large as it likes. */
START_TEST(test_large)
{
    char path[] = "/tmp/ksp-elf.XXXXXX";
    struct elf_file *file;
    unsigned char *bytes;
    size_t length;
    int fd;

    bytes = read_self(&length);
    fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    write_file(path, bytes, length);
    free(bytes);
    ck_assert_int_eq(ftruncate(fd, (off_t)1 << 42), 0);
    close(fd);
    file = elf_file_open(path);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_ptr_nonnull(file);
    ck_assert(elf_file_wants(file, "__libc_start_main"));
    elf_file_close(file);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("elf_file");
    TCase *tc = tcase_create("elf_file");

    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, test_self);
    tcase_add_test(tc, test_cut);
    tcase_add_loop_test(tc, test_changed, 0, 10);
    tcase_add_loop_test(tc, test_others, 0, 4);
    tcase_add_test(tc, test_large);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
