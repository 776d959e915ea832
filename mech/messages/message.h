/* SPDX-License-Identifier: MIT */
/*
 * What every function that makes or takes a message needs: its QOP, and a
 * list of the package's buffers.  Inline, for a message takes less than half
 * a microsecond.
 */
#ifndef MECH_MESSAGES_MESSAGE_H
#define MECH_MESSAGES_MESSAGE_H

#include "bridge/minor.h"
#include "ksp/message.h"
#include "mech/mech.h"

/*
 * GSS_S_COMPLETE for the only QOP there is, GSS_S_BAD_QOP with its minor
 * status for another, as stock MIT: RFC 4121 knows none.
 */
static inline OM_uint32
gssksp_check_qop(OM_uint32 *minor, gss_qop_t qop)
{
    OM_uint32 major = GSS_S_COMPLETE;

    *minor = 0;
    if (qop != GSS_C_QOP_DEFAULT) {
        *minor = gssksp_minor(GSSKSP_MINOR_UNKNOWN_QOP);
        major = GSS_S_BAD_QOP;
    }
    return major;
}

/* conf_req_flag is a flag of the call, not a gss_qop_t; in SSPI it is a
 * QOP. */
static inline ULONG
gssksp_fQOP(int conf_req_flag)
{
    return conf_req_flag ? 0 : SECQOP_WRAP_NO_ENCRYPT;
}

static inline int
gssksp_conf_state(ULONG fQOP)
{
    return fQOP != SECQOP_WRAP_NO_ENCRYPT;
}

/* A buffer of the package's list; false if `length` is more than one can
 * have. */
static inline bool
gssksp_buffer(SecBuffer *buffer, ULONG type, void *value, size_t length)
{
    bool fits = length <= UINT32_MAX;

    buffer->BufferType = type;
    buffer->pvBuffer = value;
    buffer->cbBuffer = fits ? (ULONG)length : 0;
    return fits;
}

/* A list of `count` buffers. */
static inline SecBufferDesc
gssksp_list(SecBuffer *buffers, ULONG count)
{
    SecBufferDesc list = { SECBUFFER_VERSION, count, buffers };

    return list;
}

/* Parameters for the wide form, and the buffer that holds them. */
static inline KSP_MESSAGE_PARAMS
gssksp_params(ULONG Flags)
{
    KSP_MESSAGE_PARAMS params = { sizeof(params), Flags, 0, 0, 0 };

    return params;
}

static inline SecBuffer
gssksp_params_buffer(KSP_MESSAGE_PARAMS *params)
{
    SecBuffer buffer = { sizeof(*params), SECBUFFER_PKG_PARAMS, params };

    return buffer;
}

#endif
