/* SPDX-License-Identifier: MIT */
/*
 * Memory that the program has been given, for FreeContextBuffer.  Every block
 * is known by its address, so that a pointer that is none of them is found
 * out without being followed.
 */
#include "secur32/secur32.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "base/heap.h"
#include "base/lock.h"
#include "base/wipe.h"
#include "ksp/winerror.h"

/* So many that a program which has all its memory from here does not feel
 * them; what is not used of them takes no memory. */
#define BUCKETS 65536

/*
 * What stands before a block.  `next` is the next one of the bucket, all bits
 * turned over: to a checker of leaks only the program holds the block.
 */
struct given {
    uintptr_t next;
    size_t length;
    alignas(max_align_t) unsigned char data[];
};

/* The first of each, turned over too; 0 if there is none. */
static uintptr_t buckets[BUCKETS];

static struct given *
turn(uintptr_t turned)
{
    return turned != 0 ? (struct given *)~turned : NULL;
}

static uintptr_t
turned(const struct given *given)
{
    return given != NULL ? ~(uintptr_t)given : 0;
}

/* Blocks lie 16 bytes apart at least. */
static size_t
bucket_of(const void *data)
{
    uintptr_t address = (uintptr_t)data / alignof(max_align_t);

    return (address ^ address / BUCKETS) % BUCKETS;
}

static void
add(struct given *given)
{
    size_t bucket = bucket_of(given->data);
    unsigned int lock = ksp_lock_for(bucket);

    ksp_lock(lock);
    given->next = buckets[bucket];
    buckets[bucket] = turned(given);
    ksp_unlock(lock);
}

/* The block of that address, which nobody finds from now on; or NULL. */
static struct given *
remove_block(const void *data)
{
    size_t bucket = bucket_of(data);
    unsigned int lock = ksp_lock_for(bucket);
    struct given *given, *before = NULL;

    ksp_lock(lock);
    given = turn(buckets[bucket]);
    while (given != NULL && given->data != data) {
        before = given;
        given = turn(given->next);
    }
    if (given != NULL && before != NULL)
        before->next = given->next;
    else if (given != NULL)
        buckets[bucket] = given->next;
    ksp_unlock(lock);
    return given;
}

void *
sspi_give(size_t length)
{
    struct given *given = NULL;

    if (length <= UINT32_MAX - sizeof(*given) && ksp_lock_prepare_forks())
        given = ksp_heap_new(sizeof(*given) + length);
    if (given == NULL)
        return NULL;
    given->length = length;
    add(given);
    return given->data;
}

void *
sspi_give_copy(const void *data, size_t length)
{
    void *copy = sspi_give(length);

    if (copy != NULL && length > 0)
        memcpy(copy, data, length);
    return copy;
}

SECURITY_STATUS
sspi_take_back(void *data)
{
    struct given *given;

    if (data == NULL)
        return SEC_E_OK;
    given = remove_block(data);
    if (given == NULL)
        return SEC_E_INVALID_PARAMETER;
    ksp_wipe(given->data, given->length);
    ksp_heap_free(given);
    return SEC_E_OK;
}

SECURITY_STATUS SEC_ENTRY
FreeContextBuffer(PVOID pvContextBuffer)
{
    return sspi_take_back(pvContextBuffer);
}
