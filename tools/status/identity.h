/* SPDX-License-Identifier: MIT */
/*
 * Who a process is, and which execution of a program: to be read before and
 * after whatever else is read of it.  What was read in between belongs
 * together if both are the same.
 */
#ifndef TOOLS_STATUS_IDENTITY_H
#define TOOLS_STATUS_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define IDENTITY_NUMBERS 4      /* real, effective, saved, for files */
#define IDENTITY_GROUPS 256     /* further groups that are known */
#define IDENTITY_VECTOR 128     /* words of the auxiliary vector */

struct identity {
    uid_t users[IDENTITY_NUMBERS];
    gid_t groups[IDENTITY_NUMBERS];
    gid_t further[IDENTITY_GROUPS];
    size_t n_further;
    bool more;                  /* groups than are known */
    unsigned long long start;   /* when it was: no other process of that
                                 * number was */
    unsigned long vector[IDENTITY_VECTOR];      /* each execution has
                                                 * another; zero if it
                                                 * cannot be read */
};

/* False if there is no such process. */
bool identity_read(pid_t pid, struct identity *identity);

bool identity_same(const struct identity *a, const struct identity *b);

/* All four numbers are that user's: nobody else can have had a hand in it. */
bool identity_is_of(const struct identity *identity, uid_t user);

/* The user whose files it has; of several, one that is not root. */
uid_t identity_user(const struct identity *identity);

/* It runs with other rights than its caller's (AT_SECURE), or may. */
bool identity_is_secure(const struct identity *identity);

#endif
