/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdio.h>

#include "bridge/minor.h"
#include "bridge/status_table.h"
#include "ksp/winerror.h"
#include "tools/decode/keys.h"
#include "tools/decode/outcome.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

#define GSS(name) { name, #name }
static const struct {
    OM_uint32 major;
    const char *name;
} majors[] = {
    GSS(GSS_S_BAD_SIG), GSS(GSS_S_DEFECTIVE_TOKEN), GSS(GSS_S_FAILURE),
    GSS(GSS_S_NO_CONTEXT), GSS(GSS_S_CONTEXT_EXPIRED), GSS(GSS_S_NO_CRED),
    GSS(GSS_S_DUPLICATE_TOKEN), GSS(GSS_S_OLD_TOKEN),
    GSS(GSS_S_UNSEQ_TOKEN), GSS(GSS_S_GAP_TOKEN), GSS(GSS_S_UNAVAILABLE),
};

#define SEC(name) { name, #name }
static const struct {
    SECURITY_STATUS status;
    const char *name;
} statuses[] = {
    SEC(SEC_E_MESSAGE_ALTERED), SEC(SEC_E_INVALID_TOKEN),
    SEC(SEC_E_INTERNAL_ERROR), SEC(SEC_E_INVALID_HANDLE),
    SEC(SEC_E_CONTEXT_EXPIRED), SEC(SEC_E_NO_CREDENTIALS),
    SEC(SEC_E_OUT_OF_SEQUENCE), SEC(SEC_E_WRONG_PRINCIPAL),
    SEC(SEC_E_TIME_SKEW), SEC(SEC_E_CRYPTO_SYSTEM_INVALID),
    SEC(SEC_E_INVALID_PARAMETER), SEC(SEC_E_INSUFFICIENT_MEMORY),
    SEC(SEC_E_KDC_UNKNOWN_ETYPE), SEC(SEC_E_ALGORITHM_MISMATCH),
    SEC(SEC_E_BUFFER_TOO_SMALL), SEC(SEC_E_UNSUPPORTED_FUNCTION),
};

static const char *
name_of_major(OM_uint32 major)
{
    size_t i;

    for (i = 0; i < COUNT(majors); i++) {
        if (majors[i].major == major)
            return majors[i].name;
    }
    return "?";
}

static const char *
name_of_status(SECURITY_STATUS status)
{
    size_t i;

    for (i = 0; i < COUNT(statuses); i++) {
        if (statuses[i].status == status)
            return statuses[i].name;
    }
    return "?";
}

static void
put_both(char words[OUTCOME_MAX], OM_uint32 major, SECURITY_STATUS status,
         const char *why)
{
    (void)snprintf(words, OUTCOME_MAX, "%s (0x%08x); SSPI: %s (0x%08x)%s%s",
                   name_of_major(major), (unsigned int)major,
                   name_of_status(status), (unsigned int)status,
                   why[0] != '\0' ? ": " : "", why);
}

/* Of MIT's texts some are known once its library has been called; this call
 * loads no mechanism. */
static void
begin_texts(void)
{
    gss_OID none = GSS_C_NO_OID;
    OM_uint32 ignored;

    (void)gss_release_oid(&ignored, &none);
}

void
complain_package(struct decoding *d, const char *what, NTSTATUS status,
                 ULONG verdict)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor = 0, ignored;
    char words[OUTCOME_MAX], why[200] = "";

    begin_texts();
    major = gssksp_major_of_check(status, verdict, &minor);
    /* "Success" says nothing. */
    if (minor != 0 && minor != gssksp_minor(GSSKSP_MINOR_NO_REASON) &&
        gssksp_minor_text(&ignored, minor, &text) == GSS_S_COMPLETE) {
        (void)snprintf(why, sizeof(why), "%.*s", (int)text.length,
                       (const char *)text.value);
    }
    (void)gss_release_buffer(&ignored, &text);
    put_both(words, major, status, why);
    complain(d, "%s: %s", what, words);
}

/* Names of the token's are in libkrb5's words. */
void
words_of_krb5(struct decoding *d, krb5_error_code code,
              char words[OUTCOME_MAX])
{
    const char *why = krb5_get_error_message(d->keys->krb5, code);
    char *p;

    put_both(words, GSS_S_FAILURE,
             gssksp_status_of(GSS_S_FAILURE, (OM_uint32)code), why);
    krb5_free_error_message(d->keys->krb5, why);
    for (p = words; *p != '\0'; p++) {
        if (!isprint((unsigned char)*p))
            *p = '?';
    }
}

void
complain_krb5(struct decoding *d, const char *what, krb5_error_code code)
{
    char words[OUTCOME_MAX];

    words_of_krb5(d, code, words);
    complain(d, "%s: %s", what, words);
}
