/* SPDX-License-Identifier: MIT */
/* mech/load/program_start.c, on a /proc of our own and on the real one. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "mech/load/program_start.h"
#include "unit/unit.h"

#define FORKED 0x40u
#define EXECUTED 0u
#define OTHER_FLAGS 0x400100u   /* no more than noise */

#define NS_PER_SECOND 1000000000

/* ---- one line -------------------------------------------------------- */

/* Fields 3 to 28, and what a line goes on with. */
#define AFTER " S 11 12 13 34816 -1 4194368 7 8 9 10 1 2 3 4 20 0 1 0 " \
    "549782 3133440 360 18446744073709551615 1 1 140722769351552 0"

static const struct {
    const char *text;
    const char *name;           /* NULL: not to be taken */
} lines[] = {
    { "10 (cat)" AFTER, "cat" },
    { "10 ()" AFTER, "" },
    { "10 (a b) S 99 99 (c)" AFTER, "a b) S 99 99 (c" },
    { "10 (((()" AFTER, "(((" },
    { "10 (new\nline)" AFTER, "new\nline" },
    { "10 (0123456789012345678901234567890123456789012345678901234567890123)"
      AFTER,
      "0123456789012345678901234567890123456789012345678901234567890123" },
    { "10 (01234567890123456789012345678901234567890123456789012345678901234)"
      AFTER, NULL },
    { "", NULL },
    { "10", NULL },
    { "10 cat" AFTER, NULL },
    { "10 (cat" AFTER, NULL },
    { "10 cat)" AFTER, NULL },
    { "10 )cat(" AFTER, NULL },
    { "10 (cat)", NULL },
    { "10 (cat) S", NULL },
    { "10 (cat) S ", NULL },
    { "10 (cat) S x", NULL },
    { "10 (cat) S 11 12 13 34816 -1 flags 7 8 9", NULL }
};

#define N_LINES (sizeof(lines) / sizeof(lines[0]))

START_TEST(test_line)
{
    const char *name = lines[_i].name;
    struct gssksp_process process;

    ck_assert_int_eq(gssksp_stat_parse(lines[_i].text, &process),
                     name != NULL);
    if (name != NULL) {
        ck_assert_str_eq(process.name, name);
        ck_assert_uint_eq(process.field[GSSKSP_STAT_PARENT], 11);
        ck_assert_uint_eq(process.field[GSSKSP_STAT_GROUP], 12);
        ck_assert_uint_eq(process.field[GSSKSP_STAT_SESSION], 13);
        ck_assert_uint_eq(process.field[GSSKSP_STAT_FLAGS], 4194368);
        ck_assert_uint_eq(process.field[GSSKSP_STAT_START], 549782);
        ck_assert_uint_eq(process.field[GSSKSP_STAT_STACK], 140722769351552);
    }
}
END_TEST

/* A line that ends early is not taken: a number may have been cut short. */
START_TEST(test_cut)
{
    static const char whole[] = "10 (cat)" AFTER;
    size_t enough = strlen(whole) - 1, length;
    struct gssksp_process process;
    char *text;

    for (length = 0; length <= strlen(whole); length++) {
        text = strndup(whole, length);
        ck_assert_ptr_nonnull(text);
        ck_assert_int_eq(gssksp_stat_parse(text, &process),
                         length >= enough);
        free(text);
    }
}
END_TEST

/* ---- families -------------------------------------------------------- */

struct member {
    const char *id;
    const char *name;
    unsigned parent, group, session, flags, start, stack;
};

#define MEMBERS 5

static const struct {
    const char *what;
    unsigned start;             /* what is to be found */
    struct member member[MEMBERS];
} families[] = {
    { "executed: the parent does not matter", 500, {
        { "self", "a", 4, 4, 4, EXECUTED, 500, 7 },
        { "4", "a", 1, 4, 4, EXECUTED, 100, 7 } } },
    { "forked", 100, {
        { "self", "a", 4, 9, 9, FORKED, 500, 7 },
        { "4", "a", 1, 4, 4, EXECUTED, 100, 7 } } },
    { "forked, and renamed since", 100, {
        { "self", "worker", 4, 9, 9, FORKED, 500, 7 },
        { "4", "a", 1, 4, 4, EXECUTED, 100, 7 } } },
    { "the parent executed something of the same name", 500, {
        { "self", "a", 4, 9, 9, FORKED, 500, 7 },
        { "4", "a", 1, 4, 4, EXECUTED, 100, 8 } } },
    { "the parent's stack is not to be seen", 100, {
        { "self", "a", 4, 9, 9, FORKED, 500, 7 },
        { "4", "a", 1, 4, 4, EXECUTED, 100, 0 } } },
    { "nor its own", 100, {
        { "self", "a", 4, 9, 9, FORKED, 500, 0 },
        { "4", "a", 1, 4, 4, EXECUTED, 100, 7 } } },
    { "adopted", 500, {
        { "self", "a", 1, 9, 9, FORKED, 500, 7 },
        { "1", "init", 0, 1, 1, EXECUTED, 1, 0 } } },
    { "forked by forked ones", 100, {
        { "self", "a", 6, 9, 9, FORKED, 500, 7 },
        { "6", "a", 5, 9, 9, FORKED, 400, 7 },
        { "5", "b", 4, 9, 9, FORKED, 200, 7 },
        { "4", "a", 3, 9, 9, EXECUTED, 100, 7 },
        { "3", "a", 1, 3, 3, EXECUTED, 50, 7 } } },
    { "adopted, and the leader of its group is there", 100, {
        { "self", "a", 1, 4, 9, FORKED, 500, 7 },
        { "1", "init", 0, 1, 1, EXECUTED, 1, 8 },
        { "4", "a", 1, 4, 9, EXECUTED, 100, 7 } } },
    { "adopted, and the leader of its session is there", 100, {
        { "self", "a", 1, 9, 5, FORKED, 500, 7 },
        { "1", "init", 0, 1, 1, EXECUTED, 1, 8 },
        { "5", "a", 4, 5, 5, FORKED, 200, 7 },
        { "4", "a", 1, 4, 5, EXECUTED, 100, 7 } } },
    { "the leaders are a shell", 500, {
        { "self", "a", 1, 4, 5, FORKED, 500, 7 },
        { "1", "init", 0, 1, 1, EXECUTED, 1, 8 },
        { "4", "sh", 5, 4, 5, EXECUTED, 100, 9 },
        { "5", "sh", 1, 5, 5, EXECUTED, 90, 0 } } },
    { "executed, and the leaders run the same", 500, {
        { "self", "a", 1, 4, 4, EXECUTED, 500, 7 },
        { "4", "a", 1, 4, 4, EXECUTED, 100, 7 } } },
    { "the parent has gone", 500, {
        { "self", "a", 4, 9, 9, FORKED, 500, 7 } } },
    { "the parent is not to be seen from here", 500, {
        { "self", "a", 0, 0, 0, FORKED, 500, 7 },
        { "0", "a", 1, 4, 4, EXECUTED, 100, 7 } } },
    { "the parent's number is somebody else's by now", 500, {
        { "self", "a", 4, 9, 9, FORKED, 500, 0 },
        { "4", "a", 1, 4, 4, EXECUTED, 600, 0 } } },
    { "a circle", 400, {
        { "self", "a", 4, 9, 9, FORKED, 500, 7 },
        { "4", "a", 5, 9, 9, FORKED, 450, 7 },
        { "5", "a", 4, 9, 9, FORKED, 400, 7 } } }
};

#define N_FAMILIES (sizeof(families) / sizeof(families[0]))

static void
write_member(const char *proc, const struct member *m)
{
    char path[256];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", proc, m->id);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    snprintf(path, sizeof(path), "%s/%s/stat", proc, m->id);
    file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fprintf(file, "10 (%s) S %u %u %u 0 -1 %u 7 8 9 10 1 2 3 4 20 0 1 0 %u "
            "3133440 360 1 1 1 %u 0 0\n", m->name, m->parent, m->group,
            m->session, m->flags | OTHER_FLAGS, m->start, m->stack);
    ck_assert_int_eq(fclose(file), 0);
}

static void
remove_member(const char *proc, const struct member *m)
{
    char path[256];

    snprintf(path, sizeof(path), "%s/%s/stat", proc, m->id);
    ck_assert_int_eq(unlink(path), 0);
    snprintf(path, sizeof(path), "%s/%s", proc, m->id);
    ck_assert_int_eq(rmdir(path), 0);
}

static int64_t
from_ticks(unsigned ticks)
{
    return (int64_t)ticks * NS_PER_SECOND / sysconf(_SC_CLK_TCK);
}

START_TEST(test_family)
{
    const struct member *member = families[_i].member;
    char proc[] = "/tmp/ksp-program_start.XXXXXX";
    int64_t start;
    size_t i;

    ck_assert_ptr_nonnull(mkdtemp(proc));
    for (i = 0; i < MEMBERS && member[i].id != NULL; i++)
        write_member(proc, &member[i]);
    ck_assert_msg(gssksp_program_start(proc, &start), "%s",
                  families[_i].what);
    ck_assert_msg(start == from_ticks(families[_i].start), "%s: %lld",
                  families[_i].what, (long long)start);
    while (i-- > 0)
        remove_member(proc, &member[i]);
    ck_assert_int_eq(rmdir(proc), 0);
}
END_TEST

START_TEST(test_no_proc)
{
    int64_t start;

    ck_assert(!gssksp_program_start("/nonexistent", &start));
    ck_assert(!gssksp_program_start("/dev", &start));
}
END_TEST

/* ---- this process ---------------------------------------------------- */

/* What main() saw; the tests run in children that it forks. */
static int64_t at_first;

static int64_t
start_now(void)
{
    int64_t start = -1;

    ck_assert(gssksp_program_start("/proc", &start));
    return start;
}

START_TEST(test_real)
{
    struct timespec pause = { 0, 50000000 }, now;
    int64_t age;

    ck_assert_int_eq(clock_gettime(CLOCK_BOOTTIME, &now), 0);
    age = (int64_t)now.tv_sec * NS_PER_SECOND + now.tv_nsec - at_first;
    ck_assert_int_ge(age, 0);
    ck_assert_int_lt(age, (int64_t)600 * NS_PER_SECOND);
    ck_assert_int_eq(start_now(), at_first);
    nanosleep(&pause, NULL);
    ck_assert_int_eq(start_now(), at_first);
}
END_TEST

/* Children of children, started when a tick has passed. */
START_TEST(test_real_forks)
{
    struct timespec pause = { 0, 50000000 };
    int depth = 0, status = 0;
    pid_t child = 0;

    while (depth < 3 && child == 0) {
        nanosleep(&pause, NULL);
        child = fork();
        depth++;
    }
    if (child == 0)
        _exit(start_now() == at_first ? 0 : 1);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    if (depth > 1)
        _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
    ck_assert_int_eq(status, 0);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("program_start");
    TCase *tc = tcase_create("program_start");

    tcase_add_loop_test(tc, test_line, 0, N_LINES);
    tcase_add_test(tc, test_cut);
    tcase_add_loop_test(tc, test_family, 0, N_FAMILIES);
    tcase_add_test(tc, test_no_proc);
    tcase_add_test(tc, test_real);
    tcase_add_test(tc, test_real_forks);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    if (!gssksp_program_start("/proc", &at_first))
        at_first = -1;
    return unit_run(make_suite());
}
