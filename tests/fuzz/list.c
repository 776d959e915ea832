/* SPDX-License-Identifier: MIT */
#include "fuzz/list.h"

#include <stdlib.h>
#include <string.h>

#include "invalid/guard.h"

static struct guard places[LIST_MAX];

void
list_start(struct list *l, bool at_end, ULONG Flags, uint64_t wanted)
{
    l->at_end = at_end;
    l->params.cbSize = sizeof(l->params);
    l->params.Flags = Flags;
    l->params.MessageSeqNo = wanted;
    l->params.Verdict = UINT32_MAX;
    l->params.Reserved = 0;
    l->b[0].BufferType = SECBUFFER_PKG_PARAMS;
    l->b[0].cbBuffer = sizeof(l->params);
    l->b[0].pvBuffer = &l->params;
    l->desc.ulVersion = SECBUFFER_VERSION;
    l->desc.cBuffers = 1;
    l->desc.pBuffers = l->b;
}

SecBuffer *
list_put(struct list *l, ULONG type, const void *bytes, size_t length)
{
    SecBuffer *b = &l->b[l->desc.cBuffers];

    if (l->desc.cBuffers == LIST_MAX)
        abort();
    b->BufferType = type;
    b->cbBuffer = (ULONG)length;
    b->pvBuffer = guard_put(&places[l->desc.cBuffers], bytes, length,
                            l->at_end);
    l->desc.cBuffers++;
    return b;
}

void
list_check(const struct list *l, const struct party *p)
{
    ULONG i;

    for (i = 1; i < l->desc.cBuffers; i++)
        party_must(p, guard_kept(&places[i]), "wrote beside a buffer");
}
