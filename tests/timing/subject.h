/* SPDX-License-Identifier: MIT */
/* A genuine token, and the call that takes it. */
#ifndef TESTS_TIMING_SUBJECT_H
#define TESTS_TIMING_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>

#include "crypto/enctype.h"
#include "ksp/kerberos.h"
#include "ksp/message.h"
#include "ksp/winerror.h"

/* Of a message, and of all that a call is given. */
#define SUBJECT_MESSAGE 61
#define SUBJECT_MAX 256

enum subject_kind { SUBJECT_MIC, SUBJECT_SEALED, SUBJECT_KINDS };

/* Where things are in `bytes`, which are message and token of a MIC, or the
 * wrap token in one piece. */
struct subject {
    const SECPKG_KERNEL_FUNCTION_TABLE *package;
    const struct ksp_enctype *enctype;
    enum subject_kind kind;
    bool rfc1964;
    LSA_SEC_HANDLE initiator, acceptor;
    unsigned char bytes[SUBJECT_MAX];
    size_t length;
    size_t header;              /* TOK_ID */
    size_t number;              /* SND_SEQ */
    size_t cksum;
    size_t cksum_length;
    size_t body;                /* what is signed or sealed */
    size_t body_length;
};

/* The n-th of the package's enctypes; false if there is none, or no cipher
 * for it here. */
bool subject_open(struct subject *s, size_t n, enum subject_kind kind);
void subject_close(struct subject *s);

/* Another token of the same length, of another message. */
void subject_make(struct subject *s, const unsigned char *message);

/* The call, of `bytes`, which it overwrites. */
NTSTATUS subject_take(const struct subject *s, unsigned char *bytes);

#endif
