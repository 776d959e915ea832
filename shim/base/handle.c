/* SPDX-License-Identifier: MIT */
/*
 * A slot's state word holds its generation, a bit that says the handle is
 * live, and the number of users.  Every transition is one compare-and-swap
 * on that word:
 *
 *      acquire   live, same generation     users + 1
 *      release                             users - 1
 *      stop      live, same generation     not live (by one of the users)
 *
 * Whoever brings a slot that is not live down to 0 users frees what is in
 * it and recycles the slot with the next generation.  A slot whose
 * generations are used up is retired.
 */
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "base/lock.h"
#include "base/handle.h"

/* A handle is generation << INDEX_BITS | index.  Generations start at 1,
 * so no handle is 0. */
#if UINTPTR_MAX > 0xffffffffu
#define INDEX_BITS 22
#define GENERATION_MAX (((uint64_t)1 << 40) - 1)
#else
#define INDEX_BITS 18
#define GENERATION_MAX (((uint64_t)1 << 14) - 1)
#endif

#define CHUNK_BITS 8
#define CHUNK_SLOTS ((size_t)1 << CHUNK_BITS)
#define CHUNK_COUNT ((size_t)1 << (INDEX_BITS - CHUNK_BITS))

#define USERS_BITS 23
#define USERS_MAX (((uint64_t)1 << USERS_BITS) - 1)
#define LIVE ((uint64_t)1 << USERS_BITS)
#define GENERATION_SHIFT (USERS_BITS + 1)

#define NO_SLOT SIZE_MAX

/* How long ksp_handle_wait waits: first without giving up the processor,
 * then asleep, each time twice as long as before.  0.7 s in all. */
#define SPINS 2000
#define FIRST_SLEEP 20000L      /* nanoseconds */
#define LAST_SLEEP (FIRST_SLEEP << 14)

struct slot {
    _Atomic uint64_t state;
    const struct ksp_kind *kind;
    void *object;
    size_t next_free;           /* under the table's lock */
};

static _Atomic(struct slot *) chunks[CHUNK_COUNT];

/* Under the table's lock. */
static size_t slots_made;
static size_t first_free = NO_SLOT;

static struct slot *
slot_at(size_t index)
{
    struct slot *chunk = NULL;

    if (index >> CHUNK_BITS < CHUNK_COUNT) {
        chunk = atomic_load_explicit(&chunks[index >> CHUNK_BITS],
                                     memory_order_acquire);
    }
    return chunk == NULL ? NULL : &chunk[index & (CHUNK_SLOTS - 1)];
}

static size_t
index_of(LSA_SEC_HANDLE handle)
{
    return handle & (((uintptr_t)1 << INDEX_BITS) - 1);
}

static uint64_t
generation_of(LSA_SEC_HANDLE handle)
{
    return (uint64_t)handle >> INDEX_BITS;
}

/* Make the slots of the next chunk free ones; table lock held. */
static void
add_chunk(void)
{
    struct slot *chunk = NULL;
    size_t i;

    if (slots_made >> CHUNK_BITS < CHUNK_COUNT)
        chunk = calloc(CHUNK_SLOTS, sizeof(*chunk));
    if (chunk != NULL) {
        for (i = 0; i < CHUNK_SLOTS; i++) {
            atomic_init(&chunk[i].state, (uint64_t)1 << GENERATION_SHIFT);
            chunk[i].next_free = i + 1 < CHUNK_SLOTS ?
                slots_made + i + 1 : NO_SLOT;
        }
        atomic_store_explicit(&chunks[slots_made >> CHUNK_BITS], chunk,
                              memory_order_release);
        first_free = slots_made;
        slots_made += CHUNK_SLOTS;
    }
}

LSA_SEC_HANDLE
ksp_handle_new_object(const struct ksp_kind *kind, void *object)
{
    LSA_SEC_HANDLE handle = 0;
    struct slot *slot;
    uint64_t state;
    size_t index;

    ksp_lock(KSP_LOCK_TABLE);
    if (first_free == NO_SLOT)
        add_chunk();
    index = first_free;
    if (index == NO_SLOT)
        goto cleanup;
    slot = slot_at(index);
    first_free = slot->next_free;
    slot->kind = kind;
    slot->object = object;
    state = atomic_load(&slot->state);
    handle = (LSA_SEC_HANDLE)((state >> GENERATION_SHIFT) << INDEX_BITS |
                              index);
    atomic_store_explicit(&slot->state, state | LIVE, memory_order_release);
cleanup:
    ksp_unlock(KSP_LOCK_TABLE);
    return handle;
}

/* Clear bits of the state of a live handle's slot, and add users. */
static bool
change(struct slot *slot, uint64_t generation, uint64_t clear,
       uint64_t users)
{
    uint64_t state = atomic_load_explicit(&slot->state,
                                          memory_order_relaxed);
    bool live, done = false;

    do {
        live = state >> GENERATION_SHIFT == generation &&
            (state & LIVE) != 0 && (state & USERS_MAX) + users <= USERS_MAX;
        if (live) {
            done = atomic_compare_exchange_weak_explicit(
                &slot->state, &state, (state & ~clear) + users,
                memory_order_acquire, memory_order_relaxed);
        }
    } while (live && !done);
    return done;
}

static void
recycle(struct slot *slot, size_t index)
{
    uint64_t generation = (atomic_load(&slot->state) >> GENERATION_SHIFT) + 1;

    slot->object = NULL;
    if (generation <= GENERATION_MAX) {
        ksp_lock(KSP_LOCK_TABLE);
        atomic_store(&slot->state, generation << GENERATION_SHIFT);
        slot->next_free = first_free;
        first_free = index;
        ksp_unlock(KSP_LOCK_TABLE);
    }
}

void
ksp_handle_release(LSA_SEC_HANDLE handle)
{
    struct slot *slot = slot_at(index_of(handle));
    uint64_t state;

    state = atomic_fetch_sub_explicit(&slot->state, 1,
                                      memory_order_acq_rel) - 1;
    if ((state & LIVE) == 0 && (state & USERS_MAX) == 0) {
        slot->kind->destroy(slot->object);
        recycle(slot, index_of(handle));
    }
}

/* The kind may be looked at only by a user: nobody recycles the slot. */
void *
ksp_handle_acquire_object(const struct ksp_kind *kind, LSA_SEC_HANDLE handle)
{
    struct slot *slot = slot_at(index_of(handle));
    void *object = NULL;

    if (slot == NULL || !change(slot, generation_of(handle), 0, 1))
        return NULL;
    if (slot->kind == kind)
        object = slot->object;
    else
        ksp_handle_release(handle);
    return object;
}

bool
ksp_handle_delete_object(const struct ksp_kind *kind, LSA_SEC_HANDLE handle)
{
    bool deleted = false;

    if (ksp_handle_acquire_object(kind, handle) == NULL)
        return false;
    deleted = ksp_handle_stop(handle);
    ksp_handle_release(handle);
    return deleted;
}

bool
ksp_handle_stop(LSA_SEC_HANDLE handle)
{
    return change(slot_at(index_of(handle)), generation_of(handle), LIVE, 0);
}

static bool
alone(LSA_SEC_HANDLE handle)
{
    uint64_t state = atomic_load_explicit(&slot_at(index_of(handle))->state,
                                          memory_order_acquire);

    return (state & USERS_MAX) == 1;
}

/* A sleep, for a thread of a higher priority must let the others run. */
void
ksp_handle_wait(LSA_SEC_HANDLE handle)
{
    struct timespec pause = { 0, FIRST_SLEEP };
    int i;

    for (i = 0; i < SPINS && !alone(handle); i++)
        ;
    for (; pause.tv_nsec <= LAST_SLEEP && !alone(handle);
         pause.tv_nsec *= 2)
        (void)nanosleep(&pause, NULL);
}
