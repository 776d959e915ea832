/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "tools/decode/names.h"

struct numbered {
    long long number;
    const char *name;
};

/* IANA's registry of encryption types. */
static const struct numbered enctypes[] = {
    { 1, "des-cbc-crc" },
    { 3, "des-cbc-md5" },
    { 16, "des3-cbc-sha1" },
    { 17, "aes128-cts-hmac-sha1-96" },
    { 18, "aes256-cts-hmac-sha1-96" },
    { 19, "aes128-cts-hmac-sha256-128" },
    { 20, "aes256-cts-hmac-sha384-192" },
    { 23, "arcfour-hmac" },
    { 24, "arcfour-hmac-exp" },
    { 25, "camellia128-cts-cmac" },
    { 26, "camellia256-cts-cmac" },
};

/* RFC 4120 section 7.5.9. */
static const struct numbered errors[] = {
    { 6, "KDC_ERR_C_PRINCIPAL_UNKNOWN" },
    { 7, "KDC_ERR_S_PRINCIPAL_UNKNOWN" },
    { 14, "KDC_ERR_ETYPE_NOSUPP" },
    { 18, "KDC_ERR_CLIENT_REVOKED" },
    { 24, "KDC_ERR_PREAUTH_FAILED" },
    { 25, "KDC_ERR_PREAUTH_REQUIRED" },
    { 31, "KRB_AP_ERR_BAD_INTEGRITY" },
    { 32, "KRB_AP_ERR_TKT_EXPIRED" },
    { 33, "KRB_AP_ERR_TKT_NYV" },
    { 34, "KRB_AP_ERR_REPEAT" },
    { 35, "KRB_AP_ERR_NOT_US" },
    { 36, "KRB_AP_ERR_BADMATCH" },
    { 37, "KRB_AP_ERR_SKEW" },
    { 39, "KRB_AP_ERR_BADVERSION" },
    { 40, "KRB_AP_ERR_MSG_TYPE" },
    { 41, "KRB_AP_ERR_MODIFIED" },
    { 44, "KRB_AP_ERR_BADKEYVER" },
    { 45, "KRB_AP_ERR_NOKEY" },
    { 46, "KRB_AP_ERR_MUT_FAIL" },
    { 50, "KRB_AP_ERR_INAPP_CKSUM" },
    { 52, "KRB_ERR_RESPONSE_TOO_BIG" },
    { 60, "KRB_ERR_GENERIC" },
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const char *
find(const struct numbered *table, size_t count, long long number)
{
    size_t i;

    for (i = 0; i < count; i++) {
        if (table[i].number == number)
            return table[i].name;
    }
    return "?";
}

const char *
name_of_enctype(long long number)
{
    return find(enctypes, COUNT(enctypes), number);
}

const char *
name_of_error(long long number)
{
    return find(errors, COUNT(errors), number);
}

#define OID(content) { (const unsigned char *)(content), sizeof(content) - 1 }

static const struct {
    struct span oid;
    struct mechanism_name name;
} mechanisms[] = {
    { OID("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"),
      { MECHANISM_KERBEROS, "Kerberos, 1.2.840.113554.1.2.2",
        "Kerberos", KSP_MECH_KRB5 } },
    { OID("\x2a\x86\x48\x82\xf7\x12\x01\x02\x02"),
      { MECHANISM_KERBEROS, "Kerberos, Microsoft's slip, 1.2.840.48018.1.2.2",
        "Kerberos", KSP_MECH_KRB5_WRONG } },
    { OID("\x2b\x05\x01\x05\x02"),
      { MECHANISM_KERBEROS, "Kerberos, before RFC 1964, 1.3.5.1.5.2", "",
        KSP_MECH_KRB5_OLD } },
    { OID("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x03"),
      { MECHANISM_KERBEROS, "Kerberos user-to-user, "
        "1.2.840.113554.1.2.2.3", "Kerberos", KSP_MECH_KRB5 } },
    { OID("\x2b\x06\x01\x05\x02\x05"),
      { MECHANISM_IAKERB, "IAKERB, 1.3.6.1.5.2.5", "", KSP_MECH_IAKERB } },
    { OID("\x2b\x06\x01\x05\x05\x02"),
      { MECHANISM_SPNEGO, "SPNEGO, 1.3.6.1.5.5.2", "Negotiate",
        KSP_MECH_KRB5 } },
    { OID("\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a"),
      { MECHANISM_OTHER, "NTLM, 1.3.6.1.4.1.311.2.2.10", "NTLM",
        KSP_MECH_KRB5 } },
    { OID("\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x1e"),
      { MECHANISM_OTHER, "NegoEx, 1.3.6.1.4.1.311.2.2.30", "Negotiate",
        KSP_MECH_KRB5 } },
};

const struct mechanism_name *
name_of_mechanism(const struct span *oid)
{
    static const struct mechanism_name other = {
        MECHANISM_OTHER, "unknown here", "", KSP_MECH_KRB5
    };
    size_t i;

    for (i = 0; i < COUNT(mechanisms); i++) {
        if (mechanisms[i].oid.length == oid->length &&
            memcmp(mechanisms[i].oid.data, oid->data, oid->length) == 0)
            return &mechanisms[i].name;
    }
    return &other;
}
