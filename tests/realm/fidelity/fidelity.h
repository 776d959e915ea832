/* SPDX-License-Identifier: MIT */
/*
 * What a program sees of names, credentials, mechanisms and contexts.
 *
 * The program `fidelity` makes many GSS calls and prints what came out of
 * them: major status, texts, flags, lengths, contents.  It is run once with
 * stock MIT Kerberos and once with the module, and the two must print the
 * same.  So it prints nothing that changes from run to run (times, keys,
 * minor codes), and nothing of what no module can keep as it was; that is
 * listed in fidelity.c.
 */
#ifndef TESTS_REALM_FIDELITY_FIDELITY_H
#define TESTS_REALM_FIDELITY_FIDELITY_H

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>
#include <stddef.h>

/* Mechanisms the sections go through. */
struct mech {
    const char *label;
    gss_OID_desc oid;
};
extern struct mech mechs[];
extern const size_t n_mechs;
extern gss_OID_desc mech_spnego;
/* The one of that label. */
gss_OID mech_of(const char *label);

/* ---- printing ------------------------------------------------------ */

/* Where we are: enter() adds a step to the path before every line, leave()
 * takes it off. */
void enter(const char *step);
void leave(void);

/* A line: the path, "label: " and the rest. */
void say(const char *label, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A result: the major status and, for failures, the texts of both codes
 * (not below a step "wrong").  Returns 1 if it was no error. */
int result(const char *label, OM_uint32 major, OM_uint32 minor);

/* Contents in hex, and its length; a NULL value is told from an empty one. */
void say_buffer(const char *label, const gss_buffer_desc *buffer);
/* Whether two buffers hold the same bytes. */
void say_same(const char *label, const gss_buffer_desc *a,
              const gss_buffer_desc *b);
void say_oid(const char *label, gss_const_OID oid);
/* In sorted order. */
void say_oid_set(const char *label, gss_OID_set set);
/* "none", "short", "indefinite" or "some". */
void say_lifetime(const char *label, OM_uint32 lifetime);
/* Display form, name type and exported form. */
void say_name(const char *step, gss_name_t name);
/* Everything gss_inquire_cred and gss_inquire_cred_by_mech tell. */
void say_cred(const char *step, gss_cred_id_t cred);

/* ---- making -------------------------------------------------------- */

/* The name, or GSS_C_NO_NAME after a line that says why not. */
gss_name_t import(const char *text, gss_const_OID type);

gss_buffer_desc text_buffer(const char *text);

/* A copy for gss_release_buffer. */
gss_buffer_desc copied_buffer(const char *text);

/* A credential of one mechanism from `count` key-value pairs (none: the
 * default store), or GSS_C_NO_CREDENTIAL after lines that say why not. */
gss_cred_id_t acquire_from(const char *label, gss_name_t name, gss_OID mech,
                           gss_cred_usage_t usage,
                           const gss_key_value_element_desc *elements,
                           OM_uint32 count);

/* ---- sections ------------------------------------------------------ */

/* Each needs the realm's environment (tests/realm.sh); see fidelity.sh for
 * the arguments and for what is in the realm. */
struct fidelity_args {
    const char *target;   /* host-based service of the keytab */
    const char *password; /* password of the principal "pass" */
    const char *dir;      /* where files may be written */
};

typedef void fidelity_section(const struct fidelity_args *args);

fidelity_section show_arguments, show_bindings, show_broken,
    show_contexts, show_cred_options, show_creds, show_deletion,
    show_expiry, show_flags, show_half, show_inspect, show_iov, show_mechs,
    show_messages, show_names, show_negotiate, show_no_creds, show_partial,
    show_process, show_s4u, show_status, show_stores, show_storing,
    show_tokens, show_transfer, show_unread;

#endif
