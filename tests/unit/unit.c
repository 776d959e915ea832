/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "unit/unit.h"

#define PATTERN 0xa5

int
unit_run(Suite *suite)
{
    SRunner *sr = srunner_create(suite);
    int failed;

    srunner_run_all(sr, CK_ENV);
    failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

void
unit_cannot(const char *what, const char *why)
{
    fprintf(stderr, "# cannot: %s: %s\n", what, why);
}

bool
unit_kernel_wipes(const char *what)
{
    void *memory = mmap(NULL, 1, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                        0);
    bool wipes;

    ck_assert_ptr_ne(memory, MAP_FAILED);
    wipes = syscall(SYS_madvise, memory, 1, -1) != 0 &&
        syscall(SYS_madvise, memory, 1, MADV_WIPEONFORK) == 0;
    ck_assert_int_eq(munmap(memory, 1), 0);
    if (!wipes)
        unit_cannot(what, "the kernel wipes no memory on fork");
    return wipes;
}

int
unit_rounds(int rounds)
{
    const char *slow = getenv("UNIT_SLOW");
    long times = slow != NULL ? strtol(slow, NULL, 10) : 1;

    return times > 1 ? (int)(rounds / times) + 1 : rounds;
}

/* The 64-bit xorshift of Marsaglia's paper. */
uint64_t
unit_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static unsigned char
digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = strchr(digits, c);

    ck_assert(c != '\0' && found != NULL);
    return (unsigned char)(found - digits);
}

size_t
unit_hex(const char *digits, unsigned char **out)
{
    size_t length = strlen(digits) / 2, i;

    *out = malloc(length > 0 ? length : 1);
    ck_assert_ptr_nonnull(*out);
    for (i = 0; i < length; i++) {
        (*out)[i] = (unsigned char)(digit(digits[2 * i]) << 4 |
                                    digit(digits[2 * i + 1]));
    }
    return length;
}

/* Check writes to a file for every assertion that holds; some of these tests
 * make a million messages. */
static void
must(bool held, const char *what)
{
    if (!held)
        ck_abort_msg("%s", what);
}

static void
must_do(NTSTATUS status, const char *function)
{
    if (status != SEC_E_OK)
        ck_abort_msg("%s: %08x", function, (unsigned)status);
}

void *
unit_copy(const void *data, size_t length)
{
    void *copy = malloc(length);

    must(copy != NULL || length == 0, "no memory");
    if (length > 0)
        memcpy(copy, data, length);
    return copy;
}

/* ---- contexts ------------------------------------------------------- */

const SECPKG_KERNEL_FUNCTION_TABLE *
unit_package(void)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *table;

    must_do(KspRegisterKerberos(), "KspRegisterKerberos");
    table = KSecLocateSecurityProvider(&KspKerberosName);
    must(table != NULL, "the package is not there");
    return table;
}

ULONG
unit_detection(int which)
{
    return ((which & 1) != 0 ? ISC_RET_REPLAY_DETECT : 0u) |
        ((which & 2) != 0 ? ISC_RET_SEQUENCE_DETECT : 0u);
}

KSP_PACKED_CONTEXT
unit_packed(size_t enctype, USHORT Role, ULONG ContextAttributes,
            ULONG KeyCount)
{
    static const uint64_t initial[2] = { 0x11223344, 0x0badcafe55667788 };
    const struct ksp_enctype *et = ksp_enctype_at(enctype);
    KSP_PACKED_CONTEXT p;
    ULONG i, j;

    ck_assert_ptr_nonnull(et);
    memset(&p, 0, sizeof(p));
    p.Role = Role;
    p.ContextAttributes = ContextAttributes;
    p.StartTime = 132000000000000000;
    p.ExpiryTime = INT64_MAX;
    p.SendInitial = initial[Role == KSP_ROLE_ACCEPTOR];
    p.RecvInitial = initial[Role != KSP_ROLE_ACCEPTOR];
    p.KeyCount = KeyCount;
    for (i = 0; i < KeyCount; i++) {
        p.Keys[i].Enctype = et->enctype;
        p.Keys[i].Length = et->key_length;
        for (j = 0; j < et->key_length; j++)
            p.Keys[i].Contents[j] = (UCHAR)(j * 7 + i * 101 + enctype);
    }
    return p;
}

LSA_SEC_HANDLE
unit_context(const KSP_PACKED_CONTEXT *packed)
{
    unsigned char bytes[KSP_PACKED_MAX];
    SecBuffer data = { 0, SECBUFFER_EMPTY, bytes };
    LSA_SEC_HANDLE ContextId = 0;

    assert_status(KspPackContext(packed, bytes, sizeof(bytes),
                                 &data.cbBuffer), SEC_E_OK);
    assert_status(unit_package()->InitContext(0, &data, &ContextId),
                  SEC_E_OK);
    ck_assert_uint_ne(ContextId, 0);
    return ContextId;
}

void
unit_delete(LSA_SEC_HANDLE ContextId)
{
    assert_status(unit_package()->DeleteContext(ContextId, NULL), SEC_E_OK);
}

struct unit_pair
unit_pair(size_t enctype, ULONG ContextAttributes, ULONG KeyCount)
{
    KSP_PACKED_CONTEXT initiator, acceptor;
    struct unit_pair pair;

    initiator = unit_packed(enctype, KSP_ROLE_INITIATOR, ContextAttributes,
                            KeyCount);
    acceptor = unit_packed(enctype, KSP_ROLE_ACCEPTOR, ContextAttributes,
                           KeyCount);
    pair.initiator = unit_context(&initiator);
    pair.acceptor = unit_context(&acceptor);
    return pair;
}

void
unit_pair_delete(const struct unit_pair *pair)
{
    unit_delete(pair->initiator);
    unit_delete(pair->acceptor);
}

struct unit_state
unit_state(LSA_SEC_HANDLE ContextId)
{
    SecBuffer packed = { 0, 0, NULL };
    struct unit_state state;

    memset(&state, 0, sizeof(state));
    must_do(unit_package()->ExportContext(ContextId, 0, &packed, NULL),
            "ExportContext");
    must(packed.cbBuffer <= sizeof(state.packed), "it is too long");
    memcpy(state.packed, packed.pvBuffer, packed.cbBuffer);
    state.length = packed.cbBuffer;
    KspKernelFunctions.FreeHeap(packed.pvBuffer);
    return state;
}

void
unit_assert_state(LSA_SEC_HANDLE ContextId, const struct unit_state *want)
{
    struct unit_state got = unit_state(ContextId);

    must(got.length == want->length, "the state has another length");
    if (memcmp(got.packed, want->packed, want->length) != 0)
        ck_assert_mem_eq(got.packed, want->packed, want->length);
}

/* ---- messages ------------------------------------------------------- */

void
unit_message_init(struct unit_message *m)
{
    memset(m, 0, sizeof(*m));
    m->desc.ulVersion = SECBUFFER_VERSION;
    m->desc.pBuffers = m->buffers;
}

void
unit_message_free(struct unit_message *m)
{
    ULONG i;

    for (i = 0; i < m->desc.cBuffers; i++)
        free(m->memory[i]);
}

SecBuffer *
unit_add(struct unit_message *m, ULONG type, const void *content,
         size_t length)
{
    ULONG i = m->desc.cBuffers++;

    must(i < UNIT_BUFFERS, "too many buffers");
    if (length > 0) {
        m->memory[i] = malloc(length);
        must(m->memory[i] != NULL, "no memory");
        memset(m->memory[i], PATTERN, length);
        if (content != NULL)
            memcpy(m->memory[i], content, length);
    }
    m->buffers[i].BufferType = type;
    m->buffers[i].cbBuffer = (ULONG)length;
    m->buffers[i].pvBuffer = m->memory[i];
    return &m->buffers[i];
}

void
unit_add_params(struct unit_message *m, ULONG Flags, ULONGLONG MessageSeqNo)
{
    SecBuffer *b = unit_add(m, SECBUFFER_PKG_PARAMS, NULL, 0);

    m->params.cbSize = sizeof(m->params);
    m->params.Flags = Flags;
    m->params.MessageSeqNo = MessageSeqNo;
    m->params.Verdict = 0xdeadbeef;
    b->cbBuffer = sizeof(m->params);
    b->pvBuffer = &m->params;
}

size_t
unit_mic(LSA_SEC_HANDLE ContextId, const void *message, size_t length,
         unsigned char **token)
{
    struct unit_message m;
    SecBuffer *out;
    size_t made;

    unit_message_init(&m);
    unit_add(&m, SECBUFFER_DATA, message, length);
    out = unit_add(&m, SECBUFFER_TOKEN, NULL, 100);
    must_do(unit_package()->Sign(ContextId, 0, &m.desc, 0), "Sign");
    made = out->cbBuffer;
    *token = unit_copy(out->pvBuffer, made);
    unit_message_free(&m);
    return made;
}

size_t
unit_wrap(LSA_SEC_HANDLE ContextId, bool sealed, const void *message,
          size_t length, unsigned char **token)
{
    SecBuffer *header, *data, *padding, *trailer;
    struct unit_message m;
    size_t made;

    unit_message_init(&m);
    header = unit_add(&m, SECBUFFER_TOKEN, NULL, 100);
    data = unit_add(&m, SECBUFFER_DATA, message, length);
    padding = unit_add(&m, SECBUFFER_PADDING, NULL, 8);
    trailer = unit_add(&m, SECBUFFER_STREAM_TRAILER, NULL, 100);
    must_do(unit_package()->Seal(ContextId, sealed ? 0 :
                                 SECQOP_WRAP_NO_ENCRYPT, &m.desc, 0),
            "Seal");
    made = (size_t)header->cbBuffer + length + padding->cbBuffer +
        trailer->cbBuffer;
    *token = malloc(made);
    must(*token != NULL, "no memory");
    memcpy(*token, header->pvBuffer, header->cbBuffer);
    if (length > 0)
        memcpy(*token + header->cbBuffer, data->pvBuffer, length);
    memcpy(*token + header->cbBuffer + length, padding->pvBuffer,
           padding->cbBuffer);
    memcpy(*token + made - trailer->cbBuffer, trailer->pvBuffer,
           trailer->cbBuffer);
    unit_message_free(&m);
    return made;
}

NTSTATUS
unit_verify(LSA_SEC_HANDLE ContextId, const void *message, size_t length,
            const unsigned char *token, size_t token_length, ULONG *verdict)
{
    struct unit_message m;
    ULONG fQOP = 7;
    NTSTATUS status;

    unit_message_init(&m);
    unit_add(&m, SECBUFFER_DATA, message, length);
    unit_add(&m, SECBUFFER_TOKEN, token, token_length);
    unit_add_params(&m, 0, 0);
    status = unit_package()->Verify(ContextId, &m.desc, 0, &fQOP);
    must(fQOP == 0, "the QOP is not 0");
    *verdict = m.params.Verdict;
    unit_message_free(&m);
    return status;
}

NTSTATUS
unit_unwrap(LSA_SEC_HANDLE ContextId, const void *message, size_t length,
            const unsigned char *token, size_t token_length, ULONG *verdict)
{
    struct unit_message m;
    SecBuffer *data;
    NTSTATUS status;

    unit_message_init(&m);
    unit_add(&m, SECBUFFER_STREAM, token, token_length);
    data = unit_add(&m, SECBUFFER_DATA, NULL, 0);
    unit_add_params(&m, 0, 0);
    status = unit_package()->Unseal(ContextId, &m.desc, 0, NULL);
    *verdict = m.params.Verdict;
    if (status == SEC_E_OK || status == SEC_E_OUT_OF_SEQUENCE) {
        must(data->cbBuffer == length && (length == 0 ||
             memcmp(data->pvBuffer, message, length) == 0),
             "another message");
    }
    unit_message_free(&m);
    return status;
}
