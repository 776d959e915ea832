/* SPDX-License-Identifier: MIT */
/* Minor status codes. */
#ifndef SHIM_BRIDGE_MINOR_H
#define SHIM_BRIDGE_MINOR_H

#include <gssapi/gssapi.h>
#include <stdbool.h>

/* Of libgssapi_krb5's com_err tables, which have no public header. */
#define GGSS_UNKNOWN_QOP (-2045022968L)   /* G_UNKNOWN_QOP */
#define GGSS_WRONG_MECH (-2045022965L)    /* G_WRONG_MECH */
#define GGSS_BAD_TOK_HEADER (-2045022964L) /* G_BAD_TOK_HEADER */
#define GGSS_BAD_DIRECTION (-2045022963L) /* G_BAD_DIRECTION */
#define K5G_CTX_INCOMPLETE 39756039L      /* KG_CTX_INCOMPLETE */
#define K5G_BAD_SEQ 39756043L             /* KG_BAD_SEQ */

/*
 * What the module itself has to say.  A program must read the number and
 * the text stock MIT would give it, so most are codes of MIT's; a few are
 * our own, with numbers no com_err table has.
 */
enum gssksp_minor {
    GSSKSP_MINOR_NONE = 0,
    GSSKSP_MINOR_BAD_TOK_HEADER,    /* text of G_BAD_TOK_HEADER */
    GSSKSP_MINOR_BAD_DIRECTION,     /* text of G_BAD_DIRECTION */
    GSSKSP_MINOR_WRONG_MECH,        /* text of G_WRONG_MECH */
    GSSKSP_MINOR_BAD_SEQ,           /* text of KG_BAD_SEQ */
    GSSKSP_MINOR_UNKNOWN_QOP,       /* text of G_UNKNOWN_QOP */
    GSSKSP_MINOR_CTX_INCOMPLETE,    /* text of KG_CTX_INCOMPLETE */
    GSSKSP_MINOR_BAD_MSIZE,         /* text of KRB5_BAD_MSIZE */
    GSSKSP_MINOR_NOPERM_ETYPE,      /* text of KRB5_NOPERM_ETYPE */
    GSSKSP_MINOR_BAD_INTEGRITY,     /* of KRB5KRB_AP_ERR_BAD_INTEGRITY */
    GSSKSP_MINOR_NOMEM,             /* text of ENOMEM */
    GSSKSP_MINOR_INVAL,             /* text of EINVAL */
    GSSKSP_MINOR_NO_REASON,         /* "Success", as MIT's mechanism says */
    GSSKSP_MINOR_NO_PACKAGE,        /* the package is not registered */
    GSSKSP_MINOR_INTERNAL,          /* the package failed unexpectedly */
    GSSKSP_MINOR_NUMBER_USED,       /* another message has it for its key */
    GSSKSP_MINOR_NO_EXPORT,         /* no token can be given our numbers */
    GSSKSP_MINOR_COUNT
};

/* The OM_uint32 to hand out for a code; 0 for GSSKSP_MINOR_NONE. */
OM_uint32 gssksp_minor(enum gssksp_minor code);

/* Whether `value` is one of ours. */
bool gssksp_minor_is_ours(OM_uint32 value);

/* The text of any value, into *text (for gss_release_buffer).  Returns
 * GSS_S_COMPLETE, or GSS_S_FAILURE with *minor = ENOMEM. */
OM_uint32 gssksp_minor_text(OM_uint32 *minor, OM_uint32 value,
                            gss_buffer_t text);

#endif
