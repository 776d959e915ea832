/* SPDX-License-Identifier: MIT */
#include "invalid/guard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void
make(struct guard *guard)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    unsigned char *all;

    all = mmap(NULL, GUARD_ROOM + 2 * page, PROT_NONE,
               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED ||
        mprotect(all + page, GUARD_ROOM, PROT_READ | PROT_WRITE) != 0) {
        perror("mmap");
        abort();
    }
    guard->room = all + page;
}

static size_t
smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* What is beside it on the open side; how many bytes. */
static unsigned char *
beside(const struct guard *guard, size_t *length)
{
    size_t open = GUARD_ROOM - guard->length;

    *length = smaller(open, GUARD_BESIDE);
    return guard->start == guard->room ? guard->start + guard->length :
        guard->start - *length;
}

unsigned char *
guard_put(struct guard *guard, const void *bytes, size_t length, bool at_end)
{
    unsigned char *watched;
    size_t n;

    if (guard->room == NULL)
        make(guard);
    if (length > GUARD_ROOM)
        abort();
    guard->start = at_end || length == 0 ?
        guard->room + GUARD_ROOM - length : guard->room;
    guard->length = length;
    watched = beside(guard, &n);
    memset(watched, GUARD_PATTERN, n);
    if (bytes == NULL)
        memset(guard->start, GUARD_PATTERN, length);
    else if (length > 0)
        memcpy(guard->start, bytes, length);
    return guard->start;
}

/* Each byte is as the one before it, and the first as it should be. */
bool
guard_kept(const struct guard *guard)
{
    size_t n;
    const unsigned char *watched = beside(guard, &n);

    return n == 0 || (watched[0] == GUARD_PATTERN &&
                      memcmp(watched, watched + 1, n - 1) == 0);
}
