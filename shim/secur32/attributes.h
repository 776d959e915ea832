/* SPDX-License-Identifier: MIT */
/* Answers to questions about a context. */
#ifndef SHIM_SECUR32_ATTRIBUTES_H
#define SHIM_SECUR32_ATTRIBUTES_H

#include "secur32/secur32.h"

/* Writes the struct of one attribute, of A or of W; nothing on an error. */
typedef SECURITY_STATUS sspi_answer(const struct sspi_context *c, bool wide,
                                    void *buffer);

/* A copy of `text` where the struct has a pointer.  Error, for no text:
 * SEC_E_UNSUPPORTED_FUNCTION. */
SECURITY_STATUS sspi_put_text(void *buffer, size_t place, const char *text,
                              bool wide);

/* ---- attributes_established.c ------------------------------------------ */

sspi_answer sspi_answer_authority, sspi_answer_bindings,
    sspi_answer_client_token, sspi_answer_credential_name,
    sspi_answer_dce_info, sspi_answer_nego_packages,
    sspi_answer_nego_status, sspi_answer_proto_info, sspi_answer_target;

#endif
