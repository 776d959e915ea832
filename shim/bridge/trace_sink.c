/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bridge/trace_sink.h"

/* A program's own numbers begin at the bottom.  Those over 1024 would make
 * the kernel's table of descriptors long, and every fork copy it. */
#define HIGHEST 1024u

/* Standard input, output and error are never ours, open or not. */
#define LOWEST 3

/* ---- opening -------------------------------------------------------- */

/* A number near the upper end of those the process may have.  One that is
 * below LOWEST it may not have. */
static int
high_number(void)
{
    struct rlimit limit = { HIGHEST, HIGHEST };
    rlim_t end;

    getrlimit(RLIMIT_NOFILE, &limit);
    end = limit.rlim_cur < HIGHEST ? limit.rlim_cur : HIGHEST;
    return (int)(end - end / 8);
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

/* RLIM_INFINITY is more than any file has. */
static bool
note_what_it_is(struct gssksp_sink *sink, int fd)
{
    struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };
    struct stat status;
    bool known = fstat(fd, &status) == 0;

    if (known) {
        (void)getrlimit(RLIMIT_FSIZE, &limit);
        sink->most = limit.rlim_cur;
        sink->device = status.st_dev;
        sink->inode = status.st_ino;
        sink->type = status.st_mode & S_IFMT;
    }
    return known;
}

bool
gssksp_sink_open(struct gssksp_sink *sink, int fd)
{
    int high = move_high(fd);

    if (high >= 0 && note_what_it_is(sink, high))
        atomic_store(&sink->fd, high);
    else if (high >= 0)
        close(high);
    return gssksp_sink_is_open(sink);
}

bool
gssksp_sink_is_open(const struct gssksp_sink *sink)
{
    return atomic_load_explicit(&sink->fd, memory_order_relaxed) >= 0;
}

/* ---- writing -------------------------------------------------------- */

static bool
is_what_was_opened(const struct gssksp_sink *sink, int fd,
                   struct stat *status)
{
    return fstat(fd, status) == 0 && status->st_dev == sink->device &&
        status->st_ino == sink->inode &&
        (status->st_mode & S_IFMT) == sink->type;
}

/* A line that meets the limit of file size would be cut off there, and the
 * next, maybe another program's, joined to it: where, whoever starts a setuid
 * program could choose. */
static bool
has_room(const struct gssksp_sink *sink, const struct stat *status,
         size_t length)
{
    return sink->type != S_IFREG ||
        (rlim_t)status->st_size + length <= sink->most;
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
static bool
put_quietly(int fd, const char *line, size_t length)
{
    sigset_t set, blocked;
    ssize_t written = -1;

    signals_of_write(&set);
    if (pthread_sigmask(SIG_BLOCK, &set, &blocked) == 0) {
        if (!has_one_waiting(&blocked)) {
            errno = 0;
            written = write(fd, line, length);
            if (written < 0 && errno == EPIPE)
                take_back(SIGPIPE);
            else if (errno == EFBIG)
                take_back(SIGXFSZ);
        }
        pthread_sigmask(SIG_SETMASK, &blocked, NULL);
    }
    return written == (ssize_t)length;
}

static bool
put(const struct gssksp_sink *sink, int fd, const char *line, size_t length)
{
    return sink->type == S_IFSOCK ?
        send(fd, line, length, MSG_DONTWAIT | MSG_NOSIGNAL) ==
            (ssize_t)length :
        put_quietly(fd, line, length);
}

bool
gssksp_sink_put(struct gssksp_sink *sink, const char *line, size_t length)
{
    int fd = atomic_load_explicit(&sink->fd, memory_order_acquire);
    int before = errno, cancel;
    struct stat status;
    bool written = false;

    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel);
    if (fd >= 0 && is_what_was_opened(sink, fd, &status))
        written = has_room(sink, &status, length) &&
            put(sink, fd, line, length);
    else if (fd >= 0)
        atomic_store(&sink->fd, GSSKSP_SINK_LOST);
    pthread_setcancelstate(cancel, NULL);
    errno = before;
    return written;
}

/* strerror speaks the program's language, and may open a file for it. */
const char *
gssksp_sink_error(int error)
{
#ifdef HAVE_STRERRORDESC_NP
    const char *text = strerrordesc_np(error);

    return text != NULL ? text : "unknown error";
#else
    return strerror(error);
#endif
}
