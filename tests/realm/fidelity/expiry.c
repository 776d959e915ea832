/* SPDX-License-Identifier: MIT */
/*
 * Lifetimes, and what happens to credentials and contexts after theirs.  The
 * tickets are for a few seconds.
 */
#include <krb5.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "realm/fidelity/calls.h"
#include "realm/fidelity/ends.h"

#define LIFE 4

/* When the tickets made last are no more. */
static time_t dead;

/* A second more and MIT gives a lifetime of -1, which is "indefinite". */
static void
wait_until_dead(void)
{
    while (time(NULL) <= dead + 2)
        sleep(1);
}

/* A ticket for LIFE seconds, of the principal "pass". */
static krb5_error_code
make_ticket(krb5_context context, const char *cache, const char *password)
{
    krb5_get_init_creds_opt *options = NULL;
    krb5_principal client = NULL;
    krb5_ccache ccache = NULL;
    krb5_creds creds;
    krb5_error_code code;

    memset(&creds, 0, sizeof(creds));
    code = krb5_parse_name(context, "pass", &client);
    if (code == 0)
        code = krb5_cc_resolve(context, cache, &ccache);
    if (code == 0)
        code = krb5_get_init_creds_opt_alloc(context, &options);
    if (code == 0) {
        krb5_get_init_creds_opt_set_tkt_life(options, LIFE);
        code = krb5_get_init_creds_opt_set_out_ccache(context, options,
                                                      ccache);
    }
    if (code == 0)
        code = krb5_get_init_creds_password(context, &creds, client,
                                            password, NULL, NULL, 0, NULL,
                                            options);
    dead = creds.times.endtime;
    krb5_free_cred_contents(context, &creds);
    krb5_get_init_creds_opt_free(context, options);
    if (ccache != NULL)
        krb5_cc_close(context, ccache);
    krb5_free_principal(context, client);
    return code;
}

static void
cache_name(char *name, size_t size, const char *label,
           const struct fidelity_args *args)
{
    snprintf(name, size, "FILE:%s/short.%s.cc", args->dir, label);
}

static gss_cred_id_t
short_cred(const char *label, gss_OID mech, const struct fidelity_args *args)
{
    char cache[1024];
    gss_key_value_element_desc element = { "ccache", cache };
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    krb5_context context = NULL;

    cache_name(cache, sizeof(cache), label, args);
    if (krb5_init_context(&context) == 0 &&
        make_ticket(context, cache, args->password) == 0)
        cred = acquire_from("short", GSS_C_NO_NAME, mech, GSS_C_INITIATE,
                            &element, 1);
    krb5_free_context(context);
    return cred;
}

/* ---- credentials --------------------------------------------------- */

static void
show_cred(const char *step, const char *label, gss_cred_id_t cred,
          const struct fidelity_args *args)
{
    char cache[1024];
    gss_key_value_element_desc element = { "ccache", cache };
    gss_key_value_set_desc store = { 1, &element };
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    gss_cred_id_t back = GSS_C_NO_CREDENTIAL;
    OM_uint32 major, minor;

    enter(step);
    say_cred("cred", cred);
    snprintf(cache, sizeof(cache), "FILE:%s/short.copy", args->dir);
    major = gss_store_cred_into(&minor, cred, GSS_C_INITIATE, mech_of("krb5"),
                                1, 0, &store, NULL, NULL);
    result("store", major, minor);
    major = gss_export_cred(&minor, cred, &token);
    if (result("export", major, minor)) {
        major = gss_import_cred(&minor, &token, &back);
        if (result("import", major, minor))
            say_cred("imported", back);
    }
    gss_release_buffer(&minor, &token);
    gss_release_cred(&minor, &back);
    cache_name(cache, sizeof(cache), label, args);
    back = acquire_from("again", GSS_C_NO_NAME, mech_of("krb5"),
                        GSS_C_INITIATE, &element, 1);
    if (back != GSS_C_NO_CREDENTIAL)
        say_cred("again", back);
    gss_release_cred(&minor, &back);
    leave();
}

/* ---- contexts ------------------------------------------------------ */

static void
show_messages_of(const struct both_ends *ends)
{
    gss_buffer_desc message = text_buffer("message");
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, out = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    major = gss_wrap(&minor, ends->initiator, 1, 0, &message, NULL, &token);
    result("wrap", major, minor);
    major = gss_unwrap(&minor, ends->acceptor, &token, &out, NULL, NULL);
    result("unwrap", major, minor);
    gss_release_buffer(&minor, &token);
    gss_release_buffer(&minor, &out);
    major = gss_get_mic(&minor, ends->acceptor, 0, &message, &token);
    result("mic", major, minor);
    major = gss_verify_mic(&minor, ends->initiator, &message, &token, NULL);
    result("verify", major, minor);
    gss_release_buffer(&minor, &token);
}

static void
show_export(const char *step, gss_ctx_id_t *context)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    enter(step);
    major = gss_export_sec_context(&minor, context, &token);
    if (result("export", major, minor)) {
        major = gss_import_sec_context(&minor, &token, context);
        if (result("import", major, minor))
            show_calls("imported", context);
    }
    gss_release_buffer(&minor, &token);
    leave();
}

static void
show_context(const char *step, struct both_ends *ends)
{
    enter(step);
    show_calls("initiator", &ends->initiator);
    show_calls("acceptor", &ends->acceptor);
    show_messages_of(ends);
    leave();
}

/* There is time for more when nobody lives any longer. */
static void
show_all_of(const char *step, struct both_ends *ends)
{
    enter(step);
    show_context("calls", ends);
    show_iov_lists(ends);
    show_broken_tokens(ends, 0);
    leave();
}

/* The ends, established while the tickets lived, after that; and one that is
 * completed only then, which the clock skew allows. */
struct mortal {
    const char *label;
    struct recipe recipe;
    struct both_ends ends;
    struct both_ends late;
};

static void
show_alive(struct mortal *m, const struct fidelity_args *args)
{
    gss_OID mech = mech_of(m->label);

    m->recipe = plain_recipe(mech, GSS_C_MUTUAL_FLAG | GSS_C_SEQUENCE_FLAG,
                             args);
    enter(m->label);
    m->recipe.initiator_cred = short_cred(m->label, mech, args);
    /* The default one is not for the old OID. */
    m->recipe.acceptor_cred = acquire_from("acceptor", GSS_C_NO_NAME, mech,
                                           GSS_C_ACCEPT, NULL, 0);
    show_cred("alive", m->label, m->recipe.initiator_cred, args);
    if (establish(&m->recipe, &m->ends))
        show_context("alive", &m->ends);
    init_leg(&m->recipe, &m->late);
    leave();
}

static void
show_dead(struct mortal *m, const struct fidelity_args *args)
{
    struct both_ends again = { 0 };

    enter(m->label);
    enter("dead");
    show_all_of("context", &m->ends);
    show_export("initiator", &m->ends.initiator);
    show_export("acceptor", &m->ends.acceptor);
    enter("late");
    accept_leg(&m->recipe, &m->late);
    init_leg(&m->recipe, &m->late);
    show_all_of("late", &m->late);
    leave();
    enter("again");
    establish(&m->recipe, &again);
    leave();
    show_cred("cred", m->label, m->recipe.initiator_cred, args);
    leave();
    leave();
    release_ends(&again);
}

void
show_expiry(const struct fidelity_args *args)
{
    struct mortal mortals[] = {
        { .label = "krb5" }, { .label = "old" }, { .label = "spnego" }
    };
    size_t n = sizeof(mortals) / sizeof(mortals[0]), i;

    enter("expiry");
    for (i = 0; i < n; i++)
        show_alive(&mortals[i], args);
    wait_until_dead();
    for (i = 0; i < n; i++)
        show_dead(&mortals[i], args);
    leave();
    for (i = 0; i < n; i++) {
        release_ends(&mortals[i].ends);
        release_ends(&mortals[i].late);
        release_recipe(&mortals[i].recipe);
    }
}
