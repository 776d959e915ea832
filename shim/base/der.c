/* SPDX-License-Identifier: MIT */
#include "base/der.h"

#define LENGTH_BYTES_MAX 4

bool
ksp_der_head(struct ksp_der *d, unsigned char *tag, size_t *length)
{
    size_t more, i;

    *tag = 0;
    *length = 0;
    if (d->left < 2)
        return false;
    more = (d->next[1] & 0x80) != 0 ? d->next[1] & 0x7fu : 0;
    if (more > LENGTH_BYTES_MAX || d->left - 2 < more)
        return false;
    *tag = d->next[0];
    *length = more == 0 ? d->next[1] & 0x7fu : 0;
    for (i = 0; i < more; i++)
        *length = *length << 8 | d->next[2 + i];
    d->next += 2 + more;
    d->left -= 2 + more;
    return true;
}

bool
ksp_der_enter(struct ksp_der *d, unsigned char tag, size_t *length)
{
    unsigned char found;

    return ksp_der_head(d, &found, length) && found == tag &&
        *length <= d->left;
}

bool
ksp_der_oid(struct ksp_der *d, const unsigned char **oid, size_t *length)
{
    *oid = NULL;
    *length = 0;
    if (d->left < 2 || d->next[0] != KSP_DER_OID || d->left - 2 < d->next[1])
        return false;
    *oid = d->next + 2;
    *length = d->next[1];
    d->next += 2 + *length;
    d->left -= 2 + *length;
    return true;
}
