/* SPDX-License-Identifier: MIT */
/*
 * What the unit tests of the package share: packed contexts, contexts,
 * and messages in memory of their exact length, for a checker to see a
 * byte too many read or written.
 *
 * Everything here fails the running test when it cannot do its work.
 */
#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H

#include <check.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/enctype.h"
#include "ksp/kerberos.h"
#include "ksp/message.h"
#include "ksp/packed.h"
#include "ksp/winerror.h"

#define UNIT_ENCTYPES 6
#define UNIT_BUFFERS 32

/* Detections of a context, numbered 0 to 3 for loops. */
#define UNIT_DETECTIONS 4

#define assert_status(got, want) \
    ck_assert_uint_eq((ULONG)(got), (ULONG)(want))

/* Run the suite; the exit status of the program. */
int unit_run(Suite *suite);

/* A line on stderr, once for each call: `what` (a test, or a part of one)
 * cannot run here.  tests/cross.sh has a list of those that may not. */
void unit_cannot(const char *what, const char *why);

/* Whether the kernel has memory that is wiped on fork; emulators have not.
 * Without it `what` cannot run. */
bool unit_kernel_wipes(const char *what);

/* How often to repeat what is each time only a little different: `rounds`, or
 * fewer where UNIT_SLOW=N in the environment says that this processor is N
 * times as slow as others. */
int unit_rounds(int rounds);

/* The same numbers in every run. */
uint64_t unit_random(uint64_t *state);

/* Bytes of a string of hexadecimal digits; the length.  For free(). */
size_t unit_hex(const char *digits, unsigned char **out);

/* A copy in memory of its exact length, for free(). */
void *unit_copy(const void *data, size_t length);

/* ---- contexts ------------------------------------------------------- */

/* The package's table, as a program finds it: in the registry. */
const SECPKG_KERNEL_FUNCTION_TABLE *unit_package(void);

/* REPLAY_DETECT and SEQUENCE_DETECT of detection 0 to 3. */
ULONG unit_detection(int which);

/* A packed context of one side of a pair; the two sides fit together. */
KSP_PACKED_CONTEXT unit_packed(size_t enctype, USHORT Role,
                               ULONG ContextAttributes, ULONG KeyCount);

LSA_SEC_HANDLE unit_context(const KSP_PACKED_CONTEXT *packed);
void unit_delete(LSA_SEC_HANDLE ContextId);

struct unit_pair {
    LSA_SEC_HANDLE initiator;
    LSA_SEC_HANDLE acceptor;
};

struct unit_pair unit_pair(size_t enctype, ULONG ContextAttributes,
                           ULONG KeyCount);
void unit_pair_delete(const struct unit_pair *pair);

/* The state of a context: its packed form, byte for byte. */
struct unit_state {
    unsigned char packed[KSP_PACKED_MAX];
    ULONG length;
};

struct unit_state unit_state(LSA_SEC_HANDLE ContextId);
void unit_assert_state(LSA_SEC_HANDLE ContextId,
                       const struct unit_state *want);

/* ---- messages ------------------------------------------------------- */

struct unit_message {
    SecBufferDesc desc;
    SecBuffer buffers[UNIT_BUFFERS];
    void *memory[UNIT_BUFFERS];         /* what is to be freed */
    KSP_MESSAGE_PARAMS params;
};

void unit_message_init(struct unit_message *m);
void unit_message_free(struct unit_message *m);

/* Append a buffer with a copy of `content`; without content it is filled
 * with a pattern, and a length of 0 is without memory. */
SecBuffer *unit_add(struct unit_message *m, ULONG type, const void *content,
                    size_t length);

/* Append the parameters of the wide form. */
void unit_add_params(struct unit_message *m, ULONG Flags,
                     ULONGLONG MessageSeqNo);

/* Make a token of a message: a MIC, or a whole wrap token (RRC 0) in one
 * piece.  Its length; the memory is for free(). */
size_t unit_mic(LSA_SEC_HANDLE ContextId, const void *message,
                size_t length, unsigned char **token);
size_t unit_wrap(LSA_SEC_HANDLE ContextId, bool sealed, const void *message,
                 size_t length, unsigned char **token);

/* Check it. */
NTSTATUS unit_verify(LSA_SEC_HANDLE ContextId, const void *message,
                     size_t length, const unsigned char *token,
                     size_t token_length, ULONG *verdict);
NTSTATUS unit_unwrap(LSA_SEC_HANDLE ContextId, const void *message,
                     size_t length, const unsigned char *token,
                     size_t token_length, ULONG *verdict);

#endif
