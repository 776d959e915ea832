/* SPDX-License-Identifier: MIT */
#include "timing/subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/rfc1964.h"
#include "ksp/packed.h"

#define HEADER_RFC4121 16
#define SND_SEQ 8
#define SGN_CKSUM 16
#define CONFOUNDER_RFC1964 8
#define ROOM 100

static void
must(bool good, const char *what)
{
    if (!good) {
        fprintf(stderr, "timing: %s\n", what);
        exit(2);
    }
}

static const SECPKG_KERNEL_FUNCTION_TABLE *
package(void)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *table;

    must(KspRegisterKerberos() == SEC_E_OK, "no package");
    table = KSecLocateSecurityProvider(&KspKerberosName);
    must(table != NULL, "no package");
    return table;
}

/* Without detection: a token is taken as often as it comes. */
static LSA_SEC_HANDLE
context(const struct ksp_enctype *et, USHORT Role)
{
    unsigned char bytes[KSP_PACKED_MAX];
    SecBuffer data = { 0, SECBUFFER_EMPTY, bytes };
    LSA_SEC_HANDLE ContextId = 0;
    KSP_PACKED_CONTEXT p;
    ULONG i;

    memset(&p, 0, sizeof(p));
    p.Role = Role;
    p.StartTime = 132000000000000000;
    p.ExpiryTime = INT64_MAX;
    p.KeyCount = 1;
    p.Keys[0].Enctype = et->enctype;
    p.Keys[0].Length = et->key_length;
    for (i = 0; i < et->key_length; i++)
        p.Keys[0].Contents[i] = (UCHAR)(i * 29 + 13);
    must(KspPackContext(&p, bytes, sizeof(bytes), &data.cbBuffer) ==
         SEC_E_OK && package()->InitContext(0, &data, &ContextId) ==
         SEC_E_OK, "no context");
    return ContextId;
}

/* ---- tokens --------------------------------------------------------- */

static void
add(SecBufferDesc *list, ULONG type, void *bytes, size_t length)
{
    SecBuffer *b = &list->pBuffers[list->cBuffers++];

    b->BufferType = type;
    b->pvBuffer = bytes;
    b->cbBuffer = (ULONG)length;
}

static void
make_mic(struct subject *s, const unsigned char *message)
{
    SecBuffer buffers[2];
    SecBufferDesc list = { SECBUFFER_VERSION, 0, buffers };

    memcpy(s->bytes, message, SUBJECT_MESSAGE);
    add(&list, SECBUFFER_DATA, s->bytes, SUBJECT_MESSAGE);
    add(&list, SECBUFFER_TOKEN, s->bytes + SUBJECT_MESSAGE, ROOM);
    must(package()->Sign(s->initiator, 0, &list, 0) == SEC_E_OK, "no MIC");
    s->length = SUBJECT_MESSAGE + buffers[1].cbBuffer;
}

/* The parts, one behind the other: not rotated. */
static void
make_sealed(struct subject *s, const unsigned char *message)
{
    unsigned char header[ROOM], text[SUBJECT_MESSAGE], padding[8];
    unsigned char trailer[ROOM];
    SecBuffer buffers[4];
    SecBufferDesc list = { SECBUFFER_VERSION, 0, buffers };
    ULONG i;

    memcpy(text, message, sizeof(text));
    add(&list, SECBUFFER_TOKEN, header, sizeof(header));
    add(&list, SECBUFFER_DATA, text, sizeof(text));
    add(&list, SECBUFFER_PADDING, padding, sizeof(padding));
    add(&list, SECBUFFER_STREAM_TRAILER, trailer, sizeof(trailer));
    must(package()->Seal(s->initiator, 0, &list, 0) == SEC_E_OK,
         "no wrap token");
    s->length = 0;
    for (i = 0; i < list.cBuffers; i++) {
        must(s->length + buffers[i].cbBuffer <= sizeof(s->bytes), "too long");
        memcpy(s->bytes + s->length, buffers[i].pvBuffer,
               buffers[i].cbBuffer);
        s->length += buffers[i].cbBuffer;
        if (i == 0)
            s->body = s->length;
    }
}

static void
find_mic(struct subject *s)
{
    s->cksum = s->length - s->cksum_length;
    s->header = s->cksum - (s->rfc1964 ? SGN_CKSUM : HEADER_RFC4121);
    s->body = 0;
    s->body_length = SUBJECT_MESSAGE;
}

static void
find_sealed(struct subject *s)
{
    if (s->rfc1964) {
        s->body -= CONFOUNDER_RFC1964;
        s->body_length = s->length - s->body;
        s->cksum = s->body - s->cksum_length;
        s->header = s->cksum - SGN_CKSUM;
    } else {
        s->header = 0;
        s->body = HEADER_RFC4121;
        s->cksum = s->length - s->cksum_length;
        s->body_length = s->cksum - s->body;
    }
}

void
subject_make(struct subject *s, const unsigned char *message)
{
    if (s->kind == SUBJECT_MIC) {
        make_mic(s, message);
        find_mic(s);
    } else {
        make_sealed(s, message);
        find_sealed(s);
    }
    s->number = s->header + SND_SEQ;
}

bool
subject_open(struct subject *s, size_t n, enum subject_kind kind)
{
    static const unsigned char message[SUBJECT_MESSAGE];

    memset(s, 0, sizeof(*s));
    s->enctype = ksp_enctype_at(n);
    if (s->enctype == NULL)
        return false;
    s->rfc1964 = s->enctype->protocol == KSP_RFC1964;
    if (s->rfc1964 && ksp_1964_cipher_for(s->enctype) == NULL)
        return false;
    s->package = package();
    s->kind = kind;
    s->cksum_length = s->enctype->cksum_length;
    s->initiator = context(s->enctype, KSP_ROLE_INITIATOR);
    s->acceptor = context(s->enctype, KSP_ROLE_ACCEPTOR);
    subject_make(s, message);
    return true;
}

void
subject_close(struct subject *s)
{
    (void)package()->DeleteContext(s->initiator, NULL);
    (void)package()->DeleteContext(s->acceptor, NULL);
}

/* ---- the call ------------------------------------------------------- */

NTSTATUS
subject_take(const struct subject *s, unsigned char *bytes)
{
    SecBuffer buffers[2];
    SecBufferDesc list = { SECBUFFER_VERSION, 0, buffers };

    if (s->kind == SUBJECT_MIC) {
        add(&list, SECBUFFER_DATA, bytes, SUBJECT_MESSAGE);
        add(&list, SECBUFFER_TOKEN, bytes + SUBJECT_MESSAGE,
            s->length - SUBJECT_MESSAGE);
        return s->package->Verify(s->acceptor, &list, 0, NULL);
    }
    add(&list, SECBUFFER_STREAM, bytes, s->length);
    add(&list, SECBUFFER_DATA, NULL, 0);
    return s->package->Unseal(s->acceptor, &list, 0, NULL);
}
