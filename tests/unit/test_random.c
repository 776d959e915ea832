/* SPDX-License-Identifier: MIT */
/*
 * shim/crypto/random.c, with kernels that give little, are interrupted or
 * refuse: exactly the bytes that were asked for are random, or it says so.
 *
 * The linker puts our functions in front of the C library's.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "crypto/random.h"
#include "unit/unit.h"

#define LENGTH 50
#define ROOM (LENGTH + 16)
#define ENOUGH 1000             /* calls, of which no kernel needs so many */

/* ---- the kernel ------------------------------------------------------ */

/* What a source answers: so many bytes at once, after it was interrupted as
 * often as said; or, when it has given `most`, `end`: 0, or the negative of
 * an errno. */
struct source {
    size_t at_once;
    int interrupted;
    size_t most;
    int end;
    int calls;
    size_t given;
};

static struct source syscalls, device;
static const char *opens;       /* what is under the device's name */
static int opened, closed, open_flags;

static ssize_t
give(struct source *s, unsigned char *out, size_t length)
{
    ck_assert_int_lt(++s->calls, ENOUGH);
    if (s->interrupted > 0) {
        s->interrupted--;
        errno = EINTR;
        return -1;
    }
    if (s->given >= s->most) {
        errno = -s->end;
        return s->end == 0 ? 0 : -1;
    }
    if (length > s->at_once)
        length = s->at_once;
    if (length > s->most - s->given)
        length = s->most - s->given;
    memset(out, 'r', length);
    s->given += length;
    return (ssize_t)length;
}

int __real_open(const char *path, int flags, ...);
int __real_close(int fd);
long __wrap_syscall(long number, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);
ssize_t __wrap_read(int fd, void *out, size_t length);
int __wrap_close(int fd);

long
__wrap_syscall(long number, ...)
{
    unsigned char *out;
    va_list arguments;
    size_t length;

    va_start(arguments, number);
    out = va_arg(arguments, unsigned char *);
    length = va_arg(arguments, size_t);
    ck_assert_int_eq(va_arg(arguments, int), 0);
    va_end(arguments);
    ck_assert_int_eq(number, SYS_getrandom);
    return give(&syscalls, out, length);
}

/* The bytes are the test's own. */
int
__wrap_open(const char *path, int flags, ...)
{
    int fd;

#ifdef KSP_COVERAGE
    /* The counters' files, when the process ends. */
    if (strstr(path, ".gcda") != NULL)
        return __real_open(path, flags, 0666);
#endif
    fd = __real_open(opens, flags);
    ck_assert_str_eq(path, "/dev/urandom");
    open_flags = flags;
    opened += fd >= 0;
    return fd;
}

/* As a 32-bit processor has it. */
int
__wrap_open64(const char *path, int flags, ...)
{
    return __wrap_open(path, flags);
}

ssize_t
__wrap_read(int fd, void *out, size_t length)
{
    ck_assert_int_ge(fd, 0);
    ck_assert_uint_gt(length, 0);
    return give(&device, out, length);
}

int
__wrap_close(int fd)
{
    closed++;
    return __real_close(fd);
}

/* ---- what comes of it ------------------------------------------------ */

static void
start(struct source for_syscalls, struct source for_device)
{
    syscalls = for_syscalls;
    device = for_device;
    opens = device.at_once > 0 ? "/dev/null" : "/nowhere";
}

/* `true` with all of it, or else false; nothing behind it, nothing left open,
 * and no device asked if it was not needed. */
static void
assert_random(bool good, bool device_asked)
{
    unsigned char got[ROOM], want[ROOM];
    size_t length;

    for (length = 0; length <= LENGTH; length += LENGTH) {
        struct source s = syscalls, d = device;

        opened = closed = 0;
        memset(got, 0, sizeof(got));
        memset(want, 0, sizeof(want));
        memset(want, 'r', length);
        ck_assert_int_eq(ksp_random(got, length), length == 0 || good);
        if (good)
            ck_assert_mem_eq(got, want, sizeof(got));
        ck_assert_mem_eq(got + length, want + length, ROOM - length);
        ck_assert_int_eq(opened, length > 0 && device_asked ? 1 : 0);
        ck_assert_int_eq(closed, opened);
        syscalls = s;
        device = d;
    }
}

static const struct source all = { LENGTH, 0, SIZE_MAX, 0, 0, 0 };
static const struct source none = { 0, 0, 0, -ENOSYS, 0, 0 };

/* All at once, one by one, and some at a time. */
START_TEST(test_from_kernel)
{
    struct source s = all;

    s.at_once = (size_t)_i;
    start(s, none);
    assert_random(true, false);
    s.interrupted = 3;
    start(s, none);
    assert_random(true, false);
}
END_TEST

START_TEST(test_from_device)
{
    struct source d = all;

    d.at_once = (size_t)_i;
    start(none, d);
    assert_random(true, true);
    ck_assert_int_eq(open_flags, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    d.interrupted = 3;
    start(none, d);
    assert_random(true, true);
}
END_TEST

/* What the kernel did not give. */
START_TEST(test_from_both)
{
    struct source s = all;

    s.most = (size_t)_i;
    start(s, all);
    assert_random(true, true);
    s.end = -EIO;
    start(s, all);
    assert_random(true, true);
    start(s, none);
    assert_random(false, false);
}
END_TEST

START_TEST(test_from_none)
{
    struct source d = all;

    d.most = (size_t)_i;
    start(none, d);
    assert_random(false, true);
    d.end = -EIO;
    start(none, d);
    assert_random(false, true);
}
END_TEST

/* Under the device's name there is a file, in a chroot. */
START_TEST(test_no_device)
{
    start(none, all);
    opens = "/proc/self/exe";
    assert_random(false, true);
    ck_assert_int_eq(device.calls, 0);
}
END_TEST

/* Without a standard input the device has its number. */
START_TEST(test_number_0)
{
    int kept = dup(0);

    ck_assert_int_eq(__real_close(0), 0);
    start(none, all);
    assert_random(true, true);
    (void)dup2(kept, 0);
    (void)__real_close(kept);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("random");
    TCase *tc = tcase_create("random");

    tcase_add_loop_test(tc, test_from_kernel, 1, LENGTH + 1);
    tcase_add_loop_test(tc, test_from_device, 1, LENGTH + 1);
    tcase_add_loop_test(tc, test_from_both, 0, LENGTH);
    tcase_add_loop_test(tc, test_from_none, 0, LENGTH);
    tcase_add_test(tc, test_no_device);
    tcase_add_test(tc, test_number_0);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
