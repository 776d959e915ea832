/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "sanitizers.h"
#include "unit/unit_stack.h"

#define STACK ((size_t)256 * 1024)
#define SANITIZED (SANITIZED_ADDRESS || SANITIZED_THREAD)

struct job {
    void (*call)(void *);
    void *argument;
};

/* Deep down, where the thread's own end does not come. */
static void *
work(void *argument)
{
    const struct job *job = argument;
    volatile unsigned char above[8192];

    above[0] = 0;
    job->call(job->argument);
    above[sizeof(above) - 1] = above[0];
    return NULL;
}

static void
run(struct job *job, unsigned char *stack)
{
    pthread_attr_t attributes;
    pthread_t thread;

    memset(stack, 0, STACK);
    ck_assert_int_eq(pthread_attr_init(&attributes), 0);
    ck_assert_int_eq(pthread_attr_setstack(&attributes, stack, STACK), 0);
    ck_assert_int_eq(pthread_create(&thread, &attributes, work, job), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    pthread_attr_destroy(&attributes);
}

bool
unit_leaves(void (*call)(void *), void *argument, const void *bytes,
            size_t length)
{
    unsigned char *stack = aligned_alloc(4096, STACK);
    struct job job = { call, argument };
    bool found;

    ck_assert_ptr_nonnull(stack);
    run(&job, stack);
    run(&job, stack);
    found = memmem(stack, STACK, bytes, length) != NULL;
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
