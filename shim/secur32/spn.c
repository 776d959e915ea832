/* SPDX-License-Identifier: MIT */
/* Names of services, put together and taken apart. */
#include <stdio.h>
#include <string.h>

#include "ksp/ntstatus.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"

/* ---- put together --------------------------------------------------- */

/* The texts of SecMakeSPN. */
struct parts {
    char *class, *service, *instance, *referrer;
};

static void
parts_free(struct parts *p)
{
    sspi_text_free(&p->class);
    sspi_text_free(&p->service);
    sspi_text_free(&p->instance);
    sspi_text_free(&p->referrer);
}

static SECURITY_STATUS
from_counted(PUNICODE_STRING in, char **out)
{
    SECURITY_STATUS status = SEC_E_OK;

    *out = NULL;
    if (in == NULL || in->Length == 0)
        return SEC_E_OK;
    if (in->Buffer == NULL || in->Length % sizeof(WCHAR) != 0)
        status = SEC_E_INVALID_PARAMETER;
    else
        status = sspi_text_from_units(in->Buffer, in->Length / sizeof(WCHAR),
                                      out);
    return status;
}

static bool
is_address(const char *text)
{
    return strchr(text, ':') != NULL ||
        strspn(text, "0123456789.") == strlen(text);
}

/* An address is named by who gave it. */
static const char *
named(const struct parts *p)
{
    return p->referrer != NULL && is_address(p->service) ? p->referrer :
        p->service;
}

/* class/service, or class/instance/service; the port is that of the host. */
static SECURITY_STATUS
put_together(const struct parts *p, USHORT port, char **spn)
{
    const char *service = named(p);
    const char *host = p->instance != NULL ? p->instance : service;
    size_t size = strlen(p->class) + strlen(host) + strlen(service) +
        sizeof("//:65535");
    char number[sizeof(":65535")] = "";

    *spn = sspi_text_new(size);
    if (*spn == NULL)
        return SEC_E_INSUFFICIENT_MEMORY;
    if (port != 0)
        snprintf(number, sizeof(number), ":%u", (unsigned int)port);
    snprintf(*spn, size, "%s/%s%s%s%s", p->class, host, number,
             p->instance != NULL ? "/" : "",
             p->instance != NULL ? service : "");
    return SEC_E_OK;
}

/* The room is the caller's, or given; with a zero at its end. */
static NTSTATUS
deliver(const char *spn, PUNICODE_STRING out, ULONG *length, bool allocate)
{
    size_t size = (sspi_utf16_length(spn) + 1) * sizeof(WCHAR);

    if (size > UINT16_MAX)
        return STATUS_INVALID_PARAMETER;
    if (length != NULL)
        *length = (ULONG)size;
    if (allocate) {
        out->Buffer = sspi_text_to_w(spn);
        if (out->Buffer == NULL)
            return STATUS_NO_MEMORY;
        out->MaximumLength = (USHORT)size;
    } else if (out->Buffer == NULL || out->MaximumLength < size) {
        return STATUS_BUFFER_OVERFLOW;
    } else {
        sspi_utf16_fill(spn, out->Buffer);
    }
    out->Length = (USHORT)(size - sizeof(WCHAR));
    return STATUS_SUCCESS;
}

static SECURITY_STATUS
read_parts(struct parts *p, PUNICODE_STRING class, PUNICODE_STRING service,
           PUNICODE_STRING instance, PUNICODE_STRING referrer)
{
    SECURITY_STATUS status = from_counted(class, &p->class);

    if (status == SEC_E_OK)
        status = from_counted(service, &p->service);
    if (status == SEC_E_OK)
        status = from_counted(instance, &p->instance);
    if (status == SEC_E_OK)
        status = from_counted(referrer, &p->referrer);
    if (status == SEC_E_OK && (p->class == NULL || p->service == NULL))
        status = SEC_E_INVALID_PARAMETER;
    return status;
}

/* What there is without an answer. */
static void
clear(PUNICODE_STRING spn, PULONG length, BOOLEAN allocate)
{
    if (length != NULL)
        *length = 0;
    if (spn != NULL) {
        spn->Length = 0;
        if (allocate) {
            spn->Buffer = NULL;
            spn->MaximumLength = 0;
        }
    }
}

NTSTATUS NTAPI
SecMakeSPN(PUNICODE_STRING ServiceClass, PUNICODE_STRING ServiceName,
           PUNICODE_STRING InstanceName, USHORT InstancePort,
           PUNICODE_STRING Referrer, PUNICODE_STRING Spn, PULONG Length,
           BOOLEAN Allocate)
{
    struct parts p = { NULL, NULL, NULL, NULL };
    NTSTATUS result = STATUS_INVALID_PARAMETER;
    SECURITY_STATUS status;
    char *spn = NULL;

    clear(Spn, Length, Allocate);
    if (Spn == NULL)
        return STATUS_INVALID_PARAMETER;
    status = read_parts(&p, ServiceClass, ServiceName, InstanceName,
                        Referrer);
    if (status == SEC_E_OK)
        status = put_together(&p, InstancePort, &spn);
    if (status == SEC_E_OK)
        result = deliver(spn, Spn, Length, Allocate);
    else if (status == SEC_E_INSUFFICIENT_MEMORY)
        result = STATUS_NO_MEMORY;
    sspi_text_free(&spn);
    parts_free(&p);
    return result;
}

/* A target that the credential manager knows more of has no place in a name
 * of Kerberos'. */
NTSTATUS NTAPI
SecMakeSPNEx(PUNICODE_STRING ServiceClass, PUNICODE_STRING ServiceName,
             PUNICODE_STRING InstanceName, USHORT InstancePort,
             PUNICODE_STRING Referrer, PUNICODE_STRING TargetInfo,
             PUNICODE_STRING Spn, PULONG Length, BOOLEAN Allocate)
{
    if (TargetInfo != NULL && TargetInfo->Length > 0) {
        clear(Spn, Length, Allocate);
        return STATUS_NOT_SUPPORTED;
    }
    return SecMakeSPN(ServiceClass, ServiceName, InstanceName, InstancePort,
                      Referrer, Spn, Length, Allocate);
}

NTSTATUS NTAPI
SecMakeSPNEx2(PUNICODE_STRING ServiceClass, PUNICODE_STRING ServiceName,
              PUNICODE_STRING InstanceName, USHORT InstancePort,
              PUNICODE_STRING Referrer, PUNICODE_STRING InTargetInfo,
              PUNICODE_STRING Spn, PULONG TotalSize, BOOLEAN Allocate,
              BOOLEAN IsTargetInfoMarshaled)
{
    (void)IsTargetInfoMarshaled;
    return SecMakeSPNEx(ServiceClass, ServiceName, InstanceName,
                        InstancePort, Referrer, InTargetInfo, Spn, TotalSize,
                        Allocate);
}

/* ---- taken apart ---------------------------------------------------- */

/* A name of which the host is empty has none. */
static SECURITY_STATUS
find_host(const char *name, char **host)
{
    SECURITY_STATUS status = SEC_E_OK;

    *host = NULL;
    if (strchr(name, '/') == NULL)
        return SEC_E_TARGET_UNKNOWN;
    *host = gssksp_service_host(name);
    if (*host == NULL)
        status = SEC_E_INSUFFICIENT_MEMORY;
    else if (**host == '\0')
        status = SEC_E_TARGET_UNKNOWN;
    return status;
}

SECURITY_STATUS SEC_ENTRY
SspiGetTargetHostName(PCWSTR pszTargetName, PWSTR *pszHostName)
{
    char *text = NULL, *host = NULL;
    SECURITY_STATUS status;

    if (pszHostName == NULL)
        return SEC_E_INVALID_PARAMETER;
    *pszHostName = NULL;
    if (pszTargetName == NULL)
        return SEC_E_INVALID_PARAMETER;
    status = sspi_text_from_w(pszTargetName, &text);
    if (status == SEC_E_OK)
        status = find_host(text, &host);
    if (status == SEC_E_OK) {
        *pszHostName = sspi_text_to_w(host);
        if (*pszHostName == NULL)
            status = SEC_E_INSUFFICIENT_MEMORY;
    }
    sspi_text_free(&host);
    sspi_text_free(&text);
    return status;
}
