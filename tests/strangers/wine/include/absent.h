/* SPDX-License-Identifier: MIT */
/*
 * What the tests use of Windows that is not in our headers, since there is
 * none of it here: access tokens, logon sessions, an LSA to ask, and blocks
 * that know their size.  A structure has the members that a test looks at.
 */
#ifndef KSP_WINE_ABSENT_H
#define KSP_WINE_ABSENT_H

#include <ksp/sspi.h>

typedef struct {
    LUID AuthenticationId;
} TOKEN_STATISTICS;

typedef struct {
    ULONG Size;
    LUID LogonId;
    UNICODE_STRING AuthenticationPackage;
} SECURITY_LOGON_SESSION_DATA;

typedef struct {
    USHORT Length;
    USHORT MaximumLength;
    char *Buffer;
} LSA_STRING;

typedef struct {
    UNICODE_STRING ServerName;
    UNICODE_STRING RealmName;
    LONG EncryptionType;
    ULONG TicketFlags;
} KERB_TICKET_CACHE_INFO;

typedef struct {
    int MessageType;
} KERB_QUERY_TKT_CACHE_REQUEST;

typedef struct {
    int MessageType;
    ULONG CountOfTickets;
    KERB_TICKET_CACHE_INFO Tickets[1];
} KERB_QUERY_TKT_CACHE_RESPONSE;

#define KerbQueryTicketCacheMessage 1
#define TOKEN_QUERY 8
#define TokenStatistics 10

/* A number for "this one", of no use here. */
#define GetCurrentProcess() ((HANDLE)-1)

#define ERROR_NO_SUCH_USER 1317
#define ERROR_NONE_MAPPED 1332
#define ERROR_CANT_ACCESS_DOMAIN_INFO 1351

/* absent.c has them: they say that they are absent, and do not return. */
int OpenProcessToken(HANDLE process, DWORD access, HANDLE *token);
int GetTokenInformation(HANDLE token, int what, void *out, DWORD size,
                        DWORD *length);
int CloseHandle(HANDLE handle);
NTSTATUS LsaConnectUntrusted(HANDLE *lsa);
NTSTATUS LsaLookupAuthenticationPackage(HANDLE lsa, LSA_STRING *name,
                                        ULONG *package);
NTSTATUS LsaCallAuthenticationPackage(HANDLE lsa, ULONG package, void *in,
                                      ULONG in_length, void **out,
                                      ULONG *out_length, NTSTATUS *status);
NTSTATUS LsaGetLogonSessionData(LUID *session,
                                SECURITY_LOGON_SESSION_DATA **data);
NTSTATUS LsaFreeReturnBuffer(void *buffer);
NTSTATUS LsaDeregisterLogonProcess(HANDLE lsa);
void RtlInitAnsiString(LSA_STRING *out, const char *text);
ULONG_PTR HeapSize(HANDLE heap, DWORD flags, const void *block);

#endif
