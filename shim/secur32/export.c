/* SPDX-License-Identifier: MIT */
/* ExportSecurityContext and ImportSecurityContext. */
#include <stdlib.h>
#include <string.h>

#include "base/handle.h"
#include "base/heap.h"
#include "base/wipe.h"
#include "bridge/trace.h"
#include "ksp/packed.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"

#define EXPORT_FLAGS \
    (SECPKG_CONTEXT_EXPORT_RESET_NEW | SECPKG_CONTEXT_EXPORT_DELETE_OLD)

static void
trace(const char *function, const struct sspi_context *c,
      SECURITY_STATUS status)
{
    if (gssksp_trace_messages())
        gssksp_trace_context(function, sspi_context_inside(c), status);
}

/* The package stops its context for DELETE_OLD, and says which of several
 * exports has it: so all else that can fail comes before. */
static SECURITY_STATUS
export_context(const struct sspi_context *c, ULONG fFlags, PSecBuffer out)
{
    struct sspi_envelope e = {
        .package = sspi_package_place(c->package),
        .attributes = c->attributes, .target_text = c->target_text,
        .client = c->client, .server = c->server
    };
    SecBuffer packed = { 0, SECBUFFER_EMPTY, NULL }, room;
    SECURITY_STATUS status;

    status = sspi_envelope_room(&e, &room);
    if (status != SEC_E_OK)
        return status;
    status = c->table->ExportContext(sspi_context_inside(c), fFlags, &packed,
                                     NULL);
    trace("ExportContext", c, status);
    if (status == SEC_E_OK) {
        e.packed = packed.pvBuffer;
        e.packed_length = packed.cbBuffer;
        status = sspi_envelope_write(&e, &room);
        ksp_wipe(packed.pvBuffer, packed.cbBuffer);
        ksp_heap_free(packed.pvBuffer);
    }
    if (status == SEC_E_OK)
        *out = room;
    else
        (void)sspi_take_back(room.pvBuffer);
    return status;
}

SECURITY_STATUS SEC_ENTRY
ExportSecurityContext(PCtxtHandle phContext, ULONG fFlags,
                      PSecBuffer pPackedContext, PVOID *pToken)
{
    SECURITY_STATUS status = SEC_E_INVALID_HANDLE;
    struct sspi_context *c;
    LSA_SEC_HANDLE held;

    if (pPackedContext != NULL)
        memset(pPackedContext, 0, sizeof(*pPackedContext));
    if (pToken != NULL)
        *pToken = NULL;
    c = sspi_context_acquire_open(phContext, &held);
    if (c == NULL)
        return SEC_E_INVALID_HANDLE;
    if (pPackedContext == NULL)
        status = SEC_E_INVALID_PARAMETER;
    else if ((fFlags & ~(ULONG)EXPORT_FLAGS) != 0)
        status = SEC_E_UNSUPPORTED_FUNCTION;
    else
        status = export_context(c, fFlags, pPackedContext);
    if (status == SEC_E_OK &&
        (fFlags & SECPKG_CONTEXT_EXPORT_DELETE_OLD) != 0)
        (void)sspi_context_delete(held);
    ksp_handle_release(held);
    return status;
}

/* The role is the package's to know, as is what the policy asks for. */
static SECURITY_STATUS
open_judged(struct sspi_context *c, const struct sspi_envelope *e)
{
    SecBuffer in = { e->packed_length, SECBUFFER_EMPTY, e->packed };
    struct sspi_packed packed;
    SECURITY_STATUS status;

    status = sspi_packed_read(&in, &packed);
    if (status == SEC_E_OK) {
        c->initiator = packed.context.Role == KSP_ROLE_INITIATOR;
        sspi_context_expires(c, packed.context.ExpiryTime);
        status = sspi_open_packed(c, sspi_own_table(), packed.bytes,
                                  packed.length);
        trace("ImportContext", c, status);
    }
    ksp_wipe(&packed, sizeof(packed));
    return status;
}

/* No GSS context is behind an imported one, so nobody can be asked for the
 * module's package: it is the library's own. */
static SECURITY_STATUS
import_context(const struct sspi_package *package, struct sspi_envelope *e,
               PCtxtHandle handle)
{
    struct sspi_context *c = sspi_context_new(package, false);
    SECURITY_STATUS status = SEC_E_INSUFFICIENT_MEMORY;

    if (c == NULL)
        goto cleanup;
    status = open_judged(c, e);
    if (status != SEC_E_OK)
        goto cleanup;
    c->attributes = e->attributes;
    c->target_text = e->target_text;
    c->client = e->client;
    c->server = e->server;
    e->target_text = e->client = e->server = NULL;
    atomic_store(&c->stage, SSPI_OPEN);
    status = sspi_context_publish(c, handle);
    if (status == SEC_E_OK)
        c = NULL;
cleanup:
    sspi_context_free(&c);
    return status;
}

SECURITY_STATUS SEC_ENTRY
ImportSecurityContextA(SEC_CHAR *pszPackage, PSecBuffer pPackedContext,
                       PVOID Token, PCtxtHandle phContext)
{
    SECURITY_STATUS status = SEC_E_INVALID_PARAMETER;
    const struct sspi_package *package;
    struct sspi_envelope e;

    (void)Token;
    memset(&e, 0, sizeof(e));
    if (phContext != NULL)
        memset(phContext, 0, sizeof(*phContext));
    if (pszPackage == NULL || pPackedContext == NULL || phContext == NULL)
        goto cleanup;
    sspi_start();
    status = SEC_E_SECPKG_NOT_FOUND;
    package = sspi_package_find(pszPackage);
    if (package == NULL)
        goto cleanup;
    status = sspi_envelope_read(pPackedContext, &e);
    if (status == SEC_E_OK && sspi_package_at(e.package) != package)
        status = SEC_E_BAD_PKGID;
    if (status == SEC_E_OK)
        status = import_context(package, &e, phContext);
cleanup:
    sspi_text_free(&e.target_text);
    sspi_text_free(&e.client);
    sspi_text_free(&e.server);
    return status;
}

SECURITY_STATUS SEC_ENTRY
ImportSecurityContextW(SEC_WCHAR *pszPackage, PSecBuffer pPackedContext,
                       PVOID Token, PCtxtHandle phContext)
{
    SECURITY_STATUS status;
    char *package = NULL;

    if (phContext != NULL)
        memset(phContext, 0, sizeof(*phContext));
    status = sspi_text_from_w(pszPackage, &package);
    if (status == SEC_E_OK) {
        status = ImportSecurityContextA(package, pPackedContext, Token,
                                        phContext);
    }
    sspi_text_free(&package);
    return status;
}
