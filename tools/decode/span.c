/* SPDX-License-Identifier: MIT */
#include "base/der.h"
#include "tools/decode/span.h"

#define INTEGER 0x02
#define ENUMERATED 0x0a

bool
span_take(struct span *from, size_t length, struct span *part)
{
    part->data = from->data;
    part->length = 0;
    if (length > from->length)
        return false;
    part->length = length;
    from->data += length;
    from->length -= length;
    return true;
}

bool
span_element(struct span *from, unsigned char *tag, struct span *part)
{
    struct ksp_der der = { from->data, from->length };
    struct span rest;
    size_t length = 0;

    *tag = 0;
    part->data = from->data;
    part->length = 0;
    if (!ksp_der_head(&der, tag, &length) || length > der.left)
        return false;
    rest.data = der.next;
    rest.length = der.left;
    (void)span_take(&rest, length, part);
    *from = rest;
    return true;
}

bool
span_find(struct span in, unsigned char tag, struct span *part)
{
    unsigned char found;

    while (in.length > 0 && span_element(&in, &found, part)) {
        if (found == tag)
            return true;
    }
    part->data = in.data;
    part->length = 0;
    return false;
}

bool
span_enter(struct span in, unsigned char tag, struct span *part)
{
    unsigned char found;

    return span_element(&in, &found, part) && found == tag;
}

bool
span_number(struct span in, long long *value)
{
    unsigned long long bits;
    unsigned char tag;
    struct span part;
    size_t i;

    *value = 0;
    if (!span_element(&in, &tag, &part) ||
        (tag != INTEGER && tag != ENUMERATED) || part.length == 0 ||
        part.length > sizeof(bits))
        return false;
    bits = (part.data[0] & 0x80) != 0 ? ~0ull : 0;
    for (i = 0; i < part.length; i++)
        bits = bits << 8 | part.data[i];
    *value = (long long)bits;
    return true;
}

uint64_t
span_be(const struct span *part)
{
    uint64_t value = 0;
    size_t i;

    for (i = 0; i < part->length; i++)
        value = value << 8 | part->data[i];
    return value;
}
