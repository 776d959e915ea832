/* SPDX-License-Identifier: MIT */
/*
 * One look into the tokens of SPNEGO.  A mechListMIC takes up the first
 * number of each side, and no question to GSS tells of it.
 */
#include "secur32/secur32.h"

#define NEG_TOKEN_RESP 0xa1     /* [1] of NegotiationToken */
#define SEQUENCE 0x30
#define MECH_LIST_MIC 0xa3      /* [3] of NegTokenResp */

struct der {
    const unsigned char *next;
    size_t left;
};

/* The length field at *d, of definite form and up to four bytes; false if
 * there is none or the contents are not all there. */
static bool
read_length(struct der *d, size_t *length)
{
    size_t count = 0;
    bool good = d->left > 0;

    *length = 0;
    if (good) {
        *length = d->next[0];
        d->next++;
        d->left--;
    }
    if (*length > 0x7f) {
        count = *length & 0x7f;
        *length = 0;
        good = count >= 1 && count <= 4 && count <= d->left;
    }
    for (; good && count > 0; count--) {
        *length = *length << 8 | d->next[0];
        d->next++;
        d->left--;
    }
    return good && *length <= d->left;
}

/* One element: its tag, or 0 if there is none; its contents. */
static unsigned int
read_element(struct der *d, struct der *contents)
{
    unsigned int tag = 0;
    size_t length;

    contents->next = NULL;
    contents->left = 0;
    if (d->left > 0) {
        tag = d->next[0];
        d->next++;
        d->left--;
        if (read_length(d, &length)) {
            contents->next = d->next;
            contents->left = length;
            d->next += length;
            d->left -= length;
        } else {
            tag = 0;
        }
    }
    return tag;
}

bool
sspi_spnego_has_mic(const void *token, size_t length)
{
    struct der outer = { token, length }, response, fields, field;
    unsigned int tag = 0;

    if (read_element(&outer, &response) != NEG_TOKEN_RESP ||
        read_element(&response, &fields) != SEQUENCE)
        return tag == MECH_LIST_MIC;
    do {
        tag = read_element(&fields, &field);
    } while (tag != 0 && tag != MECH_LIST_MIC);
    return tag == MECH_LIST_MIC;
}
