/* SPDX-License-Identifier: MIT */
#include <gssapi/gssapi_ext.h>

#include "bridge/flags.h"

static const struct {
    OM_uint32 flag;
    ULONG isc;
    ULONG asc;
} flags_table[] = {
    { GSS_C_DELEG_FLAG, ISC_RET_DELEGATE, ASC_RET_DELEGATE },
    { GSS_C_MUTUAL_FLAG, ISC_RET_MUTUAL_AUTH, ASC_RET_MUTUAL_AUTH },
    { GSS_C_REPLAY_FLAG, ISC_RET_REPLAY_DETECT, ASC_RET_REPLAY_DETECT },
    { GSS_C_SEQUENCE_FLAG, ISC_RET_SEQUENCE_DETECT,
      ASC_RET_SEQUENCE_DETECT },
    { GSS_C_CONF_FLAG, ISC_RET_CONFIDENTIALITY, ASC_RET_CONFIDENTIALITY },
    { GSS_C_INTEG_FLAG, ISC_RET_INTEGRITY, ASC_RET_INTEGRITY },
    { GSS_C_ANON_FLAG, ISC_RET_NULL_SESSION, ASC_RET_NULL_SESSION },
    { GSS_C_DCE_STYLE, ISC_RET_USED_DCE_STYLE, ASC_RET_USED_DCE_STYLE },
    { GSS_C_IDENTIFY_FLAG, ISC_RET_IDENTIFY, ASC_RET_IDENTIFY },
    { GSS_C_EXTENDED_ERROR_FLAG, ISC_RET_EXTENDED_ERROR,
      ASC_RET_EXTENDED_ERROR },
};

#define FLAG_COUNT (sizeof(flags_table) / sizeof(flags_table[0]))

ULONG
gssksp_attributes_of(OM_uint32 flags, bool initiator)
{
    ULONG attributes = 0;
    size_t i;

    for (i = 0; i < FLAG_COUNT; i++) {
        if ((flags & flags_table[i].flag) != 0) {
            attributes |= initiator ? flags_table[i].isc :
                flags_table[i].asc;
        }
    }
    return attributes;
}

OM_uint32
gssksp_flags_of(ULONG attributes, bool initiator)
{
    OM_uint32 flags = 0;
    ULONG bit;
    size_t i;

    for (i = 0; i < FLAG_COUNT; i++) {
        bit = initiator ? flags_table[i].isc : flags_table[i].asc;
        if ((attributes & bit) == bit)
            flags |= flags_table[i].flag;
    }
    return flags;
}
