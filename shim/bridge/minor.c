/* SPDX-License-Identifier: MIT */
/*
 * The minor status codes of the module and their texts.
 *
 * A program must read the number and the text stock MIT would give it, so
 * what MIT has a code for is that code.  Those it has none for are ours,
 * and one of them is for a failure without a reason, where MIT's mechanism
 * gives 0: 0 from us must stay the glue's own 0, which has another text.
 */
#include <errno.h>
#include <krb5.h>
#include <stdlib.h>
#include <string.h>

#include "bridge/minor.h"

/* No com_err table and no errno has numbers from here ("Gksp"). */
#define OUR_BASE 0x476b7370L

static const struct {
    long value;
    const char *text; /* NULL: the text is com_err's */
} codes[GSSKSP_MINOR_COUNT] = {
    [GSSKSP_MINOR_NONE] = { 0, NULL },
    [GSSKSP_MINOR_BAD_TOK_HEADER] = { GGSS_BAD_TOK_HEADER, NULL },
    [GSSKSP_MINOR_BAD_DIRECTION] = { GGSS_BAD_DIRECTION, NULL },
    [GSSKSP_MINOR_WRONG_MECH] = { GGSS_WRONG_MECH, NULL },
    [GSSKSP_MINOR_BAD_SEQ] = { K5G_BAD_SEQ, NULL },
    [GSSKSP_MINOR_UNKNOWN_QOP] = { GGSS_UNKNOWN_QOP, NULL },
    [GSSKSP_MINOR_CTX_INCOMPLETE] = { K5G_CTX_INCOMPLETE, NULL },
    [GSSKSP_MINOR_BAD_MSIZE] = { KRB5_BAD_MSIZE, NULL },
    [GSSKSP_MINOR_NOPERM_ETYPE] = { KRB5_NOPERM_ETYPE, NULL },
    [GSSKSP_MINOR_BAD_INTEGRITY] = { KRB5KRB_AP_ERR_BAD_INTEGRITY, NULL },
    [GSSKSP_MINOR_NOMEM] = { ENOMEM, NULL },
    [GSSKSP_MINOR_INVAL] = { EINVAL, NULL },
    [GSSKSP_MINOR_NO_REASON] = { OUR_BASE + 2, "Success" },
    [GSSKSP_MINOR_NO_PACKAGE] = {
        OUR_BASE, "gss-ksp: the security package is not registered"
    },
    [GSSKSP_MINOR_INTERNAL] = {
        OUR_BASE + 1, "gss-ksp: the security package failed unexpectedly"
    },
    [GSSKSP_MINOR_NUMBER_USED] = {
        OUR_BASE + 3, "gss-ksp: this number was another message's"
    },
    [GSSKSP_MINOR_NO_EXPORT] = {
        OUR_BASE + 4, "gss-ksp: too many messages were sent for an export "
        "with this release of MIT krb5"
    }
};

/* Our own text for a value, or NULL. */
static const char *
own_text(OM_uint32 value)
{
    const char *text = NULL;
    size_t i;

    for (i = 0; i < GSSKSP_MINOR_COUNT; i++) {
        if (codes[i].text != NULL && (OM_uint32)codes[i].value == value)
            text = codes[i].text;
    }
    return text;
}

static OM_uint32
copy_text(OM_uint32 *minor, const char *from, gss_buffer_t text)
{
    OM_uint32 major = GSS_S_FAILURE;

    *minor = ENOMEM;
    text->value = strdup(from);
    if (text->value != NULL) {
        text->length = strlen(from);
        *minor = 0;
        major = GSS_S_COMPLETE;
    }
    return major;
}

OM_uint32
gssksp_minor(enum gssksp_minor code)
{
    return (OM_uint32)codes[code].value;
}

bool
gssksp_minor_is_ours(OM_uint32 value)
{
    return own_text(value) != NULL;
}

OM_uint32
gssksp_minor_text(OM_uint32 *minor, OM_uint32 value, gss_buffer_t text)
{
    const char *own = own_text(value), *shared = NULL;
    OM_uint32 major;

    text->length = 0;
    text->value = NULL;
    if (own == NULL)
        shared = krb5_get_error_message(NULL, (krb5_error_code)value);
    major = copy_text(minor, own != NULL ? own : shared, text);
    if (shared != NULL)
        krb5_free_error_message(NULL, shared);
    return major;
}
