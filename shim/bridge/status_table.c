/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <krb5.h>

#include "bridge/minor.h"
#include "bridge/status_table.h"
#include "ksp/ntstatus.h"
#include "ksp/winerror.h"

#define ANY 0

enum direction { BOTH, TO_SSPI, TO_GSS };

/* C has no negative OM_uint32; krb5's codes are negative. */
#define CODE(c) ((OM_uint32)(c))

/* What says that a peer's token is malformed. */
#define NO_TOKEN(c) \
    { TO_SSPI, GSS_S_FAILURE, CODE(c), SEC_E_INVALID_TOKEN, 0, \
      GSSKSP_MINOR_INTERNAL }

struct row {
    enum direction direction;
    OM_uint32 major;
    OM_uint32 minor;                /* ANY: whatever it is */
    SECURITY_STATUS status;
    NTSTATUS ntstatus;              /* 0: none of its own */
    enum gssksp_minor back;         /* minor status on the way to GSS */
};

/*
 * The first row that fits is taken: rows with a minor status come before
 * the row of their major status, and where several major statuses give one
 * SSPI code, the row marked BOTH is the way back.
 */
static const struct row rows[] = {
    { BOTH, GSS_S_COMPLETE, ANY, SEC_E_OK, STATUS_SUCCESS,
      GSSKSP_MINOR_NONE },
    { BOTH, GSS_S_CONTINUE_NEEDED, ANY, SEC_I_CONTINUE_NEEDED,
      STATUS_MORE_PROCESSING_REQUIRED, GSSKSP_MINOR_NONE },
    /* Before others that share their NTSTATUS. */
    { BOTH, GSS_S_FAILURE, EINVAL, SEC_E_INVALID_PARAMETER,
      STATUS_INVALID_PARAMETER, GSSKSP_MINOR_INVAL },
    { BOTH, GSS_S_UNAVAILABLE, ANY, SEC_E_UNSUPPORTED_FUNCTION,
      STATUS_NOT_SUPPORTED, GSSKSP_MINOR_NONE },
    { TO_GSS, GSS_S_COMPLETE, ANY, SEC_I_COMPLETE_NEEDED, 0,
      GSSKSP_MINOR_NONE },
    { TO_GSS, GSS_S_CONTINUE_NEEDED, ANY, SEC_I_COMPLETE_AND_CONTINUE, 0,
      GSSKSP_MINOR_NONE },
    { BOTH, GSS_S_BAD_MECH, ANY, SEC_E_SECPKG_NOT_FOUND,
      STATUS_NO_SUCH_PACKAGE, GSSKSP_MINOR_NO_PACKAGE },
    { BOTH, GSS_S_BAD_NAME, ANY, SEC_E_TARGET_UNKNOWN,
      STATUS_INVALID_PARAMETER, GSSKSP_MINOR_NONE },
    { TO_SSPI, GSS_S_BAD_NAMETYPE, ANY, SEC_E_TARGET_UNKNOWN,
      STATUS_INVALID_PARAMETER, GSSKSP_MINOR_NONE },
    { BOTH, GSS_S_BAD_BINDINGS, ANY, SEC_E_BAD_BINDINGS,
      STATUS_BAD_BINDINGS, GSSKSP_MINOR_NONE },
    { TO_SSPI, GSS_S_BAD_STATUS, ANY, SEC_E_INVALID_PARAMETER,
      STATUS_INVALID_PARAMETER, GSSKSP_MINOR_NONE },
    { BOTH, GSS_S_BAD_MIC, ANY, SEC_E_MESSAGE_ALTERED,
      STATUS_INVALID_SIGNATURE, GSSKSP_MINOR_NO_REASON },
    /* Why there is no ticket for a password. */
    { TO_SSPI, GSS_S_NO_CRED, CODE(KRB5_KDC_UNREACH),
      SEC_E_NO_AUTHENTICATING_AUTHORITY, STATUS_NO_LOGON_SERVERS,
      GSSKSP_MINOR_NONE },
    { TO_SSPI, GSS_S_NO_CRED, CODE(KRB5_REALM_UNKNOWN),
      SEC_E_NO_AUTHENTICATING_AUTHORITY, STATUS_NO_LOGON_SERVERS,
      GSSKSP_MINOR_NONE },
    { TO_SSPI, GSS_S_NO_CRED, CODE(KRB5KRB_AP_ERR_SKEW), SEC_E_TIME_SKEW,
      STATUS_TIME_DIFFERENCE_AT_DC, GSSKSP_MINOR_NONE },
    { TO_SSPI, GSS_S_NO_CRED, CODE(KRB5KRB_AP_ERR_BAD_INTEGRITY),
      SEC_E_LOGON_DENIED, STATUS_ACCESS_DENIED, GSSKSP_MINOR_NONE },
    { TO_SSPI, GSS_S_NO_CRED, CODE(KRB5KDC_ERR_PREAUTH_FAILED),
      SEC_E_LOGON_DENIED, STATUS_ACCESS_DENIED, GSSKSP_MINOR_NONE },
    { TO_SSPI, GSS_S_NO_CRED, CODE(KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN),
      SEC_E_LOGON_DENIED, STATUS_ACCESS_DENIED, GSSKSP_MINOR_NONE },
    { TO_SSPI, GSS_S_NO_CRED, CODE(KRB5KDC_ERR_CLIENT_REVOKED),
      SEC_E_LOGON_DENIED, STATUS_ACCESS_DENIED, GSSKSP_MINOR_NONE },
    { TO_SSPI, GSS_S_NO_CRED, CODE(KRB5KDC_ERR_NAME_EXP),
      SEC_E_LOGON_DENIED, STATUS_ACCESS_DENIED, GSSKSP_MINOR_NONE },
    { TO_SSPI, GSS_S_NO_CRED, CODE(KRB5KDC_ERR_KEY_EXP),
      SEC_E_LOGON_DENIED, STATUS_ACCESS_DENIED, GSSKSP_MINOR_NONE },
    { TO_SSPI, GSS_S_NO_CRED, CODE(KRB5KDC_ERR_POLICY),
      SEC_E_LOGON_DENIED, STATUS_ACCESS_DENIED, GSSKSP_MINOR_NONE },
    { BOTH, GSS_S_NO_CRED, ANY, SEC_E_NO_CREDENTIALS,
      STATUS_NO_SUCH_LOGON_SESSION, GSSKSP_MINOR_NONE },
    { BOTH, GSS_S_NO_CONTEXT, ANY, SEC_E_INVALID_HANDLE,
      STATUS_INVALID_HANDLE, GSSKSP_MINOR_CTX_INCOMPLETE },
    { TO_GSS, GSS_S_NO_CONTEXT, ANY, SEC_E_NO_CONTEXT, 0,
      GSSKSP_MINOR_CTX_INCOMPLETE },
    { BOTH, GSS_S_DEFECTIVE_TOKEN, ANY, SEC_E_INVALID_TOKEN,
      STATUS_INVALID_PARAMETER, GSSKSP_MINOR_BAD_TOK_HEADER },
    { BOTH, GSS_S_DEFECTIVE_CREDENTIAL, ANY, SEC_E_UNKNOWN_CREDENTIALS,
      STATUS_WRONG_CREDENTIAL_HANDLE, GSSKSP_MINOR_NONE },
    { BOTH, GSS_S_CONTEXT_EXPIRED, ANY, SEC_E_CONTEXT_EXPIRED,
      STATUS_NETWORK_SESSION_EXPIRED, GSSKSP_MINOR_NO_REASON },
    { TO_SSPI, GSS_S_CREDENTIALS_EXPIRED, ANY, SEC_E_NO_CREDENTIALS,
      STATUS_NETWORK_SESSION_EXPIRED, GSSKSP_MINOR_NONE },
    { BOTH, GSS_S_FAILURE, ENOMEM, SEC_E_INSUFFICIENT_MEMORY,
      STATUS_INSUFFICIENT_RESOURCES, GSSKSP_MINOR_NOMEM },
    { BOTH, GSS_S_FAILURE, CODE(KRB5_BAD_MSIZE), SEC_E_BUFFER_TOO_SMALL,
      STATUS_BUFFER_TOO_SMALL, GSSKSP_MINOR_BAD_MSIZE },
    { TO_SSPI, GSS_S_FAILURE, ERANGE, SEC_E_BUFFER_TOO_SMALL,
      STATUS_BUFFER_TOO_SMALL, GSSKSP_MINOR_BAD_MSIZE },
    { BOTH, GSS_S_FAILURE, CODE(KRB5KRB_AP_ERR_SKEW), SEC_E_TIME_SKEW,
      STATUS_TIME_DIFFERENCE_AT_DC, GSSKSP_MINOR_INTERNAL },
    { BOTH, GSS_S_FAILURE, CODE(KRB5_KDC_UNREACH),
      SEC_E_NO_AUTHENTICATING_AUTHORITY, STATUS_NO_LOGON_SERVERS,
      GSSKSP_MINOR_INTERNAL },
    { TO_SSPI, GSS_S_FAILURE, CODE(KRB5_REALM_UNKNOWN),
      SEC_E_NO_AUTHENTICATING_AUTHORITY, STATUS_NO_LOGON_SERVERS,
      GSSKSP_MINOR_INTERNAL },
    { TO_SSPI, GSS_S_FAILURE, CODE(KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN),
      SEC_E_TARGET_UNKNOWN, 0, GSSKSP_MINOR_INTERNAL },
    { BOTH, GSS_S_FAILURE, CODE(KRB5KRB_AP_ERR_MODIFIED),
      SEC_E_WRONG_PRINCIPAL, 0, GSSKSP_MINOR_INTERNAL },
    { TO_SSPI, GSS_S_FAILURE, CODE(KRB5KRB_AP_ERR_NOT_US),
      SEC_E_WRONG_PRINCIPAL, 0, GSSKSP_MINOR_INTERNAL },
    /* A ticket that no key opens, or an authenticator that its key does
     * not. */
    { TO_SSPI, GSS_S_FAILURE, CODE(KRB5KRB_AP_ERR_BAD_INTEGRITY),
      SEC_E_WRONG_PRINCIPAL, 0, GSSKSP_MINOR_INTERNAL },
    { TO_SSPI, GSS_S_FAILURE, CODE(KRB5KRB_AP_ERR_BADKEYVER),
      SEC_E_WRONG_PRINCIPAL, 0, GSSKSP_MINOR_INTERNAL },
    { TO_SSPI, GSS_S_FAILURE, CODE(KRB5KRB_AP_ERR_NOKEY),
      SEC_E_WRONG_PRINCIPAL, 0, GSSKSP_MINOR_INTERNAL },
    /* Tokens that are none. */
    NO_TOKEN(GGSS_BAD_TOK_HEADER),
    NO_TOKEN(KRB5KRB_AP_ERR_MSG_TYPE),
    NO_TOKEN(KRB5KRB_AP_ERR_BADVERSION),
    NO_TOKEN(KRB5KDC_ERR_BAD_PVNO),
    NO_TOKEN(ASN1_BAD_TIMEFORMAT),
    NO_TOKEN(ASN1_MISSING_FIELD),
    NO_TOKEN(ASN1_MISPLACED_FIELD),
    NO_TOKEN(ASN1_TYPE_MISMATCH),
    NO_TOKEN(ASN1_OVERFLOW),
    NO_TOKEN(ASN1_OVERRUN),
    NO_TOKEN(ASN1_BAD_ID),
    NO_TOKEN(ASN1_BAD_LENGTH),
    NO_TOKEN(ASN1_BAD_FORMAT),
    NO_TOKEN(ASN1_PARSE_ERROR),
    { TO_SSPI, GSS_S_FAILURE, CODE(KRB5_PARSE_MALFORMED),
      SEC_E_TARGET_UNKNOWN, 0, GSSKSP_MINOR_INTERNAL },
    { BOTH, GSS_S_FAILURE, CODE(KRB5KDC_ERR_ETYPE_NOSUPP),
      SEC_E_KDC_UNKNOWN_ETYPE, STATUS_KDC_UNKNOWN_ETYPE,
      GSSKSP_MINOR_INTERNAL },
    { BOTH, GSS_S_FAILURE, CODE(KRB5_NOPERM_ETYPE),
      SEC_E_ALGORITHM_MISMATCH, 0, GSSKSP_MINOR_NOPERM_ETYPE },
    { TO_SSPI, GSS_S_FAILURE, CODE(KRB5_BAD_ENCTYPE),
      SEC_E_ALGORITHM_MISMATCH, 0, GSSKSP_MINOR_INTERNAL },
    { BOTH, GSS_S_FAILURE, ANY, SEC_E_INTERNAL_ERROR, STATUS_INTERNAL_ERROR,
      GSSKSP_MINOR_INTERNAL },
    { BOTH, GSS_S_BAD_QOP, ANY, SEC_E_QOP_NOT_SUPPORTED,
      STATUS_NOT_SUPPORTED, GSSKSP_MINOR_UNKNOWN_QOP },
    { BOTH, GSS_S_UNAUTHORIZED, ANY, SEC_E_LOGON_DENIED,
      STATUS_ACCESS_DENIED, GSSKSP_MINOR_NONE },
    { TO_SSPI, GSS_S_DUPLICATE_ELEMENT, ANY, SEC_E_INVALID_PARAMETER,
      STATUS_INVALID_PARAMETER, GSSKSP_MINOR_NONE },
    { TO_SSPI, GSS_S_NAME_NOT_MN, ANY, SEC_E_INVALID_PARAMETER,
      STATUS_INVALID_PARAMETER, GSSKSP_MINOR_NONE },
    /* Supplementary bits; SSPI has one code for the four. */
    { BOTH, GSS_S_UNSEQ_TOKEN, ANY, SEC_E_OUT_OF_SEQUENCE, 0,
      GSSKSP_MINOR_NO_REASON },
    /* What another package may return. */
    { TO_GSS, GSS_S_FAILURE, ANY, SEC_E_MUTUAL_AUTH_FAILED,
      (NTSTATUS)0xC00002C3, GSSKSP_MINOR_INTERNAL },
    { TO_GSS, GSS_S_FAILURE, ANY, SEC_E_DOWNGRADE_DETECTED,
      (NTSTATUS)0xC0000388, GSSKSP_MINOR_INTERNAL },
    { TO_GSS, GSS_S_FAILURE, ANY, SEC_E_SECURITY_QOS_FAILED, 0,
      GSSKSP_MINOR_INTERNAL },
    { TO_GSS, GSS_S_FAILURE, ANY, SEC_E_NOT_OWNER, 0,
      GSSKSP_MINOR_INTERNAL },
    { TO_GSS, GSS_S_FAILURE, ANY, SEC_E_CANNOT_PACK, 0,
      GSSKSP_MINOR_INTERNAL },
    { TO_GSS, GSS_S_DEFECTIVE_TOKEN, ANY, SEC_E_INCOMPLETE_MESSAGE, 0,
      GSSKSP_MINOR_BAD_TOK_HEADER },
    { TO_GSS, GSS_S_BAD_MIC, ANY, SEC_E_DECRYPT_FAILURE,
      (NTSTATUS)0xC000028B, GSSKSP_MINOR_NO_REASON },
    { TO_GSS, GSS_S_FAILURE, ANY, SEC_E_CRYPTO_SYSTEM_INVALID,
      (NTSTATUS)0xC00002F3, GSSKSP_MINOR_INTERNAL },
    { TO_GSS, GSS_S_FAILURE, ANY, SEC_E_INSUFFICIENT_BUFFERS, 0,
      GSSKSP_MINOR_INVAL },
    { TO_GSS, GSS_S_FAILURE, ANY, SEC_E_EXT_BUFFER_TOO_SMALL, 0,
      GSSKSP_MINOR_BAD_MSIZE },
    { TO_GSS, GSS_S_UNAUTHORIZED, ANY, SEC_E_DELEGATION_REQUIRED, 0,
      GSSKSP_MINOR_NONE },
    { TO_GSS, GSS_S_UNAUTHORIZED, ANY, SEC_E_NO_S4U_PROT_SUPPORT, 0,
      GSSKSP_MINOR_NONE },
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

static const struct {
    ULONG verdict;
    OM_uint32 bit;
} verdicts[] = {
    { KSP_SEQ_IN_ORDER, GSS_S_COMPLETE },
    { KSP_SEQ_DUPLICATE, GSS_S_DUPLICATE_TOKEN },
    { KSP_SEQ_OLD, GSS_S_OLD_TOKEN },
    { KSP_SEQ_UNSEQUENCED, GSS_S_UNSEQ_TOKEN },
    { KSP_SEQ_GAP, GSS_S_GAP_TOKEN },
    /* RFC 2743 has no number for a caller to ask for. */
    { KSP_SEQ_MISMATCH, GSS_S_UNSEQ_TOKEN },
};

static bool
fits_status(const struct row *row, NTSTATUS status)
{
    return row->direction != TO_SSPI &&
        (row->status == status ||
         (row->ntstatus != 0 && row->ntstatus == status));
}

OM_uint32
gssksp_major_of(NTSTATUS status, OM_uint32 *minor)
{
    OM_uint32 major = GSS_S_FAILURE;
    enum gssksp_minor back = GSSKSP_MINOR_INTERNAL;
    size_t i = 0;

    while (i < ROW_COUNT && !fits_status(&rows[i], status))
        i++;
    if (i < ROW_COUNT) {
        major = rows[i].major;
        back = rows[i].back;
    }
    *minor = gssksp_minor(back);
    return major;
}

/* A routine error wins over a supplementary bit, a calling error over
 * both; all bits that say something about the order are one row. */
static OM_uint32
row_major(OM_uint32 major)
{
    OM_uint32 order = GSS_S_DUPLICATE_TOKEN | GSS_S_OLD_TOKEN |
        GSS_S_UNSEQ_TOKEN | GSS_S_GAP_TOKEN;
    OM_uint32 wanted = major;

    if (GSS_CALLING_ERROR(major) != 0)
        wanted = GSS_S_BAD_STATUS;
    else if (GSS_ROUTINE_ERROR(major) != 0)
        wanted = GSS_ROUTINE_ERROR(major);
    else if ((major & order) != 0)
        wanted = GSS_S_UNSEQ_TOKEN;
    return wanted;
}

static const struct row *
find_major(OM_uint32 major, OM_uint32 minor)
{
    const struct row *found = NULL;
    OM_uint32 wanted = row_major(major);
    size_t i;

    for (i = 0; i < ROW_COUNT && found == NULL; i++) {
        if (rows[i].direction != TO_GSS && rows[i].major == wanted &&
            (rows[i].minor == ANY || rows[i].minor == minor))
            found = &rows[i];
    }
    return found;
}

SECURITY_STATUS
gssksp_status_of(OM_uint32 major, OM_uint32 minor)
{
    const struct row *row = find_major(major, minor);

    return row != NULL ? row->status : SEC_E_INTERNAL_ERROR;
}

OM_uint32
gssksp_status_minor(size_t place)
{
    OM_uint32 minor = 0;
    size_t i, seen = 0;

    for (i = 0; i < ROW_COUNT && minor == 0; i++) {
        if (rows[i].minor != ANY && seen++ == place)
            minor = rows[i].minor;
    }
    return minor;
}

NTSTATUS
gssksp_ntstatus_of(OM_uint32 major, OM_uint32 minor)
{
    const struct row *row = find_major(major, minor);
    NTSTATUS status = STATUS_INTERNAL_ERROR;

    if (row != NULL) {
        status = row->ntstatus != 0 || row->status == SEC_E_OK ?
            row->ntstatus : row->status;
    }
    return status;
}

OM_uint32
gssksp_major_of_seq(ULONG verdict)
{
    OM_uint32 bit = GSS_S_UNSEQ_TOKEN;
    size_t i;

    for (i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++) {
        if (verdicts[i].verdict == verdict)
            bit = verdicts[i].bit;
    }
    return bit;
}

OM_uint32
gssksp_major_of_make(NTSTATUS status, OM_uint32 *minor)
{
    OM_uint32 major = gssksp_major_of(status, minor);

    if (status == SEC_E_OUT_OF_SEQUENCE) {
        major = GSS_S_FAILURE | GSS_S_DUPLICATE_TOKEN;
        *minor = gssksp_minor(GSSKSP_MINOR_NUMBER_USED);
    }
    return major;
}

/* What the package adds to the status of a token it refused. */
static const struct {
    NTSTATUS status;
    ULONG verdict;
    OM_uint32 major;
    enum gssksp_minor minor;
} refusals[] = {
    { SEC_E_MESSAGE_ALTERED, KSP_SEQ_UNREADABLE, GSS_S_BAD_MIC,
      GSSKSP_MINOR_BAD_SEQ },
    { SEC_E_MESSAGE_ALTERED, KSP_SEQ_REFLECTED, GSS_S_BAD_MIC,
      GSSKSP_MINOR_BAD_DIRECTION },
    { SEC_E_INVALID_TOKEN, KSP_SEQ_UNALIGNED, GSS_S_FAILURE,
      GSSKSP_MINOR_BAD_MSIZE },
};

OM_uint32
gssksp_major_of_check(NTSTATUS status, ULONG verdict, OM_uint32 *minor)
{
    OM_uint32 major = gssksp_major_of(status, minor);
    size_t i;

    if (status == SEC_E_OUT_OF_SEQUENCE) {
        major = gssksp_major_of_seq(verdict);
        if (major == GSS_S_COMPLETE)
            *minor = 0;
    }
    for (i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        if (refusals[i].status == status && refusals[i].verdict == verdict) {
            major = refusals[i].major;
            *minor = gssksp_minor(refusals[i].minor);
        }
    }
    return major;
}
