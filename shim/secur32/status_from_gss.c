/* SPDX-License-Identifier: MIT */
/*
 * The status table wants the mechanism's own minor status.  What a program
 * gets is often another number: the GSS library numbers anew what two
 * mechanisms have in common, as SPNEGO and Kerberos do, or the module and
 * the mechanism behind it.  Its text stays the same, and that of the
 * original number in this thread is the same too, so texts are compared.
 */
#include "bridge/status_table.h"

#include <krb5.h>
#include <string.h>

#include "ksp/winerror.h"
#include "secur32/secur32.h"

static OM_uint32
text_of(OM_uint32 minor, gss_buffer_t text)
{
    OM_uint32 ignored, more = 0;

    return gss_display_status(&ignored, minor, GSS_C_MECH_CODE,
                              GSS_C_NO_OID, &more, text);
}

static bool
is_text(const gss_buffer_desc *text, const void *bytes, size_t length)
{
    return length == text->length && length > 0 &&
        memcmp(bytes, text->value, length) == 0;
}

static bool
same_text(const gss_buffer_desc *text, OM_uint32 known)
{
    gss_buffer_desc other = GSS_C_EMPTY_BUFFER;
    OM_uint32 ignored;
    bool same;

    same = text_of(known, &other) == GSS_S_COMPLETE &&
        is_text(text, other.value, other.length);
    (void)gss_release_buffer(&ignored, &other);
    return same;
}

/* The number of the table that `minor` stands for; or itself. */
static OM_uint32
original_minor(OM_uint32 minor)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 found = minor, known, ignored;
    bool done = false;
    size_t i;

    if (text_of(minor, &text) != GSS_S_COMPLETE)
        goto cleanup;
    for (i = 0; !done; i++) {
        known = gssksp_status_minor(i);
        done = known == 0 || known == minor;
        if (!done && same_text(&text, known)) {
            found = known;
            done = true;
        }
    }
cleanup:
    (void)gss_release_buffer(&ignored, &text);
    return found;
}

SECURITY_STATUS
sspi_status(OM_uint32 major, OM_uint32 minor)
{
    if (GSS_ERROR(major) && minor != 0)
        minor = original_minor(minor);
    return gssksp_status_of(major, minor);
}

/* The text is that of no error, as the mechanism or the GSS library has it. */
static bool
says_nothing(OM_uint32 minor)
{
    const char *none = krb5_get_error_message(NULL, 0);
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 ignored;
    bool same;

    same = none != NULL && text_of(minor, &text) == GSS_S_COMPLETE &&
        (is_text(&text, none, strlen(none)) || same_text(&text, 0));
    (void)gss_release_buffer(&ignored, &text);
    krb5_free_error_message(NULL, none);
    return same;
}

SECURITY_STATUS
sspi_status_of_token(OM_uint32 major, OM_uint32 minor)
{
    SECURITY_STATUS status = sspi_status(major, minor);

    return status == SEC_E_INTERNAL_ERROR &&
        (minor == 0 || says_nothing(minor)) ? SEC_E_INVALID_TOKEN : status;
}
