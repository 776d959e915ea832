/* SPDX-License-Identifier: MIT */
/* tools/status/surroundings.c and identity.c: the environment of a process and
 * who it is, where the process would have it otherwise. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <check.h>
#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/status/identity.h"
#include "tools/status/surroundings.h"
#include "unit/unit.h"

#define PART (64 * 1024)        /* of a variable; the kernel has a limit */
#define PARTS_MAX 64

/* How much there is of a file of a process. */
static size_t
read_of(pid_t child, const char *name, char *text, size_t size)
{
    char path[64];
    ssize_t n;
    int fd;

    (void)snprintf(path, sizeof(path), "/proc/%ld/%s", (long)child, name);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    ck_assert_int_ge(fd, 0);
    n = read(fd, text, size);
    (void)close(fd);
    return n > 0 ? (size_t)n : 0;
}

/* The parent of a vfork goes on when there is a new program, but perhaps no
 * environment yet; under an emulator, before there is a program. */
static void
wait_for_texts(pid_t child)
{
    char text[4];

    while (read_of(child, "comm", text, sizeof(text)) != sizeof(text) ||
           memcmp(text, "cat\n", sizeof(text)) != 0)
        ;
    while (read_of(child, "environ", text, 1) == 0)
        ;
}

/* A process with that many further variables, and one of ours behind them; it
 * waits for the pipe's end. */
static pid_t
start(size_t parts, int *pipe_end)
{
    static char part[PART], last[] = "GSSKSP_ENABLE=never";
    char *list[PARTS_MAX + 2] = { NULL }, *arguments[] = {
        (char *)"cat", NULL
    };
    int ends[2];
    pid_t child;
    size_t i;

    memset(part, 'x', sizeof(part) - 1);
    part[1] = '=';
    for (i = 0; i < parts; i++)
        list[i] = part;
    list[parts] = last;
    ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
    child = vfork();
    if (child == 0) {
        (void)dup2(ends[0], STDIN_FILENO);
        (void)execve("/bin/cat", arguments, list);
        _exit(1);
    }
    ck_assert_int_gt(child, 0);
    wait_for_texts(child);
    (void)close(ends[0]);
    *pipe_end = ends[1];
    return child;
}

static void
stop(pid_t child, int pipe_end)
{
    int status;

    (void)close(pipe_end);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
}

START_TEST(test_read)
{
    struct surroundings s;
    int end;
    pid_t child = start(2, &end);

    surroundings_read(child, &s);
    stop(child, end);
    ck_assert(s.known);
    ck_assert(s.set[VARIABLE_ENABLE]);
    ck_assert_str_eq(s.value[VARIABLE_ENABLE], "never");
    ck_assert(!s.set[VARIABLE_CONFIG]);
}
END_TEST

/* What is not seen may be what counts. */
START_TEST(test_too_large)
{
    struct surroundings s;
    int end;
    pid_t child = start(20, &end);

    surroundings_read(child, &s);
    stop(child, end);
    ck_assert(!s.known);
    ck_assert(!s.set[VARIABLE_ENABLE]);
}
END_TEST

/* One text without an end, if the kernel lets a process say where its
 * environment is; if not, the test above has to do. */
START_TEST(test_without_end)
{
    size_t size = 512UL * 1024 * 1024;
    struct surroundings s;
    int ends[2], down[2];
    char *text, byte = 0;
    pid_t child;

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(pipe(down), 0);
    child = fork();
    if (child == 0) {
        text = mmap(NULL, size, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (text != MAP_FAILED)
            memset(text, 'x', 2 * 1024 * 1024);
        byte = text != MAP_FAILED &&
            prctl(PR_SET_MM, (long)PR_SET_MM_ENV_START, text, 0L, 0L) ==
                0 &&
            prctl(PR_SET_MM, (long)PR_SET_MM_ENV_END, text + size, 0L, 0L) ==
                0;
        (void)!write(ends[1], &byte, 1);
        (void)!read(down[0], &byte, 1);
        _exit(0);
    }
    ck_assert_int_eq(read(ends[0], &byte, 1), 1);
    surroundings_read(child, &s);
    (void)!write(down[1], "", 1);
    (void)waitpid(child, NULL, 0);
    ck_assert(byte == 0 || !s.known);
}
END_TEST

/* Nobody's rights but its own, of what cannot be read. */
START_TEST(test_secure)
{
    struct identity identity;

    memset(&identity, 0, sizeof(identity));
    ck_assert(identity_is_secure(&identity));
    identity.vector[0] = AT_SECURE;
    ck_assert(!identity_is_secure(&identity));
    identity.vector[1] = 1;
    ck_assert(identity_is_secure(&identity));
    ck_assert(identity_read(getpid(), &identity));
    ck_assert(!identity_is_secure(&identity));
}
END_TEST

START_TEST(test_root)
{
    struct identity identity;
    size_t i;

    memset(&identity, 0, sizeof(identity));
    ck_assert(identity_is_of(&identity, 0));
    for (i = 0; i < IDENTITY_NUMBERS; i++) {
        identity.users[i] = 7;
        ck_assert(!identity_is_of(&identity, 0));
        ck_assert_uint_eq(identity_user(&identity), 7);
        identity.users[i] = 0;
    }
}
END_TEST

/* Another execution is another, of the same process and user. */
START_TEST(test_same)
{
    char *arguments[] = { (char *)"cat", NULL };
    struct identity before, after, again;
    int ends[2], start_it[2];
    char byte = 0;
    pid_t child;

    ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
    ck_assert_int_eq(pipe2(start_it, O_CLOEXEC), 0);
    child = fork();
    if (child == 0) {
        (void)!read(start_it[0], &byte, 1);
        (void)close(start_it[1]);
        (void)dup2(ends[0], STDIN_FILENO);
        (void)execv("/bin/cat", arguments);
        _exit(1);
    }
    ck_assert(identity_read(child, &before));
    ck_assert(identity_read(child, &again));
    ck_assert(identity_same(&before, &again));
    (void)close(start_it[0]);
    (void)!write(start_it[1], &byte, 1);
    do
        ck_assert(identity_read(child, &after));
    while (memcmp(before.vector, after.vector, sizeof(after.vector)) == 0);
    ck_assert(!identity_same(&before, &after));
    ck_assert_uint_eq(before.start, after.start);
    (void)close(ends[1]);
    (void)waitpid(child, NULL, 0);
    ck_assert(!identity_read(child, &after));
}
END_TEST

/* What is not known is not ours instead. */
START_TEST(test_enter)
{
    struct surroundings s;

    setenv("GSS_MECH_CONFIG", "/root's", 1);
    memset(&s, 0, sizeof(s));
    surroundings_enter(&s);
    ck_assert_ptr_null(getenv("GSS_MECH_CONFIG"));
    s.known = s.set[VARIABLE_CONFIG] = true;
    (void)snprintf(s.value[VARIABLE_CONFIG], VARIABLE_MAX, "/its");
    surroundings_enter(&s);
    ck_assert_str_eq(getenv("GSS_MECH_CONFIG"), "/its");
    s.secure = true;
    surroundings_enter(&s);
    ck_assert_ptr_null(getenv("GSS_MECH_CONFIG"));
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("surroundings");
    TCase *tc = tcase_create("surroundings");

    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, test_read);
    tcase_add_test(tc, test_too_large);
    tcase_add_test(tc, test_without_end);
    tcase_add_test(tc, test_secure);
    tcase_add_test(tc, test_root);
    tcase_add_test(tc, test_same);
    tcase_add_test(tc, test_enter);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
