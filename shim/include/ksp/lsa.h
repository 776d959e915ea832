/* SPDX-License-Identifier: MIT */
/*
 * The other half of a security package: the table that it gives the Local
 * Security Authority of Windows, and the one that it is given there.  It is
 * part of ksp/ntsecpkg.h, which includes it.
 *
 * The source of a package has both halves, as a rule in one file, and so this
 * one is here: such a source compiles, and its user-mode half can be used
 * (SECPKG_USER_FUNCTION_TABLE).  There is no LSA on other systems than
 * Windows, so that nothing here calls a SECPKG_FUNCTION_TABLE, or has a
 * LSA_SECPKG_FUNCTION_TABLE to give; what GSS-API libraries do is in its
 * place.  What is said of a function below is what it is for.
 *
 * Text is UTF-16 and counted.  Layouts and values: ntsecpkg.h, ntsecapi.h,
 * winnt.h.
 */
#ifndef KSP_LSA_H
#define KSP_LSA_H

#include "ksp/ntsecpkg.h"
#ifndef _WIN32
#include "ksp/ntstatus.h"
#endif

#ifndef _WIN32

#ifdef __cplusplus
extern "C" {
#endif

/* ==== who somebody is ================================================= */

/* Memory sizes, as wide as a pointer. */
typedef ULONG_PTR SIZE_T;
typedef CHAR *PCHAR;

/* Counted text: of 8-bit units, and UTF-16 by another name. */
typedef struct _LSA_STRING {
    USHORT Length;
    USHORT MaximumLength;
    PCHAR Buffer;
} LSA_STRING;
typedef LSA_STRING *PLSA_STRING;
typedef UNICODE_STRING LSA_UNICODE_STRING;
typedef LSA_UNICODE_STRING *PLSA_UNICODE_STRING;

/* A user or group, and a list of what it may: opaque here. */
typedef PVOID PSID;
typedef struct _ACL *PACL;

/* Whether a number that names a session is another; and whether it is 0. */
#define SecEqualLuid(L1, L2) \
    (((PLUID)(L1))->LowPart == ((PLUID)(L2))->LowPart && \
     ((PLUID)(L1))->HighPart == ((PLUID)(L2))->HighPart)
#define SecIsZeroLuid(L1) \
    (((PLUID)(L1))->LowPart == 0 && ((PLUID)(L1))->HighPart == 0)

/* How a thread is made in the LSA. */
typedef DWORD (SEC_ENTRY *SEC_THREAD_START)(PVOID Parameter);
typedef struct _SECURITY_ATTRIBUTES *SEC_ATTRS;

typedef struct _SID_AND_ATTRIBUTES {
    PSID Sid;
    DWORD Attributes;
} SID_AND_ATTRIBUTES;
typedef SID_AND_ATTRIBUTES *PSID_AND_ATTRIBUTES;

typedef struct _LUID_AND_ATTRIBUTES {
    LUID Luid;
    DWORD Attributes;
} LUID_AND_ATTRIBUTES;
typedef LUID_AND_ATTRIBUTES *PLUID_AND_ATTRIBUTES;

/* The parts of an access token.  An array of one has as many elements as the
 * number before it says. */
typedef struct _TOKEN_USER {
    SID_AND_ATTRIBUTES User;
} TOKEN_USER;
typedef TOKEN_USER *PTOKEN_USER;

typedef struct _TOKEN_GROUPS {
    DWORD GroupCount;
    SID_AND_ATTRIBUTES Groups[1];
} TOKEN_GROUPS;
typedef TOKEN_GROUPS *PTOKEN_GROUPS;

typedef struct _TOKEN_PRIVILEGES {
    DWORD PrivilegeCount;
    LUID_AND_ATTRIBUTES Privileges[1];
} TOKEN_PRIVILEGES;
typedef TOKEN_PRIVILEGES *PTOKEN_PRIVILEGES;

typedef struct _TOKEN_OWNER {
    PSID Owner;
} TOKEN_OWNER;
typedef TOKEN_OWNER *PTOKEN_OWNER;

typedef struct _TOKEN_PRIMARY_GROUP {
    PSID PrimaryGroup;
} TOKEN_PRIMARY_GROUP;
typedef TOKEN_PRIMARY_GROUP *PTOKEN_PRIMARY_GROUP;

typedef struct _TOKEN_DEFAULT_DACL {
    PACL DefaultDacl;
} TOKEN_DEFAULT_DACL;
typedef TOKEN_DEFAULT_DACL *PTOKEN_DEFAULT_DACL;

/* Who made it: a name of up to 8 letters. */
typedef struct _TOKEN_SOURCE {
    CHAR SourceName[8];
    LUID SourceIdentifier;
} TOKEN_SOURCE;
typedef TOKEN_SOURCE *PTOKEN_SOURCE;

#define TOKEN_SOURCE_LENGTH                 8

/* How far a server may go in its client's name. */
typedef enum _SECURITY_IMPERSONATION_LEVEL {
    SecurityAnonymous,
    SecurityIdentification,
    SecurityImpersonation,
    SecurityDelegation
} SECURITY_IMPERSONATION_LEVEL;
typedef SECURITY_IMPERSONATION_LEVEL *PSECURITY_IMPERSONATION_LEVEL;

/* How somebody logs on. */
typedef enum _SECURITY_LOGON_TYPE {
    UndefinedLogonType = 0,
    Interactive = 2,
    Network,
    Batch,
    Service,
    Proxy,
    Unlock,
    NetworkCleartext,
    NewCredentials,
    RemoteInteractive,
    CachedInteractive,
    CachedRemoteInteractive,
    CachedUnlock
} SECURITY_LOGON_TYPE;
typedef SECURITY_LOGON_TYPE *PSECURITY_LOGON_TYPE;

/* What a package knows of somebody: the form of it, and the forms. */
typedef enum _LSA_TOKEN_INFORMATION_TYPE {
    LsaTokenInformationNull,
    LsaTokenInformationV1,
    LsaTokenInformationV2
} LSA_TOKEN_INFORMATION_TYPE;
typedef LSA_TOKEN_INFORMATION_TYPE *PLSA_TOKEN_INFORMATION_TYPE;

typedef struct _LSA_TOKEN_INFORMATION_NULL {
    LARGE_INTEGER ExpirationTime;
    PTOKEN_GROUPS Groups;
} LSA_TOKEN_INFORMATION_NULL;
typedef LSA_TOKEN_INFORMATION_NULL *PLSA_TOKEN_INFORMATION_NULL;

typedef struct _LSA_TOKEN_INFORMATION_V1 {
    LARGE_INTEGER ExpirationTime;
    TOKEN_USER User;
    PTOKEN_GROUPS Groups;
    TOKEN_PRIMARY_GROUP PrimaryGroup;
    PTOKEN_PRIVILEGES Privileges;
    TOKEN_OWNER Owner;
    TOKEN_DEFAULT_DACL DefaultDacl;
} LSA_TOKEN_INFORMATION_V1;
typedef LSA_TOKEN_INFORMATION_V1 *PLSA_TOKEN_INFORMATION_V1;
typedef LSA_TOKEN_INFORMATION_V1 LSA_TOKEN_INFORMATION_V2;
typedef LSA_TOKEN_INFORMATION_V2 *PLSA_TOKEN_INFORMATION_V2;

/* SpGetUserInfoFn: a user who is logged on. */
typedef struct _SECURITY_USER_DATA {
    SECURITY_STRING UserName;
    SECURITY_STRING LogonDomainName;
    SECURITY_STRING LogonServer;
    PSID pSid;
} SECURITY_USER_DATA;
typedef SECURITY_USER_DATA *PSECURITY_USER_DATA;
typedef SECURITY_USER_DATA SecurityUserData;
typedef SECURITY_USER_DATA *PSecurityUserData;

/* Flags of it: whether a name may be longer than 20 letters. */
#define UNDERSTANDS_LONG_NAMES              1
#define NO_LONG_NAMES                       2

/* ==== what the LSA gives a package ==================================== */

/* ---- SpInitializeFn ------------------------------------------------- */

/* The machine: MachineState is SECPKG_STATE_ bits. */
typedef struct _SECPKG_PARAMETERS {
    ULONG Version;
    ULONG MachineState;
    ULONG SetupMode;
    PSID DomainSid;
    UNICODE_STRING DomainName;
    UNICODE_STRING DnsDomainName;
    GUID DomainGuid;
} SECPKG_PARAMETERS;
typedef SECPKG_PARAMETERS *PSECPKG_PARAMETERS;
typedef SECPKG_PARAMETERS SECPKG_EVENT_DOMAIN_CHANGE;
typedef SECPKG_PARAMETERS *PSECPKG_EVENT_DOMAIN_CHANGE;

#define SECPKG_STATE_ENCRYPTION_PERMITTED   0x01
#define SECPKG_STATE_STRONG_ENCRYPTION_PERMITTED 0x02
#define SECPKG_STATE_DOMAIN_CONTROLLER      0x04
#define SECPKG_STATE_WORKSTATION            0x08
#define SECPKG_STATE_STANDALONE             0x10

/* ---- who calls ------------------------------------------------------ */

/* A request of a client. */
typedef PVOID *PLSA_CLIENT_REQUEST;

typedef struct _SECPKG_CLIENT_INFO {
    LUID LogonId;
    ULONG ProcessID;
    ULONG ThreadID;
    BOOLEAN HasTcbPrivilege;
    BOOLEAN Impersonating;
    BOOLEAN Restricted;
    UCHAR ClientFlags;
    SECURITY_IMPERSONATION_LEVEL ImpersonationLevel;
    HANDLE ClientToken;
} SECPKG_CLIENT_INFO;
typedef SECPKG_CLIENT_INFO *PSECPKG_CLIENT_INFO;

/* ClientFlags. */
#define SECPKG_CLIENT_PROCESS_TERMINATED    0x01
#define SECPKG_CLIENT_THREAD_TERMINATED     0x02

typedef struct _SECPKG_CALL_INFO {
    ULONG ProcessId;
    ULONG ThreadId;
    ULONG Attributes;
    ULONG CallCount;
    PVOID MechOid;
} SECPKG_CALL_INFO;
typedef SECPKG_CALL_INFO *PSECPKG_CALL_INFO;

/* Attributes. */
#define SECPKG_CALL_KERNEL_MODE             0x00000001
#define SECPKG_CALL_ANSI                    0x00000002
#define SECPKG_CALL_URGENT                  0x00000004
#define SECPKG_CALL_RECURSIVE               0x00000008
#define SECPKG_CALL_IN_PROC                 0x00000010
#define SECPKG_CALL_CLEANUP                 0x00000020
#define SECPKG_CALL_WOWCLIENT               0x00000040
#define SECPKG_CALL_THREAD_TERM             0x00000080
#define SECPKG_CALL_PROCESS_TERM            0x00000100
#define SECPKG_CALL_IS_TCB                  0x00000200

/* ---- credentials ---------------------------------------------------- */

/* What one package keeps of a user, and what several do. */
typedef struct _SECPKG_SUPPLEMENTAL_CRED {
    UNICODE_STRING PackageName;
    ULONG CredentialSize;
    PUCHAR Credentials;
} SECPKG_SUPPLEMENTAL_CRED;
typedef SECPKG_SUPPLEMENTAL_CRED *PSECPKG_SUPPLEMENTAL_CRED;

typedef struct _SECPKG_SUPPLEMENTAL_CRED_ARRAY {
    ULONG CredentialCount;
    SECPKG_SUPPLEMENTAL_CRED Credentials[1];
} SECPKG_SUPPLEMENTAL_CRED_ARRAY;
typedef SECPKG_SUPPLEMENTAL_CRED_ARRAY *PSECPKG_SUPPLEMENTAL_CRED_ARRAY;

/* What a user logged on with: Flags is PRIMARY_CRED_ bits. */
typedef struct _SECPKG_PRIMARY_CRED {
    LUID LogonId;
    UNICODE_STRING DownlevelName;
    UNICODE_STRING DomainName;
    UNICODE_STRING Password;
    UNICODE_STRING OldPassword;
    PSID UserSid;
    ULONG Flags;
    UNICODE_STRING DnsDomainName;
    UNICODE_STRING Upn;
    UNICODE_STRING LogonServer;
    UNICODE_STRING Spare1;
    UNICODE_STRING Spare2;
    UNICODE_STRING Spare3;
    UNICODE_STRING Spare4;
} SECPKG_PRIMARY_CRED;
typedef SECPKG_PRIMARY_CRED *PSECPKG_PRIMARY_CRED;

#define PRIMARY_CRED_CLEAR_PASSWORD         0x1
#define PRIMARY_CRED_OWF_PASSWORD           0x2
#define PRIMARY_CRED_UPDATE                 0x4
#define PRIMARY_CRED_CACHED_LOGON           0x8
#define PRIMARY_CRED_LOGON_NO_TCB           0x10
/* The number in RPC of the package that logged on. */
#define PRIMARY_CRED_LOGON_PACKAGE_SHIFT    24
#define PRIMARY_CRED_PACKAGE_MASK           0xff000000
#define MAX_CRED_SIZE                       1024

/* An identity of a program of 32 bits: its pointers are numbers. */
typedef struct _SEC_WINNT_AUTH_IDENTITY32 {
    ULONG User;
    ULONG UserLength;
    ULONG Domain;
    ULONG DomainLength;
    ULONG Password;
    ULONG PasswordLength;
    ULONG Flags;
} SEC_WINNT_AUTH_IDENTITY32;
typedef SEC_WINNT_AUTH_IDENTITY32 *PSEC_WINNT_AUTH_IDENTITY32;

typedef struct _SEC_WINNT_AUTH_IDENTITY_EX32 {
    ULONG Version;
    ULONG Length;
    ULONG User;
    ULONG UserLength;
    ULONG Domain;
    ULONG DomainLength;
    ULONG Password;
    ULONG PasswordLength;
    ULONG Flags;
    ULONG PackageList;
    ULONG PackageListLength;
} SEC_WINNT_AUTH_IDENTITY_EX32;
typedef SEC_WINNT_AUTH_IDENTITY_EX32 *PSEC_WINNT_AUTH_IDENTITY_EX32;

/* ---- memory --------------------------------------------------------- */

/* LSA_ALLOCATE_LSA_HEAP and LSA_FREE_LSA_HEAP are in ksp/ntsecpkg.h. */
typedef PVOID NTAPI LSA_ALLOCATE_PRIVATE_HEAP(SIZE_T Length);
typedef VOID NTAPI LSA_FREE_PRIVATE_HEAP(PVOID Base);
typedef LSA_ALLOCATE_PRIVATE_HEAP *PLSA_ALLOCATE_PRIVATE_HEAP;
typedef LSA_FREE_PRIVATE_HEAP *PLSA_FREE_PRIVATE_HEAP;

/* Memory in the client's process. */
typedef NTSTATUS NTAPI LSA_ALLOCATE_CLIENT_BUFFER(
    PLSA_CLIENT_REQUEST ClientRequest, ULONG LengthRequired,
    PVOID *ClientBaseAddress);
typedef NTSTATUS NTAPI LSA_FREE_CLIENT_BUFFER(
    PLSA_CLIENT_REQUEST ClientRequest, PVOID ClientBaseAddress);
typedef NTSTATUS NTAPI LSA_COPY_TO_CLIENT_BUFFER(
    PLSA_CLIENT_REQUEST ClientRequest, ULONG Length, PVOID ClientBaseAddress,
    PVOID BufferToCopy);
typedef NTSTATUS NTAPI LSA_COPY_FROM_CLIENT_BUFFER(
    PLSA_CLIENT_REQUEST ClientRequest, ULONG Length, PVOID BufferToCopy,
    PVOID ClientBaseAddress);
typedef NTSTATUS NTAPI LSA_MAP_BUFFER(PSecBuffer InputBuffer,
                                      PSecBuffer OutputBuffer);
typedef LSA_ALLOCATE_CLIENT_BUFFER *PLSA_ALLOCATE_CLIENT_BUFFER;
typedef LSA_FREE_CLIENT_BUFFER *PLSA_FREE_CLIENT_BUFFER;
typedef LSA_COPY_TO_CLIENT_BUFFER *PLSA_COPY_TO_CLIENT_BUFFER;
typedef LSA_COPY_FROM_CLIENT_BUFFER *PLSA_COPY_FROM_CLIENT_BUFFER;
typedef LSA_MAP_BUFFER *PLSA_MAP_BUFFER;

/* Memory that several processes see. */
typedef PVOID NTAPI LSA_CREATE_SHARED_MEMORY(ULONG MaxSize,
                                             ULONG InitialSize);
typedef PVOID NTAPI LSA_ALLOCATE_SHARED_MEMORY(PVOID SharedMem, ULONG Size);
typedef VOID NTAPI LSA_FREE_SHARED_MEMORY(PVOID SharedMem, PVOID Memory);
typedef BOOLEAN NTAPI LSA_DELETE_SHARED_MEMORY(PVOID SharedMem);
typedef LSA_CREATE_SHARED_MEMORY *PLSA_CREATE_SHARED_MEMORY;
typedef LSA_ALLOCATE_SHARED_MEMORY *PLSA_ALLOCATE_SHARED_MEMORY;
typedef LSA_FREE_SHARED_MEMORY *PLSA_FREE_SHARED_MEMORY;
typedef LSA_DELETE_SHARED_MEMORY *PLSA_DELETE_SHARED_MEMORY;

/* Encrypts and decrypts a secret in place. */
typedef VOID NTAPI LSA_PROTECT_MEMORY(PVOID Buffer, ULONG BufferSize);
typedef LSA_PROTECT_MEMORY *PLSA_PROTECT_MEMORY;

/* ---- logon sessions ------------------------------------------------- */

typedef NTSTATUS NTAPI LSA_CREATE_LOGON_SESSION(PLUID LogonId);
typedef NTSTATUS NTAPI LSA_DELETE_LOGON_SESSION(PLUID LogonId);
typedef NTSTATUS NTAPI LSA_ADD_CREDENTIAL(PLUID LogonId,
                                          ULONG AuthenticationPackage,
                                          PLSA_STRING PrimaryKeyValue,
                                          PLSA_STRING Credentials);
typedef NTSTATUS NTAPI LSA_GET_CREDENTIALS(PLUID LogonId,
                                           ULONG AuthenticationPackage,
                                           PULONG QueryContext,
                                           BOOLEAN RetrieveAllCredentials,
                                           PLSA_STRING PrimaryKeyValue,
                                           PULONG PrimaryKeyLength,
                                           PLSA_STRING Credentials);
typedef NTSTATUS NTAPI LSA_DELETE_CREDENTIAL(PLUID LogonId,
                                             ULONG AuthenticationPackage,
                                             PLSA_STRING PrimaryKeyValue);
typedef NTSTATUS NTAPI LSA_SAVE_SUPPLEMENTAL_CREDENTIALS(
    PLUID LogonId, ULONG SupplementalCredSize, PVOID SupplementalCreds,
    BOOLEAN Synchronous);
typedef NTSTATUS NTAPI LSA_UPDATE_PRIMARY_CREDENTIALS(
    PSECPKG_PRIMARY_CRED PrimaryCredentials,
    PSECPKG_SUPPLEMENTAL_CRED_ARRAY Credentials);
typedef LSA_CREATE_LOGON_SESSION *PLSA_CREATE_LOGON_SESSION;
typedef LSA_DELETE_LOGON_SESSION *PLSA_DELETE_LOGON_SESSION;
typedef LSA_ADD_CREDENTIAL *PLSA_ADD_CREDENTIAL;
typedef LSA_GET_CREDENTIALS *PLSA_GET_CREDENTIALS;
typedef LSA_DELETE_CREDENTIAL *PLSA_DELETE_CREDENTIAL;
typedef LSA_SAVE_SUPPLEMENTAL_CREDENTIALS *PLSA_SAVE_SUPPLEMENTAL_CREDENTIALS;
typedef LSA_UPDATE_PRIMARY_CREDENTIALS *PLSA_UPDATE_PRIMARY_CREDENTIALS;

/* ---- tokens --------------------------------------------------------- */

/* SessionInformation of LSA_CREATE_TOKEN_EX. */
typedef enum _SECPKG_SESSIONINFO_TYPE {
    SecSessionPrimaryCred
} SECPKG_SESSIONINFO_TYPE;

typedef NTSTATUS NTAPI LSA_CREATE_TOKEN(
    PLUID LogonId, PTOKEN_SOURCE TokenSource, SECURITY_LOGON_TYPE LogonType,
    SECURITY_IMPERSONATION_LEVEL ImpersonationLevel,
    LSA_TOKEN_INFORMATION_TYPE TokenInformationType, PVOID TokenInformation,
    PTOKEN_GROUPS TokenGroups, PUNICODE_STRING AccountName,
    PUNICODE_STRING AuthorityName, PUNICODE_STRING Workstation,
    PUNICODE_STRING ProfilePath, PHANDLE Token, PNTSTATUS SubStatus);
typedef NTSTATUS NTAPI LSA_CREATE_TOKEN_EX(
    PLUID LogonId, PTOKEN_SOURCE TokenSource, SECURITY_LOGON_TYPE LogonType,
    SECURITY_IMPERSONATION_LEVEL ImpersonationLevel,
    LSA_TOKEN_INFORMATION_TYPE TokenInformationType, PVOID TokenInformation,
    PTOKEN_GROUPS TokenGroups, PUNICODE_STRING Workstation,
    PUNICODE_STRING ProfilePath, PVOID SessionInformation,
    SECPKG_SESSIONINFO_TYPE SessionInformationType, PHANDLE Token,
    PNTSTATUS SubStatus);
typedef NTSTATUS NTAPI LSA_OPEN_TOKEN_BY_LOGON_ID(PLUID LogonId,
                                                  HANDLE *RetTokenHandle);
typedef NTSTATUS NTAPI LSA_CONVERT_AUTH_DATA_TO_TOKEN(
    PVOID UserAuthData, ULONG UserAuthDataSize,
    SECURITY_IMPERSONATION_LEVEL ImpersonationLevel,
    PTOKEN_SOURCE TokenSource, SECURITY_LOGON_TYPE LogonType,
    PUNICODE_STRING AuthorityName, PHANDLE Token, PLUID LogonId,
    PUNICODE_STRING AccountName, PNTSTATUS SubStatus);
typedef NTSTATUS NTAPI LSA_EXPAND_AUTH_DATA_FOR_DOMAIN(
    PUCHAR UserAuthData, ULONG UserAuthDataSize, PVOID Reserved,
    PUCHAR *ExpandedAuthData, PULONG ExpandedAuthDataSize);
typedef NTSTATUS NTAPI LSA_IMPERSONATE_CLIENT(VOID);
typedef NTSTATUS NTAPI LSA_DUPLICATE_HANDLE(HANDLE SourceHandle,
                                            PHANDLE DestinationHandle);
typedef LSA_CREATE_TOKEN *PLSA_CREATE_TOKEN;
typedef LSA_CREATE_TOKEN_EX *PLSA_CREATE_TOKEN_EX;
typedef LSA_OPEN_TOKEN_BY_LOGON_ID *PLSA_OPEN_TOKEN_BY_LOGON_ID;
typedef LSA_CONVERT_AUTH_DATA_TO_TOKEN *PLSA_CONVERT_AUTH_DATA_TO_TOKEN;
typedef LSA_EXPAND_AUTH_DATA_FOR_DOMAIN *PLSA_EXPAND_AUTH_DATA_FOR_DOMAIN;
typedef LSA_IMPERSONATE_CLIENT *PLSA_IMPERSONATE_CLIENT;
typedef LSA_DUPLICATE_HANDLE *PLSA_DUPLICATE_HANDLE;

/* ---- accounts ------------------------------------------------------- */

/* How an account is named. */
typedef enum _SECPKG_NAME_TYPE {
    SecNameSamCompatible,
    SecNameAlternateId,
    SecNameFlat,
    SecNameDN,
    SecNameSPN
} SECPKG_NAME_TYPE;

typedef NTSTATUS NTAPI LSA_OPEN_SAM_USER(PSECURITY_STRING Name,
                                         SECPKG_NAME_TYPE NameType,
                                         PSECURITY_STRING Prefix,
                                         BOOLEAN AllowGuest, ULONG Reserved,
                                         PVOID *UserHandle);
typedef NTSTATUS NTAPI LSA_CLOSE_SAM_USER(PVOID UserHandle);
typedef NTSTATUS NTAPI LSA_GET_USER_CREDENTIALS(
    PVOID UserHandle, PVOID *PrimaryCreds, PULONG PrimaryCredsSize,
    PVOID *SupplementalCreds, PULONG SupplementalCredsSize);
typedef NTSTATUS NTAPI LSA_GET_USER_AUTH_DATA(PVOID UserHandle,
                                              PUCHAR *UserAuthData,
                                              PULONG UserAuthDataSize);
typedef NTSTATUS NTAPI LSA_GET_AUTH_DATA_FOR_USER(
    PSECURITY_STRING Name, SECPKG_NAME_TYPE NameType, PSECURITY_STRING Prefix,
    PUCHAR *UserAuthData, PULONG UserAuthDataSize,
    PUNICODE_STRING UserFlatName);
typedef NTSTATUS NTAPI LSA_CRACK_SINGLE_NAME(
    ULONG FormatOffered, BOOLEAN PerformAtGC, PUNICODE_STRING NameInput,
    PUNICODE_STRING Prefix, ULONG RequestedFormat,
    PUNICODE_STRING CrackedName, PUNICODE_STRING DnsDomainName,
    PULONG SubStatus);
typedef LSA_OPEN_SAM_USER *PLSA_OPEN_SAM_USER;
typedef LSA_CLOSE_SAM_USER *PLSA_CLOSE_SAM_USER;
typedef LSA_GET_USER_CREDENTIALS *PLSA_GET_USER_CREDENTIALS;
typedef LSA_GET_USER_AUTH_DATA *PLSA_GET_USER_AUTH_DATA;
typedef LSA_GET_AUTH_DATA_FOR_USER *PLSA_GET_AUTH_DATA_FOR_USER;
typedef LSA_CRACK_SINGLE_NAME *PLSA_CRACK_SINGLE_NAME;

/* ---- the journal ---------------------------------------------------- */

typedef VOID NTAPI LSA_AUDIT_LOGON(NTSTATUS Status, NTSTATUS SubStatus,
                                   PUNICODE_STRING AccountName,
                                   PUNICODE_STRING AuthenticatingAuthority,
                                   PUNICODE_STRING WorkstationName,
                                   PSID UserSid,
                                   SECURITY_LOGON_TYPE LogonType,
                                   PTOKEN_SOURCE TokenSource, PLUID LogonId);
typedef NTSTATUS NTAPI LSA_AUDIT_ACCOUNT_LOGON(ULONG AuditId, BOOLEAN Success,
                                               PUNICODE_STRING Source,
                                               PUNICODE_STRING ClientName,
                                               PUNICODE_STRING MappedName,
                                               NTSTATUS Status);
typedef LSA_AUDIT_LOGON *PLSA_AUDIT_LOGON;
typedef LSA_AUDIT_ACCOUNT_LOGON *PLSA_AUDIT_ACCOUNT_LOGON;

/* ---- other packages, threads and events ----------------------------- */

typedef NTSTATUS NTAPI LSA_CALL_PACKAGE(
    PUNICODE_STRING AuthenticationPackage, PVOID ProtocolSubmitBuffer,
    ULONG SubmitBufferLength, PVOID *ProtocolReturnBuffer,
    PULONG ReturnBufferLength, PNTSTATUS ProtocolStatus);
typedef NTSTATUS NTAPI LSA_CALL_PACKAGEEX(
    PUNICODE_STRING AuthenticationPackage, PVOID ClientBufferBase,
    PVOID ProtocolSubmitBuffer, ULONG SubmitBufferLength,
    PVOID *ProtocolReturnBuffer, PULONG ReturnBufferLength,
    PNTSTATUS ProtocolStatus);
typedef NTSTATUS NTAPI LSA_CALL_PACKAGE_PASSTHROUGH(
    PUNICODE_STRING AuthenticationPackage, PVOID ClientBufferBase,
    PVOID ProtocolSubmitBuffer, ULONG SubmitBufferLength,
    PVOID *ProtocolReturnBuffer, PULONG ReturnBufferLength,
    PNTSTATUS ProtocolStatus);
typedef NTSTATUS NTAPI LSA_UNLOAD_PACKAGE(VOID);
typedef NTSTATUS NTAPI LSA_GET_CLIENT_INFO(PSECPKG_CLIENT_INFO ClientInfo);
typedef BOOLEAN NTAPI LSA_GET_CALL_INFO(PSECPKG_CALL_INFO Info);
typedef NTSTATUS NTAPI LSA_CLIENT_CALLBACK(PCHAR Callback,
                                           ULONG_PTR Argument1,
                                           ULONG_PTR Argument2,
                                           PSecBuffer Input,
                                           PSecBuffer Output);
typedef HANDLE NTAPI LSA_CREATE_THREAD(SEC_ATTRS SecurityAttributes,
                                       ULONG StackSize,
                                       SEC_THREAD_START StartFunction,
                                       PVOID ThreadParameter,
                                       ULONG CreationFlags, PULONG ThreadId);
typedef HANDLE NTAPI LSA_REGISTER_NOTIFICATION(
    SEC_THREAD_START StartFunction, PVOID Parameter, ULONG NotificationType,
    ULONG NotificationClass, ULONG NotificationFlags, ULONG IntervalMinutes,
    HANDLE WaitEvent);
typedef NTSTATUS NTAPI LSA_CANCEL_NOTIFICATION(HANDLE NotifyHandle);
typedef LSA_CALL_PACKAGE *PLSA_CALL_PACKAGE;
typedef LSA_CALL_PACKAGEEX *PLSA_CALL_PACKAGEEX;
typedef LSA_CALL_PACKAGE_PASSTHROUGH *PLSA_CALL_PACKAGE_PASSTHROUGH;
typedef LSA_UNLOAD_PACKAGE *PLSA_UNLOAD_PACKAGE;
typedef LSA_GET_CLIENT_INFO *PLSA_GET_CLIENT_INFO;
typedef LSA_GET_CALL_INFO *PLSA_GET_CALL_INFO;
typedef LSA_CLIENT_CALLBACK *PLSA_CLIENT_CALLBACK;
typedef LSA_CREATE_THREAD *PLSA_CREATE_THREAD;
typedef LSA_REGISTER_NOTIFICATION *PLSA_REGISTER_NOTIFICATION;
typedef LSA_CANCEL_NOTIFICATION *PLSA_CANCEL_NOTIFICATION;

/* NotificationType, NotificationClass and NotificationFlags. */
#define NOTIFIER_TYPE_INTERVAL              1
#define NOTIFIER_TYPE_HANDLE_WAIT           2
#define NOTIFIER_TYPE_STATE_CHANGE          3
#define NOTIFIER_TYPE_NOTIFY_EVENT          4
#define NOTIFIER_TYPE_IMMEDIATE             16
#define NOTIFY_CLASS_PACKAGE_CHANGE         1
#define NOTIFY_CLASS_ROLE_CHANGE            2
#define NOTIFY_CLASS_DOMAIN_CHANGE          3
#define NOTIFY_CLASS_REGISTRY_CHANGE        4
#define NOTIFIER_FLAG_NEW_THREAD            0x00000001
#define NOTIFIER_FLAG_ONE_SHOT              0x00000002
#define NOTIFIER_FLAG_SECONDS               0x80000000

/* What is told of an event: EventData is one of those below, or a
 * SECPKG_EVENT_DOMAIN_CHANGE. */
typedef struct _SECPKG_EVENT_NOTIFY {
    ULONG EventClass;
    ULONG Reserved;
    ULONG EventDataSize;
    PVOID EventData;
    PVOID PackageParameter;
} SECPKG_EVENT_NOTIFY;
typedef SECPKG_EVENT_NOTIFY *PSECPKG_EVENT_NOTIFY;

typedef struct _SECPKG_EVENT_PACKAGE_CHANGE {
    ULONG ChangeType;
    LSA_SEC_HANDLE PackageId;
    SECURITY_STRING PackageName;
} SECPKG_EVENT_PACKAGE_CHANGE;
typedef SECPKG_EVENT_PACKAGE_CHANGE *PSECPKG_EVENT_PACKAGE_CHANGE;

/* ChangeType. */
#define SECPKG_PACKAGE_CHANGE_LOAD          0
#define SECPKG_PACKAGE_CHANGE_UNLOAD        1
#define SECPKG_PACKAGE_CHANGE_SELECT        2

typedef struct _SECPKG_EVENT_ROLE_CHANGE {
    ULONG PreviousRole;
    ULONG NewRole;
} SECPKG_EVENT_ROLE_CHANGE;
typedef SECPKG_EVENT_ROLE_CHANGE *PSECPKG_EVENT_ROLE_CHANGE;

/* ---- the tables ----------------------------------------------------- */

/* What a package for log-ons alone is given: the beginning of the other. */
typedef struct _LSA_DISPATCH_TABLE {
    PLSA_CREATE_LOGON_SESSION CreateLogonSession;
    PLSA_DELETE_LOGON_SESSION DeleteLogonSession;
    PLSA_ADD_CREDENTIAL AddCredential;
    PLSA_GET_CREDENTIALS GetCredentials;
    PLSA_DELETE_CREDENTIAL DeleteCredential;
    PLSA_ALLOCATE_LSA_HEAP AllocateLsaHeap;
    PLSA_FREE_LSA_HEAP FreeLsaHeap;
    PLSA_ALLOCATE_CLIENT_BUFFER AllocateClientBuffer;
    PLSA_FREE_CLIENT_BUFFER FreeClientBuffer;
    PLSA_COPY_TO_CLIENT_BUFFER CopyToClientBuffer;
    PLSA_COPY_FROM_CLIENT_BUFFER CopyFromClientBuffer;
} LSA_DISPATCH_TABLE;
typedef LSA_DISPATCH_TABLE *PLSA_DISPATCH_TABLE;

/* The dummies are functions of the credential manager, whose header there is
 * not here.  Twelve that newer versions of Windows have behind the last are
 * not declared. */
typedef struct _LSA_SECPKG_FUNCTION_TABLE {
    PLSA_CREATE_LOGON_SESSION CreateLogonSession;
    PLSA_DELETE_LOGON_SESSION DeleteLogonSession;
    PLSA_ADD_CREDENTIAL AddCredential;
    PLSA_GET_CREDENTIALS GetCredentials;
    PLSA_DELETE_CREDENTIAL DeleteCredential;
    PLSA_ALLOCATE_LSA_HEAP AllocateLsaHeap;
    PLSA_FREE_LSA_HEAP FreeLsaHeap;
    PLSA_ALLOCATE_CLIENT_BUFFER AllocateClientBuffer;
    PLSA_FREE_CLIENT_BUFFER FreeClientBuffer;
    PLSA_COPY_TO_CLIENT_BUFFER CopyToClientBuffer;
    PLSA_COPY_FROM_CLIENT_BUFFER CopyFromClientBuffer;
    PLSA_IMPERSONATE_CLIENT ImpersonateClient;
    PLSA_UNLOAD_PACKAGE UnloadPackage;
    PLSA_DUPLICATE_HANDLE DuplicateHandle;
    PLSA_SAVE_SUPPLEMENTAL_CREDENTIALS SaveSupplementalCredentials;
    PLSA_CREATE_THREAD CreateThread;
    PLSA_GET_CLIENT_INFO GetClientInfo;
    PLSA_REGISTER_NOTIFICATION RegisterNotification;
    PLSA_CANCEL_NOTIFICATION CancelNotification;
    PLSA_MAP_BUFFER MapBuffer;
    PLSA_CREATE_TOKEN CreateToken;
    PLSA_AUDIT_LOGON AuditLogon;
    PLSA_CALL_PACKAGE CallPackage;
    PLSA_FREE_LSA_HEAP FreeReturnBuffer;
    PLSA_GET_CALL_INFO GetCallInfo;
    PLSA_CALL_PACKAGEEX CallPackageEx;
    PLSA_CREATE_SHARED_MEMORY CreateSharedMemory;
    PLSA_ALLOCATE_SHARED_MEMORY AllocateSharedMemory;
    PLSA_FREE_SHARED_MEMORY FreeSharedMemory;
    PLSA_DELETE_SHARED_MEMORY DeleteSharedMemory;
    PLSA_OPEN_SAM_USER OpenSamUser;
    PLSA_GET_USER_CREDENTIALS GetUserCredentials;
    PLSA_GET_USER_AUTH_DATA GetUserAuthData;
    PLSA_CLOSE_SAM_USER CloseSamUser;
    PLSA_CONVERT_AUTH_DATA_TO_TOKEN ConvertAuthDataToToken;
    PLSA_CLIENT_CALLBACK ClientCallback;
    PLSA_UPDATE_PRIMARY_CREDENTIALS UpdateCredentials;
    PLSA_GET_AUTH_DATA_FOR_USER GetAuthDataForUser;
    PLSA_CRACK_SINGLE_NAME CrackSingleName;
    PLSA_AUDIT_ACCOUNT_LOGON AuditAccountLogon;
    PLSA_CALL_PACKAGE_PASSTHROUGH CallPackagePassthrough;
    PLSA_PROTECT_MEMORY DummyFunction1;
    PLSA_PROTECT_MEMORY DummyFunction2;
    PLSA_PROTECT_MEMORY DummyFunction3;
    PLSA_PROTECT_MEMORY LsaProtectMemory;
    PLSA_PROTECT_MEMORY LsaUnprotectMemory;
    PLSA_OPEN_TOKEN_BY_LOGON_ID OpenTokenByLogonId;
    PLSA_EXPAND_AUTH_DATA_FOR_DOMAIN ExpandAuthDataForDomain;
    PLSA_ALLOCATE_PRIVATE_HEAP AllocatePrivateHeap;
    PLSA_FREE_PRIVATE_HEAP FreePrivateHeap;
    PLSA_CREATE_TOKEN_EX CreateTokenEx;
    PLSA_PROTECT_MEMORY DummyFunction4;
} LSA_SECPKG_FUNCTION_TABLE;
typedef LSA_SECPKG_FUNCTION_TABLE *PLSA_SECPKG_FUNCTION_TABLE;

/* ==== what a package gives the LSA ==================================== */

/* ---- logging on ----------------------------------------------------- */

typedef NTSTATUS NTAPI LSA_AP_INITIALIZE_PACKAGE(
    ULONG AuthenticationPackageId, PLSA_DISPATCH_TABLE LsaDispatchTable,
    PLSA_STRING Database, PLSA_STRING Confidentiality,
    PLSA_STRING *AuthenticationPackageName);
typedef NTSTATUS NTAPI LSA_AP_LOGON_USER(
    PLSA_CLIENT_REQUEST ClientRequest, SECURITY_LOGON_TYPE LogonType,
    PVOID AuthenticationInformation, PVOID ClientAuthenticationBase,
    ULONG AuthenticationInformationLength, PVOID *ProfileBuffer,
    PULONG ProfileBufferLength, PLUID LogonId, PNTSTATUS SubStatus,
    PLSA_TOKEN_INFORMATION_TYPE TokenInformationType,
    PVOID *TokenInformation, PLSA_UNICODE_STRING *AccountName,
    PLSA_UNICODE_STRING *AuthenticatingAuthority);
typedef NTSTATUS NTAPI LSA_AP_LOGON_USER_EX(
    PLSA_CLIENT_REQUEST ClientRequest, SECURITY_LOGON_TYPE LogonType,
    PVOID AuthenticationInformation, PVOID ClientAuthenticationBase,
    ULONG AuthenticationInformationLength, PVOID *ProfileBuffer,
    PULONG ProfileBufferLength, PLUID LogonId, PNTSTATUS SubStatus,
    PLSA_TOKEN_INFORMATION_TYPE TokenInformationType,
    PVOID *TokenInformation, PUNICODE_STRING *AccountName,
    PUNICODE_STRING *AuthenticatingAuthority, PUNICODE_STRING *MachineName);
typedef NTSTATUS LSA_AP_LOGON_USER_EX2(
    PLSA_CLIENT_REQUEST ClientRequest, SECURITY_LOGON_TYPE LogonType,
    PVOID AuthenticationInformation, PVOID ClientAuthenticationBase,
    ULONG AuthenticationInformationLength, PVOID *ProfileBuffer,
    PULONG ProfileBufferLength, PLUID LogonId, PNTSTATUS SubStatus,
    PLSA_TOKEN_INFORMATION_TYPE TokenInformationType,
    PVOID *TokenInformation, PUNICODE_STRING *AccountName,
    PUNICODE_STRING *AuthenticatingAuthority, PUNICODE_STRING *MachineName,
    PSECPKG_PRIMARY_CRED PrimaryCredentials,
    PSECPKG_SUPPLEMENTAL_CRED_ARRAY *CachedCredentials);
typedef NTSTATUS NTAPI LSA_AP_CALL_PACKAGE(
    PLSA_CLIENT_REQUEST ClientRequest, PVOID ProtocolSubmitBuffer,
    PVOID ClientBufferBase, ULONG SubmitBufferLength,
    PVOID *ProtocolReturnBuffer, PULONG ReturnBufferLength,
    PNTSTATUS ProtocolStatus);
typedef NTSTATUS NTAPI LSA_AP_CALL_PACKAGE_PASSTHROUGH(
    PLSA_CLIENT_REQUEST ClientRequest, PVOID ProtocolSubmitBuffer,
    PVOID ClientBufferBase, ULONG SubmitBufferLength,
    PVOID *ProtocolReturnBuffer, PULONG ReturnBufferLength,
    PNTSTATUS ProtocolStatus);
typedef VOID NTAPI LSA_AP_LOGON_TERMINATED(PLUID LogonId);
typedef LSA_AP_CALL_PACKAGE LSA_AP_CALL_PACKAGE_UNTRUSTED;
typedef LSA_AP_INITIALIZE_PACKAGE *PLSA_AP_INITIALIZE_PACKAGE;
typedef LSA_AP_LOGON_USER *PLSA_AP_LOGON_USER;
typedef LSA_AP_LOGON_USER_EX *PLSA_AP_LOGON_USER_EX;
typedef LSA_AP_LOGON_USER_EX2 *PLSA_AP_LOGON_USER_EX2;
typedef LSA_AP_CALL_PACKAGE *PLSA_AP_CALL_PACKAGE;
typedef LSA_AP_CALL_PACKAGE_PASSTHROUGH *PLSA_AP_CALL_PACKAGE_PASSTHROUGH;
typedef LSA_AP_LOGON_TERMINATED *PLSA_AP_LOGON_TERMINATED;
typedef LSA_AP_CALL_PACKAGE_UNTRUSTED *PLSA_AP_CALL_PACKAGE_UNTRUSTED;

/* Names under which a package for log-ons exports them; each has a second
 * zero at its end, as on Windows. */
#define LSA_AP_NAME_INITIALIZE_PACKAGE "LsaApInitializePackage\0"
#define LSA_AP_NAME_LOGON_USER "LsaApLogonUser\0"
#define LSA_AP_NAME_LOGON_USER_EX "LsaApLogonUserEx\0"
#define LSA_AP_NAME_LOGON_USER_EX2 "LsaApLogonUserEx2\0"
#define LSA_AP_NAME_CALL_PACKAGE "LsaApCallPackage\0"
#define LSA_AP_NAME_LOGON_TERMINATED "LsaApLogonTerminated\0"
#define LSA_AP_NAME_CALL_PACKAGE_UNTRUSTED "LsaApCallPackageUntrusted\0"
#define LSA_AP_NAME_CALL_PACKAGE_PASSTHROUGH "LsaApCallPackagePassthrough\0"

/* ---- passwords that change ------------------------------------------ */

/* Functions of a library that keeps keys made of passwords, and the names
 * under which it exports them. */
typedef NTSTATUS (SEC_ENTRY *PSAM_CREDENTIAL_UPDATE_NOTIFY_ROUTINE)(
    PUNICODE_STRING ClearPassword, PVOID OldCredentials,
    ULONG OldCredentialSize, ULONG UserAccountControl, PUNICODE_STRING UPN,
    PUNICODE_STRING UserName, PUNICODE_STRING NetbiosDomainName,
    PUNICODE_STRING DnsDomainName, PVOID *NewCredentials,
    ULONG *NewCredentialSize);
typedef BOOLEAN (SEC_ENTRY *PSAM_CREDENTIAL_UPDATE_REGISTER_ROUTINE)(
    PUNICODE_STRING CredentialName);
typedef VOID (SEC_ENTRY *PSAM_CREDENTIAL_UPDATE_FREE_ROUTINE)(PVOID p);

#define SAM_CREDENTIAL_UPDATE_NOTIFY_ROUTINE "CredentialUpdateNotify"
#define SAM_CREDENTIAL_UPDATE_REGISTER_ROUTINE "CredentialUpdateRegister"
#define SAM_CREDENTIAL_UPDATE_FREE_ROUTINE "CredentialUpdateFree"

/* ---- the package itself --------------------------------------------- */

/* What SpGetExtendedInformationFn and SpSetExtendedInformationFn are about. */
typedef enum _SECPKG_EXTENDED_INFORMATION_CLASS {
    SecpkgGssInfo = 1,
    SecpkgContextThunks,
    SecpkgMutualAuthLevel,
    SecpkgWowClientDll,
    SecpkgExtraOids,
    SecpkgMaxInfo
} SECPKG_EXTENDED_INFORMATION_CLASS;

/* The package's OID in DER, as long as the number before it says. */
typedef struct _SECPKG_GSS_INFO {
    ULONG EncodedIdLength;
    UCHAR EncodedId[4];
} SECPKG_GSS_INFO;
typedef SECPKG_GSS_INFO *PSECPKG_GSS_INFO;

/* Attributes of a context that the LSA answers, not the other half. */
typedef struct _SECPKG_CONTEXT_THUNKS {
    ULONG InfoLevelCount;
    ULONG Levels[1];
} SECPKG_CONTEXT_THUNKS;
typedef SECPKG_CONTEXT_THUNKS *PSECPKG_CONTEXT_THUNKS;

typedef struct _SECPKG_MUTUAL_AUTH_LEVEL {
    ULONG MutualAuthLevel;
} SECPKG_MUTUAL_AUTH_LEVEL;
typedef SECPKG_MUTUAL_AUTH_LEVEL *PSECPKG_MUTUAL_AUTH_LEVEL;

typedef struct _SECPKG_WOW_CLIENT_DLL {
    SECURITY_STRING WowClientDllPath;
} SECPKG_WOW_CLIENT_DLL;
typedef SECPKG_WOW_CLIENT_DLL *PSECPKG_WOW_CLIENT_DLL;

#define SECPKG_MAX_OID_LENGTH               32

typedef struct _SECPKG_SERIALIZED_OID {
    ULONG OidLength;
    ULONG OidAttributes;
    UCHAR OidValue[32];
} SECPKG_SERIALIZED_OID;
typedef SECPKG_SERIALIZED_OID *PSECPKG_SERIALIZED_OID;

typedef struct _SECPKG_EXTRA_OIDS {
    ULONG OidCount;
    SECPKG_SERIALIZED_OID Oids[1];
} SECPKG_EXTRA_OIDS;
typedef SECPKG_EXTRA_OIDS *PSECPKG_EXTRA_OIDS;

typedef struct _SECPKG_EXTENDED_INFORMATION {
    SECPKG_EXTENDED_INFORMATION_CLASS Class;
    union {
        SECPKG_GSS_INFO GssInfo;
        SECPKG_CONTEXT_THUNKS ContextThunks;
        SECPKG_MUTUAL_AUTH_LEVEL MutualAuthLevel;
        SECPKG_WOW_CLIENT_DLL WowClientDll;
        SECPKG_EXTRA_OIDS ExtraOids;
    } Info;
} SECPKG_EXTENDED_INFORMATION;
typedef SECPKG_EXTENDED_INFORMATION *PSECPKG_EXTENDED_INFORMATION;

typedef NTSTATUS NTAPI SpInitializeFn(
    ULONG_PTR PackageId, PSECPKG_PARAMETERS Parameters,
    PLSA_SECPKG_FUNCTION_TABLE FunctionTable);
typedef NTSTATUS NTAPI SpShutdownFn(VOID);
/* In UTF-16: SECPKG_FLAG_ bits, names and lengths, as
 * QuerySecurityPackageInfo tells them. */
typedef NTSTATUS NTAPI SpGetInfoFn(PSecPkgInfoW PackageInfo);
typedef NTSTATUS NTAPI SpGetExtendedInformationFn(
    SECPKG_EXTENDED_INFORMATION_CLASS Class,
    PSECPKG_EXTENDED_INFORMATION *ppInformation);
typedef NTSTATUS NTAPI SpSetExtendedInformationFn(
    SECPKG_EXTENDED_INFORMATION_CLASS Class,
    PSECPKG_EXTENDED_INFORMATION Info);
typedef NTSTATUS NTAPI SpGetUserInfoFn(PLUID LogonId, ULONG Flags,
                                       PSecurityUserData *UserData);

/* ---- credentials ---------------------------------------------------- */

typedef NTSTATUS NTAPI SpAcceptCredentialsFn(
    SECURITY_LOGON_TYPE LogonType, PUNICODE_STRING AccountName,
    PSECPKG_PRIMARY_CRED PrimaryCredentials,
    PSECPKG_SUPPLEMENTAL_CRED SupplementalCredentials);
typedef NTSTATUS NTAPI SpAcquireCredentialsHandleFn(
    PUNICODE_STRING PrincipalName, ULONG CredentialUseFlags, PLUID LogonId,
    PVOID AuthorizationData, PVOID GetKeyFunction, PVOID GetKeyArgument,
    PLSA_SEC_HANDLE CredentialHandle, PTimeStamp ExpirationTime);
typedef NTSTATUS NTAPI SpFreeCredentialsHandleFn(
    LSA_SEC_HANDLE CredentialHandle);
typedef NTSTATUS NTAPI SpQueryCredentialsAttributesFn(
    LSA_SEC_HANDLE CredentialHandle, ULONG CredentialAttribute,
    PVOID Buffer);
typedef NTSTATUS NTAPI SpSetCredentialsAttributesFn(
    LSA_SEC_HANDLE CredentialHandle, ULONG CredentialAttribute,
    PVOID Buffer, ULONG BufferSize);
typedef NTSTATUS NTAPI SpAddCredentialsFn(
    LSA_SEC_HANDLE CredentialHandle, PUNICODE_STRING PrincipalName,
    PUNICODE_STRING Package, ULONG CredentialUseFlags,
    PVOID AuthorizationData, PVOID GetKeyFunction, PVOID GetKeyArgument,
    PTimeStamp ExpirationTime);
typedef NTSTATUS NTAPI SpSaveCredentialsFn(LSA_SEC_HANDLE CredentialHandle,
                                           PSecBuffer Credentials);
typedef NTSTATUS NTAPI SpGetCredentialsFn(LSA_SEC_HANDLE CredentialHandle,
                                          PSecBuffer Credentials);
typedef NTSTATUS NTAPI SpDeleteCredentialsFn(LSA_SEC_HANDLE CredentialHandle,
                                             PSecBuffer Key);

#define SP_ACCEPT_CREDENTIALS_NAME "SpAcceptCredentials\0"

/* ---- establishment -------------------------------------------------- */

/*
 * One step of either side.  *MappedContext says that ContextData is for the
 * other half: its SpInitUserModeContextFn makes the context of it.
 */
typedef NTSTATUS NTAPI SpInitLsaModeContextFn(
    LSA_SEC_HANDLE CredentialHandle, LSA_SEC_HANDLE ContextHandle,
    PUNICODE_STRING TargetName, ULONG ContextRequirements,
    ULONG TargetDataRep, PSecBufferDesc InputBuffers,
    PLSA_SEC_HANDLE NewContextHandle, PSecBufferDesc OutputBuffers,
    PULONG ContextAttributes, PTimeStamp ExpirationTime,
    PBOOLEAN MappedContext, PSecBuffer ContextData);
typedef NTSTATUS NTAPI SpAcceptLsaModeContextFn(
    LSA_SEC_HANDLE CredentialHandle, LSA_SEC_HANDLE ContextHandle,
    PSecBufferDesc InputBuffer, ULONG ContextRequirements,
    ULONG TargetDataRep, PLSA_SEC_HANDLE NewContextHandle,
    PSecBufferDesc OutputBuffer, PULONG ContextAttributes,
    PTimeStamp ExpirationTime, PBOOLEAN MappedContext,
    PSecBuffer ContextData);
typedef NTSTATUS NTAPI SpApplyControlTokenFn(LSA_SEC_HANDLE ContextHandle,
                                             PSecBufferDesc ControlToken);
typedef NTSTATUS NTAPI SpSetContextAttributesFn(
    LSA_SEC_HANDLE ContextHandle, ULONG ContextAttribute, PVOID Buffer,
    ULONG BufferSize);

/* Of SECPKG_ATTR_SASL_CONTEXT. */
typedef struct _SecPkgContext_SaslContext {
    PVOID SaslContext;
} SecPkgContext_SaslContext;
typedef SecPkgContext_SaslContext *PSecPkgContext_SaslContext;

/* ---- the table ------------------------------------------------------ */

/* A member that the package lacks is NULL.  Fourteen that newer versions of
 * Windows have behind the last are not declared: a package says which it has
 * by the version that SpLsaModeInitialize gives. */
typedef struct _SECPKG_FUNCTION_TABLE {
    PLSA_AP_INITIALIZE_PACKAGE InitializePackage;
    PLSA_AP_LOGON_USER LogonUser;
    PLSA_AP_CALL_PACKAGE CallPackage;
    PLSA_AP_LOGON_TERMINATED LogonTerminated;
    PLSA_AP_CALL_PACKAGE_UNTRUSTED CallPackageUntrusted;
    PLSA_AP_CALL_PACKAGE_PASSTHROUGH CallPackagePassthrough;
    PLSA_AP_LOGON_USER_EX LogonUserEx;
    PLSA_AP_LOGON_USER_EX2 LogonUserEx2;
    SpInitializeFn *Initialize;
    SpShutdownFn *Shutdown;
    SpGetInfoFn *GetInfo;
    SpAcceptCredentialsFn *AcceptCredentials;
    SpAcquireCredentialsHandleFn *AcquireCredentialsHandle;
    SpQueryCredentialsAttributesFn *QueryCredentialsAttributes;
    SpFreeCredentialsHandleFn *FreeCredentialsHandle;
    SpSaveCredentialsFn *SaveCredentials;
    SpGetCredentialsFn *GetCredentials;
    SpDeleteCredentialsFn *DeleteCredentials;
    SpInitLsaModeContextFn *InitLsaModeContext;
    SpAcceptLsaModeContextFn *AcceptLsaModeContext;
    SpDeleteContextFn *DeleteContext;
    SpApplyControlTokenFn *ApplyControlToken;
    SpGetUserInfoFn *GetUserInfo;
    SpGetExtendedInformationFn *GetExtendedInformation;
    SpQueryContextAttributesFn *QueryContextAttributes;
    SpAddCredentialsFn *AddCredentials;
    SpSetExtendedInformationFn *SetExtendedInformation;
    SpSetContextAttributesFn *SetContextAttributes;
    SpSetCredentialsAttributesFn *SetCredentialsAttributes;
} SECPKG_FUNCTION_TABLE;
typedef SECPKG_FUNCTION_TABLE *PSECPKG_FUNCTION_TABLE;

/* The name under which a package exports the function of this type, which
 * hands out its tables; see SpUserModeInitializeFn. */
#define SECPKG_LSAMODEINIT_NAME             "SpLsaModeInitialize"
typedef NTSTATUS (SEC_ENTRY *SpLsaModeInitializeFn)(
    ULONG LsaVersion, PULONG PackageVersion,
    PSECPKG_FUNCTION_TABLE *ppTables, PULONG pcTables);

#ifdef __cplusplus
}
#endif

#endif /* !_WIN32 */

#endif
