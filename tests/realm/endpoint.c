/* SPDX-License-Identifier: MIT */
#include "realm/endpoint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "realm/gss_oids.h"
#include "realm/spnego_cred.h"
#include "realm/spnego_mic.h"

static const char package_name[] = "Kerberos";

void
world_enter(const char *config)
{
    if (setenv("GSS_MECH_CONFIG", config, 1) != 0) {
        perror("setenv");
        exit(1);
    }
}

bool
context_is_ours(gss_ctx_id_t ctx, OM_uint32 *major)
{
    gss_buffer_set_t answer = GSS_C_NO_BUFFER_SET;
    const gss_buffer_desc *name;
    OM_uint32 minor;
    bool ours = false;

    *major = gss_inquire_sec_context_by_oid(&minor, ctx, &oid_package_name,
                                            &answer);
    if (*major == GSS_S_COMPLETE && answer != GSS_C_NO_BUFFER_SET &&
        answer->count == 1) {
        name = &answer->elements[0];
        ours = name->length == strlen(package_name) &&
            memcmp(name->value, package_name, name->length) == 0;
    }
    gss_release_buffer_set(&minor, &answer);
    return ours;
}

static OM_uint32
acquire(struct endpoint *end, const struct dialog *dialog, OM_uint32 *minor)
{
    bool negotiate = dialog->negotiation != NEG_NONE;
    gss_OID_set_desc only_krb5 = { 1, &oid_krb5 };
    gss_OID mech = dialog->mech == GSS_C_NO_OID ? &oid_krb5 : dialog->mech;
    gss_OID_set_desc mechs = { 1, negotiate ? &oid_spnego : mech };
    gss_key_value_element_desc element = { "ccache", end->ccache };
    gss_key_value_set_desc store = { end->ccache == NULL ? 0 : 1, &element };
    OM_uint32 major;

    major = gss_acquire_cred_from(minor, GSS_C_NO_NAME, GSS_C_INDEFINITE,
                                  &mechs, end->side == INITIATOR ?
                                  GSS_C_INITIATE : GSS_C_ACCEPT,
                                  store.count == 0 ? NULL : &store,
                                  &end->cred, NULL, NULL);
    if (major == GSS_S_COMPLETE && negotiate)
        major = gss_set_neg_mechs(minor, end->cred, &only_krb5);
    return major;
}

/* Copies a file; true if all went well. */
static bool
copy_file(const char *from, const char *to)
{
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    char bytes[4096];
    size_t n = 0;
    bool good = in != NULL && out != NULL;

    while (good && (n = fread(bytes, 1, sizeof(bytes), in)) > 0)
        good = fwrite(bytes, 1, n, out) == n;
    if (in != NULL)
        fclose(in);
    if (out != NULL)
        good = fclose(out) == 0 && good;
    return good;
}

/* A ccache of our own; what it is called, to be freed. */
static char *
copy_ccache(const char *tgt_only)
{
    size_t size = strlen(tgt_only) + 32;
    char *name = malloc(size);

    if (name == NULL)
        exit(1);
    snprintf(name, size, "FILE:%s.%ld", tgt_only, (long)getpid());
    if (!copy_file(tgt_only, name + strlen("FILE:"))) {
        perror(name);
        exit(1);
    }
    return name;
}

OM_uint32
endpoint_open(struct endpoint *end, enum side side,
              const struct dialog *dialog)
{
    OM_uint32 major = GSS_S_COMPLETE;

    memset(end, 0, sizeof(*end));
    end->side = side;
    end->ctx = GSS_C_NO_CONTEXT;
    end->cred = GSS_C_NO_CREDENTIAL;
    end->delegated = GSS_C_NO_CREDENTIAL;
    end->mech = GSS_C_NO_OID;
    if (dialog->tgt_only != NULL && side == INITIATOR)
        end->ccache = copy_ccache(dialog->tgt_only);
    if (dialog->negotiation == NEG_MIC && side == INITIATOR)
        major = spnego_cred_iakerb_first(&end->minor, &end->cred);
    else if (dialog->explicit_creds || dialog->negotiation != NEG_NONE ||
             end->ccache != NULL)
        major = acquire(end, dialog, &end->minor);
    end->major = major;
    return major;
}

/* Channel bindings that hold application data only, or none. */
static gss_channel_bindings_t
make_bindings(const char *text, gss_channel_bindings_t storage)
{
    gss_channel_bindings_t bindings = GSS_C_NO_CHANNEL_BINDINGS;

    if (text != NULL) {
        memset(storage, 0, sizeof(*storage));
        storage->application_data.value = (void *)(uintptr_t)text;
        storage->application_data.length = strlen(text);
        bindings = storage;
    }
    return bindings;
}

static OM_uint32
step_initiator(struct endpoint *end, const struct dialog *dialog,
               const char *target, gss_buffer_t in, gss_buffer_t out)
{
    struct gss_channel_bindings_struct storage;
    bool first = end->ctx == GSS_C_NO_CONTEXT;
    gss_name_t name = name_of_service(target);
    gss_OID mech = dialog->mech == GSS_C_NO_OID ? &oid_krb5 : dialog->mech;
    OM_uint32 minor;

    if (dialog->negotiation != NEG_NONE)
        mech = &oid_spnego;
    end->major =
        gss_init_sec_context(&end->minor, end->cred, &end->ctx, name, mech,
                             dialog->flags, 0,
                             make_bindings(dialog->bindings[INITIATOR],
                                           &storage),
                             first ? GSS_C_NO_BUFFER : in, &end->mech, out,
                             &end->flags, &end->lifetime);
    gss_release_name(&minor, &name);
    return end->major;
}

static OM_uint32
step_acceptor(struct endpoint *end, const struct dialog *dialog,
              gss_buffer_t in, gss_buffer_t out)
{
    struct gss_channel_bindings_struct storage;
    gss_name_t from = GSS_C_NO_NAME;
    OM_uint32 minor;

    end->major =
        gss_accept_sec_context(&end->minor, &end->ctx, end->cred, in,
                               make_bindings(dialog->bindings[ACCEPTOR],
                                             &storage),
                               &from, &end->mech, out, &end->flags,
                               &end->lifetime, &end->delegated);
    gss_release_name(&minor, &from);
    return end->major;
}

OM_uint32
endpoint_step(struct endpoint *end, const struct dialog *dialog,
              const char *target, gss_buffer_t in, gss_buffer_t out)
{
    OM_uint32 major;

    out->length = 0;
    out->value = NULL;
    end->legs++;
    if (end->side == INITIATOR)
        major = step_initiator(end, dialog, target, in, out);
    else
        major = step_acceptor(end, dialog, in, out);
    if (dialog->negotiation == NEG_MIC)
        spnego_mic_where_read(out);
    return major;
}

void
endpoint_close(struct endpoint *end)
{
    OM_uint32 minor;

    gss_delete_sec_context(&minor, &end->ctx, GSS_C_NO_BUFFER);
    gss_release_cred(&minor, &end->cred);
    gss_release_cred(&minor, &end->delegated);
    if (end->ccache != NULL)
        unlink(end->ccache + strlen("FILE:"));
    free(end->ccache);
    end->ccache = NULL;
}
