/* SPDX-License-Identifier: MIT */
#include "realm/iov_unread.h"

#include <stddef.h>

#define L IOV_READ_LENGTH
#define V IOV_READ_VALUE
#define A IOV_READ_ALLOCATE
#define F IOV_READ_ALLOCATED
#define ROOM (L | V | A)

/* Which row of the table; PADDING and TRAILER have several. */
enum row {
    DATA, SIGN_ONLY, HEADER, MIC_TOKEN, STREAM, PADDING, PADDING_1964,
    PADDING_DCE, PADDINGS, TRAILER, TRAILER_1964, OTHER
};

enum column {
    WRAP, WRAP_LENGTH, GET_MIC, GET_MIC_LENGTH, PARTS, IN_STREAM, VERIFY
};

/* F is read by all that make a token, and of DATA in a STREAM, if they fail;
 * so nobody may put it there. */
static const unsigned char reads[][7] = {
    [DATA] = { L | V | F, L, L | V | F, L, L | V, A | F, L | V },
    [SIGN_ONLY] = { L | V | F, L, L | V | F, L, L | V, L | V, L | V },
    [HEADER] = { ROOM | F, 0, F, 0, L | V, 0, 0 },
    [MIC_TOKEN] = { F, 0, ROOM | F, 0, 0, 0, L | V },
    [STREAM] = { F, 0, F, 0, 0, L | V, 0 },
    [PADDING] = { F, 0, F, 0, L, 0, L },
    [PADDING_1964] = { ROOM | F, 0, L | V | F, 0, L | V | F, 0, L | V },
    [PADDING_DCE] = { F, 0, L | V | F, 0, L | V, 0, L | V },
    [PADDINGS] = { L | V | F, 0, L | V | F, 0, L | V, 0, L | V },
    [TRAILER] = { ROOM | F, 0, ROOM | F, 0, L | V, 0, L | V },
    [TRAILER_1964] = { F, 0, F, 0, L, 0, L },
    [OTHER] = { F, 0, F, 0, 0, 0, 0 },
};

static int
number_of(const gss_iov_buffer_desc *iov, int count, OM_uint32 type)
{
    int i, found = 0;

    for (i = 0; i < count; i++)
        found += GSS_IOV_BUFFER_TYPE(iov[i].type) == type;
    return found;
}

static enum row
padding_row(const struct iov_kind *kind, int several)
{
    enum row row = PADDING;

    if (several)
        row = PADDINGS;
    else if (kind->rfc1964)
        row = kind->dce ? PADDING_DCE : PADDING_1964;
    return row;
}

static enum row
row_of(const struct iov_kind *kind, OM_uint32 type, int several)
{
    enum row row = OTHER;

    switch (type) {
    case GSS_IOV_BUFFER_TYPE_DATA:
        row = DATA;
        break;
    case GSS_IOV_BUFFER_TYPE_SIGN_ONLY:
        row = SIGN_ONLY;
        break;
    case GSS_IOV_BUFFER_TYPE_HEADER:
        row = several ? OTHER : HEADER;
        break;
    case GSS_IOV_BUFFER_TYPE_MIC_TOKEN:
        row = several ? OTHER : MIC_TOKEN;
        break;
    case GSS_IOV_BUFFER_TYPE_STREAM:
        row = several ? OTHER : STREAM;
        break;
    case GSS_IOV_BUFFER_TYPE_PADDING:
        row = padding_row(kind, several);
        break;
    case GSS_IOV_BUFFER_TYPE_TRAILER:
        if (!several)
            row = kind->rfc1964 ? TRAILER_1964 : TRAILER;
        break;
    default:
        break;
    }
    return row;
}

static enum column
column_of(enum iov_call call, const gss_iov_buffer_desc *iov, int count)
{
    static const enum column columns[] = {
        [IOV_WRAP] = WRAP, [IOV_WRAP_LENGTH] = WRAP_LENGTH,
        [IOV_GET_MIC] = GET_MIC, [IOV_GET_MIC_LENGTH] = GET_MIC_LENGTH,
        [IOV_UNWRAP] = PARTS, [IOV_VERIFY_MIC] = VERIFY
    };
    enum column column = columns[call];

    if (call == IOV_UNWRAP &&
        number_of(iov, count, GSS_IOV_BUFFER_TYPE_STREAM) == 1)
        column = IN_STREAM;
    return column;
}

unsigned int
iov_read(enum iov_call call, const struct iov_kind *kind,
         const gss_iov_buffer_desc *iov, int count, int at)
{
    OM_uint32 type = GSS_IOV_BUFFER_TYPE(iov[at].type);
    int several = number_of(iov, count, type) > 1;
    unsigned int read = reads[row_of(kind, type, several)]
        [column_of(call, iov, count)];

    if ((read & A) != 0 &&
        (iov[at].type & GSS_IOV_BUFFER_FLAG_ALLOCATE) != 0)
        read &= ~(L | V);
    if ((read & L) != 0 && iov[at].buffer.length == 0)
        read &= ~V;
    return read;
}

static const size_t lengths[] = {
    SIZE_MAX, (size_t)1 << 32, ((size_t)1 << 32) + 1, UINT32_MAX, INT32_MAX,
    (size_t)INT32_MAX + 1, 4096, 1, 0, (size_t)0x7f0000000000, 16, 28
};

_Static_assert(sizeof(lengths) / sizeof(lengths[0]) == IOV_RUBBISH,
               "each kind of rubbish has a length");

/* Nowhere, all of them. */
static const uintptr_t addresses[] = { 1, 0, UINTPTR_MAX, 4096, 8 };

static OM_uint32
rubbish_flags(unsigned int read, unsigned int rubbish)
{
    OM_uint32 flags = (rubbish & 1) == 0 ? 0xfffc0000u : 0x5a140000u;

    if ((read & A) == 0 && (rubbish & 2) == 0)
        flags |= GSS_IOV_BUFFER_FLAG_ALLOCATE;
    if ((read & F) == 0 && (rubbish & 4) == 0)
        flags |= GSS_IOV_BUFFER_FLAG_ALLOCATED;
    return flags;
}

void
iov_spoil(enum iov_call call, const struct iov_kind *kind,
          gss_iov_buffer_desc *iov, int count, unsigned int rubbish)
{
    const size_t n = sizeof(addresses) / sizeof(addresses[0]);
    unsigned int read;
    int i;

    for (i = 0; i < count; i++) {
        read = iov_read(call, kind, iov, count, i);
        if ((read & L) == 0)
            iov[i].buffer.length = lengths[(rubbish + (unsigned int)i) %
                                           IOV_RUBBISH];
        if ((read & V) == 0)
            iov[i].buffer.value = (void *)addresses[(rubbish +
                                                     (unsigned int)i) % n];
        iov[i].type |= rubbish_flags(read, rubbish);
    }
}
