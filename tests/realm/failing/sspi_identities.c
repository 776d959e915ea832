/* SPDX-License-Identifier: MIT */
/* Identities of SSPI, names of services and texts, which need no realm. */
#include <string.h>

#include "ksp/ntstatus.h"
#include "ksp/winerror.h"
#include "realm/failing/failing.h"

static WCHAR user[] = u"user", domain[] = u"KSP.TEST";
static WCHAR password[] = u"geheim\u20ac", ntlm[] = u"NTLM";
static WCHAR target[] = u"host/www.example.com:80";

static void
say_bytes(struct failing_scene *s, const void *bytes, size_t length)
{
    const unsigned char *p = bytes;
    size_t i;

    say(s, " ");
    for (i = 0; p != NULL && i < length; i++)
        say(s, "%02x", p[i]);
}

static void
say_text(struct failing_scene *s, const WCHAR *text)
{
    size_t length = 0;

    while (text != NULL && text[length] != 0)
        length++;
    say_bytes(s, text, length * sizeof(*text));
}

/* What it gave; nothing where it failed. */
static uint32_t
gave(struct failing_scene *s, SECURITY_STATUS status, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++)
        want(s, status == SEC_E_OK || s->pointers[i] == NULL,
             "a call that failed has given something");
    return (uint32_t)status;
}

static void
make_identity(struct failing_scene *s)
{
    PVOID identity = NULL;

    must(SspiEncodeStringsAsAuthIdentity(user, domain, password,
                                         &identity) == SEC_E_OK,
         "no identity");
    s->pointers[3] = identity;
}

/* The identity in pointers[0]: its bytes. */
static void
look_identity(struct failing_scene *s)
{
    ULONG length = 0;
    CHAR *bytes = NULL;

    must(SspiMarshalAuthIdentity(s->pointers[0], &length, &bytes) ==
         SEC_E_OK, "no bytes");
    say_bytes(s, bytes, length);
    (void)FreeContextBuffer(bytes);
}

/* ---- identities ----------------------------------------------------- */

static uint32_t
act_encode(struct failing_scene *s)
{
    return gave(s, SspiEncodeStringsAsAuthIdentity(user, domain, password,
                                                   &s->pointers[0]), 1);
}

static uint32_t
act_strings(struct failing_scene *s)
{
    PCWSTR text[3] = { user, user, user };
    SECURITY_STATUS status;
    size_t i;

    status = SspiEncodeAuthIdentityAsStrings(s->pointers[3], &text[0],
                                             &text[1], &text[2]);
    for (i = 0; i < 3; i++)
        s->pointers[i] = (PVOID)(uintptr_t)text[i];
    return gave(s, status, 3);
}

static void
look_strings(struct failing_scene *s)
{
    size_t i;

    for (i = 0; i < 3; i++)
        say_text(s, s->pointers[i]);
}

static uint32_t
act_copy(struct failing_scene *s)
{
    return gave(s, SspiCopyAuthIdentity(s->pointers[3], &s->pointers[0]), 1);
}

static uint32_t
act_exclude(struct failing_scene *s)
{
    return gave(s, SspiExcludePackage(s->op->number != 0 ? s->pointers[3] :
                                      NULL, ntlm, &s->pointers[0]), 1);
}

static uint32_t
act_marshal(struct failing_scene *s)
{
    CHAR *bytes = NULL;
    SECURITY_STATUS status;

    s->number = 7;
    status = SspiMarshalAuthIdentity(s->pointers[3], &s->number, &bytes);
    s->pointers[0] = bytes;
    want(s, status == SEC_E_OK || s->number == 0, "there is a length");
    return gave(s, status, 1);
}

static void
look_bytes(struct failing_scene *s)
{
    say_bytes(s, s->pointers[0], s->number);
}

static void
make_bytes(struct failing_scene *s)
{
    ULONG length = 0;
    CHAR *bytes = NULL;

    make_identity(s);
    must(SspiMarshalAuthIdentity(s->pointers[3], &length, &bytes) ==
         SEC_E_OK, "no bytes");
    s->pointers[2] = bytes;
    s->number = length;
}

static uint32_t
act_unmarshal(struct failing_scene *s)
{
    return gave(s, SspiUnmarshalAuthIdentity(s->number, s->pointers[2],
                                             &s->pointers[0]), 1);
}

static uint32_t
act_validate(struct failing_scene *s)
{
    return (uint32_t)SspiValidateAuthIdentity(s->pointers[3]);
}

static uint32_t
act_compare(struct failing_scene *s)
{
    SEC_WINNT_AUTH_IDENTITY_W brief = {
        (USHORT *)user, 4, (USHORT *)domain, 8, (USHORT *)password, 7,
        SEC_WINNT_AUTH_IDENTITY_UNICODE
    };
    BOOLEAN same_user = 7, same = 7;
    SECURITY_STATUS status;

    status = SspiCompareAuthIdentities(s->pointers[3], &brief, &same_user,
                                       &same);
    s->conf_state = same_user << 8 | same;
    want(s, status == SEC_E_OK || s->conf_state == 0,
         "a call that failed says they are the same");
    return (uint32_t)status;
}

static void
look_compare(struct failing_scene *s)
{
    say(s, " %x", (unsigned)s->conf_state);
}

static uint32_t
act_read(struct failing_scene *s)
{
    PCWSTR name = user;
    SECURITY_STATUS status;

    s->number = 7;
    status = SspiPrepareForCredRead(s->pointers[3], NULL, &s->number, &name);
    s->pointers[0] = (PVOID)(uintptr_t)name;
    return gave(s, status, 1);
}

static void
look_read(struct failing_scene *s)
{
    say_text(s, s->pointers[0]);
}

static uint32_t
act_write(struct failing_scene *s)
{
    PCWSTR name = user, who = user;
    PUCHAR blob = s->bytes;
    ULONG kind = 7;
    SECURITY_STATUS status;

    s->number = 7;
    status = SspiPrepareForCredWrite(s->pointers[3], target, &kind, &name,
                                     &who, &blob, &s->number);
    s->pointers[0] = (PVOID)(uintptr_t)name;
    s->pointers[1] = (PVOID)(uintptr_t)who;
    s->pointers[2] = blob;
    want(s, status == SEC_E_OK || s->number == 0, "there is a length");
    return gave(s, status, 3);
}

static void
look_write(struct failing_scene *s)
{
    say_text(s, s->pointers[0]);
    say_text(s, s->pointers[1]);
    say_bytes(s, s->pointers[2], s->number);
}

/* ---- names of services ---------------------------------------------- */

static uint32_t
act_host(struct failing_scene *s)
{
    PWSTR host = user;
    SECURITY_STATUS status = SspiGetTargetHostName(target, &host);

    s->pointers[0] = host;
    return gave(s, status, 1);
}

static void
name(UNICODE_STRING *u, WCHAR *text, size_t length)
{
    u->Buffer = text;
    u->Length = (USHORT)(length * sizeof(*text));
    u->MaximumLength = u->Length;
}

static uint32_t
act_spn(struct failing_scene *s)
{
    UNICODE_STRING class, service, spn = { 0, 0, NULL };
    NTSTATUS status;

    name(&class, user, 4);
    name(&service, domain, 8);
    status = SecMakeSPN(&class, &service, NULL, 0, NULL, &spn, &s->number,
                        TRUE);
    s->pointers[0] = spn.Buffer;
    want(s, status == STATUS_SUCCESS || spn.Length == 0, "there is a name");
    return gave(s, status, 1);
}

const struct failing_op failing_sspi_identities[] = {
    { "SspiEncodeStringsAsAuthIdentity", NULL, act_encode, look_identity,
      SSPI, 0 },
    { "SspiEncodeAuthIdentityAsStrings", make_identity, act_strings,
      look_strings, SSPI, 0 },
    { "SspiCopyAuthIdentity", make_identity, act_copy, look_identity, SSPI,
      0 },
    { "SspiExcludePackage", make_identity, act_exclude, look_identity, SSPI,
      1 },
    { "SspiExcludePackage, of none", NULL, act_exclude, look_identity, SSPI,
      0 },
    { "SspiMarshalAuthIdentity", make_identity, act_marshal, look_bytes,
      SSPI, 0 },
    { "SspiUnmarshalAuthIdentity", make_bytes, act_unmarshal, look_identity,
      SSPI, 0 },
    { "SspiValidateAuthIdentity", make_identity, act_validate, NULL, SSPI,
      0 },
    { "SspiCompareAuthIdentities", make_identity, act_compare, look_compare,
      SSPI, 0 },
    { "SspiPrepareForCredRead", make_identity, act_read, look_read, SSPI,
      0 },
    { "SspiPrepareForCredWrite", make_identity, act_write, look_write, SSPI,
      0 },
    { "SspiGetTargetHostName", NULL, act_host, look_read, SSPI, 0 },
    { "SecMakeSPN", NULL, act_spn, look_read, SSPI, 0 },
    { NULL, NULL, NULL, NULL, 0, 0 }
};
