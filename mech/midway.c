/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "midway.h"

bool
gssksp_is_midway(gss_ctx_id_t handle)
{
    uint32_t magic;

    memcpy(&magic, handle, sizeof(magic));
    return magic != GSSKSP_CTX_MAGIC;
}

gss_ctx_id_t
gssksp_midway(struct gssksp_midway *m, gss_ctx_id_t handle, gss_OID mech)
{
    m->self = m;
    m->mech = mech;
    m->handle = handle;
    return (gss_ctx_id_t)m;
}
