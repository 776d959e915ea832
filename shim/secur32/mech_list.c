/* SPDX-License-Identifier: MIT */
/*
 * SPNEGO's own messages.  A mechListMIC is the first message of who sends it,
 * under the number that the program's first would have had [RFC 4178 5].  GSS
 * does not tell whether there was one, and the token, which nobody protects,
 * must not: who can add a field to it could have the first message of the
 * peer dropped unnoticed.  So the package judges what may be one, under the
 * keys of the context; what is not genuine has used no number.
 */
#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"

/* Two tokens' worth: nobody sends a MIC more than one token before the last.
 * That of DES3 has 49 bytes, that of RFC 8009 at most 40. */
#define MICS_MAX (2 * SSPI_SPNEGO_MICS)
#define MIC_MAX 64

struct mic {
    size_t length;
    unsigned char bytes[MIC_MAX];
};

struct sspi_mech_list {
    unsigned int next;          /* place of a MIC, the oldest one's */
    struct mic mics[MICS_MAX];  /* length 0: none */
    size_t length;
    unsigned char mech_types[];
};

SECURITY_STATUS
sspi_mech_list_offer(struct sspi_mech_list **list, const void *token,
                     size_t length)
{
    struct ksp_der types = sspi_spnego_mech_types(token, length);
    struct sspi_mech_list *made;

    if (*list != NULL || types.left == 0)
        return SEC_E_OK;
    made = calloc(1, sizeof(*made) + types.left);
    if (made == NULL)
        return SEC_E_INSUFFICIENT_MEMORY;
    made->length = types.left;
    memcpy(made->mech_types, types.next, types.left);
    *list = made;
    return SEC_E_OK;
}

static void
keep(struct sspi_mech_list *list, const struct ksp_der *found)
{
    struct mic *mic = &list->mics[list->next];

    memcpy(mic->bytes, found->next, found->left);
    mic->length = found->left;
    list->next = (list->next + 1) % MICS_MAX;
}

void
sspi_mech_list_look(struct sspi_mech_list *list, const void *token,
                    size_t length)
{
    struct ksp_der found;
    unsigned int i;

    for (i = 0; list != NULL && i < SSPI_SPNEGO_MICS; i++) {
        found = sspi_spnego_mic(token, length, i);
        if (found.left > 0 && found.left <= MIC_MAX)
            keep(list, &found);
    }
}

/* ---- the package's judgement ----------------------------------------- */

/* Nothing else in the process has this address. */
static LSA_SEC_HANDLE
handle_of(const struct sspi_mech_list *list)
{
    return (LSA_SEC_HANDLE)(uintptr_t)list;
}

/* A context for this alone, that can be told which number it shall be. */
static SECURITY_STATUS
open_to_judge(const struct sspi_mech_list *list,
              const SECPKG_USER_FUNCTION_TABLE *table,
              const KSP_PACKED_CONTEXT *packed)
{
    KSP_PACKED_CONTEXT p = *packed;
    unsigned char bytes[KSP_PACKED_MAX];
    SecBuffer buffer = { 0, SECBUFFER_EMPTY, bytes };
    SECURITY_STATUS status;

    p.Flags |= KSP_PACKED_CALLERS_NUMBERS;
    status = KspPackContext(&p, bytes, sizeof(bytes), &buffer.cbBuffer);
    if (status == SEC_E_OK)
        status = table->InitUserModeContext(handle_of(list), &buffer);
    ksp_wipe(&p, sizeof(p));
    ksp_wipe(bytes, sizeof(bytes));
    return status;
}

static SECURITY_STATUS
judge(const struct sspi_mech_list *list,
      const SECPKG_USER_FUNCTION_TABLE *table, const struct mic *mic,
      ULONG number)
{
    SecBuffer buffers[2] = {
        { (ULONG)list->length, SECBUFFER_DATA,
          (void *)(uintptr_t)list->mech_types },
        { (ULONG)mic->length, SECBUFFER_TOKEN,
          (void *)(uintptr_t)mic->bytes }
    };
    SecBufferDesc message = { SECBUFFER_VERSION, 2, buffers };

    return table->VerifySignature(handle_of(list), &message, number, NULL);
}

/* What there is to say against a token; anything else says that it was not
 * judged. */
static bool
is_verdict(SECURITY_STATUS status)
{
    return status == SEC_E_OK || status == SEC_E_INVALID_TOKEN ||
        status == SEC_E_MESSAGE_ALTERED || status == SEC_E_OUT_OF_SEQUENCE;
}

/* The oldest first, as they were sent. */
static SECURITY_STATUS
judge_all(const struct sspi_mech_list *list,
          const SECPKG_USER_FUNCTION_TABLE *table, unsigned int *count)
{
    SECURITY_STATUS status = SEC_E_OK;
    const struct mic *mic;
    unsigned int i;

    for (i = 0; i < MICS_MAX && is_verdict(status); i++) {
        mic = &list->mics[(list->next + i) % MICS_MAX];
        if (mic->length > 0) {
            status = judge(list, table, mic, *count + 1);
            *count += status == SEC_E_OK;
        }
    }
    return is_verdict(status) ? SEC_E_OK : status;
}

SECURITY_STATUS
sspi_mech_list_count(const struct sspi_mech_list *list,
                     const KSP_PACKED_CONTEXT *packed, unsigned int *count)
{
    const SECPKG_USER_FUNCTION_TABLE *table = sspi_own_table();
    SECURITY_STATUS status = SEC_E_INTERNAL_ERROR;

    *count = 0;
    if (list == NULL || list->mics[0].length == 0)
        return SEC_E_OK;
    if (table != NULL)
        status = open_to_judge(list, table, packed);
    if (status == SEC_E_OK) {
        status = judge_all(list, table, count);
        (void)table->DeleteUserModeContext(handle_of(list));
    }
    return status;
}

void
sspi_mech_list_free(struct sspi_mech_list **list)
{
    free(*list);
    *list = NULL;
}
