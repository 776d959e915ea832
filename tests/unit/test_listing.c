/* SPDX-License-Identifier: MIT */
/* tools/status/listing.c: lines as MIT's library takes them, and what nobody
 * would write.  tests/status/host.sh holds them against the library. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/status/listing.h"
#include "unit/unit.h"

#define OWN "1.2.840.113556.1.8000.2554.33097.60584.52822.16575.37340." \
    "378155.9188810.1"

static const struct host_library host = {
    .mech = "/nowhere/mech",
    .pattern = "/nowhere/mech.d/*.conf",
    .plugins = "/plugins/gss/"
};

/* What the library would read of a file with that content. */
static struct listing *
read_text(const char *text, size_t length)
{
    char path[] = "/tmp/ksp-listing.XXXXXX";
    struct listing *l;
    int fd = mkstemp(path);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, length), (ssize_t)length);
    close(fd);
    setenv("GSS_MECH_CONFIG", path, 1);
    l = listing_read(&host);
    unlink(path);
    ck_assert_ptr_nonnull(l);
    ck_assert_uint_eq(l->n_files, 1);
    ck_assert_int_eq(l->files[0].error, 0);
    return l;
}

static const struct {
    const char *text;
    size_t lines, entries;
    const char *library;        /* of the first entry */
    bool interposer, own, note;
} texts[] = {
    { "", 0, 0, NULL, false, false, false },
    { "# a comment\n\n \t\n", 0, 0, NULL, false, false, false },
    { "# loads gss_ksp.so in front\n", 0, 0, NULL, false, false, false },
    { "#gss-ksp " OWN " x <interposer>\n", 1, 0, NULL, false, false, true },
    { "gss-ksp " OWN " /a/gss_ksp.so <interposer>\n", 1, 1, "/a/gss_ksp.so",
      true, true, false },
    { "gss-ksp " OWN " /a/gss_ksp.so <interposer>", 1, 1, "/a/gss_ksp.so",
      true, true, false },
    { "gss-ksp " OWN " gss_ksp.so <interposer>\n", 1, 1,
      "/plugins/gss/gss_ksp.so", true, true, false },
    { "gss-ksp " OWN " /a kernel [o p t] <interposer> more\n", 1, 1, "/a",
      true, true, false },
    { "gss-ksp " OWN " /a [o p t <interposer>\n", 1, 1, "/a", false, true,
      true },
    { "gss-ksp " OWN " /a <interposer\n", 1, 1, "/a", false, true, true },
    { "gss-ksp " OWN " /a\n", 1, 1, "/a", false, true, true },
    { " gss-ksp " OWN " /a <interposer>\n", 1, 0, NULL, false, false, true },
    { "gss-ksp\n", 1, 0, NULL, false, false, true },
    { "x 1.2.3 /a <interposer>\n", 1, 1, "/a", true, false, false },
    { "x 1.2.3z /a <interposer>\n", 1, 1, "/a", true, false, false },
    { "x 9.2.3 /a <interposer>\n", 1, 0, NULL, false, false, false },
    { "x 1.2.3 /a <interposer>\nx 1.2.3 /b\n", 2, 1, "/b", true, false,
      false },
    { "x 1.2.3 /a\nx 1.2.3 /b <interposer>\n", 2, 1, "/b", false, false,
      false },
};

#define N_TEXTS (sizeof(texts) / sizeof(texts[0]))

START_TEST(test_texts)
{
    struct listing *l = read_text(texts[_i].text, strlen(texts[_i].text));
    bool note = false;
    size_t i;

    ck_assert_uint_eq(l->n_lines, texts[_i].lines);
    ck_assert_uint_eq(l->n_entries, texts[_i].entries);
    for (i = 0; i < l->n_lines; i++)
        note = note || l->lines[i].note;
    if (texts[_i].interposer || l->n_entries > 0) {
        ck_assert_str_eq(l->entries[0].library, texts[_i].library);
        ck_assert_int_eq(l->entries[0].interposer, texts[_i].interposer);
        ck_assert_int_eq(listing_is_own(&l->entries[0]), texts[_i].own);
    }
    ck_assert_int_eq(note, texts[_i].note);
    free(l);
}
END_TEST

/* More lines and mechanisms than there is room for, and a line that is longer
 * than the library's buffer. */
START_TEST(test_many)
{
    size_t size = 2 * BUFSIZ + 64 * 2 * LISTING_LINES, i, at = 0;
    char *text = malloc(size);
    struct listing *l;

    ck_assert_ptr_nonnull(text);
    memset(text, 'x', 2 * BUFSIZ);
    at = 2 * BUFSIZ;
    text[at++] = '\n';
    for (i = 0; i < 2 * LISTING_LINES; i++)
        at += (size_t)sprintf(text + at, "x 1.2.%zu /a <interposer>\n", i);
    l = read_text(text, at);
    ck_assert_uint_eq(l->n_lines, LISTING_LINES);
    ck_assert_uint_eq(l->n_entries, LISTING_ENTRIES);
    ck_assert_uint_gt(l->left_out, LISTING_LINES);
    free(l);
    free(text);
}
END_TEST

/* Any bytes. */
START_TEST(test_noise)
{
    static const char some[] = " \t\n\n#<>[]{}.0129axgss-ksp/\0\377\1";
    unsigned int state = (unsigned int)_i + 1;
    char text[4096];
    size_t i;

    for (i = 0; i < sizeof(text); i++) {
        state = state * 1103515245u + 12345u;
        text[i] = some[(state >> 16) % (sizeof(some) - 1)];
    }
    free(read_text(text, sizeof(text)));
}
END_TEST

START_TEST(test_no_file)
{
    struct listing *l;

    setenv("GSS_MECH_CONFIG", "/nowhere/at/all", 1);
    l = listing_read(&host);
    ck_assert_ptr_nonnull(l);
    ck_assert_uint_eq(l->n_files, 1);
    ck_assert_int_ne(l->files[0].error, 0);
    free(l);
    unsetenv("GSS_MECH_CONFIG");
    l = listing_read(&host);
    ck_assert_ptr_nonnull(l);
    ck_assert_uint_eq(l->n_files, 1);
    ck_assert_str_eq(l->files[0].path, "/nowhere/mech");
    free(l);
}
END_TEST

/* More than anybody has: it is not read to its end. */
START_TEST(test_long)
{
    size_t length = LISTING_BYTES + 4096;
    char *text = malloc(length);
    struct listing *l;

    ck_assert_ptr_nonnull(text);
    memset(text, '#', length);
    text[length - 1] = '\n';
    l = read_text(text, length);
    ck_assert(l->files[0].cut);
    free(l);
    memset(text, '\0', length);
    l = read_text(text, length);
    ck_assert(l->files[0].cut);
    free(l);
    l = read_text(text, 4096);
    ck_assert(!l->files[0].cut);
    free(l);
    free(text);
}
END_TEST

/* No more than a name: nobody may make the command wait for it. */
START_TEST(test_other_kinds)
{
    char path[] = "/tmp/ksp-listing.XXXXXX";
    struct listing *l;

    ck_assert_ptr_nonnull(mkdtemp(path));
    setenv("GSS_MECH_CONFIG", path, 1);
    l = listing_read(&host);
    ck_assert_ptr_nonnull(l);
    ck_assert_int_eq(l->files[0].error, EISDIR);
    free(l);
    ck_assert_int_eq(rmdir(path), 0);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    l = listing_read(&host);
    ck_assert_ptr_nonnull(l);
    ck_assert_int_eq(l->files[0].error, EINVAL);
    free(l);
    ck_assert_int_eq(unlink(path), 0);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("listing");
    TCase *tc = tcase_create("listing");

    tcase_add_loop_test(tc, test_texts, 0, N_TEXTS);
    tcase_add_test(tc, test_many);
    tcase_add_loop_test(tc, test_noise, 0, 20);
    tcase_add_test(tc, test_no_file);
    tcase_add_test(tc, test_long);
    tcase_add_test(tc, test_other_kinds);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
