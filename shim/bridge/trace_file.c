/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bridge/trace_file.h"

/* No descriptor at first, and none ever again. */
#define NOT_OPENED (-1)
#define LOST (-2)

/* A program's own numbers begin at the bottom.  Those over 1024 would make
 * the kernel's table of descriptors long, and every fork copy it. */
#define HIGHEST 1024u

/* Standard input, output and error are never ours, open or not. */
#define LOWEST 3

static _Atomic int trace_fd = NOT_OPENED;

/* What was opened; set before trace_fd. */
static struct {
    dev_t device;
    ino_t inode;
    mode_t type;
} opened;

/* ---- opening -------------------------------------------------------- */

/* A number near the upper end of those the process may have. */
static int
high_number(void)
{
    struct rlimit limit = { HIGHEST, HIGHEST };
    rlim_t end;

    getrlimit(RLIMIT_NOFILE, &limit);
    end = limit.rlim_cur < HIGHEST ? limit.rlim_cur : HIGHEST;
    end -= end / 8;
    return end < LOWEST ? LOWEST : (int)end;
}

static int
copy_high(int fd)
{
    int high = fcntl(fd, F_DUPFD_CLOEXEC, high_number());

    if (high < 0)
        high = fcntl(fd, F_DUPFD_CLOEXEC, LOWEST);
    return high;
}

/* Where the program has closed its standard error, a new descriptor has that
 * number; it goes on under another, or not at all. */
static int
move_high(int fd)
{
    int high = fd < 0 ? -1 : copy_high(fd);

    if (fd >= 0 && high < 0 && fd >= LOWEST)
        high = fd;
    else if (fd >= 0)
        close(fd);
    return high;
}

/* A second name may be a link somebody else has made, to have a file of ours
 * written to. */
static bool
is_to_be_trusted(const struct stat *status)
{
    return S_ISREG(status->st_mode) && status->st_nlink <= 1 &&
        (status->st_uid == geteuid() || status->st_uid == 0);
}

/* A look first: to open a device or a FIFO, without more, can have effects. */
static int
open_present(const char *path, int flags)
{
    struct stat status;
    int fd = -1;

    if (lstat(path, &status) == 0 && is_to_be_trusted(&status))
        fd = open(path, flags);
    if (fd >= 0 && (fstat(fd, &status) != 0 || !is_to_be_trusted(&status))) {
        close(fd);
        fd = -1;
    }
    return fd;
}

static int
open_file(const char *path)
{
    int flags = O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW |
        O_NONBLOCK;
    int fd = open(path, flags | O_CREAT | O_EXCL, 0600);

    if (fd < 0 && errno == EEXIST)
        fd = open_present(path, flags);
    return move_high(fd);
}

/* A pipe or terminal of the program's, opened anew: whether one waits is a
 * property of the opening, and the program's own must stay as it is. */
static int
open_again(int number)
{
    char path[sizeof("/proc/self/fd/") + 11];

    snprintf(path, sizeof(path), "/proc/self/fd/%d", number);
    return move_high(open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY |
                          O_NONBLOCK));
}

/* A file must not be opened again: two openings have two places in it. */
static int
open_standard(int number)
{
    struct stat status;
    int fd = -1, mode = fcntl(number, F_GETFL);

    if (mode >= 0 && (mode & O_ACCMODE) != O_RDONLY &&
        fstat(number, &status) == 0) {
        if (S_ISREG(status.st_mode) || S_ISSOCK(status.st_mode))
            fd = copy_high(number);
        else if (S_ISFIFO(status.st_mode) || isatty(number))
            fd = open_again(number);
    }
    return fd;
}

static int
open_path(const char *path)
{
    int fd;

    if (strcmp(path, "/dev/stdout") == 0)
        fd = open_standard(STDOUT_FILENO);
    else if (strcmp(path, "/dev/stderr") == 0)
        fd = open_standard(STDERR_FILENO);
    else
        fd = open_file(path);
    return fd;
}

static bool
note_what_it_is(int fd)
{
    struct stat status;
    bool known = fstat(fd, &status) == 0;

    if (known) {
        opened.device = status.st_dev;
        opened.inode = status.st_ino;
        opened.type = status.st_mode & S_IFMT;
    }
    return known;
}

bool
gssksp_trace_file_open(const char *path)
{
    int fd;

    if (atomic_load(&trace_fd) == NOT_OPENED) {
        fd = open_path(path);
        if (fd >= 0 && note_what_it_is(fd))
            atomic_store(&trace_fd, fd);
        else if (fd >= 0)
            close(fd);
    }
    return gssksp_trace_file_is_open();
}

bool
gssksp_trace_file_is_open(void)
{
    return atomic_load_explicit(&trace_fd, memory_order_relaxed) >= 0;
}

/* ---- writing -------------------------------------------------------- */

static bool
is_what_was_opened(int fd)
{
    struct stat status;

    return fstat(fd, &status) == 0 && status.st_dev == opened.device &&
        status.st_ino == opened.inode &&
        (status.st_mode & S_IFMT) == opened.type;
}

static void
put(int fd, const char *line, size_t length)
{
    ssize_t n;

    if (opened.type == S_IFSOCK)
        n = send(fd, line, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    else
        n = write(fd, line, length);
    (void)n;
}

/* What a write may raise: of a pipe without a reader, of a file as long as
 * it may be.  A terminal asks whether SIGTTOU is blocked, and is content. */
static void
signals_of_write(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGPIPE);
    sigaddset(set, SIGXFSZ);
    sigaddset(set, SIGTTOU);
}

/* Whether the program itself blocks a signal and has it waiting: ours could
 * not be told from that. */
static bool
has_one_waiting(const sigset_t *blocked)
{
    sigset_t waiting;
    bool found = false;

    if (sigismember(blocked, SIGPIPE) == 1 ||
        sigismember(blocked, SIGXFSZ) == 1) {
        found = sigpending(&waiting) != 0 ||
            sigismember(&waiting, SIGPIPE) == 1 ||
            sigismember(&waiting, SIGXFSZ) == 1;
    }
    return found;
}

/* A write that failed so may have raised the signal. */
static void
take_back(int signal)
{
    static const struct timespec now = { 0, 0 };
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, signal);
    while (sigtimedwait(&set, NULL, &now) < 0 && errno == EINTR)
        continue;
}

/* The signals are of the thread that writes, and blocked in it. */
static void
put_quietly(int fd, const char *line, size_t length)
{
    sigset_t set, blocked;

    signals_of_write(&set);
    if (pthread_sigmask(SIG_BLOCK, &set, &blocked) == 0) {
        if (!has_one_waiting(&blocked)) {
            errno = 0;
            put(fd, line, length);
            if (errno == EPIPE)
                take_back(SIGPIPE);
            else if (errno == EFBIG)
                take_back(SIGXFSZ);
        }
        pthread_sigmask(SIG_SETMASK, &blocked, NULL);
    }
}

void
gssksp_trace_file_append(const char *line, size_t length)
{
    int fd = atomic_load_explicit(&trace_fd, memory_order_acquire);
    int before = errno, cancel;

    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel);
    if (fd >= 0 && is_what_was_opened(fd))
        put_quietly(fd, line, length);
    else if (fd >= 0)
        atomic_store(&trace_fd, LOST);
    pthread_setcancelstate(cancel, NULL);
    errno = before;
}
