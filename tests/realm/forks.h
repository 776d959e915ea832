/* SPDX-License-Identifier: MIT */
/*
 * What the stories of realm/forks.c share.  What cannot go on ends the
 * process.
 */
#ifndef TESTS_REALM_FORKS_H
#define TESTS_REALM_FORKS_H

#include <stdint.h>
#include <sys/types.h>

#include "realm/gss_pair.h"

#define MESSAGES 20
#define TOKEN_MAX 256

/* As it goes from one process to the other; length 0 is none. */
struct token {
    uint32_t length;
    unsigned char bytes[TOKEN_MAX];
};

/* The contexts that there are two copies of; closed at exit. */
extern struct gss_pair pair;

void die(const char *what);

/* Establishes, and says whose package it has. */
void open_pair(struct gss_pair *p, OM_uint32 flags);

/* Message number i: every other one is sealed.  check() also looks at what
 * came out. */
struct token make(gss_ctx_id_t ctx, int i);
OM_uint32 check(gss_ctx_id_t ctx, int i, const struct token *token);

void send_token(int fd, const struct token *token);
struct token receive_token(int fd);

/*
 * A child, with a socket between it and us: socket[0] is the parent's end,
 * socket[1] the child's.  The child leaves as programs do, by exit() and what
 * is to be done then, or by its alarm.
 */
pid_t fork_child(int socket[2]);

/* The story "threads". */
void tell_threads(void);

#endif
