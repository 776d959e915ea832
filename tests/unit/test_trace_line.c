/* SPDX-License-Identifier: MIT */
/* shim/bridge/trace_line.c: what a line says, and what nobody can make it
 * say. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bridge/trace_line.h"
#include "unit/unit.h"

static struct gssksp_line line;

static void
begin(void)
{
    memset(&line, 'x', sizeof(line));
    gssksp_line_begin(&line, "InitContext");
}

START_TEST(test_text)
{
    begin();
    gssksp_line_field(&line, "ctx", "%x", 0x400000);
    gssksp_line_field(&line, "role", "%s", "acceptor");
    gssksp_line_status(&line, 0x8009030f);
    ck_assert_str_eq(line.text,
                     "InitContext ctx=400000 role=acceptor -> 0x8009030f");
    ck_assert_uint_eq(line.length, strlen(line.text));
    ck_assert_str_eq(line.fields,
                     "GSSKSP_EVENT=InitContext\nGSSKSP_CTX=400000\n"
                     "GSSKSP_ROLE=acceptor\nGSSKSP_STATUS=0x8009030f\n");
    ck_assert_uint_eq(line.fields_length, strlen(line.fields));
}
END_TEST

/* A peer's name cannot be another field, line or end. */
static const struct {
    const char *name;
    const char *shown;
} names[] = {
    { "user@R", "user@R" },
    { "", "" },
    { "a b@R -> 0x00000000", "a\\x20b@R\\x20->\\x200x00000000" },
    { "a\nMESSAGE=b", "a\\x0aMESSAGE=b" },
    { "back\\slash", "back\\x5cslash" },
    { "\xc3\xa4@R", "\\xc3\\xa4@R" },
    { "\x7f\x1b[m", "\\x7f\\x1b[m" }
};

#define N_NAMES (sizeof(names) / sizeof(names[0]))

START_TEST(test_hostile_names)
{
    char want[256];

    begin();
    gssksp_line_field(&line, "peer", "%s", names[_i].name);
    (void)snprintf(want, sizeof(want), "InitContext peer=%s",
                   names[_i].shown);
    ck_assert_str_eq(line.text, want);
    (void)snprintf(want, sizeof(want),
                   "GSSKSP_EVENT=InitContext\nGSSKSP_PEER=%s\n",
                   names[_i].shown);
    ck_assert_str_eq(line.fields, want);
}
END_TEST

START_TEST(test_reason)
{
    begin();
    gssksp_line_reason(&line, "two words\nand more");
    ck_assert_str_eq(line.text, "InitContext: two words?and more");
    ck_assert_str_eq(line.fields, "GSSKSP_EVENT=InitContext\n"
                     "GSSKSP_REASON=two words?and more\n");
}
END_TEST

/* What does not fit is left out; fields of the journal are whole. */
START_TEST(test_long)
{
    char name[600], out[GSSKSP_LINE_JOURNAL_MAX + 1];
    size_t n, i;

    memset(name, ' ', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    begin();
    for (i = 0; i < 5; i++)
        gssksp_line_field(&line, "peer", "%s", name);
    ck_assert_uint_lt(line.length, sizeof(line.text));
    ck_assert_uint_lt(line.fields_length, sizeof(line.fields));
    ck_assert_int_eq(line.fields[line.fields_length - 1], '\n');
    n = gssksp_line_for_file(&line, out);
    ck_assert_uint_lt(n, GSSKSP_LINE_FILE_MAX);
    ck_assert_int_eq(out[n - 1], '\n');
    n = gssksp_line_for_journal(&line, 6, out);
    ck_assert_uint_lt(n, GSSKSP_LINE_JOURNAL_MAX);
    ck_assert_int_eq(out[n - 1], '\n');
}
END_TEST

/* The longest value, and the longest that is escaped; the longest reason. */
START_TEST(test_longest)
{
    char name[600];

    memset(name, 'x', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    begin();
    gssksp_line_field(&line, "a", "%s", name);
    ck_assert_uint_eq(line.length, strlen("InitContext a=") + 508);
    memset(name, '\n', sizeof(name) - 1);
    begin();
    gssksp_line_field(&line, "a", "%s", name);
    ck_assert_uint_eq(line.length, strlen("InitContext a=") + 508);
    begin();
    gssksp_line_reason(&line, name);
    ck_assert_uint_eq(line.length, strlen("InitContext: ") + 511);
}
END_TEST

#define BUFFERS 120

static size_t
count(const char *text, const char *part)
{
    size_t n = 0;

    while ((text = strstr(text, part)) != NULL) {
        text += strlen(part);
        n++;
    }
    return n;
}

/* A field is whole or not there, with a sign; and the end is there. */
START_TEST(test_many)
{
    const char *left_out = " ... -> 0x00000000";
    size_t i, whole;

    begin();
    for (i = 0; i < BUFFERS; i++)
        gssksp_line_field(&line, "DATA", "%d", 1234);
    gssksp_line_field(&line, "a", "1");
    gssksp_line_status(&line, 0);
    ck_assert_uint_eq(line.length, strlen(line.text));
    ck_assert_str_eq(line.text + line.length - strlen(left_out), left_out);
    whole = count(line.text, " DATA=1234");
    ck_assert_uint_gt(whole, 50);
    ck_assert_uint_eq(line.length, strlen("InitContext") +
                      whole * strlen(" DATA=1234") + strlen(left_out));
    whole = count(line.fields, "GSSKSP_DATA=1234\n");
    ck_assert_uint_gt(whole, 50);
    ck_assert_uint_eq(line.fields_length,
                      strlen("GSSKSP_EVENT=InitContext\n") +
                      whole * strlen("GSSKSP_DATA=1234\n") +
                      strlen("GSSKSP_STATUS=0x00000000\n"));
    ck_assert_uint_eq(count(line.fields, "GSSKSP_STATUS=0x00000000\n"), 1);
}
END_TEST

/* So is a reason behind them, at least its beginning. */
START_TEST(test_many_and_reason)
{
    char reason[600], *found;
    size_t i;

    memset(reason, 'x', sizeof(reason) - 1);
    reason[sizeof(reason) - 1] = '\0';
    begin();
    for (i = 0; i < BUFFERS; i++)
        gssksp_line_field(&line, "DATA", "%d", 1234);
    gssksp_line_reason(&line, reason);
    ck_assert_ptr_nonnull(strstr(line.text, " ...: xxxxxxxxxx"));
    ck_assert_uint_eq(line.length, sizeof(line.text) - 1);
    found = strstr(line.fields, "GSSKSP_REASON=xxxxxxxxxx");
    ck_assert_ptr_nonnull(found);
    ck_assert_uint_eq(line.fields_length, sizeof(line.fields) - 1);
    ck_assert_int_eq(line.fields[line.fields_length - 1], '\n');
}
END_TEST

/* Bytes of a value, and whether it is cut off: where that is, a sign is behind
 * it that no value has. */
static const struct {
    char byte;
    size_t length;
    bool cut;
} values[] = {
    { 'x', 507, false }, { 'x', 508, false }, { 'x', 509, true },
    { 'x', 510, true }, { 'x', 599, true }, { ' ', 127, false },
    { ' ', 128, true }, { '\\', 127, false }, { '\\', 599, true }
};

#define N_VALUES (sizeof(values) / sizeof(values[0]))

START_TEST(test_cut_off)
{
    char value[600] = "", *end;

    memset(value, values[_i].byte, values[_i].length);
    begin();
    gssksp_line_field(&line, "peer", "%s", value);
    end = line.text + line.length - 4;
    ck_assert_int_eq(strcmp(end, "\\...") == 0, values[_i].cut);
    ck_assert_uint_eq(count(line.text, "\\."), values[_i].cut);
    ck_assert_uint_eq(count(line.fields, "\\...\n"), values[_i].cut);
}
END_TEST

/* A field for the journal that just fits is there, and one more is not. */
START_TEST(test_last_field)
{
    const size_t all = sizeof(line.fields) - 64 - 1;    /* for the end */
    size_t before;
    char name[600];
    int more;

    memset(name, 'x', sizeof(name) - 1);
    for (more = 0; more < 2; more++) {
        begin();
        gssksp_line_field(&line, "a", "%.500s", name);
        before = line.fields_length;
        name[all - before - strlen("GSSKSP_B=\n") + (size_t)more] = '\0';
        gssksp_line_field(&line, "b", "%s", name);
        ck_assert_uint_eq(line.fields_length, more == 0 ? all : before);
        name[all - before - strlen("GSSKSP_B=\n")] = 'x';
    }
}
END_TEST

START_TEST(test_for_file)
{
    char out[GSSKSP_LINE_FILE_MAX], rest[64];
    long long seconds, before = (long long)time(NULL);
    long pid, micro;

    begin();
    ck_assert_uint_eq(gssksp_line_for_file(&line, out), strlen(out));
    ck_assert_int_eq(sscanf(out, "%lld.%6ld %ld %63s", &seconds, &micro,
                            &pid, rest), 4);
    ck_assert_int_ge(seconds, before - 1);
    ck_assert_int_le(seconds, (long long)time(NULL) + 1);   /* it lags */
    ck_assert_int_eq(pid, getpid());
    ck_assert_str_eq(rest, "InitContext");
}
END_TEST

START_TEST(test_for_journal)
{
    char out[GSSKSP_LINE_JOURNAL_MAX];

    begin();
    gssksp_line_field(&line, "role", "%s", "acceptor");
    ck_assert_uint_eq(gssksp_line_for_journal(&line, 4, out), strlen(out));
    ck_assert_str_eq(out, "MESSAGE=InitContext role=acceptor\nPRIORITY=4\n"
                     "SYSLOG_IDENTIFIER=gss-ksp\n"
                     "GSSKSP_EVENT=InitContext\nGSSKSP_ROLE=acceptor\n");
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("trace_line");
    TCase *tc = tcase_create("trace_line");

    tcase_add_test(tc, test_text);
    tcase_add_loop_test(tc, test_hostile_names, 0, N_NAMES);
    tcase_add_test(tc, test_reason);
    tcase_add_test(tc, test_long);
    tcase_add_test(tc, test_longest);
    tcase_add_test(tc, test_many);
    tcase_add_test(tc, test_many_and_reason);
    tcase_add_loop_test(tc, test_cut_off, 0, N_VALUES);
    tcase_add_test(tc, test_last_field);
    tcase_add_test(tc, test_for_file);
    tcase_add_test(tc, test_for_journal);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
