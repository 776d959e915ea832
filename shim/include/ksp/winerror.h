/* SPDX-License-Identifier: MIT */
/*
 * Status codes of the SSPI, as SECURITY_STATUS values.
 *
 * SEC_E_ codes are errors (negative), SEC_I_ codes successes that ask for
 * something (positive).  Which function of the package returns which, and
 * when, is in ksp/ntsecpkg.h.
 *
 * Source: winerror.h.
 */
#ifndef KSP_WINERROR_H
#define KSP_WINERROR_H

#include "ksp/types.h"

#ifdef _WIN32

#include <winerror.h>

#else /* !_WIN32 */

/* Success. */
#define SEC_E_OK                            ((SECURITY_STATUS)0x00000000)

/* ---- returned by this package --------------------------------------- */

/* No memory; nothing has changed. */
#define SEC_E_INSUFFICIENT_MEMORY           ((SECURITY_STATUS)0x80090300)
/* The handle is zero, unknown, stale, or its context was deleted. */
#define SEC_E_INVALID_HANDLE                ((SECURITY_STATUS)0x80090301)
/* The function or attribute has no meaning here. */
#define SEC_E_UNSUPPORTED_FUNCTION          ((SECURITY_STATUS)0x80090302)
/* A defect of the package or of the crypto library. */
#define SEC_E_INTERNAL_ERROR                ((SECURITY_STATUS)0x80090304)
/* No package of that name is registered. */
#define SEC_E_SECPKG_NOT_FOUND              ((SECURITY_STATUS)0x80090305)
/* The token is malformed, or the TOKEN buffer is missing or doubled. */
#define SEC_E_INVALID_TOKEN                 ((SECURITY_STATUS)0x80090308)
/* fQOP has a bit that is not supported. */
#define SEC_E_QOP_NOT_SUPPORTED             ((SECURITY_STATUS)0x8009030A)
/* The checksum does not fit: message or token were changed, or the token
 * was made for the other direction. */
#define SEC_E_MESSAGE_ALTERED               ((SECURITY_STATUS)0x8009030F)
/* The checksum is right, but the number is not: duplicate, old, out of
 * order, or after a gap. */
#define SEC_E_OUT_OF_SEQUENCE               ((SECURITY_STATUS)0x80090310)
/* The context's lifetime is over. */
#define SEC_E_CONTEXT_EXPIRED               ((SECURITY_STATUS)0x80090317)
/* The capacity of a buffer does not suffice; nothing has changed. */
#define SEC_E_BUFFER_TOO_SMALL              ((SECURITY_STATUS)0x80090321)
/* The enctype is not known to the crypto provider. */
#define SEC_E_CRYPTO_SYSTEM_INVALID         ((SECURITY_STATUS)0x80090337)
/* An argument is malformed, or a buffer is of a type that the function
 * cannot cover. */
#define SEC_E_INVALID_PARAMETER             ((SECURITY_STATUS)0x8009035D)

/* ---- establishment: what to do next --------------------------------- */

/* Send the token and come back with the answer. */
#define SEC_I_CONTINUE_NEEDED               ((SECURITY_STATUS)0x00090312)
/* Call CompleteAuthToken, then send the token. */
#define SEC_I_COMPLETE_NEEDED               ((SECURITY_STATUS)0x00090313)
/* Both of the above. */
#define SEC_I_COMPLETE_AND_CONTINUE         ((SECURITY_STATUS)0x00090314)
/* Both sides are on this host: no remote logon took place. */
#define SEC_I_LOCAL_LOGON                   ((SECURITY_STATUS)0x00090315)
/* The server asks for credentials that were not given. */
#define SEC_I_INCOMPLETE_CREDENTIALS        ((SECURITY_STATUS)0x00090320)
/* There is no context of the LSA behind this one. */
#define SEC_I_NO_LSA_CONTEXT                ((SECURITY_STATUS)0x00090323)
/* The caller must sign the token. */
#define SEC_I_SIGNATURE_NEEDED              ((SECURITY_STATUS)0x0009035C)
/* The token is one fragment of a longer one. */
#define SEC_I_MESSAGE_FRAGMENT              ((SECURITY_STATUS)0x00090364)
/* Continue, and the input was complete. */
#define SEC_I_CONTINUE_NEEDED_MESSAGE_OK    ((SECURITY_STATUS)0x00090366)
/* An asynchronous call is still running. */
#define SEC_I_ASYNC_CALL_PENDING            ((SECURITY_STATUS)0x00090368)

/* ---- packages and handles ------------------------------------------- */

/* The caller does not own the credentials. */
#define SEC_E_NOT_OWNER                     ((SECURITY_STATUS)0x80090306)
/* The package could not be initialised. */
#define SEC_E_CANNOT_INSTALL                ((SECURITY_STATUS)0x80090307)
/* The package cannot pack the context. */
#define SEC_E_CANNOT_PACK                   ((SECURITY_STATUS)0x80090309)
/* Context data came from a different package. */
#define SEC_E_BAD_PKGID                     ((SECURITY_STATUS)0x80090316)
/* The context was deleted before it was established. */
#define SEC_E_UNFINISHED_CONTEXT_DELETED    ((SECURITY_STATUS)0x80090333)
/* There is no context for this operation yet. */
#define SEC_E_NO_CONTEXT                    ((SECURITY_STATUS)0x80090361)
/* The system is going down. */
#define SEC_E_SHUTDOWN_IN_PROGRESS          ((SECURITY_STATUS)0x8009033F)
/* Old names. */
#define SEC_E_NO_SPM                        SEC_E_INTERNAL_ERROR
#define SEC_E_NOT_SUPPORTED                 SEC_E_UNSUPPORTED_FUNCTION

/* ---- credentials and names ------------------------------------------ */

/* The target is unknown or unreachable. */
#define SEC_E_TARGET_UNKNOWN                ((SECURITY_STATUS)0x80090303)
/* The context may not be impersonated. */
#define SEC_E_NO_IMPERSONATION              ((SECURITY_STATUS)0x8009030B)
/* The logon was refused. */
#define SEC_E_LOGON_DENIED                  ((SECURITY_STATUS)0x8009030C)
/* The credentials were not recognised. */
#define SEC_E_UNKNOWN_CREDENTIALS           ((SECURITY_STATUS)0x8009030D)
/* There are no credentials. */
#define SEC_E_NO_CREDENTIALS                ((SECURITY_STATUS)0x8009030E)
/* Nobody can be asked about the identity: no KDC is reachable. */
#define SEC_E_NO_AUTHENTICATING_AUTHORITY   ((SECURITY_STATUS)0x80090311)
/* The credentials lack a part that the context needs. */
#define SEC_E_INCOMPLETE_CREDENTIALS        ((SECURITY_STATUS)0x80090320)
/* The peer is not the target that was named. */
#define SEC_E_WRONG_PRINCIPAL               ((SECURITY_STATUS)0x80090322)
/* The credentials belong to another principal than the context. */
#define SEC_E_WRONG_CREDENTIAL_HANDLE       ((SECURITY_STATUS)0x80090336)
/* More than one principal stands in the ticket. */
#define SEC_E_TOO_MANY_PRINCIPALS           ((SECURITY_STATUS)0x8009033B)
/* More than one account fits the name. */
#define SEC_E_MULTIPLE_ACCOUNTS             ((SECURITY_STATUS)0x80090347)
/* The name is not a user principal name. */
#define SEC_E_INVALID_UPN_NAME              ((SECURITY_STATUS)0x80090369)

/* ---- Kerberos ------------------------------------------------------- */

/* The clocks differ too much. */
#define SEC_E_TIME_SKEW                     ((SECURITY_STATUS)0x80090324)
/* The peer sent no ticket-granting ticket (user to user). */
#define SEC_E_NO_TGT_REPLY                  ((SECURITY_STATUS)0x80090334)
/* No address of the host could be found. */
#define SEC_E_NO_IP_ADDRESSES               ((SECURITY_STATUS)0x80090335)
/* Too many referrals between realms. */
#define SEC_E_MAX_REFERRALS_EXCEEDED        ((SECURITY_STATUS)0x80090338)
/* The host must be a KDC and is none. */
#define SEC_E_MUST_BE_KDC                   ((SECURITY_STATUS)0x80090339)
/* The peer refuses strong cryptography. */
#define SEC_E_STRONG_CRYPTO_NOT_SUPPORTED   ((SECURITY_STATUS)0x8009033A)
/* No padata was found. */
#define SEC_E_NO_PA_DATA                    ((SECURITY_STATUS)0x8009033C)
/* The request to the KDC is malformed. */
#define SEC_E_KDC_INVALID_REQUEST           ((SECURITY_STATUS)0x80090340)
/* The KDC could not make a referral. */
#define SEC_E_KDC_UNABLE_TO_REFER           ((SECURITY_STATUS)0x80090341)
/* The KDC does not know the enctype. */
#define SEC_E_KDC_UNKNOWN_ETYPE             ((SECURITY_STATUS)0x80090342)
/* The preauthentication mechanism is not supported. */
#define SEC_E_UNSUPPORTED_PREAUTH           ((SECURITY_STATUS)0x80090343)
/* The operation needs delegation. */
#define SEC_E_DELEGATION_REQUIRED           ((SECURITY_STATUS)0x80090345)
/* The channel bindings of the two sides differ. */
#define SEC_E_BAD_BINDINGS                  ((SECURITY_STATUS)0x80090346)
/* No key of the account fits the ticket. */
#define SEC_E_NO_KERB_KEY                   ((SECURITY_STATUS)0x80090348)
/* Somebody tried to make the two sides agree on something weaker. */
#define SEC_E_DOWNGRADE_DETECTED            ((SECURITY_STATUS)0x80090350)
/* The KDC does not know S4U. */
#define SEC_E_NO_S4U_PROT_SUPPORT           ((SECURITY_STATUS)0x80090356)
/* Delegation across realms failed. */
#define SEC_E_CROSSREALM_DELEGATION_FAILURE ((SECURITY_STATUS)0x80090357)
/* Policy forbids the delegation. */
#define SEC_E_DELEGATION_POLICY             ((SECURITY_STATUS)0x8009035E)
/* Policy allows NTLM only (spelt so in winerror.h). */
#define SEC_E_POLICY_NLTM_ONLY              ((SECURITY_STATUS)0x8009035F)
/* The server did not prove its identity. */
#define SEC_E_MUTUAL_AUTH_FAILED            ((SECURITY_STATUS)0x80090363)
/* The certificate was refused in PKU2U. */
#define SEC_E_PKU2U_CERT_FAILURE            ((SECURITY_STATUS)0x80090362)
/* The KDC proxy must be reached by HTTPS. */
#define SEC_E_ONLY_HTTPS_ALLOWED            ((SECURITY_STATUS)0x80090365)

/* ---- certificates and smart cards (PKINIT, TLS) --------------------- */

#define SEC_E_UNTRUSTED_ROOT                ((SECURITY_STATUS)0x80090325)
#define SEC_E_CERT_UNKNOWN                  ((SECURITY_STATUS)0x80090327)
#define SEC_E_CERT_EXPIRED                  ((SECURITY_STATUS)0x80090328)
#define SEC_E_CERT_WRONG_USAGE              ((SECURITY_STATUS)0x80090349)
#define SEC_E_PKINIT_NAME_MISMATCH          ((SECURITY_STATUS)0x8009033D)
#define SEC_E_PKINIT_CLIENT_FAILURE         ((SECURITY_STATUS)0x80090354)
#define SEC_E_SMARTCARD_LOGON_REQUIRED      ((SECURITY_STATUS)0x8009033E)
#define SEC_E_SMARTCARD_CERT_REVOKED        ((SECURITY_STATUS)0x80090351)
#define SEC_E_SMARTCARD_CERT_EXPIRED        ((SECURITY_STATUS)0x80090355)
#define SEC_E_ISSUING_CA_UNTRUSTED          ((SECURITY_STATUS)0x80090352)
#define SEC_E_ISSUING_CA_UNTRUSTED_KDC      ((SECURITY_STATUS)0x80090359)
#define SEC_E_REVOCATION_OFFLINE_C          ((SECURITY_STATUS)0x80090353)
#define SEC_E_REVOCATION_OFFLINE_KDC        ((SECURITY_STATUS)0x80090358)
#define SEC_E_KDC_CERT_EXPIRED              ((SECURITY_STATUS)0x8009035A)
#define SEC_E_KDC_CERT_REVOKED              ((SECURITY_STATUS)0x8009035B)

/* ---- messages, mostly of TLS ---------------------------------------- */

/* More input is needed before the message can be read. */
#define SEC_E_INCOMPLETE_MESSAGE            ((SECURITY_STATUS)0x80090318)
/* The message is not what the protocol allows here. */
#define SEC_E_ILLEGAL_MESSAGE               ((SECURITY_STATUS)0x80090326)
/* Encryption or decryption failed. */
#define SEC_E_ENCRYPT_FAILURE               ((SECURITY_STATUS)0x80090329)
#define SEC_E_DECRYPT_FAILURE               ((SECURITY_STATUS)0x80090330)
/* The two sides have no algorithm in common. */
#define SEC_E_ALGORITHM_MISMATCH            ((SECURITY_STATUS)0x80090331)
/* The quality that was asked for could not be had. */
#define SEC_E_SECURITY_QOS_FAILED           ((SECURITY_STATUS)0x80090332)
/* The two sides have no application protocol in common. */
#define SEC_E_APPLICATION_PROTOCOL_MISMATCH ((SECURITY_STATUS)0x80090367)
/* A buffer of an extension is too small. */
#define SEC_E_EXT_BUFFER_TOO_SMALL          ((SECURITY_STATUS)0x8009036A)
/* Too few buffers were given. */
#define SEC_E_INSUFFICIENT_BUFFERS          ((SECURITY_STATUS)0x8009036B)
/* The peer closed the session in order. */
#define SEC_I_CONTEXT_EXPIRED               ((SECURITY_STATUS)0x00090317)
/* The peer wants a new handshake. */
#define SEC_I_RENEGOTIATE                   ((SECURITY_STATUS)0x00090321)
/* The peer refuses a new handshake. */
#define SEC_I_NO_RENEGOTIATION              ((SECURITY_STATUS)0x00090360)
/* The peer sent an extension that was subscribed to. */
#define SEC_I_GENERIC_EXTENSION_RECEIVED    ((SECURITY_STATUS)0x00090316)

#endif /* !_WIN32 */

#endif
