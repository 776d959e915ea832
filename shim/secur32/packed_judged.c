/* SPDX-License-Identifier: MIT */
/*
 * A packed context that a program brings.  It is read once: what is judged is
 * what the package is given, whatever another thread does to the program's
 * bytes meanwhile.
 */
#include <string.h>

#include "bridge/policy.h"
#include "bridge/trace.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"

static SECURITY_STATUS
judge(const KSP_PACKED_CONTEXT *p)
{
    SECURITY_STATUS status = SEC_E_OK;

    if (gssksp_refused(p->Keys[p->KeyCount - 1].Enctype)) {
        gssksp_trace_refused(GSSKSP_TRACE_MESSAGES,
                             p->Role == KSP_ROLE_INITIATOR,
                             p->Keys[p->KeyCount - 1].Enctype);
        status = SEC_E_ALGORITHM_MISMATCH;
    }
    return status;
}

SECURITY_STATUS
sspi_packed_read(const SecBuffer *in, struct sspi_packed *packed)
{
    SECURITY_STATUS status = SEC_E_INVALID_PARAMETER;
    SecBuffer given;

    memset(packed, 0, sizeof(*packed));
    if (in == NULL)
        return SEC_E_INVALID_PARAMETER;
    given = *in;
    status = SEC_E_INVALID_TOKEN;
    if (given.pvBuffer == NULL || given.cbBuffer > sizeof(packed->bytes))
        return status;
    memcpy(packed->bytes, given.pvBuffer, given.cbBuffer);
    packed->length = given.cbBuffer;
    status = KspUnpackContext(packed->bytes, packed->length,
                              &packed->context);
    if (status == SEC_E_OK)
        status = judge(&packed->context);
    return status;
}
