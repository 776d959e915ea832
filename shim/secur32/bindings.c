/* SPDX-License-Identifier: MIT */
/* Channel bindings: one block of offsets and lengths, checked here. */
#include <stdlib.h>
#include <string.h>

#include "ksp/winerror.h"
#include "secur32/secur32.h"

/* Whether a part lies behind the struct and inside the buffer. */
static bool
inside(ULONG offset, ULONG length, ULONG size)
{
    return length == 0 || (offset >= sizeof(SEC_CHANNEL_BINDINGS) &&
                           offset <= size && length <= size - offset);
}

SECURITY_STATUS
sspi_bindings_copy(const SecBuffer *buffer, unsigned char **copy,
                   ULONG *length)
{
    const SecBuffer in = *buffer;
    SEC_CHANNEL_BINDINGS b;

    *copy = NULL;
    *length = 0;
    if (in.pvBuffer == NULL || in.cbBuffer < sizeof(b))
        return SEC_E_INVALID_PARAMETER;
    memcpy(&b, in.pvBuffer, sizeof(b));
    if (!inside(b.dwInitiatorOffset, b.cbInitiatorLength, in.cbBuffer) ||
        !inside(b.dwAcceptorOffset, b.cbAcceptorLength, in.cbBuffer) ||
        !inside(b.dwApplicationDataOffset, b.cbApplicationDataLength,
                in.cbBuffer))
        return SEC_E_INVALID_PARAMETER;
    *copy = malloc(in.cbBuffer);
    if (*copy == NULL)
        return SEC_E_INSUFFICIENT_MEMORY;
    memcpy(*copy, in.pvBuffer, in.cbBuffer);
    /* What was checked is what counts, whoever writes to the original. */
    memcpy(*copy, &b, sizeof(b));
    *length = in.cbBuffer;
    return SEC_E_OK;
}

static gss_buffer_desc
part(unsigned char *copy, ULONG offset, ULONG length)
{
    gss_buffer_desc p = GSS_C_EMPTY_BUFFER;

    if (length > 0) {
        p.value = copy + offset;
        p.length = length;
    }
    return p;
}

gss_channel_bindings_t
sspi_bindings_to_gss(unsigned char *copy,
                     struct gss_channel_bindings_struct *storage)
{
    gss_channel_bindings_t bindings = GSS_C_NO_CHANNEL_BINDINGS;
    SEC_CHANNEL_BINDINGS b;

    if (copy != NULL) {
        memcpy(&b, copy, sizeof(b));
        memset(storage, 0, sizeof(*storage));
        storage->initiator_addrtype = b.dwInitiatorAddrType;
        storage->initiator_address = part(copy, b.dwInitiatorOffset,
                                          b.cbInitiatorLength);
        storage->acceptor_addrtype = b.dwAcceptorAddrType;
        storage->acceptor_address = part(copy, b.dwAcceptorOffset,
                                         b.cbAcceptorLength);
        storage->application_data = part(copy, b.dwApplicationDataOffset,
                                         b.cbApplicationDataLength);
        bindings = storage;
    }
    return bindings;
}
