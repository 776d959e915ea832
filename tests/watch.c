/* SPDX-License-Identifier: MIT */
#include "watch.h"

#if WATCH_CAN

#include <check.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

/* In the flags of the processor: a trap behind the next instruction. */
#define SINGLE_STEP 0x100

static struct {
    unsigned char *page;
    size_t at;
    unsigned char flip;
    unsigned long when;
    volatile unsigned long touches;
    size_t place[WATCH_TOUCHES];
} watch;

static void
protect(int protection)
{
    if (mprotect(watch.page, WATCH_LENGTH, protection) != 0)
        _Exit(99);
}

/* The page is touched: let that one instruction do it. */
static void
on_touch(int number, siginfo_t *info, void *context)
{
    uintptr_t at = (uintptr_t)info->si_addr, page = (uintptr_t)watch.page;
    ucontext_t *u = context;

    if (at < page || at >= page + WATCH_LENGTH) {
        (void)signal(number, SIG_DFL);
        return;
    }
    if (watch.when == 0 && watch.touches < WATCH_TOUCHES)
        watch.place[watch.touches] = at - page;
    protect(PROT_READ | PROT_WRITE);
    u->uc_mcontext.gregs[REG_EFL] |= SINGLE_STEP;
}

static void
on_step(int number, siginfo_t *info, void *context)
{
    ucontext_t *u = context;

    (void)number;
    (void)info;
    watch.touches++;
    /* What comes behind the change need not be seen. */
    if (watch.touches == watch.when)
        watch.page[watch.at] ^= watch.flip;
    else
        protect(PROT_NONE);
    u->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)SINGLE_STEP;
}

static void
handle(int number, void (*handler)(int, siginfo_t *, void *))
{
    struct sigaction action;

    memset(&action, 0, sizeof(action));
    action.sa_sigaction = handler;
    action.sa_flags = SA_SIGINFO;
    ck_assert_int_eq(sigaction(number, &action, NULL), 0);
}

unsigned char *
watch_page(void)
{
    if (watch.page == NULL) {
        watch.page = mmap(NULL, WATCH_LENGTH, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        ck_assert_ptr_ne(watch.page, MAP_FAILED);
        handle(SIGSEGV, on_touch);
        handle(SIGTRAP, on_step);
    }
    return watch.page;
}

void
watch_begin(size_t at, unsigned char flip, unsigned long when)
{
    watch.at = at;
    watch.flip = flip;
    watch.when = when;
    watch.touches = 0;
    protect(PROT_NONE);
}

unsigned long
watch_end(void)
{
    protect(PROT_READ | PROT_WRITE);
    if (watch.when == 0 && watch.touches < WATCH_TOUCHES)
        watch.place[watch.touches] = WATCH_LENGTH;      /* none */
    return watch.touches;
}

bool
watch_matters(size_t at, unsigned long when)
{
    return when >= WATCH_TOUCHES ||
        (watch.place[when] <= at && at - watch.place[when] < WATCH_WIDEST);
}

#endif
