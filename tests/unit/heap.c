/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "unit/heap.h"

#define PIECES 200
#define GUARD 64
#define GUARD_BYTE 0xbd

/* An assertion here would allocate. */
struct piece {
    unsigned char *bytes;
    size_t length;
};

static struct piece pieces[PIECES];
static int allocated, dirty;
static bool watching, used;
static unsigned long fails_at;
static void (*to_call)(void);

void *__real_malloc(size_t length);
void __real_free(void *p);
void *__wrap_malloc(size_t length);
void *__wrap_calloc(size_t count, size_t length);
void __wrap_free(void *p);

static struct piece *
piece_of(const void *bytes)
{
    size_t i;

    for (i = 0; i < PIECES; i++) {
        if (pieces[i].bytes == bytes)
            return &pieces[i];
    }
    return NULL;
}

static bool
fails(void)
{
    return fails_at > 0 && --fails_at == 0;
}

/* One with this address was freed by others. */
static void
remember(unsigned char *bytes, size_t length)
{
    struct piece *place = piece_of(bytes);

    if (place == NULL)
        place = piece_of(NULL);
    if (place == NULL)
        abort();
    *place = (struct piece){ bytes, length };
    allocated++;
}

static void *
guarded(size_t length)
{
    unsigned char *p = __real_malloc(length + GUARD);

    if (p != NULL) {
        memset(p, 0xd5, length);
        memset(p + length, GUARD_BYTE, GUARD);
        if (watching)
            remember(p, length);
    }
    return p;
}

void *
__wrap_malloc(size_t length)
{
    void (*function)(void) = to_call;

    if (function != NULL) {
        to_call = NULL;
        function();
    }
    return fails() ? NULL : guarded(length);
}

void *
__wrap_calloc(size_t count, size_t length)
{
    void *p = __wrap_malloc(count * length);

    if (p != NULL)
        memset(p, 0, count * length);
    return p;
}

static void
inspect(struct piece *piece)
{
    size_t i;

    for (i = 0; i < GUARD; i++) {
        if (piece->bytes[piece->length + i] != GUARD_BYTE)
            abort();
    }
    for (i = 0; i < piece->length && piece->bytes[i] == 0; i++)
        continue;
    dirty += watching && i < piece->length;
    *piece = (struct piece){ NULL, 0 };
}

/* Others free here what they have from elsewhere. */
void
__wrap_free(void *p)
{
    struct piece *piece = used && p != NULL ? piece_of(p) : NULL;

    if (piece != NULL)
        inspect(piece);
    __real_free(p);
}

void
heap_start(void)
{
    memset(pieces, 0, sizeof(pieces));
    allocated = dirty = 0;
    watching = used = true;
}

void
heap_watch(bool on)
{
    watching = on;
}

int
heap_allocated(void)
{
    return allocated;
}

int
heap_there(void)
{
    int there = 0;
    size_t i;

    for (i = 0; i < PIECES; i++)
        there += pieces[i].bytes != NULL;
    return there;
}

int
heap_dirty(void)
{
    return dirty;
}

void
heap_fail(unsigned long at)
{
    fails_at = at;
}

void
heap_call(void (*function)(void))
{
    to_call = function;
}
