/* SPDX-License-Identifier: MIT */
/*
 * Many contexts, used by all threads at a time, deleted and established anew
 * at random: each number is used once, every message arrives once, and memory
 * is what it was.
 *
 * A slot has a context.  Who sends holds its lock for reading, so that any
 * number do at a time; who deletes holds it for writing, but for SSPI every
 * other time: a handle may be deleted while others use it.  A replay window
 * has an end: when ROUND messages were sent in one direction the next thread
 * waits until all have arrived.
 */
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "realm/rng.h"
#include "realm/soak/soak.h"

/* At most as many as the window has places, with what is under way. */
#define ROUND 40
#define BATCH 4
#define DELETE_ONE_IN 200
#define AGAIN_ONE_IN 16
#define HOT 4

struct slot {
    pthread_rwlock_t lock;
    struct talk talk;
    _Atomic uint32_t round[2];
    struct used used[2];
    atomic_bool going;          /* somebody deletes it under way */
    bool raced;
};

struct tally {
    _Atomic uint64_t messages, again, deleted, raced, gone;
    _Atomic uint64_t repeated, lost, accepted_again, left_out, not_opened;
};

static struct {
    const struct soak_options *options;
    struct slot *slots;
    unsigned count;
    atomic_bool stop;
    struct tally tally;
} soak;

static void
count(_Atomic uint64_t *what)
{
    atomic_fetch_add_explicit(what, 1, memory_order_relaxed);
}

/* ---- slots ----------------------------------------------------------- */

/* The first message of a direction says where its numbers begin. */
static void
begin(struct slot *slot, enum side from)
{
    struct parcel p = { .kind = TALK_MIC, .from = from, .length = 1 };

    if (talk_make(&slot->talk, &p) != FATE_GOOD ||
        talk_take(&slot->talk, &p) != FATE_GOOD)
        count(&soak.tally.lost);
    used_begin(&slot->used[from], &p);
    slot->round[from] = 1;
}

static bool
is_sspi(const struct slot *slot)
{
    size_t index = (size_t)(slot - soak.slots);

    return strcmp(soak.options->face, "sspi") == 0 ||
        (strcmp(soak.options->face, "both") == 0 && index % 2 == 1);
}

static void
open_slot(struct slot *slot)
{
    if (!talk_open(&slot->talk, is_sspi(slot) ? &talk_sspi : &talk_gss,
                   soak.options->target)) {
        count(&soak.tally.not_opened);
        soak_die("no context");
    }
    slot->going = false;
    slot->raced = false;
    begin(slot, INITIATOR);
    begin(slot, ACCEPTOR);
}

static void
close_slot(struct slot *slot)
{
    int side;

    for (side = 0; side < 2 && !slot->raced; side++) {
        if (!used_without_gaps(&slot->used[side]))
            count(&soak.tally.left_out);
    }
    talk_close(&slot->talk);
    count(&soak.tally.deleted);
}

/* The deletion that the others do not wait for. */
static void
delete_under_way(struct slot *slot)
{
    bool first;

    pthread_rwlock_rdlock(&slot->lock);
    first = !atomic_exchange(&slot->going, true);
    if (first) {
        slot->raced = true;
        DeleteSecurityContext(&slot->talk.ends[0].ctx);
        DeleteSecurityContext(&slot->talk.ends[1].ctx);
        count(&soak.tally.raced);
    }
    pthread_rwlock_unlock(&slot->lock);
}

static void
renew(struct slot *slot, uint64_t random)
{
    if (is_sspi(slot) && random % 2 == 0)
        delete_under_way(slot);
    pthread_rwlock_wrlock(&slot->lock);
    close_slot(slot);
    open_slot(slot);
    pthread_rwlock_unlock(&slot->lock);
}

/* Nobody sends: what was sent has arrived. */
static void
next_round(struct slot *slot)
{
    pthread_rwlock_wrlock(&slot->lock);
    slot->round[0] = 0;
    slot->round[1] = 0;
    pthread_rwlock_unlock(&slot->lock);
}

/* ---- messages -------------------------------------------------------- */

static void
write_text(struct parcel *p, uint64_t random)
{
    size_t i;

    p->length = 1 + random % TALK_TEXT_MAX;
    for (i = 0; i < p->length; i++)
        p->text[i] = (unsigned char)(random >> i % 56);
}

static void
judge_made(struct slot *slot, struct parcel *p, enum fate fate)
{
    if (fate == FATE_GONE && slot->going)
        count(&soak.tally.gone);
    else if (fate != FATE_GOOD)
        count(&soak.tally.lost);
    else if (!used_note(&slot->used[p->from], p))
        count(&soak.tally.repeated);
}

static void
deliver(struct slot *slot, const struct parcel *p, bool again)
{
    enum fate fate = talk_take(&slot->talk, p);

    if (fate == FATE_GONE && slot->going) {
        count(&soak.tally.gone);
        return;
    }
    if (fate != FATE_GOOD)
        count(&soak.tally.lost);
    else
        count(&soak.tally.messages);
    if (again && fate == FATE_GOOD) {
        fate = talk_take(&slot->talk, p);
        if (fate != FATE_AGAIN && !(fate == FATE_GONE && slot->going))
            count(&soak.tally.accepted_again);
        count(&soak.tally.again);
    }
}

/* Made in a row, delivered from the last to the first. */
static void
send_batch(struct slot *slot, struct rng *random)
{
    static _Thread_local struct parcel batch[BATCH];
    enum side from = rng_next(random) % 2 == 0 ? INITIATOR : ACCEPTOR;
    bool made[BATCH];
    enum fate fate;
    int i;

    for (i = 0; i < BATCH; i++) {
        struct parcel *p = &batch[i];

        made[i] = atomic_fetch_add(&slot->round[from], 1) < ROUND;
        if (!made[i])
            continue;
        p->kind = (enum talk_kind)(rng_next(random) % TALK_KINDS);
        p->from = from;
        write_text(p, rng_next(random));
        fate = talk_make(&slot->talk, p);
        judge_made(slot, p, fate);
        made[i] = fate == FATE_GOOD;
    }
    for (i = BATCH - 1; i >= 0; i--) {
        if (made[i])
            deliver(slot, &batch[i], rng_next(random) % AGAIN_ONE_IN == 0);
    }
}

static bool
is_full(const struct slot *slot)
{
    return slot->used[0].count > USED_MAX - 2 * ROUND ||
        slot->used[1].count > USED_MAX - 2 * ROUND;
}

static void
enter(struct slot *slot)
{
    if (soak.options->stock)
        pthread_rwlock_wrlock(&slot->lock);
    else
        pthread_rwlock_rdlock(&slot->lock);
}

/* Half of the time one of a few, so that several threads are at it. */
static struct slot *
choose(struct rng *random)
{
    uint64_t n = rng_next(random);

    return &soak.slots[n % 2 == 0 ? n / 2 % soak.count :
                       n / 2 % HOT % soak.count];
}

static void *
run(void *arg)
{
    struct rng random = { (uint64_t)(uintptr_t)arg };
    struct slot *slot;
    bool full, over;

    while (!soak.stop) {
        slot = choose(&random);
        enter(slot);
        full = is_full(slot) || slot->going;
        over = slot->round[0] >= ROUND || slot->round[1] >= ROUND;
        if (!full && !over)
            send_batch(slot, &random);
        pthread_rwlock_unlock(&slot->lock);
        if (full || rng_next(&random) % DELETE_ONE_IN == 0)
            renew(slot, rng_next(&random));
        else if (over)
            next_round(slot);
    }
    return NULL;
}

/* ---- the run --------------------------------------------------------- */

static void
open_all(void)
{
    unsigned i;

    for (i = 0; i < soak.count; i++)
        open_slot(&soak.slots[i]);
}

static void
close_all(void)
{
    unsigned i;

    for (i = 0; i < soak.count; i++)
        close_slot(&soak.slots[i]);
}

/* Memory while they run: the highest in the second fifth of the time and in
 * the last, when all fifths have seen the same. */
static void
watch(struct memory *early, struct memory *late)
{
    const struct timespec tick = { 0, 100000000 };
    unsigned ticks = soak.options->seconds * 10, i;
    struct memory now, *which;

    memset(early, 0, sizeof(*early));
    memset(late, 0, sizeof(*late));
    for (i = 0; i < ticks; i++) {
        nanosleep(&tick, NULL);
        now = memory_now();
        which = i * 5 / ticks == 1 ? early : late;
        if (i * 5 / ticks != 1 && i * 5 / ticks != 4)
            continue;
        which->resident = now.resident > which->resident ? now.resident :
            which->resident;
        which->heap = now.heap > which->heap ? now.heap : which->heap;
    }
}

static void
run_threads(struct memory *early, struct memory *late)
{
    pthread_t threads[SOAK_THREADS];
    unsigned i;

    for (i = 0; i < soak.options->threads; i++) {
        if (pthread_create(&threads[i], NULL, run,
                           (void *)(uintptr_t)(time(NULL) + i)) != 0)
            soak_die("no thread");
    }
    watch(early, late);
    soak.stop = true;
    for (i = 0; i < soak.options->threads; i++)
        pthread_join(threads[i], NULL);
}

static void
show(const struct memory *early, const struct memory *late,
     const struct memory *empty, const struct memory *end)
{
    const struct tally *t = &soak.tally;

    printf("# messages=%llu again=%llu deleted=%llu under_way=%llu "
           "gone=%llu\n", (unsigned long long)t->messages,
           (unsigned long long)t->again, (unsigned long long)t->deleted,
           (unsigned long long)t->raced, (unsigned long long)t->gone);
    printf("# repeated=%llu lost=%llu accepted_again=%llu left_out=%llu\n",
           (unsigned long long)t->repeated, (unsigned long long)t->lost,
           (unsigned long long)t->accepted_again,
           (unsigned long long)t->left_out);
    printf("# resident_KiB=%ld,%ld heap_KiB=%ld,%ld empty_KiB=%ld,%ld\n",
           early->resident, late->resident, early->heap, late->heap,
           empty->heap, end->heap);
}

/* Resident memory takes time to find its height, which in seconds it has
 * not. */
#define RESIDENT_MAY 8192
#define HEAP_MAY 512

unsigned
soak_messages(const struct soak_options *options)
{
    struct memory empty, early, late, end;
    const struct tally *t = &soak.tally;
    unsigned failed = 0, i;

    soak.options = options;
    soak.count = options->contexts / 2;
    soak.slots = calloc(soak.count, sizeof(*soak.slots));
    if (soak.slots == NULL)
        soak_die("no memory");
    for (i = 0; i < soak.count; i++)
        pthread_rwlock_init(&soak.slots[i].lock, NULL);
    open_all();
    close_all();
    empty = memory_now();
    open_all();
    run_threads(&early, &late);
    close_all();
    end = memory_now();
    show(&early, &late, &empty, &end);
    failed += soak_ok(t->messages > 0 && t->deleted > soak.count,
                      "messages are sent and contexts deleted");
    failed += soak_ok(t->repeated == 0, "no number is used twice");
    failed += soak_ok(t->left_out == 0, "no number is left out");
    failed += soak_ok(t->lost == 0, "no message is lost");
    failed += soak_ok(t->again > 0 && t->accepted_again == 0,
                      "no message is taken twice");
    failed += soak_ok(late.resident - early.resident <= RESIDENT_MAY,
                      "resident memory stays");
    failed += soak_ok(end.heap - empty.heap <= HEAP_MAY,
                      "what was had of the heap is given back");
    return failed;
}
