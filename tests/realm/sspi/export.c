/* SPDX-License-Identifier: MIT */
/* Contexts of another process. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "realm/sspi/tests.h"

static char kerberos[] = "Kerberos";

/* A child goes on with the server's end: takes message 4, refuses message 2,
 * which came before the export, and makes one.  0 if all is well. */
static int
child(SecBuffer *packed, struct sspi_message *old, struct sspi_message *next,
      int line)
{
    struct sspi_message m;
    CtxtHandle ctx;
    int wrong = 0;

    wrong |= ImportSecurityContextA(kerberos, packed, NULL, &ctx) !=
        SEC_E_OK ? 1 : 0;
    wrong |= VerifySignature(&ctx, &old->list, 0, NULL) !=
        SEC_E_OUT_OF_SEQUENCE ? 2 : 0;
    wrong |= VerifySignature(&ctx, &next->list, 0, NULL) != SEC_E_OK ? 4 : 0;
    message_init(&m, "from the child");
    wrong |= MakeSignature(&ctx, 0, &m.list, 0) != SEC_E_OK ? 8 : 0;
    wrong |= write(line, m.token, m.buffers[1].cbBuffer) !=
        (ssize_t)m.buffers[1].cbBuffer ? 16 : 0;
    wrong |= DeleteSecurityContext(&ctx) != SEC_E_OK ? 32 : 0;
    return wrong;
}

static void
moved(struct sspi_end ends[2], SecBuffer *packed, struct sspi_message *old)
{
    struct sspi_message next, answer;
    int lines[2], status = -1;
    ssize_t length;
    pid_t pid;

    message_init(&next, "next");
    MakeSignature(&ends[0].ctx, 0, &next.list, 0);
    fflush(stdout);
    if (pipe(lines) != 0)
        exit(1);
    pid = fork();
    if (pid == 0)
        _exit(child(packed, old, &next, lines[1]));
    waitpid(pid, &status, 0);
    tap_number((unsigned)status, 0, "another process goes on with it");
    message_init(&answer, "from the child");
    length = read(lines[0], answer.token, sizeof(answer.token));
    answer.buffers[1].cbBuffer = (ULONG)(length > 0 ? length : 0);
    tap_status(VerifySignature(&ends[0].ctx, &answer.list, 0, NULL), SEC_E_OK,
               "and its numbers follow those of before");
    close(lines[0]);
    close(lines[1]);
}

static void
import_errors(SecBuffer *packed)
{
    char negotiate[] = "Negotiate", unknown[] = "NTLM";
    WCHAR bad[] = { 0xdfff, 0 };
    SecBuffer copy = *packed;
    unsigned char *bytes = packed->pvBuffer;
    unsigned int wrong = 0;
    CtxtHandle ctx;

    tap_status(ImportSecurityContextA(unknown, packed, NULL, &ctx),
               SEC_E_SECPKG_NOT_FOUND, "import: unknown package");
    tap_status(ImportSecurityContextA(negotiate, packed, NULL, &ctx),
               SEC_E_BAD_PKGID, "import: another package");
    tap_status(ImportSecurityContextA(NULL, packed, NULL, &ctx),
               SEC_E_INVALID_PARAMETER, "import: no package");
    tap_status(ImportSecurityContextW(bad, packed, NULL, &ctx),
               SEC_E_INVALID_PARAMETER, "import: no UTF-16");
    tap_status(ImportSecurityContextA(kerberos, NULL, NULL, &ctx),
               SEC_E_INVALID_PARAMETER, "import: nothing");
    tap_status(ImportSecurityContextA(kerberos, packed, NULL, NULL),
               SEC_E_INVALID_PARAMETER, "import: nowhere");
    for (copy.cbBuffer = 0; copy.cbBuffer < packed->cbBuffer;
         copy.cbBuffer++) {
        wrong += ImportSecurityContextA(kerberos, &copy, NULL, &ctx) !=
            SEC_E_INVALID_TOKEN;
    }
    tap_number(wrong, 0, "import: cut short at any place");
    bytes[0] ^= 1;
    tap_status(ImportSecurityContextA(kerberos, packed, NULL, &ctx),
               SEC_E_INVALID_TOKEN, "import: another magic");
    bytes[0] ^= 1;
    bytes[4] ^= 3;
    tap_status(ImportSecurityContextA(kerberos, packed, NULL, &ctx),
               SEC_E_INVALID_TOKEN, "import: another version");
    bytes[4] ^= 3;
    tap_ok(ctx.dwLower == 0 && ctx.dwUpper == 0, "and no handle");
}

unsigned char *
packed_context(const SecBuffer *exported)
{
    unsigned char *bytes = exported->pvBuffer, *found = NULL;
    ULONG i;

    for (i = 0; i + 4 <= exported->cbBuffer; i++) {
        if (memcmp(bytes + i, "KSPC", 4) == 0)
            found = bytes + i;
    }
    if (found == NULL)
        exit(1);
    return found;
}

/* Where a packed context has its first enctype. */
#define AT_ENCTYPE 88

static void
import_enctype(SecBuffer *packed, const struct enctype_facts *enctype)
{
    unsigned char *at = packed_context(packed) + AT_ENCTYPE;
    CtxtHandle ctx;

    tap_number(*at, (unsigned)enctype->enctype,
               "the enctype is where it should be");
    *at = 99;
    tap_status(ImportSecurityContextA(kerberos, packed, NULL, &ctx),
               SEC_E_CRYPTO_SYSTEM_INVALID, "import: unknown enctype");
    *at = enctype->key == 16 ? 18 : 17;
    tap_status(ImportSecurityContextA(kerberos, packed, NULL, &ctx),
               SEC_E_INVALID_TOKEN, "import: an enctype of other keys");
    *at = (unsigned char)enctype->enctype;
}

/* RC4 would use its keys again; `ends[1]` has sent messages. */
static ULONG
possible_flags(struct sspi_end ends[2], const struct enctype_facts *enctype)
{
    ULONG flags = SECPKG_CONTEXT_EXPORT_RESET_NEW |
        SECPKG_CONTEXT_EXPORT_DELETE_OLD;
    SecBuffer packed;

    if (enctype->cksumtype == CKSUMTYPE_RC4) {
        tap_status(ExportSecurityContext(&ends[1].ctx, flags, &packed, NULL),
                   SEC_E_UNSUPPORTED_FUNCTION, "no RESET_NEW with RC4");
        tap_ok(packed.pvBuffer == NULL, "nothing");
        flags = SECPKG_CONTEXT_EXPORT_DELETE_OLD;
    }
    return flags;
}

static void
export_flags(struct sspi_end ends[2], const struct enctype_facts *enctype)
{
    ULONG flags = possible_flags(ends, enctype);
    SecPkgContext_NativeNamesA names;
    SecBuffer packed;
    CtxtHandle copy;
    struct sspi_message m;

    tap_status(ExportSecurityContext(&ends[1].ctx, flags, &packed, NULL),
               SEC_E_OK, "exported, and the old one deleted");
    tap_status(DeleteSecurityContext(&ends[1].ctx), SEC_E_INVALID_HANDLE,
               "the old one is gone");
    tap_status(ImportSecurityContextW((WCHAR[]){ u"Kerberos" }, &packed, NULL,
                                      &copy), SEC_E_OK, "imported, W");
    ends[1].ctx = copy;
    message_init(&m, "text");
    tap_status(MakeSignature(&ends[1].ctx, 0, &m.list, 0), SEC_E_OK,
               "it signs");
    tap_status(VerifySignature(&ends[0].ctx, &m.list, 0, NULL),
               SEC_E_OUT_OF_SEQUENCE, "with a number that was used");
    tap_status(QueryContextAttributesA(&ends[1].ctx, SECPKG_ATTR_NATIVE_NAMES,
                                       &names), SEC_E_OK, "it has its names");
    tap_text(names.sClientName, "user@KSP.TEST", "the client");
    FreeContextBuffer(names.sClientName);
    FreeContextBuffer(names.sServerName);
    FreeContextBuffer(packed.pvBuffer);
}

/* ---- a name that is not UTF-8 --------------------------------------- */

/* The user "p\xe4ul" as a program is told of it, by A and by W. */
static void
named(PCtxtHandle ctx, const char *name)
{
    static const WCHAR wide[] = u"p\ufffdul@KSP.TEST";
    SecPkgContext_NamesA a = { NULL };
    SecPkgContext_NamesW w = { NULL };

    tap_status(QueryContextAttributesA(ctx, SECPKG_ATTR_NAMES, &a), SEC_E_OK,
               name);
    tap_text(a.sUserName, "p\xef\xbf\xbdul@KSP.TEST", "in UTF-8");
    tap_status(QueryContextAttributesW(ctx, SECPKG_ATTR_NAMES, &w), SEC_E_OK,
               name);
    tap_ok(w.sUserName != NULL &&
           memcmp(w.sUserName, wide, sizeof(wide)) == 0, "in UTF-16");
    FreeContextBuffer(a.sUserName);
    FreeContextBuffer(w.sUserName);
}

/* What is exported can be imported, and is worth a second export. */
static void
moved_twice(PCtxtHandle ctx)
{
    SecBuffer once = { 0, SECBUFFER_EMPTY, NULL };
    SecBuffer twice = { 0, SECBUFFER_EMPTY, NULL };
    CtxtHandle copy = { 0, 0 };

    tap_status(ExportSecurityContext(ctx, SECPKG_CONTEXT_EXPORT_DELETE_OLD,
                                     &once, NULL), SEC_E_OK, "exported");
    tap_status(ImportSecurityContextA(kerberos, &once, NULL, &copy),
               SEC_E_OK, "imported");
    tap_status(ExportSecurityContext(&copy, 0, &twice, NULL), SEC_E_OK,
               "exported again");
    tap_ok(once.cbBuffer == twice.cbBuffer && once.cbBuffer > 0 &&
           memcmp(once.pvBuffer, twice.pvBuffer, once.cbBuffer) == 0,
           "the same bytes, and so the same name");
    FreeContextBuffer(once.pvBuffer);
    FreeContextBuffer(twice.pvBuffer);
    *ctx = copy;
}

void
section_other_bytes(const struct sspi_facts *facts)
{
    struct sspi_dialog dialog = { .request = SSPI_EVERYTHING };
    SecPkgContext_CredentialNameA a = { 0, NULL };
    struct sspi_end ends[2];
    int i;

    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "a context");
    for (i = 0; i < 2; i++) {
        named(&ends[i].ctx, "the client's name");
        moved_twice(&ends[i].ctx);
        named(&ends[i].ctx, "the name it had");
    }
    tap_status(QueryContextAttributesA(&ends[0].ctx,
                                       SECPKG_ATTR_CREDENTIAL_NAME, &a),
               SEC_E_OK, "CREDENTIAL_NAME");
    tap_text(a.sCredentialName, "p\xef\xbf\xbdul@KSP.TEST", "the same");
    FreeContextBuffer(a.sCredentialName);
    tap_status(sign_and_verify(&ends[0], &ends[1]), SEC_E_OK, "they go on");
    sspi_pair_close(ends);
}

/* --------------------------------------------------------------------- */

void
section_export(const struct sspi_facts *facts)
{
    struct sspi_dialog dialog = { .request = SSPI_EVERYTHING };
    struct sspi_end ends[2];
    struct sspi_message old;
    SecBuffer packed;
    PVOID token = &packed;

    tap_ok(sspi_pair_open(ends, facts->target, &dialog), "a context");
    tap_status(sign_and_verify(&ends[0], &ends[1]), SEC_E_OK, "message 1");
    message_init(&old, "old");
    MakeSignature(&ends[0].ctx, 0, &old.list, 0);
    tap_status(VerifySignature(&ends[1].ctx, &old.list, 0, NULL), SEC_E_OK,
               "message 2");
    tap_status(sign_and_verify(&ends[1], &ends[0]), SEC_E_OK, "an answer");
    tap_status(ExportSecurityContext(&ends[1].ctx,
                                     SECPKG_CONTEXT_EXPORT_TO_KERNEL, &packed,
                                     NULL), SEC_E_UNSUPPORTED_FUNCTION,
               "export: to the kernel");
    tap_ok(packed.pvBuffer == NULL, "nothing");
    tap_status(ExportSecurityContext(&ends[1].ctx, 0, NULL, NULL),
               SEC_E_INVALID_PARAMETER, "export: nowhere");
    tap_status(ExportSecurityContext(&ends[1].ctx, 0, &packed, &token),
               SEC_E_OK, "export");
    tap_ok(token == NULL && packed.cbBuffer > 0, "bytes, and no token");
    moved(ends, &packed, &old);
    import_errors(&packed);
    import_enctype(&packed, facts->enctype);
    FreeContextBuffer(packed.pvBuffer);
    export_flags(ends, facts->enctype);
    sspi_pair_close(ends);
}
