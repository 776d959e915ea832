/* SPDX-License-Identifier: MIT */
/* Every function, with every handle that is none. */
#include <stdio.h>
#include <string.h>

#include "realm/sspi/tests.h"

#define ALL_ONES ((ULONG_PTR)-1)

static struct sspi_message message;
static ULONG fQOP;
static union {
    SecPkgContext_Sizes sizes;
    unsigned char bytes[64];
} answer;
static SecBuffer packed;
static SecBuffer out_buffer = { 0, SECBUFFER_TOKEN, NULL };
static SecBufferDesc out_list = { SECBUFFER_VERSION, 1, &out_buffer };

/* ---- functions of a context ----------------------------------------- */

static SECURITY_STATUS
f_sign(PCtxtHandle h)
{
    return MakeSignature(h, 0, &message.list, 0);
}

static SECURITY_STATUS
f_verify(PCtxtHandle h)
{
    SECURITY_STATUS status;

    fQOP = 7;
    status = VerifySignature(h, &message.list, 0, &fQOP);
    return fQOP == 0 ? status : SEC_E_OK;
}

static SECURITY_STATUS
f_encrypt(PCtxtHandle h)
{
    return EncryptMessage(h, 0, &message.list, 0);
}

static SECURITY_STATUS
f_decrypt(PCtxtHandle h)
{
    SECURITY_STATUS status;

    fQOP = 7;
    status = DecryptMessage(h, &message.list, 0, &fQOP);
    return fQOP == 0 ? status : SEC_E_OK;
}

static SECURITY_STATUS
f_query_a(PCtxtHandle h)
{
    return QueryContextAttributesA(h, SECPKG_ATTR_SIZES, &answer);
}

static SECURITY_STATUS
f_query_w(PCtxtHandle h)
{
    return QueryContextAttributesW(h, SECPKG_ATTR_SIZES, &answer);
}

static SECURITY_STATUS
f_query_ex_a(PCtxtHandle h)
{
    return QueryContextAttributesExA(h, SECPKG_ATTR_SIZES, &answer,
                                     sizeof(answer));
}

static SECURITY_STATUS
f_query_ex_w(PCtxtHandle h)
{
    return QueryContextAttributesExW(h, SECPKG_ATTR_SIZES, &answer,
                                     sizeof(answer));
}

static SECURITY_STATUS
f_export(PCtxtHandle h)
{
    return ExportSecurityContext(h, 0, &packed, NULL);
}

static SECURITY_STATUS
f_delete(PCtxtHandle h)
{
    return DeleteSecurityContext(h);
}

static SECURITY_STATUS
f_complete(PCtxtHandle h)
{
    return CompleteAuthToken(h, &message.list);
}

static SECURITY_STATUS
f_control(PCtxtHandle h)
{
    return ApplyControlToken(h, &message.list);
}

static SECURITY_STATUS
f_impersonate(PCtxtHandle h)
{
    return ImpersonateSecurityContext(h);
}

static SECURITY_STATUS
f_revert(PCtxtHandle h)
{
    return RevertSecurityContext(h);
}

static SECURITY_STATUS
f_token(PCtxtHandle h)
{
    HANDLE token = &answer;
    SECURITY_STATUS status = QuerySecurityContextToken(h, &token);

    return token == NULL ? status : SEC_E_OK;
}

static SECURITY_STATUS
f_set_a(PCtxtHandle h)
{
    return SetContextAttributesA(h, SECPKG_ATTR_SIZES, &answer, 4);
}

static SECURITY_STATUS
f_set_w(PCtxtHandle h)
{
    return SetContextAttributesW(h, SECPKG_ATTR_SIZES, &answer, 4);
}

static SECURITY_STATUS
f_initialize(PCtxtHandle h)
{
    return InitializeSecurityContextA(NULL, h, NULL, 0, 0, 0, NULL, 0, NULL,
                                      &out_list, NULL, NULL);
}

static SECURITY_STATUS
f_initialize_w(PCtxtHandle h)
{
    return InitializeSecurityContextW(NULL, h, NULL, 0, 0, 0, NULL, 0, NULL,
                                      &out_list, NULL, NULL);
}

static SECURITY_STATUS
f_accept(PCtxtHandle h)
{
    return AcceptSecurityContext(NULL, h, &message.list, 0, 0, NULL,
                                 &out_list, NULL, NULL);
}

/* ---- functions of a credential -------------------------------------- */

static SECURITY_STATUS
f_query_cred_a(PCredHandle h)
{
    return QueryCredentialsAttributesA(h, SECPKG_CRED_ATTR_NAMES, &answer);
}

static SECURITY_STATUS
f_query_cred_w(PCredHandle h)
{
    return QueryCredentialsAttributesW(h, SECPKG_CRED_ATTR_NAMES, &answer);
}

static SECURITY_STATUS
f_query_cred_ex_a(PCredHandle h)
{
    return QueryCredentialsAttributesExA(h, SECPKG_CRED_ATTR_NAMES, &answer,
                                         sizeof(answer));
}

static SECURITY_STATUS
f_query_cred_ex_w(PCredHandle h)
{
    return QueryCredentialsAttributesExW(h, SECPKG_CRED_ATTR_NAMES, &answer,
                                         sizeof(answer));
}

static SECURITY_STATUS
f_set_cred_a(PCredHandle h)
{
    return SetCredentialsAttributesA(h, SECPKG_CRED_ATTR_NAMES, &answer, 4);
}

static SECURITY_STATUS
f_set_cred_w(PCredHandle h)
{
    return SetCredentialsAttributesW(h, SECPKG_CRED_ATTR_NAMES, &answer, 4);
}

static SECURITY_STATUS
f_add_a(PCredHandle h)
{
    return AddCredentialsA(h, NULL, NULL, 0, NULL, NULL, NULL, NULL);
}

static SECURITY_STATUS
f_add_w(PCredHandle h)
{
    TimeStamp expiry = { .QuadPart = 7 };
    SECURITY_STATUS status = AddCredentialsW(h, NULL, NULL, 0, NULL, NULL,
                                             NULL, &expiry);

    return expiry.QuadPart == 0 ? status : SEC_E_OK;
}

static SECURITY_STATUS
f_free(PCredHandle h)
{
    return FreeCredentialsHandle(h);
}

static SECURITY_STATUS
f_initialize_cred(PCredHandle h)
{
    CtxtHandle ctx;

    return InitializeSecurityContextA(h, NULL, NULL, 0, 0, 0, NULL, 0, &ctx,
                                      &out_list, NULL, NULL);
}

static SECURITY_STATUS
f_accept_cred(PCredHandle h)
{
    CtxtHandle ctx;

    return AcceptSecurityContext(h, NULL, &message.list, 0, 0, &ctx,
                                 &out_list, NULL, NULL);
}

struct function {
    const char *name;
    SECURITY_STATUS (*call)(PSecHandle h);
    /* With an open handle: has no meaning here. */
    bool regrets;
};

static const struct function of_context[] = {
    { "MakeSignature", f_sign, false },
    { "VerifySignature", f_verify, false },
    { "EncryptMessage", f_encrypt, false },
    { "DecryptMessage", f_decrypt, false },
    { "QueryContextAttributesA", f_query_a, false },
    { "QueryContextAttributesW", f_query_w, false },
    { "QueryContextAttributesExA", f_query_ex_a, false },
    { "QueryContextAttributesExW", f_query_ex_w, false },
    { "ExportSecurityContext", f_export, false },
    { "DeleteSecurityContext", f_delete, false },
    { "CompleteAuthToken", f_complete, true },
    { "ApplyControlToken", f_control, true },
    { "ImpersonateSecurityContext", f_impersonate, true },
    { "RevertSecurityContext", f_revert, true },
    { "QuerySecurityContextToken", f_token, true },
    { "SetContextAttributesA", f_set_a, true },
    { "SetContextAttributesW", f_set_w, true },
};

/* NULL is no error to these: it is the first call. */
static const struct function of_leg[] = {
    { "InitializeSecurityContextA", f_initialize, false },
    { "InitializeSecurityContextW", f_initialize_w, false },
    { "AcceptSecurityContext", f_accept, false },
};

static const struct function of_cred[] = {
    { "QueryCredentialsAttributesA", f_query_cred_a, false },
    { "QueryCredentialsAttributesW", f_query_cred_w, false },
    { "QueryCredentialsAttributesExA", f_query_cred_ex_a, false },
    { "QueryCredentialsAttributesExW", f_query_cred_ex_w, false },
    { "FreeCredentialsHandle", f_free, false },
    { "InitializeSecurityContext, credential", f_initialize_cred, false },
    { "AcceptSecurityContext, credential", f_accept_cred, false },
    { "SetCredentialsAttributesA", f_set_cred_a, true },
    { "SetCredentialsAttributesW", f_set_cred_w, true },
    { "AddCredentialsA", f_add_a, true },
    { "AddCredentialsW", f_add_w, true },
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* The first of of_context need an open one. */
#define OF_OPEN 9

/* ---- handles -------------------------------------------------------- */

/* `none` is no handle of this table's kind. */
static void
try_all(const struct function *table, size_t count, PSecHandle none,
        const char *what)
{
    char name[120];
    size_t i;

    for (i = 0; i < count; i++) {
        snprintf(name, sizeof(name), "%s: %s", what, table[i].name);
        message_init(&message, "text");
        tap_status(table[i].call(none), SEC_E_INVALID_HANDLE, name);
    }
}

static void
try_regrets(const struct function *table, size_t count, PSecHandle live)
{
    char name[120];
    size_t i;

    for (i = 0; i < count; i++) {
        snprintf(name, sizeof(name), "no meaning: %s", table[i].name);
        if (table[i].regrets) {
            tap_status(table[i].call(live), SEC_E_UNSUPPORTED_FUNCTION,
                       name);
        }
    }
}

/* Every handle that is one bit away from a live one, but for `other`, which
 * is live too. */
static void
try_forged(const struct function *f, SecHandle live, SecHandle other)
{
    unsigned int bit, wrong = 0;
    SecHandle forged;

    for (bit = 0; bit < 128; bit++) {
        forged = live;
        if (bit < 64)
            forged.dwLower ^= (ULONG_PTR)1 << bit;
        else
            forged.dwUpper ^= (ULONG_PTR)1 << (bit - 64);
        if (memcmp(&forged, &other, sizeof(forged)) != 0)
            wrong += f->call(&forged) != SEC_E_INVALID_HANDLE;
    }
    tap_number(wrong, 0, "one bit away from a live handle");
}

static void
try_none(const struct function *table, size_t count, bool null)
{
    SecHandle zero = { 0, 0 }, ones = { ALL_ONES, ALL_ONES };
    SecHandle made_up = { 0x123456789, 0x9876543 };

    if (null)
        try_all(table, count, NULL, "NULL");
    try_all(table, count, &zero, "zero");
    try_all(table, count, &ones, "all ones");
    try_all(table, count, &made_up, "made up");
}

/* A context that waits for its server's answer. */
static void
try_half(const struct sspi_facts *facts)
{
    struct sspi_dialog dialog = { .request = SSPI_EVERYTHING };
    SecBuffer none = { 0, SECBUFFER_TOKEN, NULL }, out;
    struct sspi_end end;

    tap_status(sspi_end_open(&end, true, &dialog), SEC_E_OK, "credential");
    tap_status(sspi_end_step(&end, facts->target, &dialog, &none, &out),
               SEC_I_CONTINUE_NEEDED, "half a context");
    try_all(of_context, OF_OPEN, &end.ctx, "half");
    tap_status(f_accept(&end.ctx), SEC_E_INVALID_HANDLE,
               "half: the other function");
    tap_status(DeleteSecurityContext(&end.ctx), SEC_E_OK, "half: deleted");
    end.begun = false;
    FreeContextBuffer(out.pvBuffer);
    sspi_end_close(&end);
}

void
section_handles(const struct sspi_facts *facts)
{
    struct sspi_dialog dialog = { .request = SSPI_EVERYTHING };
    struct sspi_end ends[2];
    SecHandle ctx, cred;

    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "a context");
    ctx = ends[0].ctx;
    cred = ends[0].cred;
    try_none(of_context, COUNT(of_context), true);
    try_none(of_leg, COUNT(of_leg), false);
    try_none(of_cred, COUNT(of_cred), true);
    try_all(of_context, COUNT(of_context), &cred, "a credential");
    try_all(of_leg, COUNT(of_leg), &cred, "a credential");
    try_all(of_cred, COUNT(of_cred), &ctx, "a context");
    try_forged(&of_context[0], ctx, ends[1].ctx);
    try_forged(&of_cred[0], cred, ends[1].cred);
    try_regrets(of_context, COUNT(of_context), &ctx);
    try_regrets(of_cred, COUNT(of_cred), &cred);
    tap_status(ChangeAccountPasswordA(NULL, NULL, NULL, NULL, NULL, FALSE, 0,
                                      NULL), SEC_E_UNSUPPORTED_FUNCTION,
               "no meaning: ChangeAccountPasswordA");
    tap_status(ChangeAccountPasswordW(NULL, NULL, NULL, NULL, NULL, FALSE, 0,
                                      NULL), SEC_E_UNSUPPORTED_FUNCTION,
               "no meaning: ChangeAccountPasswordW");
    tap_status(f_initialize(&ctx), SEC_E_INVALID_HANDLE,
               "open: InitializeSecurityContext");
    tap_status(f_accept(&ends[1].ctx), SEC_E_INVALID_HANDLE,
               "open: AcceptSecurityContext");
    try_half(facts);
    tap_status(sign_and_verify(&ends[0], &ends[1]), SEC_E_OK,
               "the context is as it was");
    sspi_pair_close(ends);
    try_all(of_context, COUNT(of_context), &ctx, "deleted");
    try_all(of_leg, COUNT(of_leg), &ctx, "deleted");
    try_all(of_cred, COUNT(of_cred), &cred, "deleted");
}
