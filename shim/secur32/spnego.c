/* SPDX-License-Identifier: MIT */
/*
 * One look into the tokens of SPNEGO.  A mechListMIC takes up the first
 * number of each side, and no question to GSS tells of it.
 */
#include "base/der.h"
#include "secur32/secur32.h"

#define NEG_TOKEN_RESP 0xa1     /* [1] of NegotiationToken */
#define SEQUENCE 0x30
#define MECH_LIST_MIC 0xa3      /* [3] of NegTokenResp */

/* One element: its tag, or 0 if there is none; its contents. */
static unsigned int
read_element(struct ksp_der *d, struct ksp_der *contents)
{
    unsigned char tag;
    size_t length;

    contents->next = NULL;
    contents->left = 0;
    if (!ksp_der_head(d, &tag, &length) || length > d->left)
        return 0;
    contents->next = d->next;
    contents->left = length;
    d->next += length;
    d->left -= length;
    return tag;
}

bool
sspi_spnego_has_mic(const void *token, size_t length)
{
    struct ksp_der outer = { token, length }, response, fields, field;
    unsigned int tag = 0;

    if (read_element(&outer, &response) != NEG_TOKEN_RESP ||
        read_element(&response, &fields) != SEQUENCE)
        return tag == MECH_LIST_MIC;
    do {
        tag = read_element(&fields, &field);
    } while (tag != 0 && tag != MECH_LIST_MIC);
    return tag == MECH_LIST_MIC;
}
