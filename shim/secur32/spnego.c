/* SPDX-License-Identifier: MIT */
/*
 * Two looks into tokens.  What a mechListMIC may be and what it is of, which
 * no question to GSS tells (see mech_list.c).  And GSS accepts with any
 * mechanism that it has a credential for, or says that it has none.
 *
 * The tokens of SPNEGO are read loosely, since what is found proves nothing:
 * MIT's library takes a NegTokenResp without SEQUENCE, or with the framing of
 * a first token, and the first MIC it comes to.
 */
#include "base/der.h"
#include "bridge/oids.h"
#include "secur32/secur32.h"

#define AP_REQ 0x6e             /* [APPLICATION 14], RFC 4120 5.5.1 */
#define NEG_TOKEN_INIT 0xa0     /* [0] of NegotiationToken, RFC 4178 4.2 */
#define NEG_TOKEN_RESP 0xa1     /* [1] */
#define MECH_TYPES 0xa0         /* [0] of NegTokenInit */
#define OCTET_STRING 0x04
#define SEQUENCE 0x30

/* [3], in both tokens; [4], in the offer of a server [MS-SPNG 2.2.1], and
 * where MIT's releases 1.21 look in a NegTokenResp. */
static const unsigned char mic_tags[SSPI_SPNEGO_MICS] = { 0xa3, 0xa4 };

/* One element: its tag, or 0 if there is none; its contents. */
static unsigned int
read_element(struct ksp_der *d, struct ksp_der *contents)
{
    unsigned char tag;
    size_t length;

    contents->next = NULL;
    contents->left = 0;
    if (!ksp_der_head(d, &tag, &length) || length > d->left)
        return 0;
    contents->next = d->next;
    contents->left = length;
    d->next += length;
    d->left -= length;
    return tag;
}

/* A token's fields, and which of the two it is; 0: neither. */
static unsigned int
enter(const void *token, size_t length, struct ksp_der *fields)
{
    struct ksp_der outer = { token, length }, framed, element, rest;
    unsigned int choice = read_element(&outer, fields);

    if (choice == KSP_DER_APPLICATION_0) {
        framed = *fields;
        choice = read_element(&framed, &element) == KSP_DER_OID ?
            read_element(&framed, fields) : 0;
    }
    rest = *fields;
    if (read_element(&rest, &element) == SEQUENCE)
        *fields = element;
    return choice == NEG_TOKEN_INIT || choice == NEG_TOKEN_RESP ? choice : 0;
}

struct ksp_der
sspi_spnego_mech_types(const void *token, size_t length)
{
    struct ksp_der fields, types, none = { NULL, 0 };

    return enter(token, length, &fields) == NEG_TOKEN_INIT &&
        read_element(&fields, &types) == MECH_TYPES ? types : none;
}

struct ksp_der
sspi_spnego_mic(const void *token, size_t length, unsigned int which)
{
    struct ksp_der fields, field, mic, none = { NULL, 0 };
    unsigned int tag = enter(token, length, &fields);

    while (tag != 0 && tag != mic_tags[which])
        tag = read_element(&fields, &field);
    return tag != 0 && read_element(&field, &mic) == OCTET_STRING ? mic :
        none;
}

bool
sspi_spnego_is_broken(const void *token, size_t length)
{
    struct ksp_der fields, field, mic;
    unsigned int choice = enter(token, length, &fields), tag = choice;
    bool broken = false;

    while (choice == NEG_TOKEN_RESP && tag != 0) {
        tag = read_element(&fields, &field);
        if (tag == mic_tags[0] || tag == mic_tags[1])
            broken = broken || read_element(&field, &mic) != OCTET_STRING;
    }
    return broken;
}

bool
sspi_is_kerberos(gss_const_OID mech)
{
    bool found = false;
    size_t i;

    for (i = 0; i < gssksp_mech_count(); i++)
        found = found || gssksp_oid_is(gssksp_mech(i), mech);
    return found;
}

/* In DCE style there is no framing. */
bool
sspi_token_is_kerberos(const void *token, size_t length)
{
    struct ksp_der outer = { token, length }, framed, oid;
    gss_OID_desc mech = { 0, NULL };
    unsigned int tag = read_element(&outer, &framed);

    if (tag == KSP_DER_APPLICATION_0 &&
        read_element(&framed, &oid) == KSP_DER_OID) {
        mech.length = (OM_uint32)oid.left;
        mech.elements = (void *)(uintptr_t)oid.next;
    }
    return tag == AP_REQ || (mech.length > 0 && sspi_is_kerberos(&mech));
}
