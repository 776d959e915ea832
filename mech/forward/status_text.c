/* SPDX-License-Identifier: MIT */
/*
 * Texts of minor status codes.
 *
 * The glue gives every failure of ours a number in its table of (mechanism,
 * code); asked for the text of that number it asks us for that of the code.
 * A code that came out of the real mechanism is itself such a number, and
 * the glue finds the real mechanism by it.  A code made here, or by the glue
 * without entering it in the table (plain errno values), would lead the glue
 * back to us, for ever: so on the second visit we give com_err's text, which
 * is what the real mechanism would have said; and on the first one already
 * where no memory is left to tell it from the second.
 */
#include "bridge/minor.h"
#include "bridge/oids.h"
#include "mech/gssi.h"
#include "mech/per_thread.h"

static OM_uint32
ask_real_mech(struct gssksp_thread *thread, OM_uint32 *minor,
              OM_uint32 value, OM_uint32 *message_context, gss_buffer_t text)
{
    OM_uint32 major;

    thread->asks_text = true;
    major = gss_display_status(minor, value, GSS_C_MECH_CODE,
                               gssksp_real_mech(GSS_C_NO_OID),
                               message_context, text);
    thread->asks_text = false;
    return major;
}

static OM_uint32
display_minor(OM_uint32 *minor, OM_uint32 value, OM_uint32 *message_context,
              gss_buffer_t text)
{
    struct gssksp_thread *thread = gssksp_thread();
    OM_uint32 major = GSS_S_BAD_STATUS;

    if (thread != NULL && !thread->asks_text && !gssksp_minor_is_ours(value))
        major = ask_real_mech(thread, minor, value, message_context, text);
    /* BAD_STATUS: nobody entered the value in the glue's table. */
    if (major == GSS_S_BAD_STATUS) {
        *message_context = 0;
        major = gssksp_minor_text(minor, value, text);
    }
    return major;
}

OM_uint32
gssi_display_status(OM_uint32 *minor, OM_uint32 status_value,
                    int status_type, gss_OID mech_type,
                    OM_uint32 *message_context, gss_buffer_t status_string)
{
    OM_uint32 major = GSS_S_BAD_STATUS;

    *minor = 0;
    status_string->length = 0;
    status_string->value = NULL;
    if (status_type == GSS_C_MECH_CODE)
        major = display_minor(minor, status_value, message_context,
                              status_string);
    else if (status_type == GSS_C_GSS_CODE)
        major = gss_display_status(minor, status_value, status_type,
                                   gssksp_real_mech(mech_type),
                                   message_context, status_string);
    return major;
}
