/* SPDX-License-Identifier: MIT */
/*
 * shim/bridge/trace.c and trace_file.c: which files are written to, and that a
 * program feels nothing of it.  Each test has a process of its own, and four
 * seconds.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "bridge/trace.h"
#include "unit/unit.h"
#include "unit/unit_file.h"

#define BEGINNING "what was there\n"
#define COMMON "program=test_trace version=" PACKAGE_VERSION " face=gss"
#define LINE "DeleteContext " COMMON " ctx=1 -> 0x00000000\n"

static char directory[] = "/tmp/ksp-trace.XXXXXX";
static char path[64], other[64];

/* ---- parts ---------------------------------------------------------- */

static void
set_up(void)
{
    ck_assert_ptr_nonnull(mkdtemp(directory));
    snprintf(path, sizeof(path), "%s/trace", directory);
    snprintf(other, sizeof(other), "%s/other", directory);
}

static void
tear_down(void)
{
    unlink(path);
    rmdir(path);
    unlink(other);
    rmdir(directory);
}

static bool
is_on(void)
{
    return gssksp_trace_level() != GSSKSP_TRACE_NOTHING;
}

/* The host has none. */
static void
open_trace(const char *name)
{
    if (setenv("KRB5_CONFIG", "/dev/null", 1) != 0)
        abort();
    if (setenv("GSSKSP_TRACE", name, 1) != 0)
        abort();
    gssksp_trace_open(GSSKSP_FACE_GSS);
}

/* As a caller does it. */
static void
say(void)
{
    if (is_on())
        gssksp_trace_context("DeleteContext", 1, 0);
}

static void
write_file(const char *name)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_EXCL, 0600);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, BEGINNING, strlen(BEGINNING)),
                     strlen(BEGINNING));
    close(fd);
}

/* How many whole lines of say() are in a text. */
static int
lines_in(const char *text)
{
    int count = 0;

    while ((text = strstr(text, LINE)) != NULL) {
        text += strlen(LINE);
        count++;
    }
    return count;
}

static void
assert_lines(const char *name, int count)
{
    ck_assert_int_eq(lines_in(unit_contents(name)), count);
}

static bool
nothing_waits(void)
{
    sigset_t waiting;

    return sigpending(&waiting) == 0 && sigismember(&waiting, SIGPIPE) == 0 &&
        sigismember(&waiting, SIGXFSZ) == 0 &&
        sigismember(&waiting, SIGTTOU) == 0;
}

/* Whether two descriptors are of one file, or one is of none. */
static bool
is_of(int fd, const char *name)
{
    struct stat a, b;

    return fstat(fd, &a) == 0 && stat(name, &b) == 0 &&
        a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* The number of the file: -1 if none has it, -2 if it has more than one. */
static int
number_of(const char *name)
{
    int fd, found = -1;

    for (fd = 0; fd < 4096; fd++) {
        if (is_of(fd, name))
            found = found == -1 ? fd : -2;
    }
    return found;
}

static void
limit_numbers(rlim_t most)
{
    struct rlimit l;

    if (getrlimit(RLIMIT_NOFILE, &l) != 0)
        abort();
    l.rlim_cur = most;
    if (setrlimit(RLIMIT_NOFILE, &l) != 0)
        abort();
}

static void
limit_length(rlim_t most)
{
    struct rlimit l = { most, RLIM_INFINITY };

    if (setrlimit(RLIMIT_FSIZE, &l) != 0)
        abort();
}

/*
 * A body for which Check's own files are in the way: it runs in a child, and
 * says there what is wrong.
 */
static void
must(bool right, const char *what)
{
    if (!right) {
        printf("# must: %s\n", what);
        fflush(stdout);
        _exit(1);
    }
}

static void
in_child(void (*body)(int), int row)
{
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        body(row);
        _exit(0);
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_int_eq(status, 0);
}

/* ---- which file ----------------------------------------------------- */

START_TEST(test_created)
{
    struct stat status;

    umask(0);
    open_trace(path);
    say();
    say();
    assert_lines(path, 2);
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode, S_IFREG | 0600);
}
END_TEST

START_TEST(test_appended)
{
    write_file(path);
    open_trace(path);
    say();
    ck_assert_int_eq(strncmp(unit_contents(path), BEGINNING,
                             strlen(BEGINNING)), 0);
    assert_lines(path, 1);
}
END_TEST

static void
make_link(void)
{
    write_file(other);
    ck_assert_int_eq(symlink(other, path), 0);
}

static void
make_link_to_nothing(void)
{
    ck_assert_int_eq(symlink(other, path), 0);
}

static void
make_second_name(void)
{
    write_file(other);
    ck_assert_int_eq(link(other, path), 0);
}

static void
make_directory(void)
{
    ck_assert_int_eq(mkdir(path, 0700), 0);
}

static void
make_socket(void)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    strcpy(address.sun_path, path);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof(address)),
                     0);
    close(fd);
}

static void
make_fifo(void)
{
    ck_assert_int_eq(mkfifo(path, 0600), 0);
}

static void
make_unwritable(void)
{
    write_file(other);
    ck_assert_int_eq(chmod(directory, 0500), 0);
    if (geteuid() == 0)
        ck_assert_int_eq(seteuid(65534), 0);
}

/* What is in the path; nothing is written to it, nor to the other file. */
static void (*const refused[])(void) = {
    make_link, make_link_to_nothing, make_second_name, make_directory,
    make_socket, make_fifo, make_unwritable
};

#define N_REFUSED (sizeof(refused) / sizeof(refused[0]))

START_TEST(test_refused)
{
    struct stat before, after;
    bool there;

    refused[_i]();
    there = stat(other, &before) == 0;
    open_trace(path);
    ck_assert(!is_on());
    say();
    ck_assert_int_eq(number_of(path), -1);
    ck_assert_int_eq(stat(other, &after) == 0, there);
    ck_assert(!there || before.st_size == after.st_size);
    ck_assert_int_eq(seteuid(getuid()), 0);
}
END_TEST

/* No more is it opened, which a reader would see: the writer is gone. */
START_TEST(test_fifo_with_reader)
{
    struct pollfd reader = { .events = POLLIN };

    make_fifo();
    reader.fd = open(path, O_RDONLY | O_NONBLOCK);
    ck_assert_int_ge(reader.fd, 0);
    open_trace(path);
    ck_assert(!is_on());
    say();
    ck_assert_int_eq(poll(&reader, 1, 0), 0);
    close(reader.fd);
}
END_TEST

static const char *const names[] = {
    "", "/dev/null", "/dev/zero", "/dev/fd/2", "/proc/self/fd/2",
    "//dev/stderr", "/no/such/directory/trace"
};

#define N_NAMES (sizeof(names) / sizeof(names[0]))

START_TEST(test_names_refused)
{
    write_file(other);
    ck_assert_int_eq(dup2(open(other, O_WRONLY | O_APPEND), 2), 2);
    open_trace(names[_i]);
    ck_assert(!is_on());
    ck_assert_str_eq(unit_contents(other), BEGINNING);
}
END_TEST

/* ---- the number ----------------------------------------------------- */

static const struct {
    rlim_t limit;
    int low;                    /* the least number, -1 for no trace */
} limits[] = {
    { 3, -1 }, { 4, 3 }, { 8, 7 }, { 64, 56 }, { 255, 224 }, { 1024, 896 },
    { 4000, 896 }
};

#define N_LIMITS (sizeof(limits) / sizeof(limits[0]))

static void
number(int row)
{
    int low = limits[row].low, fd;

    limit_numbers(limits[row].limit);
    for (fd = 3; fd < 64; fd++)
        close(fd);
    open_trace(path);
    must(number_of(path) == low, "the number");
    must(is_on() == (low >= 0), "on or off");
    must(low < 0 || fcntl(low, F_GETFD) == FD_CLOEXEC, "closed on exec");
    say();
}

START_TEST(test_number)
{
    in_child(number, _i);
    assert_lines(path, limits[_i].low >= 0);
}
END_TEST

/* The high ones are taken: a low one is better than none. */
START_TEST(test_high_numbers_taken)
{
    int fd;

    limit_numbers(64);
    for (fd = 56; fd < 64; fd++)
        ck_assert_int_eq(dup2(2, fd), fd);
    if (_i == 1)
        close(2);
    open_trace(path);
    say();
    assert_lines(path, 1);
    ck_assert_int_ge(number_of(path), 3);
    ck_assert_int_lt(number_of(path), 56);
}
END_TEST

/* What the program opens next has the number it would have had. */
START_TEST(test_standard_ones_closed)
{
    int fd;

    write_file(other);
    for (fd = 0; fd <= _i; fd++)
        close(2 - fd);
    open_trace(path);
    say();
    for (fd = 2 - _i; fd <= 2; fd++)
        ck_assert_int_eq(open(other, O_WRONLY | O_APPEND), fd);
    ck_assert_int_eq(write(2, "mine", 4), 4);
    say();
    ck_assert_str_eq(unit_contents(other), BEGINNING "mine");
    assert_lines(path, 2);
}
END_TEST

/* Sockets under every number there is. */
static void
sockets(int row)
{
    int ends[64][2], count = 0, i;
    char byte;

    (void)row;
    limit_numbers(64);
    open_trace(path);
    say();
    for (i = 3; i < 64; i++)
        close(i);
    while (socketpair(AF_UNIX, SOCK_STREAM, 0, ends[count]) == 0)
        count++;
    must(count >= 30, "sockets");
    say();
    for (i = 0; i < 2 * count; i++) {
        must(recv(ends[i / 2][i % 2], &byte, 1, MSG_DONTWAIT) == -1,
             "nothing comes");
    }
}

START_TEST(test_sockets_in_its_place)
{
    in_child(sockets, 0);
    assert_lines(path, 1);
}
END_TEST

/* The program's file under exactly that number; and the trace does not come
 * back, whatever is opened. */
START_TEST(test_file_in_its_place)
{
    int fd;

    write_file(other);
    limit_numbers(64);
    open_trace(path);
    fd = number_of(path);
    ck_assert_int_ge(fd, 3);
    say();
    ck_assert_int_eq(dup2(open(other, O_WRONLY | O_APPEND), fd), fd);
    say();
    ck_assert(!is_on());
    ck_assert_str_eq(unit_contents(other), BEGINNING);
    ck_assert_int_eq(dup2(open(path, O_WRONLY | O_APPEND), fd), fd);
    open_trace(path);
    say();
    assert_lines(path, 1);
}
END_TEST

/* Nothing has the number. */
START_TEST(test_closed)
{
    open_trace(path);
    say();
    close(number_of(path));
    errno = EXDEV;
    gssksp_trace_context("DeleteContext", 1, 0);
    ck_assert_int_eq(errno, EXDEV);
    ck_assert(!is_on());
    gssksp_trace_context("DeleteContext", 1, 0);
    assert_lines(path, 1);
}
END_TEST

/* ---- signals -------------------------------------------------------- */

static bool
is_mask(const sigset_t *before)
{
    sigset_t after;
    int i, different = pthread_sigmask(SIG_SETMASK, NULL, &after);

    for (i = 1; i < NSIG; i++)
        different += sigismember(before, i) != sigismember(&after, i);
    return different == 0;
}

/* As long as it may be: the signal would end the process. */
static void
too_long(int row)
{
    sigset_t before;

    (void)row;
    must(pthread_sigmask(SIG_SETMASK, NULL, &before) == 0, "the mask");
    open_trace(path);
    say();
    limit_length(strlen(unit_contents(path)));
    errno = EXDEV;
    say();
    must(errno == EXDEV, "errno is kept");
    must(nothing_waits(), "no signal waits");
    must(is_mask(&before), "the mask is as before");
    must(lines_in(unit_contents(path)) == 1,
         "no more than there was room for");
    limit_length(RLIM_INFINITY);
    say();
}

START_TEST(test_file_too_long)
{
    in_child(too_long, 0);
    assert_lines(path, 2);
}
END_TEST

static void
own_signal(int row)
{
    static const struct timespec now = { 0, 0 };
    sigset_t set;

    (void)row;
    sigemptyset(&set);
    sigaddset(&set, SIGXFSZ);
    must(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0, "the mask");
    open_trace(path);
    say();
    limit_length(strlen(unit_contents(path)));
    say();
    must(sigtimedwait(&set, NULL, &now) == -1, "ours is taken back");
    raise(SIGXFSZ);
    say();
    must(sigtimedwait(&set, NULL, &now) == SIGXFSZ, "the program's is not");
    must(sigtimedwait(&set, NULL, &now) == -1, "and it is one");
}

/* That of the program itself waits for it. */
START_TEST(test_own_signal_waits)
{
    in_child(own_signal, 0);
    assert_lines(path, 1);
}
END_TEST

/* ---- standard output and error -------------------------------------- */

static const char *const standard[] = { "/dev/stdout", "/dev/stderr" };

/* The file goes on where each of the two left off. */
START_TEST(test_standard_file)
{
    int fd = _i + 1;

    ck_assert_int_eq(dup2(open(other, O_WRONLY | O_CREAT, 0600), fd), fd);
    ck_assert_int_eq(write(fd, "first\n", 6), 6);
    open_trace(standard[_i]);
    say();
    ck_assert_int_eq(write(fd, "last\n", 5), 5);
    close(fd);
    ck_assert_int_eq(strncmp(unit_contents(other), "first\n", 6), 0);
    assert_lines(other, 1);
    ck_assert_str_eq(unit_contents(other) + strlen(unit_contents(other)) - 5,
                     "last\n");
}
END_TEST

START_TEST(test_standard_closed)
{
    close(_i + 1);
    open_trace(standard[_i]);
    ck_assert(!is_on());
}
END_TEST

START_TEST(test_standard_not_for_writing)
{
    int fd = _i + 1;

    write_file(other);
    ck_assert_int_eq(dup2(open(other, O_RDONLY), fd), fd);
    open_trace(standard[_i]);
    ck_assert(!is_on());
}
END_TEST

/* A pipe (0) or a pair of sockets (1) in the place of standard error; the end
 * for reading. */
static int
put_channel(int kind)
{
    int ends[2];

    if (kind == 0)
        ck_assert_int_eq(pipe(ends), 0);
    else
        ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    ck_assert_int_eq(dup2(ends[1], 2), 2);
    close(ends[1]);
    return ends[0];
}

START_TEST(test_channel)
{
    char text[512];
    int reader = put_channel(_i);
    ssize_t n;

    open_trace("/dev/stderr");
    say();
    ck_assert_int_eq(fcntl(2, F_GETFL) & O_NONBLOCK, 0);
    n = read(reader, text, sizeof(text) - 1);
    ck_assert_int_gt(n, 0);
    text[n] = '\0';
    ck_assert_int_eq(lines_in(text), 1);
}
END_TEST

START_TEST(test_channel_without_reader)
{
    int reader = put_channel(_i);

    open_trace("/dev/stderr");
    ck_assert(is_on());
    close(reader);
    say();
    ck_assert(nothing_waits());
}
END_TEST

/* How many whole lines are in a channel that nobody writes to any more. */
static int
lines_waiting(int reader)
{
    static char text[20000 * sizeof(LINE)];
    size_t length = 0;
    ssize_t n;

    ck_assert_int_eq(fcntl(reader, F_SETFL, O_NONBLOCK), 0);
    while (length < sizeof(text) - 1 &&
           (n = read(reader, text + length, sizeof(text) - 1 - length)) > 0)
        length += (size_t)n;
    text[length] = '\0';
    return lines_in(text);
}

/* More than the channel holds, and nobody reads: what is lost is counted. */
START_TEST(test_channel_full)
{
    int reader = put_channel(_i), i;
    uint64_t lost = 0;

    gssksp_trace_count_lost_into(&lost);
    open_trace("/dev/stderr");
    ck_assert(is_on());
    say();
    ck_assert_uint_eq(lost, 0);
    for (i = 1; i < 20000; i++)
        say();
    ck_assert_uint_gt(lost, 0);
    ck_assert_uint_eq(lost + (uint64_t)lines_waiting(reader), 20000);
}
END_TEST

/* The line with which it is found out; no other is tried. */
START_TEST(test_lost_when_closed)
{
    uint64_t lost = 0;
    int i;

    gssksp_trace_count_lost_into(&lost);
    put_channel(0);
    open_trace("/dev/stderr");
    for (i = 3; i < 1024; i++)
        close(i);
    say();
    say();
    ck_assert(!is_on());
    ck_assert_uint_eq(lost, 1);
}
END_TEST

static int
open_terminal(char *name, size_t size)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);

    ck_assert_int_ge(master, 0);
    ck_assert_int_eq(grantpt(master), 0);
    ck_assert_int_eq(unlockpt(master), 0);
    ck_assert_int_eq(ptsname_r(master, name, size), 0);
    return master;
}

/* One that is read, and then one that is not. */
START_TEST(test_terminal)
{
    char name[64], text[512];
    int i, master = open_terminal(name, sizeof(name));
    ssize_t n;

    ck_assert_int_eq(dup2(open(name, O_RDWR | O_NOCTTY), 2), 2);
    open_trace("/dev/stderr");
    say();
    n = read(master, text, sizeof(text) - 1);
    ck_assert_int_gt(n, 0);
    text[n] = '\0';
    ck_assert_ptr_nonnull(strstr(text, "DeleteContext " COMMON));
    for (i = 0; i < 20000; i++)
        say();
}
END_TEST

/* The child of a session that owns the terminal, in the background. */
static void
trace_in_background(void)
{
    int n;

    setpgid(0, 0);
    open_trace("/dev/stderr");
    say();
    /* The program's own message would stop it. */
    n = is_on() ? 0 : 1;
    _exit(n);
}

static void
lead_session(const char *name)
{
    int fd, status = -1;
    struct termios t;
    pid_t pid;

    setsid();
    fd = open(name, O_RDWR);
    dup2(fd, 2);
    tcgetattr(fd, &t);
    t.c_lflag |= TOSTOP;
    tcsetattr(fd, TCSANOW, &t);
    pid = fork();
    if (pid == 0)
        trace_in_background();
    waitpid(pid, &status, WUNTRACED);
    kill(pid, SIGKILL);
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 2);
}

START_TEST(test_terminal_of_others)
{
    char name[64];
    int status, master = open_terminal(name, sizeof(name));
    pid_t pid = fork();

    if (pid == 0)
        lead_session(name);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_int_eq(status, 0);
    close(master);
}
END_TEST

/* ---- threads and processes ------------------------------------------ */

static atomic_bool went_on;

static void *
cancelled(void *ignored)
{
    pthread_cancel(pthread_self());
    say();
    atomic_store(&went_on, true);
    pthread_testcancel();
    return ignored;
}

/* A thread is not cancelled in a call where stock would not have it so. */
START_TEST(test_no_cancellation)
{
    pthread_t thread;
    void *result;

    open_trace(path);
    ck_assert_int_eq(pthread_create(&thread, NULL, cancelled, NULL), 0);
    ck_assert_int_eq(pthread_join(thread, &result), 0);
    ck_assert_ptr_eq(result, PTHREAD_CANCELED);
    ck_assert(atomic_load(&went_on));
    assert_lines(path, 1);
}
END_TEST

#define PROCESSES 4
#define EACH 200

/* Half of them have the trace from before the fork. */
START_TEST(test_processes)
{
    pid_t pid[PROCESSES];
    int i, j, status;

    for (i = 0; i < PROCESSES; i++) {
        if (i == PROCESSES / 2)
            open_trace(path);
        pid[i] = fork();
        if (pid[i] == 0) {
            open_trace(path);
            for (j = 0; j < EACH; j++)
                say();
            _exit(0);
        }
    }
    for (i = 0; i < PROCESSES; i++) {
        ck_assert_int_eq(waitpid(pid[i], &status, 0), pid[i]);
        ck_assert_int_eq(status, 0);
    }
    assert_lines(path, PROCESSES * EACH);
}
END_TEST

START_TEST(test_load_and_use)
{
    char *text;

    ck_assert_int_eq(setenv("GSSKSP_TRACE", path, 1), 0);
    ck_assert_int_eq(setenv("KRB5_CONFIG", "/dev/null", 1), 0);
    gssksp_trace_open(GSSKSP_FACE_GSS);
    gssksp_trace_load(4, "");
    text = unit_contents(path);
    ck_assert_ptr_nonnull(strstr(text, " offered " COMMON
                                 " mechanisms=4\n"));
    ck_assert_ptr_null(strstr(text, "in-use"));
    gssksp_trace_in_use(true);
    gssksp_trace_in_use(true);
    gssksp_trace_load(0, "because");
    text = strstr(unit_contents(path), " in-use " COMMON "\n");
    ck_assert_ptr_nonnull(text);
    ck_assert_ptr_null(strstr(text + 2, "in-use"));
    ck_assert_ptr_nonnull(strstr(text, " stand-aside " COMMON
                                 ": because\n"));
}
END_TEST

/* ---- looked at -------------------------------------------------------- */

/* `other` is a krb5.conf whose trace is at `path`. */
static void
look(void)
{
    FILE *conf = fopen(other, "w");

    ck_assert_ptr_nonnull(conf);
    fprintf(conf, "[appdefaults]\n gss-ksp = {\n trace = %s\n }\n", path);
    ck_assert_int_eq(fclose(conf), 0);
    setenv("KRB5_CONFIG", other, 1);
    setenv("GSSKSP_TRACE", path, 1);
    gssksp_trace_look();
    gssksp_trace_open(GSSKSP_FACE_GSS);
    ck_assert(!is_on());
    say();
}

static void
assert_text(const char *end)
{
    char want[256];

    snprintf(want, sizeof(want), end, path);
    ck_assert_str_eq(gssksp_trace_text(), want);
}

START_TEST(test_look)
{
    look();
    assert_text("%s, decisions");
    ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

START_TEST(test_look_at_file)
{
    write_file(path);
    look();
    assert_text("%s, decisions");
    ck_assert_str_eq(unit_contents(path), BEGINNING);
}
END_TEST

START_TEST(test_look_at_directory)
{
    ck_assert_int_eq(mkdir(path, 0700), 0);
    look();
    assert_text("off: %s: no file with a single name, of this user's or "
                "root's");
}
END_TEST

START_TEST(test_not_asked_for)
{
    unsetenv("GSSKSP_TRACE");
    setenv("KRB5_CONFIG", "/dev/null", 1);
    gssksp_trace_open(GSSKSP_FACE_GSS);
    gssksp_trace_load(4, "");
    gssksp_trace_in_use(true);
    ck_assert(!is_on());
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("trace");
    TCase *tc = tcase_create("trace");

    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_test(tc, test_created);
    tcase_add_test(tc, test_appended);
    tcase_add_loop_test(tc, test_refused, 0, N_REFUSED);
    tcase_add_test(tc, test_fifo_with_reader);
    tcase_add_loop_test(tc, test_names_refused, 0, N_NAMES);
    tcase_add_loop_test(tc, test_number, 0, N_LIMITS);
    tcase_add_loop_test(tc, test_high_numbers_taken, 0, 2);
    tcase_add_loop_test(tc, test_standard_ones_closed, 0, 3);
    tcase_add_test(tc, test_sockets_in_its_place);
    tcase_add_test(tc, test_file_in_its_place);
    tcase_add_test(tc, test_closed);
    tcase_add_test(tc, test_file_too_long);
    tcase_add_test(tc, test_own_signal_waits);
    tcase_add_loop_test(tc, test_standard_file, 0, 2);
    tcase_add_loop_test(tc, test_standard_closed, 0, 2);
    tcase_add_loop_test(tc, test_standard_not_for_writing, 0, 2);
    tcase_add_loop_test(tc, test_channel, 0, 2);
    tcase_add_loop_test(tc, test_channel_without_reader, 0, 2);
    tcase_add_loop_test(tc, test_channel_full, 0, 2);
    tcase_add_test(tc, test_lost_when_closed);
    tcase_add_test(tc, test_terminal);
    tcase_add_test(tc, test_terminal_of_others);
    tcase_add_test(tc, test_no_cancellation);
    tcase_add_test(tc, test_processes);
    tcase_add_test(tc, test_load_and_use);
    tcase_add_test(tc, test_not_asked_for);
    tcase_add_test(tc, test_look);
    tcase_add_test(tc, test_look_at_file);
    tcase_add_test(tc, test_look_at_directory);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
