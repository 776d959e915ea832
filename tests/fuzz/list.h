/* SPDX-License-Identifier: MIT */
/* A buffer list in memory that is watched. */
#ifndef TESTS_FUZZ_LIST_H
#define TESTS_FUZZ_LIST_H

#include "fuzz/party.h"
#include "ksp/sspi.h"

#define LIST_MAX 12

struct list {
    SecBuffer b[LIST_MAX];
    SecBufferDesc desc;
    KSP_MESSAGE_PARAMS params;
    bool at_end;                /* bytes end where nobody may read */
};

/* An empty one with parameters. */
void list_start(struct list *l, bool at_end, ULONG Flags, uint64_t wanted);

/* Append a copy of the bytes. */
SecBuffer *list_put(struct list *l, ULONG type, const void *bytes,
                    size_t length);

/* Nothing beside a buffer has changed. */
void list_check(const struct list *l, const struct party *p);

#endif
