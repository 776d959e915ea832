/* SPDX-License-Identifier: MIT */
/* Establishment by SSPI: each call of each kind of dialog. */
#include <string.h>

#include "ksp/winerror.h"
#include "realm/failing/failing.h"

#define EVERYTHING \
    (ISC_REQ_MUTUAL_AUTH | ISC_REQ_REPLAY_DETECT | ISC_REQ_SEQUENCE_DETECT | \
     ISC_REQ_CONFIDENTIALITY)

#define MAX_LEGS 12

enum kind { PLAIN, BOUND, DELEGATED, DCE, NEGOTIATED, WIDE };
#define KIND(kind, leg) ((ULONG)(kind) << 8 | (leg))

static const struct sspi_dialog dialogs[] = {
    [PLAIN] = { .request = EVERYTHING },
    [BOUND] = { .request = EVERYTHING, .bindings = { "bound", "bound" } },
    [DELEGATED] = { .request = EVERYTHING | ISC_REQ_DELEGATE },
    [DCE] = { .request = EVERYTHING | ISC_REQ_USE_DCE_STYLE },
    [NEGOTIATED] = { .package = "Negotiate", .request = EVERYTHING },
    [WIDE] = { .request = EVERYTHING },
};

static bool
is_open(const struct failing_scene *s)
{
    return s->ends[0].begun && s->ends[1].begun &&
        s->ends[0].status == SEC_E_OK && s->ends[1].status == SEC_E_OK;
}

static SECURITY_STATUS
step(struct failing_scene *s, unsigned leg)
{
    return sspi_end_step(&s->ends[leg % 2], s->facts->service, &s->talk,
                         &s->from_peer, &s->token);
}

static void
pass(struct failing_scene *s)
{
    (void)FreeContextBuffer(s->from_peer.pvBuffer);
    s->from_peer = s->token;
    memset(&s->token, 0, sizeof(s->token));
}

static void
make_legs(struct failing_scene *s)
{
    unsigned leg;

    s->talk = dialogs[s->op->number >> 8];
    s->legs = s->op->number & 0xff;
    must(sspi_end_open(&s->ends[0], true, &s->talk) == SEC_E_OK &&
         sspi_end_open(&s->ends[1], false, &s->talk) == SEC_E_OK,
         "no credentials");
    for (leg = 0; leg < s->legs; leg++) {
        must(step(s, leg) >= SEC_E_OK, "a leg failed");
        pass(s);
    }
}

static uint32_t
act_leg(struct failing_scene *s)
{
    struct sspi_end *end = &s->ends[s->legs % 2];
    SECURITY_STATUS status;

    memset(&end->ctx, end->begun ? 0 : 0x5a, end->begun ? 0 :
           sizeof(end->ctx));
    end->attributes = 7;
    end->expiry.QuadPart = 7;
    status = step(s, s->legs);
    if (status < 0) {
        want(s, end->attributes == 0, "there are attributes");
        want(s, end->expiry.QuadPart == 0, "there is an expiry");
        want(s, end->begun || (end->ctx.dwLower == 0 &&
                               end->ctx.dwUpper == 0), "there is a handle");
    }
    return (uint32_t)status;
}

/* The program's own memory, and a name in UTF-16. */
static uint32_t
act_wide(struct failing_scene *s)
{
    struct sspi_end *end = &s->ends[0];
    SecBufferDesc list = { SECBUFFER_VERSION, 1, &s->buffers[0] };
    WCHAR target[200];
    SECURITY_STATUS status;
    size_t i;

    for (i = 0; i <= strlen(s->facts->service); i++)
        target[i] = (WCHAR)s->facts->service[i];
    s->buffers[0].BufferType = SECBUFFER_TOKEN;
    s->buffers[0].cbBuffer = sizeof(s->bytes);
    s->buffers[0].pvBuffer = s->bytes;
    status = InitializeSecurityContextW(&end->cred, NULL, target, EVERYTHING,
                                        0, SECURITY_NETWORK_DREP, NULL, 0,
                                        &end->ctx, &list, &end->attributes,
                                        &end->expiry);
    end->status = status;
    end->begun = status >= SEC_E_OK;
    want(s, end->begun || s->buffers[0].cbBuffer == 0, "there is a token");
    return (uint32_t)status;
}

static void
finish(struct failing_scene *s)
{
    unsigned leg;

    pass(s);
    for (leg = s->legs + 1; leg < MAX_LEGS && !is_open(s) &&
         s->from_peer.cbBuffer > 0; leg++) {
        must(step(s, leg) >= SEC_E_OK, "a later leg failed");
        pass(s);
    }
    must(is_open(s), "it does not end");
}

/* ---- what came of it ------------------------------------------------ */

static char text[] = "a message";

static SECURITY_STATUS
talk_sealed(struct sspi_end *from, struct sspi_end *to)
{
    unsigned char token[200], padding[8];
    char message[sizeof(text)];
    SecBuffer buffers[3] = {
        { sizeof(token), SECBUFFER_TOKEN, token },
        { sizeof(message), SECBUFFER_DATA, message },
        { sizeof(padding), SECBUFFER_PADDING, padding }
    };
    SecBufferDesc list = { SECBUFFER_VERSION, 3, buffers };
    SECURITY_STATUS status;
    ULONG fQOP;

    memcpy(message, text, sizeof(text));
    status = EncryptMessage(&from->ctx, 0, &list, 0);
    if (status == SEC_E_OK)
        status = DecryptMessage(&to->ctx, &list, 0, &fQOP);
    if (status == SEC_E_OK && memcmp(message, text, sizeof(text)) != 0)
        status = SEC_E_INTERNAL_ERROR;
    return status;
}

static SECURITY_STATUS
talk_signed(struct sspi_end *from, struct sspi_end *to)
{
    unsigned char token[200];
    SecBuffer buffers[2] = {
        { sizeof(text), SECBUFFER_DATA, text },
        { sizeof(token), SECBUFFER_TOKEN, token }
    };
    SecBufferDesc list = { SECBUFFER_VERSION, 2, buffers };
    SECURITY_STATUS status;
    ULONG fQOP;

    status = MakeSignature(&from->ctx, 0, &list, 0);
    if (status == SEC_E_OK)
        status = VerifySignature(&to->ctx, &list, 0, &fQOP);
    return status;
}

void
failing_sspi_exchange(struct failing_scene *s)
{
    struct sspi_end *ends = s->ends;
    int i;

    for (i = 0; i < 2; i++) {
        say(s, " %lx,%lx",
            (unsigned long)(ULONG)talk_sealed(&ends[i], &ends[1 - i]),
            (unsigned long)(ULONG)talk_signed(&ends[i], &ends[1 - i]));
    }
}

static void
say_end(struct failing_scene *s, struct sspi_end *end)
{
    SecPkgContext_NativeNamesA names = { NULL, NULL };

    say(s, " %lx %08lx", (unsigned long)end->attributes,
        (unsigned long)(ULONG)QueryContextAttributesA(
            &end->ctx, SECPKG_ATTR_NATIVE_NAMES, &names));
    say(s, " %s %s", names.sClientName != NULL ? names.sClientName : "-",
        names.sServerName != NULL ? names.sServerName : "-");
    (void)FreeContextBuffer(names.sClientName);
    (void)FreeContextBuffer(names.sServerName);
}

static void
look_legs(struct failing_scene *s)
{
    finish(s);
    say_end(s, &s->ends[0]);
    say_end(s, &s->ends[1]);
    failing_sspi_exchange(s);
}

/* The token was not allocated. */
static void
look_wide(struct failing_scene *s)
{
    SecBuffer copy = { 0, SECBUFFER_TOKEN, NULL };

    copy.cbBuffer = s->buffers[0].cbBuffer;
    copy.pvBuffer = s->bytes;
    s->from_peer = copy;
    must(step(s, 1) >= SEC_E_OK, "a later leg failed");
    s->from_peer.pvBuffer = NULL;
    s->legs = 1;
    look_legs(s);
}

void
failing_sspi_pair(struct failing_scene *s)
{
    if (s->talk.request == 0)
        s->talk = dialogs[PLAIN];
    must(sspi_pair_open(s->ends, s->facts->service, &s->talk), "no context");
}

const struct failing_op failing_sspi_legs[] = {
    { "InitializeSecurityContextA, first", make_legs, act_leg, look_legs,
      SSPI | OUT_TOKEN, KIND(PLAIN, 0) },
    { "AcceptSecurityContext", make_legs, act_leg, look_legs,
      SSPI | OUT_TOKEN, KIND(PLAIN, 1) },
    { "InitializeSecurityContextA, second", make_legs, act_leg, look_legs,
      SSPI | OUT_TOKEN | ANEW, KIND(PLAIN, 2) },
    { "InitializeSecurityContextW", make_legs, act_wide, look_wide, SSPI,
      KIND(WIDE, 0) },
    { "InitializeSecurityContextA, bindings", make_legs, act_leg, look_legs,
      SSPI | OUT_TOKEN, KIND(BOUND, 0) },
    { "AcceptSecurityContext, bindings", make_legs, act_leg, look_legs,
      SSPI | OUT_TOKEN, KIND(BOUND, 1) },
    { "InitializeSecurityContextA, delegation", make_legs, act_leg,
      look_legs, SSPI | OUT_TOKEN, KIND(DELEGATED, 0) },
    { "AcceptSecurityContext, delegation", make_legs, act_leg, look_legs,
      SSPI | OUT_TOKEN, KIND(DELEGATED, 1) },
    { "InitializeSecurityContextA, DCE", make_legs, act_leg, look_legs,
      SSPI | OUT_TOKEN, KIND(DCE, 0) },
    { "AcceptSecurityContext, DCE", make_legs, act_leg, look_legs,
      SSPI | OUT_TOKEN, KIND(DCE, 1) },
    { "InitializeSecurityContextA, DCE, second", make_legs, act_leg,
      look_legs, SSPI | OUT_TOKEN | ANEW, KIND(DCE, 2) },
    { "AcceptSecurityContext, DCE, second", make_legs, act_leg, look_legs,
      SSPI | OUT_TOKEN | ANEW, KIND(DCE, 3) },
    { "InitializeSecurityContextA, Negotiate", make_legs, act_leg, look_legs,
      SSPI | OUT_TOKEN, KIND(NEGOTIATED, 0) },
    { "AcceptSecurityContext, Negotiate", make_legs, act_leg, look_legs,
      SSPI | OUT_TOKEN, KIND(NEGOTIATED, 1) },
    { "InitializeSecurityContextA, Negotiate, second", make_legs, act_leg,
      look_legs, SSPI | OUT_TOKEN | ANEW, KIND(NEGOTIATED, 2) },
    { NULL, NULL, NULL, NULL, 0, 0 }
};
