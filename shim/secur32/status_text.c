/* SPDX-License-Identifier: MIT */
/* The names of the codes, and what they mean to a person. */
#include <stddef.h>

#include "ksp/winerror.h"
#include "secur32/secur32.h"

#define ROW(code, text) { code, #code, text }

static const struct {
    SECURITY_STATUS status;
    const char *name;
    const char *text;
} rows[] = {
    ROW(SEC_E_OK, "success"),
    ROW(SEC_E_INSUFFICIENT_MEMORY, "there is no memory"),
    ROW(SEC_E_INVALID_HANDLE, "the handle is none, or no more"),
    ROW(SEC_E_UNSUPPORTED_FUNCTION, "the function is not supported here"),
    ROW(SEC_E_INTERNAL_ERROR, "something failed that no other code describes"),
    ROW(SEC_E_SECPKG_NOT_FOUND, "there is no such package"),
    ROW(SEC_E_INVALID_TOKEN, "the token is malformed or missing"),
    ROW(SEC_E_QOP_NOT_SUPPORTED,
        "that quality of protection is not supported"),
    ROW(SEC_E_MESSAGE_ALTERED, "the message or its signature was changed"),
    ROW(SEC_E_OUT_OF_SEQUENCE, "the message is a duplicate, or out of order"),
    ROW(SEC_E_CONTEXT_EXPIRED, "the context's lifetime is over"),
    ROW(SEC_E_BUFFER_TOO_SMALL, "a buffer is too small"),
    ROW(SEC_E_CRYPTO_SYSTEM_INVALID, "there is no cipher for the enctype"),
    ROW(SEC_E_INVALID_PARAMETER, "an argument is malformed"),
    ROW(SEC_I_CONTINUE_NEEDED, "send the token and come back with the answer"),
    ROW(SEC_I_COMPLETE_NEEDED, "complete the token, then send it"),
    ROW(SEC_I_COMPLETE_AND_CONTINUE,
        "complete the token, send it, and come back"),
    ROW(SEC_I_LOCAL_LOGON, "both sides are on this host"),
    ROW(SEC_I_INCOMPLETE_CREDENTIALS,
        "the server asks for credentials that were not given"),
    ROW(SEC_I_NO_LSA_CONTEXT,
        "there is no context of the LSA behind this one"),
    ROW(SEC_I_SIGNATURE_NEEDED, "the caller must sign the token"),
    ROW(SEC_I_MESSAGE_FRAGMENT, "the token is one fragment of a longer one"),
    ROW(SEC_I_CONTINUE_NEEDED_MESSAGE_OK,
        "continue, and the input was complete"),
    ROW(SEC_I_ASYNC_CALL_PENDING, "an asynchronous call is still running"),
    ROW(SEC_E_NOT_OWNER, "the caller does not own the credentials"),
    ROW(SEC_E_CANNOT_INSTALL, "the package could not be initialised"),
    ROW(SEC_E_CANNOT_PACK, "the package cannot pack the context"),
    ROW(SEC_E_BAD_PKGID, "context data came from a different package"),
    ROW(SEC_E_UNFINISHED_CONTEXT_DELETED,
        "the context was deleted before it was established"),
    ROW(SEC_E_NO_CONTEXT, "there is no context for this operation yet"),
    ROW(SEC_E_SHUTDOWN_IN_PROGRESS, "the system is going down"),
    ROW(SEC_E_TARGET_UNKNOWN, "the target is unknown or unreachable"),
    ROW(SEC_E_NO_IMPERSONATION, "the context may not be impersonated"),
    ROW(SEC_E_LOGON_DENIED, "the logon was refused"),
    ROW(SEC_E_UNKNOWN_CREDENTIALS, "the credentials were not recognised"),
    ROW(SEC_E_NO_CREDENTIALS, "there are no credentials"),
    ROW(SEC_E_NO_AUTHENTICATING_AUTHORITY, "no KDC can be asked"),
    ROW(SEC_E_INCOMPLETE_CREDENTIALS,
        "the credentials lack a part that the context needs"),
    ROW(SEC_E_WRONG_PRINCIPAL, "the peer is not the target that was named"),
    ROW(SEC_E_WRONG_CREDENTIAL_HANDLE,
        "the credentials belong to another principal than the context"),
    ROW(SEC_E_TOO_MANY_PRINCIPALS,
        "more than one principal stands in the ticket"),
    ROW(SEC_E_MULTIPLE_ACCOUNTS, "more than one account fits the name"),
    ROW(SEC_E_INVALID_UPN_NAME, "the name is not a user principal name"),
    ROW(SEC_E_TIME_SKEW, "the clocks differ too much"),
    ROW(SEC_E_NO_TGT_REPLY,
        "the peer sent no ticket-granting ticket (user to user)"),
    ROW(SEC_E_NO_IP_ADDRESSES, "no address of the host could be found"),
    ROW(SEC_E_MAX_REFERRALS_EXCEEDED, "too many referrals between realms"),
    ROW(SEC_E_MUST_BE_KDC, "the host must be a KDC and is none"),
    ROW(SEC_E_STRONG_CRYPTO_NOT_SUPPORTED,
        "the peer refuses strong cryptography"),
    ROW(SEC_E_NO_PA_DATA, "no padata was found"),
    ROW(SEC_E_KDC_INVALID_REQUEST, "the request to the KDC is malformed"),
    ROW(SEC_E_KDC_UNABLE_TO_REFER, "the KDC could not make a referral"),
    ROW(SEC_E_KDC_UNKNOWN_ETYPE, "the KDC does not know the enctype"),
    ROW(SEC_E_UNSUPPORTED_PREAUTH,
        "the preauthentication mechanism is not supported"),
    ROW(SEC_E_DELEGATION_REQUIRED, "the operation needs delegation"),
    ROW(SEC_E_BAD_BINDINGS, "the channel bindings of the two sides differ"),
    ROW(SEC_E_NO_KERB_KEY, "no key of the account fits the ticket"),
    ROW(SEC_E_DOWNGRADE_DETECTED,
        "somebody tried to make the two sides agree on something weaker"),
    ROW(SEC_E_NO_S4U_PROT_SUPPORT, "the KDC does not know S4U"),
    ROW(SEC_E_CROSSREALM_DELEGATION_FAILURE,
        "delegation across realms failed"),
    ROW(SEC_E_DELEGATION_POLICY, "policy forbids the delegation"),
    ROW(SEC_E_POLICY_NLTM_ONLY, "policy allows NTLM only"),
    ROW(SEC_E_MUTUAL_AUTH_FAILED, "the server did not prove its identity"),
    ROW(SEC_E_PKU2U_CERT_FAILURE, "the certificate was refused in PKU2U"),
    ROW(SEC_E_ONLY_HTTPS_ALLOWED, "the KDC proxy must be reached by HTTPS"),
    ROW(SEC_E_UNTRUSTED_ROOT,
        "the certificates end in a root that is not trusted"),
    ROW(SEC_E_CERT_UNKNOWN, "something is wrong with the certificate"),
    ROW(SEC_E_CERT_EXPIRED, "the certificate has expired"),
    ROW(SEC_E_CERT_WRONG_USAGE, "the certificate is for another use"),
    ROW(SEC_E_PKINIT_NAME_MISMATCH,
        "the certificate is of another name than the user"),
    ROW(SEC_E_PKINIT_CLIENT_FAILURE,
        "the KDC's certificate could not be checked"),
    ROW(SEC_E_SMARTCARD_LOGON_REQUIRED, "the account wants a smart card"),
    ROW(SEC_E_SMARTCARD_CERT_REVOKED,
        "the smart card's certificate was revoked"),
    ROW(SEC_E_SMARTCARD_CERT_EXPIRED,
        "the smart card's certificate has expired"),
    ROW(SEC_E_ISSUING_CA_UNTRUSTED,
        "the issuer of the smart card's certificate is not trusted"),
    ROW(SEC_E_ISSUING_CA_UNTRUSTED_KDC,
        "the issuer of the KDC's certificate is not trusted"),
    ROW(SEC_E_REVOCATION_OFFLINE_C,
        "it is not known whether the smart card's certificate was revoked"),
    ROW(SEC_E_REVOCATION_OFFLINE_KDC,
        "it is not known whether the KDC's certificate was revoked"),
    ROW(SEC_E_KDC_CERT_EXPIRED, "the KDC's certificate has expired"),
    ROW(SEC_E_KDC_CERT_REVOKED, "the KDC's certificate was revoked"),
    ROW(SEC_E_INCOMPLETE_MESSAGE,
        "more input is needed before the message can be read"),
    ROW(SEC_E_ILLEGAL_MESSAGE,
        "the message is not what the protocol allows here"),
    ROW(SEC_E_ENCRYPT_FAILURE, "the message could not be encrypted"),
    ROW(SEC_E_DECRYPT_FAILURE, "the message could not be decrypted"),
    ROW(SEC_E_ALGORITHM_MISMATCH, "the two sides have no algorithm in common"),
    ROW(SEC_E_SECURITY_QOS_FAILED,
        "the quality that was asked for could not be had"),
    ROW(SEC_E_APPLICATION_PROTOCOL_MISMATCH,
        "the two sides have no application protocol in common"),
    ROW(SEC_E_EXT_BUFFER_TOO_SMALL, "A buffer of an extension is too small"),
    ROW(SEC_E_INSUFFICIENT_BUFFERS, "too few buffers were given"),
    ROW(SEC_I_CONTEXT_EXPIRED, "the peer closed the session in order"),
    ROW(SEC_I_RENEGOTIATE, "the peer wants a new handshake"),
    ROW(SEC_I_NO_RENEGOTIATION, "the peer refuses a new handshake"),
    ROW(SEC_I_GENERIC_EXTENSION_RECEIVED,
        "the peer sent an extension that was subscribed to"),
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

static size_t
find(SECURITY_STATUS status)
{
    size_t i = 0;

    while (i < ROW_COUNT && rows[i].status != status)
        i++;
    return i;
}

const CHAR *SEC_ENTRY
KspStatusName(SECURITY_STATUS status)
{
    size_t i = find(status);

    return i < ROW_COUNT ? rows[i].name : NULL;
}

const CHAR *SEC_ENTRY
KspStatusText(SECURITY_STATUS status)
{
    size_t i = find(status);

    return i < ROW_COUNT ? rows[i].text : NULL;
}
