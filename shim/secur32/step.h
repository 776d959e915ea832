/* SPDX-License-Identifier: MIT */
/* One call of establishment, at either side. */
#ifndef SHIM_SECUR32_STEP_H
#define SHIM_SECUR32_STEP_H

#include "secur32/secur32.h"

struct step {
    /* Arguments. */
    bool initiator;
    PCredHandle phCredential;
    PCtxtHandle phContext;
    PSecBufferDesc pInput;
    ULONG request;
    PCtxtHandle phNewContext;
    PSecBufferDesc pOutput;
    ULONG *pfContextAttr;
    PTimeStamp ptsExpiry;

    /* What they are. */
    SecBuffer *token_in;
    SecBuffer *bindings_in;
    SecBuffer *token_out;
    struct sspi_context *context;
    LSA_SEC_HANDLE held;        /* the context's handle; 0: the first call */

    /* What GSS made of them. */
    OM_uint32 major;
    OM_uint32 minor;
    OM_uint32 flags;
    gss_buffer_desc output;
};

/*
 * Sets the out arguments, sorts the buffers, and finds the context or makes
 * one.  sspi_step_end must follow, whatever is returned.
 */
SECURITY_STATUS sspi_step_begin(struct step *step);

/* Whether the call only wants the token that found no room before. */
bool sspi_step_is_repeat(const struct step *step);

/* Takes what GSS returned: opens a context that is complete.  The result is
 * that of the entry point, but for the room in the output buffer. */
SECURITY_STATUS sspi_step_conclude(struct step *step);

/* Hands out the token, settles the context's stage and its handle. */
SECURITY_STATUS sspi_step_end(struct step *step, SECURITY_STATUS status);

#endif
