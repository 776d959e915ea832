/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/cursor.h"
#include "base/once.h"
#include "core/rfc4121_token.h"
#include "ksp/winerror.h"

#define FILLER 0xff
#define MIC_FILLER 0xffff

/* RFC 4121 section 4.4 reserves this one for deletion tokens. */
#define TOK_DELETE 0x0405

void
ksp_token_write(const struct ksp_token *token, unsigned char *out)
{
    ksp_store_be16(out, token->TOK_ID);
    out[2] = token->Flags;
    out[3] = FILLER;
    ksp_store_be16(out + 4, token->EC);
    ksp_store_be16(out + 6, token->RRC);
    ksp_store_be64(out + 8, token->SND_SEQ);
}

static bool
filler_right(const unsigned char *header, const struct ksp_token *token)
{
    bool right = header[3] == FILLER;

    if (token->TOK_ID == KSP_TOK_MIC) {
        right = right && token->EC == MIC_FILLER &&
            token->RRC == MIC_FILLER;
    }
    return right;
}

static bool
known_tok_id(uint16_t tok_id)
{
    return tok_id == KSP_TOK_MIC || tok_id == KSP_TOK_WRAP ||
        tok_id == TOK_DELETE;
}

SECURITY_STATUS
ksp_token_read(const unsigned char *data, size_t length, uint16_t tok_id,
               bool from_acceptor, struct ksp_token *token)
{
    SECURITY_STATUS status = SEC_E_INVALID_TOKEN;
    unsigned char header[KSP_TOKEN_HEADER];

    memset(token, 0, sizeof(*token));
    if (length < KSP_TOKEN_HEADER)
        return SEC_E_INVALID_TOKEN;
    ksp_take(header, data, sizeof(header));
    if (!known_tok_id(ksp_load_be16(header)))
        return SEC_E_INVALID_TOKEN;
    token->TOK_ID = ksp_load_be16(header);
    token->Flags = header[2];
    token->EC = ksp_load_be16(header + 4);
    token->RRC = ksp_load_be16(header + 6);
    token->SND_SEQ = ksp_load_be64(header + 8);
    if (((token->Flags & KSP_FLAG_SENT_BY_ACCEPTOR) != 0) != from_acceptor)
        status = SEC_E_MESSAGE_ALTERED;
    else if (token->TOK_ID == tok_id && filler_right(header, token))
        status = SEC_E_OK;
    return status;
}
