/* SPDX-License-Identifier: MIT */
/*
 * shim/bridge/lucid.c: what is made of a mechanism's description of a context.
 * The mechanism is this program: it has functions of the glue's, in front of
 * the library's.
 */
#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bridge/lucid.h"
#include "bridge/oids.h"
#include "bridge/policy.h"
#include "unit/unit.h"
#include "unit/unit_stack.h"

#define CFX 1
#define OLD 0

#define AES128 17
#define AES256 18
#define DES3_RAW 6
#define DES3 16
#define RC4 23
#define SGN_ALG_DES3 4
#define SGN_ALG_RC4 17

/* FILETIME of the year 1970. */
#define EPOCH INT64_C(116444736000000000)

/* ---- the mechanism -------------------------------------------------- */

/* One context, and what was asked about it. */
static struct real {
    OM_uint32 inquire;          /* a major status */
    OM_uint32 flags;
    bool no_flags;              /* it does not say them */
    gss_OID mech;
    int open;
    OM_uint32 describe;         /* another */
    size_t answers;             /* members of the set, of `length` bytes */
    size_t length;
    gss_krb5_lucid_context_v1_t lucid;
    OM_uint32 time;             /* another */
    const char *initiator;      /* a name, or NULL */
    const char *acceptor;
    OM_uint32 display;          /* another */
    int described;
    int freed;
    int held;                   /* names, texts and sets not released */
} real;

static unsigned char keys[2][32];

#define CTX ((gss_ctx_id_t)(uintptr_t)&real)

OM_uint32
gss_inquire_context(OM_uint32 *minor, gss_ctx_id_t ctx, gss_name_t *initiator,
                    gss_name_t *acceptor, OM_uint32 *lifetime, gss_OID *mech,
                    OM_uint32 *flags, int *local, int *open)
{
    const char *name = initiator != NULL ? real.initiator : real.acceptor;

    ck_assert_ptr_eq(ctx, CTX);
    ck_assert(lifetime == NULL && local == NULL);
    ck_assert(initiator == NULL || acceptor == NULL);
    *minor = 0;
    if (flags != NULL && !real.no_flags)
        *flags = real.flags;
    if (real.inquire != GSS_S_COMPLETE)
        return real.inquire;
    if (mech != NULL)
        *mech = real.mech;
    if (open != NULL)
        *open = real.open;
    if (initiator != NULL)
        *initiator = (gss_name_t)(uintptr_t)name;
    if (acceptor != NULL)
        *acceptor = (gss_name_t)(uintptr_t)name;
    real.held += name != NULL && (initiator != NULL || acceptor != NULL);
    return GSS_S_COMPLETE;
}

/* There may be an answer where the status is an error. */
OM_uint32
gss_inquire_sec_context_by_oid(OM_uint32 *minor, const gss_ctx_id_t ctx,
                               const gss_OID object, gss_buffer_set_t *set)
{
    static gss_krb5_lucid_context_v1_t *lucid = &real.lucid;
    static gss_buffer_desc answers[2];
    static gss_buffer_set_desc all = { 0, answers };

    ck_assert_ptr_eq(ctx, CTX);
    ck_assert(gssksp_oid_is(object, &gssksp_lucid_v1_oid));
    ck_assert_ptr_null(*set);
    answers[0].length = answers[1].length = real.length;
    answers[0].value = answers[1].value = &lucid;
    all.count = real.answers;
    real.described++;
    real.held++;
    *set = &all;
    *minor = 0;
    return real.describe;
}

OM_uint32
gss_release_buffer_set(OM_uint32 *minor, gss_buffer_set_t *set)
{
    real.held -= *set != NULL;
    *set = NULL;
    *minor = 0;
    return GSS_S_COMPLETE;
}

OM_uint32
gss_krb5_free_lucid_sec_context(OM_uint32 *minor, void *lucid)
{
    ck_assert_ptr_eq(lucid, &real.lucid);
    real.freed++;
    *minor = 0;
    return GSS_S_COMPLETE;
}

OM_uint32
gss_context_time(OM_uint32 *minor, gss_ctx_id_t ctx, OM_uint32 *lifetime)
{
    ck_assert_ptr_eq(ctx, CTX);
    *minor = 0;
    *lifetime = 1;
    return real.time;
}

OM_uint32
gss_display_name(OM_uint32 *minor, gss_name_t name, gss_buffer_t text,
                 gss_OID *type)
{
    ck_assert_ptr_null(type);
    *minor = 0;
    if (real.display == GSS_S_COMPLETE) {
        /* Whoever takes it for a string reads too much. */
        text->length = strlen((const char *)name);
        text->value = unit_copy(name, text->length);
        real.held++;
    }
    return real.display;
}

OM_uint32
gss_release_buffer(OM_uint32 *minor, gss_buffer_t text)
{
    real.held -= text->value != NULL;
    free(text->value);
    text->value = NULL;
    *minor = 0;
    return GSS_S_COMPLETE;
}

OM_uint32
gss_release_name(OM_uint32 *minor, gss_name_t *name)
{
    real.held -= *name != GSS_C_NO_NAME;
    *name = GSS_C_NO_NAME;
    *minor = 0;
    return GSS_S_COMPLETE;
}

static gss_krb5_lucid_key_t
key(int i, OM_uint32 enctype, OM_uint32 length)
{
    gss_krb5_lucid_key_t k = { enctype, length, keys[i] };

    return k;
}

/* An initiator's context, of RFC 4121 with AES or of RFC 1964 with RC4. */
static void
set_up(OM_uint32 protocol)
{
    size_t i;

    for (i = 0; i < sizeof(keys[0]); i++) {
        keys[0][i] = (unsigned char)(i * 7 + 1);
        keys[1][i] = (unsigned char)(i * 5 + 2);
    }
    memset(&real, 0, sizeof(real));
    real.mech = gssksp_mech(0);
    real.open = 1;
    real.answers = 1;
    real.length = sizeof(void *);
    real.lucid.version = 1;
    real.lucid.initiate = 1;
    real.lucid.endtime = 1;
    real.lucid.send_seq = 0x11223344;
    real.lucid.recv_seq = 0x55667788;
    real.lucid.protocol = protocol;
    if (protocol == CFX) {
        real.lucid.cfx_kd.ctx_key = key(0, AES256, 32);
    } else if (protocol == OLD) {
        real.lucid.rfc1964_kd.sign_alg = SGN_ALG_RC4;
        real.lucid.rfc1964_kd.ctx_key = key(0, RC4, 16);
    }
}

static void
add_subkey(OM_uint32 enctype, OM_uint32 length)
{
    real.lucid.cfx_kd.have_acceptor_subkey = 1;
    real.lucid.cfx_kd.acceptor_subkey = key(1, enctype, length);
}

/* As libkrb5 has it: the enctype of the key is that of a raw cipher. */
static void
set_des3(void)
{
    real.lucid.rfc1964_kd.sign_alg = SGN_ALG_DES3;
    real.lucid.rfc1964_kd.ctx_key = key(0, DES3_RAW, 24);
}

/* ---- the description ------------------------------------------------ */

START_TEST(test_answer)
{
    gss_krb5_lucid_context_v1_t lucid, *pointer = &lucid;
    gss_buffer_desc one[] = {
        { sizeof(pointer), &pointer }, { sizeof(pointer), &pointer }
    };
    gss_buffer_set_desc set = { 1, one };

    ck_assert_ptr_eq(gssksp_lucid_of(&set), &lucid);
    ck_assert_ptr_null(gssksp_lucid_of(GSS_C_NO_BUFFER_SET));
    set.count = 2;
    ck_assert_ptr_null(gssksp_lucid_of(&set));
    set.count = 0;
    ck_assert_ptr_null(gssksp_lucid_of(&set));
    set.count = 1;
    one[0].length--;
    ck_assert_ptr_null(gssksp_lucid_of(&set));
    one[0].length += 2;
    ck_assert_ptr_null(gssksp_lucid_of(&set));
}
END_TEST

/* ---- packing -------------------------------------------------------- */

static gss_OID found;           /* the mechanism that packing says */

static NTSTATUS
pack(KSP_PACKED_CONTEXT *p)
{
    unsigned char bytes[KSP_PACKED_MAX];
    ULONG length = 7;
    NTSTATUS status;

    memset(p, 0, sizeof(*p));
    found = GSS_C_NO_OID;
    status = gssksp_pack(CTX, &found, bytes, &length);
    if (status == SEC_E_OK)
        assert_status(KspUnpackContext(bytes, length, p), SEC_E_OK);
    else
        ck_assert_uint_eq(length, 0);
    ck_assert_int_eq(real.freed, status == SEC_E_OK);
    ck_assert_int_eq(real.held, 0);
    return status;
}

static void
assert_key(const KSP_PACKED_CONTEXT *p, int i, LONG enctype, ULONG length)
{
    ck_assert_int_eq(p->Keys[i].Enctype, enctype);
    ck_assert_uint_eq(p->Keys[i].Length, length);
    ck_assert_mem_eq(p->Keys[i].Contents, keys[i], length);
}

START_TEST(test_pack)
{
    int64_t before = (int64_t)time(NULL);
    KSP_PACKED_CONTEXT p;

    set_up(CFX);
    real.flags = GSS_C_MUTUAL_FLAG | GSS_C_INTEG_FLAG;
    assert_status(pack(&p), SEC_E_OK);
    ck_assert_int_eq(p.Role, KSP_ROLE_INITIATOR);
    ck_assert_uint_eq(p.ContextAttributes, ISC_RET_MUTUAL_AUTH |
                      ISC_RET_INTEGRITY);
    ck_assert_uint_eq(p.Flags, 0);
    ck_assert_int_ge(p.StartTime, EPOCH + before * 10000000);
    ck_assert_int_le(p.StartTime, EPOCH + (int64_t)time(NULL) * 10000000);
    ck_assert_int_eq(p.ExpiryTime, EPOCH + 10000000);
    ck_assert_uint_eq(p.SendInitial, 0x11223344);
    ck_assert_uint_eq(p.RecvInitial, 0x55667788);
    ck_assert_uint_eq(p.SendCount | p.RecvNext | p.RecvMap, 0);
    ck_assert_uint_eq(p.Mechanism, KSP_MECH_KRB5);
    ck_assert_uint_eq(p.KeyCount, 1);
    assert_key(&p, 0, AES256, 32);
    ck_assert_ptr_eq(found, gssksp_mech(0));
}
END_TEST

/* As the mechanism reads it, which keeps 32 bits. */
START_TEST(test_version_asked)
{
#define ARCS "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x05"
    static const struct {
        OM_uint32 length;
        const char *elements;
        unsigned int version;
    } oids[] = {
        { 12, ARCS "\x06\x01", 1 },
        { 12, ARCS "\x06\x02", 2 },
        { 12, ARCS "\x06\x00", 0 },
        { 13, ARCS "\x06\x80\x01", 1 },
        { 15, ARCS "\x06\x80\x80\x80\x01", 1 },
        { 13, ARCS "\x06\x81\x00", 128 },
        { 11, ARCS "\x06", 0 },
        { 12, ARCS "\x05\x01", 0 },
        { 0, "", 0 }
    };
    gss_OID_desc oid;
    size_t i;

    for (i = 0; i < sizeof(oids) / sizeof(oids[0]); i++) {
        oid.length = oids[i].length;
        oid.elements = (void *)(uintptr_t)oids[i].elements;
        ck_assert_uint_eq(gssksp_lucid_version_asked(&oid), oids[i].version);
    }
    ck_assert_uint_eq(gssksp_lucid_version_asked(GSS_C_NO_OID), 0);
}
END_TEST

START_TEST(test_pack_acceptor)
{
    KSP_PACKED_CONTEXT p;

    set_up(CFX);
    real.lucid.initiate = 0;
    real.flags = GSS_C_INTEG_FLAG;
    add_subkey(AES128, 16);
    assert_status(pack(&p), SEC_E_OK);
    ck_assert_int_eq(p.Role, KSP_ROLE_ACCEPTOR);
    ck_assert_uint_eq(p.ContextAttributes, ASC_RET_INTEGRITY);
    ck_assert_uint_eq(p.KeyCount, 2);
    assert_key(&p, 0, AES256, 32);
    assert_key(&p, 1, AES128, 16);
}
END_TEST

/* Of RFC 1964 there is one key; that of DES3 has its own enctype again. */
START_TEST(test_pack_1964)
{
    KSP_PACKED_CONTEXT p;

    set_up(OLD);
    assert_status(pack(&p), SEC_E_OK);
    ck_assert_uint_eq(p.KeyCount, 1);
    assert_key(&p, 0, RC4, 16);
    set_up(OLD);
    set_des3();
    assert_status(pack(&p), SEC_E_OK);
    ck_assert_uint_eq(p.KeyCount, 1);
    assert_key(&p, 0, DES3, 24);
}
END_TEST

/* The mechanism inside has the module's own OID; tokens name the public. */
START_TEST(test_pack_mechanism)
{
    KSP_PACKED_CONTEXT p;
    size_t i;

    for (i = 0; i < gssksp_mech_count(); i++) {
        set_up(CFX);
        real.mech = gssksp_real_mech(gssksp_mech(i));
        assert_status(pack(&p), SEC_E_OK);
        ck_assert_uint_eq(p.Mechanism, i);
        ck_assert_ptr_eq(found, gssksp_mech(i));
    }
}
END_TEST

/* It says its flags, but no mechanism any more: what establishment came to
 * stays. */
START_TEST(test_pack_expired)
{
    unsigned char bytes[KSP_PACKED_MAX];
    gss_OID mech = gssksp_mech(3);
    KSP_PACKED_CONTEXT p;
    ULONG length;

    set_up(CFX);
    real.inquire = GSS_S_CONTEXT_EXPIRED;
    real.flags = GSS_C_CONF_FLAG;
    assert_status(gssksp_pack(CTX, &mech, bytes, &length), SEC_E_OK);
    assert_status(KspUnpackContext(bytes, length, &p), SEC_E_OK);
    ck_assert_ptr_eq(mech, gssksp_mech(3));
    ck_assert_uint_eq(p.Mechanism, 3);
    ck_assert_uint_eq(p.ContextAttributes, ISC_RET_CONFIDENTIALITY);
    real.no_flags = true;
    assert_status(gssksp_pack(CTX, &mech, bytes, &length), SEC_E_OK);
    assert_status(KspUnpackContext(bytes, length, &p), SEC_E_OK);
    ck_assert_uint_eq(p.ContextAttributes, 0);
}
END_TEST

/* An IAKERB acceptor without a context inside would abort. */
START_TEST(test_pack_without_context)
{
    KSP_PACKED_CONTEXT p;

    set_up(CFX);
    real.inquire = GSS_S_NO_CONTEXT;
    assert_status(pack(&p), SEC_E_INTERNAL_ERROR);
    ck_assert_int_eq(real.described, 0);
    set_up(CFX);
    real.mech = GSS_C_NO_OID;
    assert_status(pack(&p), SEC_E_INTERNAL_ERROR);
    ck_assert_int_eq(real.described, 0);
}
END_TEST

/* What is no answer is not read, and of another form not even freed. */
START_TEST(test_pack_without_description)
{
    KSP_PACKED_CONTEXT p;

    set_up(CFX);
    real.describe = GSS_S_UNAVAILABLE;
    assert_status(pack(&p), SEC_E_INTERNAL_ERROR);
    ck_assert_int_eq(real.described, 1);
    set_up(CFX);
    real.answers = 2;
    assert_status(pack(&p), SEC_E_INTERNAL_ERROR);
    ck_assert(!gssksp_lucid_is_other());
    set_up(CFX);
    real.lucid.version = 2;
    assert_status(pack(&p), SEC_E_INTERNAL_ERROR);
    ck_assert(gssksp_lucid_is_other());
    ck_assert_int_eq(real.freed, 0);
}
END_TEST

static void
assert_freed_after(NTSTATUS want)
{
    unsigned char bytes[KSP_PACKED_MAX];
    ULONG length = 7;
    gss_OID mech;

    real.freed = 0;
    assert_status(gssksp_pack(CTX, &mech, bytes, &length), want);
    ck_assert_uint_eq(length, 0);
    ck_assert_int_eq(real.freed, 1);
}

START_TEST(test_pack_key_too_long)
{
    set_up(CFX);
    real.lucid.cfx_kd.ctx_key.length = KSP_PACKED_KEY_MAX + 1;
    assert_freed_after(SEC_E_CRYPTO_SYSTEM_INVALID);
    set_up(CFX);
    add_subkey(AES256, KSP_PACKED_KEY_MAX + 1);
    assert_freed_after(SEC_E_CRYPTO_SYSTEM_INVALID);
    set_up(OLD);
    real.lucid.rfc1964_kd.ctx_key.length = KSP_PACKED_KEY_MAX + 1;
    assert_freed_after(SEC_E_CRYPTO_SYSTEM_INVALID);
}
END_TEST

START_TEST(test_pack_other_protocol)
{
    set_up(2);
    assert_freed_after(SEC_E_CRYPTO_SYSTEM_INVALID);
}
END_TEST

static void
pack_only(void *bytes)
{
    gss_OID mech;
    ULONG length;

    (void)gssksp_pack(CTX, &mech, bytes, &length);
}

START_TEST(test_key_is_wiped)
{
    unsigned char bytes[KSP_PACKED_MAX];

    set_up(CFX);
    unit_assert_seen(keys[0], 32);
    ck_assert(!unit_leaves(pack_only, bytes, keys[0], 12));
}
END_TEST

/* ---- the enctype, for the trace ------------------------------------- */

START_TEST(test_enctype)
{
    set_up(CFX);
    ck_assert_int_eq(gssksp_enctype(CTX), AES256);
    ck_assert_int_eq(real.freed, 1);
    add_subkey(AES128, 16);
    ck_assert_int_eq(gssksp_enctype(CTX), AES128);
    real.inquire = GSS_S_CONTEXT_EXPIRED;
    ck_assert_int_eq(gssksp_enctype(CTX), AES128);
    set_up(OLD);
    ck_assert_int_eq(gssksp_enctype(CTX), RC4);
    set_des3();
    ck_assert_int_eq(gssksp_enctype(CTX), DES3);
    set_up(2);
    ck_assert_int_eq(gssksp_enctype(CTX), 0);
}
END_TEST

START_TEST(test_no_enctype)
{
    set_up(CFX);
    real.inquire = GSS_S_NO_CONTEXT;
    ck_assert_int_eq(gssksp_enctype(CTX), 0);
    ck_assert_int_eq(real.described, 0);
    set_up(CFX);
    real.describe = GSS_S_FAILURE;
    ck_assert_int_eq(gssksp_enctype(CTX), 0);
    ck_assert_int_eq(real.freed, 0);
}
END_TEST

/* ---- the peer, for the trace ---------------------------------------- */

static void
assert_peer(bool initiator, const char *want)
{
    char text[16];

    memset(text, 'x', sizeof(text));
    gssksp_peer(CTX, initiator, text, sizeof(text));
    ck_assert_str_eq(text, want);
    ck_assert_int_eq(real.held, 0);
}

START_TEST(test_peer)
{
    set_up(CFX);
    real.initiator = "user@R";
    real.acceptor = "host@R";
    assert_peer(true, "host@R");
    assert_peer(false, "user@R");
    real.initiator = "longer-than-there-is-room@R";
    assert_peer(false, "longer-than-the");
}
END_TEST

/* Asked for the names of an expired context MIT's library loses memory. */
START_TEST(test_no_peer)
{
    set_up(CFX);
    assert_peer(true, "");
    real.acceptor = "host@R";
    real.display = GSS_S_FAILURE;
    assert_peer(true, "");
    real.display = GSS_S_COMPLETE;
    real.time = GSS_S_CONTEXT_EXPIRED;
    assert_peer(true, "");
}
END_TEST

/* ---- the policy ----------------------------------------------------- */

/* Each in a process of its own. */
static void
load_policy(const char *refused)
{
    static char path[] = "/tmp/ksp-lucid.XXXXXX";
    FILE *file = fdopen(mkstemp(path), "w");

    ck_assert_ptr_nonnull(file);
    fprintf(file, "[appdefaults]\n gss-ksp = {\n%s%s\n }\n",
            refused != NULL ? "refuse_enctypes = " : "",
            refused != NULL ? refused : "");
    fclose(file);
    setenv("KRB5_CONFIG", path, 1);
    gssksp_policy_load();
    unlink(path);
}

START_TEST(test_refused)
{
    KSP_PACKED_CONTEXT p;

    load_policy("des3");
    set_up(OLD);
    assert_status(pack(&p), SEC_E_OK);
    set_des3();
    assert_freed_after(SEC_E_ALGORITHM_MISMATCH);
    /* Before anything else can fail. */
    real.lucid.rfc1964_kd.ctx_key.length = KSP_PACKED_KEY_MAX + 1;
    assert_freed_after(SEC_E_ALGORITHM_MISMATCH);
    set_up(2);
    assert_freed_after(SEC_E_ALGORITHM_MISMATCH);
    /* The key that both sides use is the last. */
    set_up(CFX);
    real.lucid.cfx_kd.ctx_key = key(0, DES3, 24);
    add_subkey(AES128, 16);
    assert_status(pack(&p), SEC_E_OK);
    add_subkey(DES3, 24);
    assert_freed_after(SEC_E_ALGORITHM_MISMATCH);
}
END_TEST

static void
assert_forwards(bool want)
{
    real.described = real.freed = 0;
    ck_assert_int_eq(gssksp_may_forward(CTX), want);
    ck_assert_int_eq(real.freed, real.described);
}

START_TEST(test_forward)
{
    load_policy("des3");
    set_up(CFX);
    assert_forwards(true);
    ck_assert_int_eq(real.described, 1);
    set_up(OLD);
    assert_forwards(true);
    set_des3();
    assert_forwards(false);
    set_up(2);
    assert_forwards(false);
    /* MIT's code takes messages under the initiator's key too. */
    set_up(CFX);
    add_subkey(AES128, 16);
    real.lucid.cfx_kd.ctx_key.type = DES3;
    assert_forwards(false);
    real.lucid.cfx_kd.ctx_key.type = AES128;
    real.lucid.cfx_kd.acceptor_subkey.type = DES3;
    assert_forwards(false);
    /* What is of another protocol is not looked at. */
    set_up(OLD);
    real.lucid.cfx_kd.ctx_key.type = DES3;
    assert_forwards(true);
}
END_TEST

/* What cannot be told is refused, but where there are no messages. */
START_TEST(test_forward_untold)
{
    load_policy("des3");
    set_up(CFX);
    real.inquire = GSS_S_CONTEXT_EXPIRED;
    assert_forwards(true);
    ck_assert_int_eq(real.described, 1);
    set_up(CFX);
    real.inquire = GSS_S_FAILURE;
    assert_forwards(false);
    ck_assert_int_eq(real.described, 0);
    real.inquire = GSS_S_NO_CONTEXT;
    assert_forwards(true);
    ck_assert_int_eq(real.described, 0);
    set_up(CFX);
    real.open = 0;
    assert_forwards(true);
    ck_assert_int_eq(real.described, 0);
    set_up(CFX);
    real.answers = 0;
    ck_assert(!gssksp_may_forward(CTX));
}
END_TEST

START_TEST(test_forward_without_policy)
{
    set_up(OLD);
    set_des3();
    assert_forwards(true);
    ck_assert_int_eq(real.described, 0);
    real.inquire = GSS_S_FAILURE;
    assert_forwards(true);
}
END_TEST

/* Where no policy was loaded. */
START_TEST(test_forward_before)
{
    set_up(OLD);
    set_des3();
    assert_forwards(false);
}
END_TEST

static void
load_nothing(void)
{
    load_policy(NULL);
}

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("lucid");
    TCase *tc = tcase_create("lucid"), *policy = tcase_create("policy");

    tcase_add_checked_fixture(tc, load_nothing, NULL);
    tcase_add_test(tc, test_answer);
    tcase_add_test(tc, test_pack);
    tcase_add_test(tc, test_version_asked);
    tcase_add_test(tc, test_pack_acceptor);
    tcase_add_test(tc, test_pack_1964);
    tcase_add_test(tc, test_pack_mechanism);
    tcase_add_test(tc, test_pack_expired);
    tcase_add_test(tc, test_pack_without_context);
    tcase_add_test(tc, test_pack_without_description);
    tcase_add_test(tc, test_pack_key_too_long);
    tcase_add_test(tc, test_pack_other_protocol);
    tcase_add_test(tc, test_key_is_wiped);
    tcase_add_test(tc, test_enctype);
    tcase_add_test(tc, test_no_enctype);
    tcase_add_test(tc, test_peer);
    tcase_add_test(tc, test_no_peer);
    tcase_add_test(tc, test_forward_without_policy);
    suite_add_tcase(suite, tc);
    tcase_add_test(policy, test_refused);
    tcase_add_test(policy, test_forward);
    tcase_add_test(policy, test_forward_untold);
    tcase_add_test(policy, test_forward_before);
    suite_add_tcase(suite, policy);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
