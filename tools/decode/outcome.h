/* SPDX-License-Identifier: MIT */
/* Why a token does not open, in the words of GSS-API and of SSPI. */
#ifndef TOOLS_DECODE_OUTCOME_H
#define TOOLS_DECODE_OUTCOME_H

#include <krb5.h>

#include "ksp/ntsecpkg.h"
#include "tools/decode/fields.h"

#define OUTCOME_MAX 400

/* What the package said of a message; the verdict is its PKG_PARAMS's. */
void complain_package(struct decoding *d, const char *what, NTSTATUS status,
                      ULONG verdict);

/* The same of what libkrb5 said of a token that establishes a context; and as
 * words, where it is no fault of the token. */
void words_of_krb5(struct decoding *d, krb5_error_code code,
                   char words[OUTCOME_MAX]);
void complain_krb5(struct decoding *d, const char *what,
                   krb5_error_code code);

#endif
