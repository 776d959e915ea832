/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "crypto/random.h"

#define DEVICE "/dev/urandom"

/* How many bytes there are of `length`.  The C library's own getrandom may map
 * memory first, for each thread (glibc 2.41), which stock does not and a
 * sandbox may forbid. */
static size_t
from_kernel(unsigned char *out, size_t length)
{
    size_t have = 0;
    ssize_t n;

    do {
        n = syscall(SYS_getrandom, out + have, length - have, 0);
        have += n > 0 ? (size_t)n : 0;
    } while (have < length && (n > 0 || (n < 0 && errno == EINTR)));
    return have;
}

static bool
is_device(int fd)
{
    struct stat st;

    return fstat(fd, &st) == 0 && S_ISCHR(st.st_mode);
}

static bool
from_device(unsigned char *out, size_t length)
{
    int fd = open(DEVICE, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    size_t have = 0;
    ssize_t n = 1;

    if (fd < 0)
        return have == length;
    while (is_device(fd) && have < length &&
           (n > 0 || (n < 0 && errno == EINTR))) {
        n = read(fd, out + have, length - have);
        have += n > 0 ? (size_t)n : 0;
    }
    close(fd);
    return have == length;
}

bool
ksp_random(unsigned char *out, size_t length)
{
    size_t have = from_kernel(out, length);

    return have == length || from_device(out + have, length - have);
}
