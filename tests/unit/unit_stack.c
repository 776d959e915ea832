/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "sanitizers.h"
#include "unit/unit_stack.h"

#define SANITIZED (SANITIZED_ADDRESS || SANITIZED_THREAD)

void
unit_on_stack(void *(*work)(void *), void *argument, unsigned char *stack)
{
    pthread_attr_t attributes;
    pthread_t thread;

    ck_assert_int_eq(pthread_attr_init(&attributes), 0);
    ck_assert_int_eq(pthread_attr_setstack(&attributes, stack, UNIT_STACK),
                     0);
    ck_assert_int_eq(pthread_create(&thread, &attributes, work, argument), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    pthread_attr_destroy(&attributes);
}

struct job {
    void (*call)(void *);
    void *argument;
};

/* Whoever is called may look there: so it is there as a whole. */
static void *volatile above_call;

/* Deep down, where the thread's own end does not come. */
static void *
make_call(void *argument)
{
    const struct job *job = argument;
    unsigned char above[8192];

    above_call = above;
    job->call(job->argument);
    above_call = NULL;
    return NULL;
}

static void
run(struct job *job, unsigned char *stack)
{
    memset(stack, 0, UNIT_STACK);
    unit_on_stack(make_call, job, stack);
}

bool
unit_leaves(void (*call)(void *), void *argument, const void *bytes,
            size_t length)
{
    unsigned char *stack = aligned_alloc(4096, UNIT_STACK);
    struct job job = { call, argument };
    bool found;

    ck_assert_ptr_nonnull(stack);
    run(&job, stack);
    run(&job, stack);
    found = memmem(stack, UNIT_STACK, bytes, length) != NULL;
    free(stack);
    return found && !SANITIZED;
}

struct text {
    const void *bytes;
    size_t length;
};

/* The compiler knows nothing of who reads it. */
static void
leave(void *argument)
{
    const struct text *text = argument;
    volatile unsigned char there[64];
    size_t i;

    for (i = 0; i < text->length && i < sizeof(there); i++)
        there[i] = ((const unsigned char *)text->bytes)[i];
}

void
unit_assert_seen(const void *bytes, size_t length)
{
    struct text text = { bytes, length };

    ck_assert_int_eq(unit_leaves(leave, &text, bytes, length), !SANITIZED);
}
