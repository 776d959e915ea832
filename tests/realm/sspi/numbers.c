/* SPDX-License-Identifier: MIT */
/* Numbers: the package's, the caller's, the last there are; and those of
 * several threads. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ksp/message.h"
#include "realm/sspi/tests.h"

/* RFC 4121 tokens bear their number for all to see. */
static uint64_t
number_of(const struct sspi_message *m)
{
    uint64_t number = 0;
    int i;

    for (i = 8; i < 16; i++)
        number = number << 8 | m->token[i];
    return number;
}

/* A message and the wide form beside it. */
struct numbered {
    struct sspi_message m;
    KSP_MESSAGE_PARAMS params;
    SecBuffer buffers[3];
    SecBufferDesc list;
};

static void
numbered_init(struct numbered *n, uint64_t number)
{
    memset(&n->params, 0, sizeof(n->params));
    n->params.cbSize = sizeof(n->params);
    n->params.MessageSeqNo = number;
    n->buffers[0] = n->m.buffers[0];
    n->buffers[1] = n->m.buffers[1];
    n->buffers[2].BufferType = SECBUFFER_PKG_PARAMS;
    n->buffers[2].cbBuffer = sizeof(n->params);
    n->buffers[2].pvBuffer = &n->params;
    n->list.ulVersion = SECBUFFER_VERSION;
    n->list.cBuffers = 3;
    n->list.pBuffers = n->buffers;
}

/* Signs a new message; its token stays in n->m. */
static SECURITY_STATUS
sign(struct sspi_end *end, struct numbered *n, uint64_t wide, ULONG argument)
{
    SECURITY_STATUS status;

    message_init(&n->m, "text");
    numbered_init(n, wide);
    status = MakeSignature(&end->ctx, 0, &n->list, argument);
    n->m.buffers[1] = n->buffers[1];
    return status;
}

/* Takes it; n->params has its number, as the token bears it, and verdict. */
static SECURITY_STATUS
verify(struct sspi_end *end, struct numbered *n, uint64_t wide,
       ULONG argument)
{
    numbered_init(n, wide);
    return VerifySignature(&end->ctx, &n->list, argument, NULL);
}

static bool
was(const struct numbered *n, uint64_t number, ULONG verdict)
{
    return n->params.MessageSeqNo == number && n->params.Verdict == verdict;
}

/* ---- whose numbers -------------------------------------------------- */

/* The caller's numbers, on a datagram context. */
static void
datagram(const struct sspi_facts *facts)
{
    struct sspi_dialog dialog = { .request = SSPI_EVERYTHING |
                                  ISC_REQ_DATAGRAM };
    struct numbered first, third, next;
    struct sspi_end ends[2];

    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "datagram");
    tap_status(sign(&ends[0], &third, 0, 3), SEC_E_OK, "message 3");
    tap_status(sign(&ends[0], &first, 0, 1), SEC_E_OK, "message 1 after it");
    tap_status(sign(&ends[0], &next, 0, 0), SEC_E_OK, "no number: the next");
    tap_number(next.params.MessageSeqNo, 4, "after the highest");
    if (!facts->enctype->old_format)
        tap_number(number_of(&third.m) - number_of(&first.m), 2,
                   "their tokens are two apart");
    tap_status(verify(&ends[1], &first, 0, 2), SEC_E_OUT_OF_SEQUENCE,
               "it is not message 2");
    tap_ok(was(&first, 1, KSP_SEQ_MISMATCH), "but 1");
    tap_status(verify(&ends[1], &first, 0, 1), SEC_E_OK, "it is message 1");
    tap_status(verify(&ends[1], &third, 0, 3), SEC_E_OUT_OF_SEQUENCE,
               "message 3 without 2");
    tap_ok(was(&third, 3, KSP_SEQ_GAP), "the wide form says so");
    sspi_pair_close(ends);
}

/* Encrypts in place; with the number of the argument. */
static SECURITY_STATUS
encrypt(struct sspi_end *end, struct sspi_message *m, const char *text,
        ULONG number)
{
    message_init_sealed(m, text);
    return EncryptMessage(&end->ctx, 0, &m->list, number);
}

/* A number of the caller's twice: with RC4 there is no second message, here
 * or where the context goes. */
static void
twice(const struct sspi_facts *facts)
{
    struct sspi_dialog dialog = { .request = SSPI_EVERYTHING |
                                  ISC_REQ_DATAGRAM };
    SECURITY_STATUS again = facts->enctype->cksumtype == CKSUMTYPE_RC4 ?
        SEC_E_OUT_OF_SEQUENCE : SEC_E_OK;
    char kerberos[] = "Kerberos";
    struct sspi_message m;
    struct sspi_end ends[2];
    struct numbered n;
    SecBuffer packed;

    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "datagram");
    tap_status(encrypt(&ends[0], &m, "one", 3), SEC_E_OK, "message 3");
    tap_status(encrypt(&ends[0], &m, "two", 2), SEC_E_OK, "message 2");
    tap_status(encrypt(&ends[0], &m, "three", 3), again, "3 again");
    if (again != SEC_E_OK)
        tap_text(m.data, "three", "which is as it was");
    tap_status(sign(&ends[0], &n, 0, 2), again, "2 again, signed");
    tap_status(ExportSecurityContext(&ends[0].ctx,
                                     SECPKG_CONTEXT_EXPORT_DELETE_OLD,
                                     &packed, NULL), SEC_E_OK, "exported");
    tap_status(ImportSecurityContextA(kerberos, &packed, NULL, &ends[0].ctx),
               SEC_E_OK, "imported");
    FreeContextBuffer(packed.pvBuffer);
    tap_status(encrypt(&ends[0], &m, "four", 3), again, "there 3 again");
    tap_status(encrypt(&ends[0], &m, "five", 1), SEC_E_OK, "there message 1");
    tap_status(encrypt(&ends[0], &m, "six", 1), again, "1 again");
    sspi_pair_close(ends);
}

/* The package's, whatever the caller says. */
static void
connection(const struct sspi_facts *facts)
{
    struct sspi_dialog dialog = { .request = SSPI_EVERYTHING };
    struct numbered n[3];
    struct sspi_end ends[2];
    int i;

    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "a connection");
    for (i = 0; i < 3; i++) {
        tap_status(sign(&ends[0], &n[i], 0, 99), SEC_E_OK,
                   "signed; the argument is not looked at");
        tap_number(n[i].params.MessageSeqNo, (unsigned)i + 1, "its number");
    }
    if (!facts->enctype->old_format)
        tap_number(number_of(&n[2].m) - number_of(&n[0].m), 2,
                   "numbers in a row");
    tap_status(verify(&ends[1], &n[0], 0, 5), SEC_E_OK, "the first");
    tap_ok(was(&n[0], 1, KSP_SEQ_IN_ORDER), "in order");
    tap_status(verify(&ends[1], &n[2], 0, 0), SEC_E_OUT_OF_SEQUENCE,
               "after a gap");
    tap_ok(was(&n[2], 3, KSP_SEQ_GAP), "the wide form says so");
    tap_status(verify(&ends[1], &n[1], 0, 0), SEC_E_OUT_OF_SEQUENCE, "late");
    tap_ok(was(&n[1], 2, KSP_SEQ_UNSEQUENCED), "the wide form says so");
    tap_status(verify(&ends[1], &n[1], 0, 0), SEC_E_OUT_OF_SEQUENCE,
               "twice");
    tap_ok(was(&n[1], 2, KSP_SEQ_DUPLICATE), "the wide form says so");
    sspi_pair_close(ends);
}

/* ---- the last ones -------------------------------------------------- */

static uint64_t
last_number(const struct sspi_facts *facts)
{
    return facts->enctype->old_format ? (uint64_t)1 << 32 : INT64_MAX;
}

/* By the caller's numbers there is none after the last; and the receiver
 * finds it, one half of all at a time. */
static void
last_datagram(const struct sspi_facts *facts)
{
    struct sspi_dialog dialog = { .request = SSPI_EVERYTHING |
                                  ISC_REQ_DATAGRAM };
    uint64_t last = last_number(facts);
    struct sspi_message sealed;
    struct numbered n[3], none;
    struct sspi_end ends[2];

    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "datagram");
    tap_status(sign(&ends[0], &none, last + 1, 0), SEC_E_INVALID_PARAMETER,
               "one more than the last");
    tap_status(sign(&ends[0], &none, UINT64_MAX, 0), SEC_E_INVALID_PARAMETER,
               "many more");
    tap_status(sign(&ends[0], &n[0], last / 2, 0), SEC_E_OK, "half way");
    tap_status(sign(&ends[0], &n[1], 0, UINT32_MAX), SEC_E_OK,
               "as an argument");
    tap_number(n[1].params.MessageSeqNo, UINT32_MAX, "its number");
    tap_status(sign(&ends[0], &n[2], last, 0), SEC_E_OK, "the last");
    tap_number(n[2].params.MessageSeqNo, last, "its number");
    tap_status(sign(&ends[0], &none, 0, 0), SEC_E_CONTEXT_EXPIRED,
               "there is no next");
    message_init_sealed(&sealed, "text");
    tap_status(EncryptMessage(&ends[0].ctx, 0, &sealed.list, 0),
               SEC_E_CONTEXT_EXPIRED, "nor to be sealed");
    tap_text(sealed.data, "text", "the message is as it was");
    tap_status(verify(&ends[1], &n[0], 0, 0), SEC_E_OUT_OF_SEQUENCE,
               "half way, received");
    tap_ok(was(&n[0], last / 2, KSP_SEQ_GAP), "the wide form says so");
    tap_status(verify(&ends[1], &n[2], last, 0), SEC_E_OUT_OF_SEQUENCE,
               "the last, received");
    tap_ok(was(&n[2], last, KSP_SEQ_GAP), "the wide form says so");
    tap_status(verify(&ends[1], &n[2], last, 0), SEC_E_OUT_OF_SEQUENCE,
               "twice");
    tap_ok(was(&n[2], last, KSP_SEQ_DUPLICATE), "the wide form says so");
    sspi_pair_close(ends);
}

/* Where a packed context has how many messages were sent. */
#define AT_SEND_COUNT 40

/* By the package's numbers: an exported context is told that it has sent all
 * but one. */
static void
last_connection(const struct sspi_facts *facts)
{
    struct sspi_dialog dialog = { .request = SSPI_EVERYTHING };
    uint64_t count = last_number(facts) - 1;
    char kerberos[] = "Kerberos";
    struct sspi_end ends[2];
    struct numbered n;
    SecBuffer packed;
    unsigned char *at;
    int i;

    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "a connection");
    tap_status(ExportSecurityContext(&ends[0].ctx,
                                     SECPKG_CONTEXT_EXPORT_DELETE_OLD,
                                     &packed, NULL), SEC_E_OK, "exported");
    at = packed_context(&packed) + AT_SEND_COUNT;
    for (i = 0; i < 8; i++)
        at[i] = (unsigned char)(count >> (8 * i));
    tap_status(ImportSecurityContextA(kerberos, &packed, NULL, &ends[0].ctx),
               SEC_E_OK, "imported, having sent all messages but one");
    FreeContextBuffer(packed.pvBuffer);
    tap_status(sign(&ends[0], &n, 0, 0), SEC_E_OK, "the last");
    tap_number(n.params.MessageSeqNo, last_number(facts), "its number");
    for (i = 0; i < 2; i++)
        tap_status(sign(&ends[0], &n, 0, 0), SEC_E_CONTEXT_EXPIRED,
                   "there is no next");
    tap_status(sign_and_verify(&ends[1], &ends[0]), SEC_E_OK,
               "it still receives");
    sspi_pair_close(ends);
}

void
section_numbers(const struct sspi_facts *facts)
{
    connection(facts);
    datagram(facts);
    twice(facts);
    last_datagram(facts);
    last_connection(facts);
}

/* ---- threads -------------------------------------------------------- */

#define THREADS 4
#define PER_THREAD 500

static struct sspi_end shared[2];
static uint64_t numbers[THREADS][PER_THREAD];

/* Notes the numbers the tokens bear, as the other end reads them. */
static void *
signer(void *arg)
{
    uint64_t *mine = arg;
    struct numbered n;
    int i;

    for (i = 0; i < PER_THREAD; i++) {
        mine[i] = sign(&shared[0], &n, 0, 0) == SEC_E_OK &&
            verify(&shared[1], &n, 0, 0) != SEC_E_MESSAGE_ALTERED ?
            n.params.MessageSeqNo : 0;
    }
    return NULL;
}

/* Deletes the context under the feet of the others. */
static void *
user(void *arg)
{
    unsigned *wrong = arg;
    struct sspi_message m;
    SECURITY_STATUS status = SEC_E_OK;

    while (status == SEC_E_OK) {
        message_init_sealed(&m, "text");
        status = EncryptMessage(&shared[0].ctx, 0, &m.list, 0);
    }
    *wrong = status != SEC_E_INVALID_HANDLE;
    return NULL;
}

/* Counts the messages it makes until somebody has exported the context. */
static void *
sender(void *arg)
{
    uint64_t *made = arg;
    struct sspi_message m;
    SECURITY_STATUS status = SEC_E_OK;

    while (status == SEC_E_OK) {
        status = encrypt(&shared[0], &m, "text", 0);
        *made += status == SEC_E_OK;
    }
    if (status != SEC_E_INVALID_HANDLE)
        *made += UINT64_C(1) << 32;
    return NULL;
}

static void *
exporter(void *arg)
{
    SecBuffer *packed = arg;

    (void)ExportSecurityContext(&shared[0].ctx,
                                SECPKG_CONTEXT_EXPORT_DELETE_OLD, packed,
                                NULL);
    return NULL;
}

static uint64_t
send_count(const SecBuffer *packed)
{
    const unsigned char *at = packed_context(packed) + AT_SEND_COUNT;
    uint64_t count = 0;
    int i;

    for (i = 7; i >= 0; i--)
        count = count << 8 | at[i];
    return count;
}

/* Of what two exports found, the one: whether it has counted each message
 * that was made. */
static bool
counted(SecBuffer packed[2], uint64_t made)
{
    bool one = (packed[0].pvBuffer == NULL) != (packed[1].pvBuffer == NULL);
    SecBuffer *found = &packed[packed[0].pvBuffer == NULL];

    one = one && send_count(found) == made;
    (void)FreeContextBuffer(packed[0].pvBuffer);
    (void)FreeContextBuffer(packed[1].pvBuffer);
    return one;
}

#define EXPORTS 40

/* Two exports while others encrypt, on a context that is moved again and
 * again. */
static void
exports(void)
{
    char kerberos[] = "Kerberos";
    uint64_t before = 0, made[THREADS - 2];
    pthread_t threads[THREADS];
    SecBuffer packed[2], start;
    unsigned wrong = 0;
    int i, j;

    tap_status(ExportSecurityContext(&shared[0].ctx,
                                     SECPKG_CONTEXT_EXPORT_DELETE_OLD,
                                     &start, NULL), SEC_E_OK, "exported");
    before = send_count(&start);
    for (i = 0; i < EXPORTS; i++) {
        memset(made, 0, sizeof(made));
        wrong += ImportSecurityContextA(kerberos, &start, NULL,
                                        &shared[0].ctx) != SEC_E_OK;
        for (j = 0; j < THREADS - 2; j++)
            pthread_create(&threads[j], NULL, sender, &made[j]);
        usleep(500);
        for (j = 0; j < 2; j++)
            pthread_create(&threads[THREADS - 2 + j], NULL, exporter,
                           &packed[j]);
        for (j = 0; j < THREADS; j++)
            pthread_join(threads[j], NULL);
        wrong += !counted(packed, before + made[0] + made[1]);
    }
    FreeContextBuffer(start.pvBuffer);
    tap_number(wrong, 0, "one export has it, with each message counted");
}

static int
compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

void
section_threads(const struct sspi_facts *facts)
{
    struct sspi_dialog dialog = { .request = SSPI_EVERYTHING };
    uint64_t *all = &numbers[0][0];
    pthread_t threads[THREADS];
    unsigned wrong[THREADS] = { 0 }, sum = 0;
    size_t i, count = THREADS * PER_THREAD;
    bool row = true;

    tap_ok(sspi_pair_open(shared, facts->target, &dialog), "a context");
    for (i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, signer, numbers[i]);
    for (i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    qsort(all, count, sizeof(*all), compare);
    for (i = 1; i < count; i++)
        row = row && all[i] == all[i - 1] + 1;
    tap_ok(row && all[0] == 1, "every message has a number of its own");
    exports();
    sspi_pair_close(shared);
    tap_ok(sspi_pair_open(shared, facts->target, &dialog), "a context");
    for (i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, user, &wrong[i]);
    usleep(20000);
    tap_status(DeleteSecurityContext(&shared[0].ctx), SEC_E_OK,
               "deleted while in use");
    for (i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        sum += wrong[i];
    }
    tap_number(sum, 0, "each of the others ended with INVALID_HANDLE");
    shared[0].begun = false;
    sspi_pair_close(shared);
}
