/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "mech/contexts/begun_by_stock.h"

bool
gssksp_is_begun_by_stock(gss_ctx_id_t handle)
{
    uint32_t magic;

    memcpy(&magic, handle, sizeof(magic));
    return magic != GSSKSP_CTX_MAGIC;
}

gss_ctx_id_t
gssksp_begun_by_stock(struct gssksp_glue_context *m, gss_ctx_id_t handle,
                      gss_OID mech)
{
    m->self = m;
    m->mech = mech;
    m->handle = handle;
    return (gss_ctx_id_t)m;
}

/* As the mechglue makes it: three pieces of memory. */
gss_ctx_id_t
gssksp_begun_by_stock_give(struct gssksp_glue_context *m)
{
    struct gssksp_glue_context *given = malloc(sizeof(*given));
    gss_OID mech = malloc(sizeof(*mech));
    void *elements = malloc(m->mech->length);

    if (given != NULL && mech != NULL && elements != NULL) {
        memcpy(elements, m->mech->elements, m->mech->length);
        mech->length = m->mech->length;
        mech->elements = elements;
        (void)gssksp_begun_by_stock(given, m->handle, mech);
    } else {
        free(elements);
        free(mech);
        free(given);
        given = NULL;
    }
    m->handle = GSS_C_NO_CONTEXT;
    return (gss_ctx_id_t)given;
}
