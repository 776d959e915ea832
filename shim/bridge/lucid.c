/* SPDX-License-Identifier: MIT */
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/wipe.h"
#include "bridge/flags.h"
#include "bridge/lucid.h"
#include "bridge/oids.h"
#include "bridge/policy.h"
#include "ksp/packed.h"
#include "ksp/winerror.h"

#define UNIX_EPOCH_SECONDS INT64_C(11644473600)
#define FILETIME_PER_SECOND INT64_C(10000000)

#define RFC1964_PROTOCOL 0
#define RFC4121_PROTOCOL 1

/* SGN_ALG of DES3; its key is that of a raw cipher in the description. */
#define SGN_ALG_DES3 4

gss_OID_desc gssksp_lucid_v1_oid = {
    12, (void *)"\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x05\x06\x01"
};

static atomic_bool other_form;

bool
gssksp_lucid_is_other(void)
{
    return atomic_load(&other_form);
}

unsigned int
gssksp_lucid_version_asked(gss_const_OID oid)
{
    const gss_OID_desc *own = &gssksp_lucid_v1_oid;
    OM_uint32 length = own->length - 1, i;
    const unsigned char *bytes;
    unsigned int version = 0;

    if (oid == GSS_C_NO_OID || oid->length <= length ||
        memcmp(oid->elements, own->elements, length) != 0)
        return 0;
    bytes = oid->elements;
    for (i = length; i < oid->length; i++)
        version = version << 7 | (bytes[i] & 0x7fu);
    return version;
}

static LONGLONG
filetime(int64_t unix_seconds)
{
    return (unix_seconds + UNIX_EPOCH_SECONDS) * FILETIME_PER_SECOND;
}

gss_krb5_lucid_context_v1_t *
gssksp_lucid_of(gss_buffer_set_t set)
{
    gss_krb5_lucid_context_v1_t *lucid = NULL;

    if (set != GSS_C_NO_BUFFER_SET && set->count == 1 &&
        set->elements[0].length == sizeof(lucid))
        memcpy(&lucid, set->elements[0].value, sizeof(lucid));
    return lucid;
}

/* The mechanism's description, for gss_krb5_free_lucid_sec_context; NULL
 * if it has none. */
static gss_krb5_lucid_context_v1_t *
describe(gss_ctx_id_t real)
{
    gss_krb5_lucid_context_v1_t *lucid = NULL;
    gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
    OM_uint32 major, minor;

    major = gss_inquire_sec_context_by_oid(&minor, real, &gssksp_lucid_v1_oid,
                                           &set);
    if (major == GSS_S_COMPLETE)
        lucid = gssksp_lucid_of(set);
    (void)gss_release_buffer_set(&minor, &set);
    /* Of another form nothing is read, and nothing can be freed. */
    if (lucid != NULL && lucid->version != GSSKSP_LUCID_VERSION) {
        atomic_store(&other_form, true);
        lucid = NULL;
    }
    return lucid;
}

static void
free_description(gss_krb5_lucid_context_v1_t *lucid)
{
    OM_uint32 minor;

    if (lucid != NULL)
        (void)gss_krb5_free_lucid_sec_context(&minor, lucid);
}

/* An expired context says so and tells its flags all the same, but neither
 * names nor mechanism; MIT never looks at the expiry of a context when it
 * protects a message. */
static bool
inquire(gss_ctx_id_t real, OM_uint32 *flags, gss_OID *mech)
{
    gss_OID inside = GSS_C_NO_OID;
    OM_uint32 major, minor;

    *flags = 0;
    major = gss_inquire_context(&minor, real, NULL, NULL, NULL, &inside,
                                flags, NULL, NULL);
    /* In an acceptor's IAKERB there can be krb5: for DCE style, whose first
     * token names no mechanism. */
    if (major == GSS_S_COMPLETE)
        *mech = gssksp_public_mech(inside);
    return major == GSS_S_COMPLETE || major == GSS_S_CONTEXT_EXPIRED;
}

/* ---- the policy ----------------------------------------------------- */

/* One of the descriptions keys of tokens of RFC 1964 have. */
static int32_t
enctype_1964(const gss_krb5_rfc1964_keydata_t *kd)
{
    return kd->sign_alg == SGN_ALG_DES3 ? ENCTYPE_DES3_CBC_SHA1 :
        (int32_t)kd->ctx_key.type;
}

/* Of the key that protects what both sides send; 0 in a protocol we do not
 * know. */
static int32_t
enctype_of(const gss_krb5_lucid_context_v1_t *lucid)
{
    const gss_krb5_cfx_keydata_t *kd = &lucid->cfx_kd;
    int32_t enctype = 0;

    if (lucid->protocol == RFC4121_PROTOCOL)
        enctype = (int32_t)(kd->have_acceptor_subkey ?
                            kd->acceptor_subkey.type : kd->ctx_key.type);
    else if (lucid->protocol == RFC1964_PROTOCOL)
        enctype = enctype_1964(&lucid->rfc1964_kd);
    return enctype;
}

/* A protocol we do not know is refused where there is a policy. */
static bool
is_refused(const gss_krb5_lucid_context_v1_t *lucid)
{
    bool known = lucid->protocol == RFC4121_PROTOCOL ||
        lucid->protocol == RFC1964_PROTOCOL;

    return known ? gssksp_refused(enctype_of(lucid)) :
        gssksp_policy_in_force();
}

/* MIT's code takes messages under the initiator's key too where there is one
 * of the acceptor's. */
static bool
is_refused_forwarded(const gss_krb5_lucid_context_v1_t *lucid)
{
    return is_refused(lucid) ||
        (lucid->protocol == RFC4121_PROTOCOL &&
         gssksp_refused((int32_t)lucid->cfx_kd.ctx_key.type));
}

static bool
is_allowed(gss_ctx_id_t real)
{
    gss_krb5_lucid_context_v1_t *lucid = describe(real);
    bool allowed = lucid != NULL && !is_refused_forwarded(lucid);

    free_description(lucid);
    return allowed;
}

int32_t
gssksp_enctype(gss_ctx_id_t real)
{
    gss_krb5_lucid_context_v1_t *lucid = NULL;
    OM_uint32 flags;
    gss_OID mech;
    int32_t enctype = 0;

    if (inquire(real, &flags, &mech))
        lucid = describe(real);
    if (lucid != NULL)
        enctype = enctype_of(lucid);
    free_description(lucid);
    return enctype;
}

static gss_name_t
peer_name(gss_ctx_id_t real, bool initiator)
{
    gss_name_t name = GSS_C_NO_NAME;
    OM_uint32 major, minor, lifetime;

    /* The time first: asked for the names of an expired context, MIT's
     * library loses their memory. */
    major = gss_context_time(&minor, real, &lifetime);
    if (major == GSS_S_COMPLETE)
        (void)gss_inquire_context(&minor, real, initiator ? NULL : &name,
                                  initiator ? &name : NULL, NULL, NULL, NULL,
                                  NULL, NULL);
    return name;
}

void
gssksp_peer(gss_ctx_id_t real, bool initiator, char *text, size_t size)
{
    gss_buffer_desc shown = GSS_C_EMPTY_BUFFER;
    gss_name_t name = peer_name(real, initiator);
    OM_uint32 minor;

    text[0] = '\0';
    if (name == GSS_C_NO_NAME)
        return;
    if (gss_display_name(&minor, name, &shown, NULL) == GSS_S_COMPLETE)
        (void)snprintf(text, size, "%.*s", (int)shown.length,
                       (const char *)shown.value);
    (void)gss_release_buffer(&minor, &shown);
    (void)gss_release_name(&minor, &name);
}

/* There are no messages before a context is complete, and IAKERB's acceptor
 * may call itself so without a context inside: the glue says GSS_S_NO_CONTEXT
 * then, and only this question is safe to ask it. */
bool
gssksp_may_forward(gss_ctx_id_t real)
{
    bool may = !gssksp_policy_in_force();
    OM_uint32 major, minor;
    int open = 1;

    if (!may) {
        major = gss_inquire_context(&minor, real, NULL, NULL, NULL, NULL,
                                    NULL, NULL, &open);
        if (GSS_ROUTINE_ERROR(major) == GSS_S_NO_CONTEXT || open == 0)
            may = true;
        else if (!GSS_ERROR(major) || major == GSS_S_CONTEXT_EXPIRED)
            may = is_allowed(real);
    }
    return may;
}

/* ---- packing -------------------------------------------------------- */

static SECURITY_STATUS
copy_key(const gss_krb5_lucid_key_t *key, KSP_PACKED_CONTEXT *p)
{
    SECURITY_STATUS status = SEC_E_CRYPTO_SYSTEM_INVALID;
    KSP_PACKED_KEY *out = &p->Keys[p->KeyCount];

    if (key->length <= sizeof(out->Contents)) {
        out->Enctype = (LONG)key->type;
        out->Length = key->length;
        memcpy(out->Contents, key->data, key->length);
        p->KeyCount++;
        status = SEC_E_OK;
    }
    return status;
}

static SECURITY_STATUS
copy_4121_keys(const gss_krb5_cfx_keydata_t *kd, KSP_PACKED_CONTEXT *p)
{
    SECURITY_STATUS status = copy_key(&kd->ctx_key, p);

    if (status == SEC_E_OK && kd->have_acceptor_subkey)
        status = copy_key(&kd->acceptor_subkey, p);
    return status;
}

static SECURITY_STATUS
copy_1964_key(const gss_krb5_rfc1964_keydata_t *kd, KSP_PACKED_CONTEXT *p)
{
    SECURITY_STATUS status = copy_key(&kd->ctx_key, p);

    p->Keys[0].Enctype = enctype_1964(kd);
    return status;
}

static SECURITY_STATUS
copy_keys(const gss_krb5_lucid_context_v1_t *lucid, KSP_PACKED_CONTEXT *p)
{
    SECURITY_STATUS status = SEC_E_CRYPTO_SYSTEM_INVALID;

    if (lucid->protocol == RFC4121_PROTOCOL)
        status = copy_4121_keys(&lucid->cfx_kd, p);
    else if (lucid->protocol == RFC1964_PROTOCOL)
        status = copy_1964_key(&lucid->rfc1964_kd, p);
    return status;
}

static SECURITY_STATUS
translate(const gss_krb5_lucid_context_v1_t *lucid, OM_uint32 flags,
          KSP_PACKED_CONTEXT *p)
{
    bool initiator = lucid->initiate != 0;

    p->Role = initiator ? KSP_ROLE_INITIATOR : KSP_ROLE_ACCEPTOR;
    p->ContextAttributes = gssksp_attributes_of(flags, initiator);
    p->StartTime = filetime((int64_t)time(NULL));
    p->ExpiryTime = filetime((int64_t)lucid->endtime);
    p->SendInitial = lucid->send_seq;
    p->RecvInitial = lucid->recv_seq;
    return copy_keys(lucid, p);
}

SECURITY_STATUS
gssksp_pack(gss_ctx_id_t real, gss_OID *mech, unsigned char *out,
            ULONG *length)
{
    SECURITY_STATUS status = SEC_E_INTERNAL_ERROR;
    gss_krb5_lucid_context_v1_t *lucid = NULL;
    KSP_PACKED_CONTEXT p;
    OM_uint32 flags;

    *length = 0;
    memset(&p, 0, sizeof(p));
    /* The flags first: an IAKERB acceptor may call itself complete without
     * a context inside, and only this question is safe to ask it. */
    if (!inquire(real, &flags, mech) || *mech == GSS_C_NO_OID)
        goto cleanup;
    p.Mechanism = (ULONG)gssksp_mech_place(*mech);
    lucid = describe(real);
    if (lucid == NULL)
        goto cleanup;
    /* Before anything else can fail. */
    status = SEC_E_ALGORITHM_MISMATCH;
    if (is_refused(lucid))
        goto cleanup;
    status = translate(lucid, flags, &p);
    if (status == SEC_E_OK)
        status = KspPackContext(&p, out, KSP_PACKED_MAX, length);
cleanup:
    ksp_wipe(&p, sizeof(p));
    free_description(lucid);
    return status;
}
