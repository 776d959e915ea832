/* SPDX-License-Identifier: MIT */
/*
 * What differs on purpose, and how the driver knows it.
 *
 * These differ too, but the driver does not provoke them, as in the stock
 * world the process would end or read what is not there, or no program does
 * it:
 *   - gss_verify_mic_iov of a MIC_TOKEN entry of 16 bytes: MIT aborts.
 *   - gss_wrap_iov_length with RC4 or DES3, conf_req_flag 0 and no PADDING
 *     entry: MIT aborts, ours says EINVAL.
 *   - gss_wrap_iov_length and gss_wrap_aead with RC4 or DES3 and much that is
 *     only signed: MIT counts it into the framing, and the token of
 *     gss_wrap_aead is then none that it opens itself; ours does not.
 *   - gss_unwrap_iov of an RC4 or DES3 token whose padding is longer than its
 *     own last byte says: MIT aborts, ours says DEFECTIVE_TOKEN.
 *   - gss_get_mic_iov with a TRAILER entry: MIT looks for the checksum there
 *     and fails; ours has it in MIC_TOKEN.
 *   - gss_unwrap_iov of a token that is only signed with bytes behind the 16
 *     of HEADER, where there is a TRAILER: MIT does not look at them, ours
 *     says BAD_MIC, as nobody has signed them.  The same for bytes behind the
 *     MIC of RC4 or DES3, inside its framing.
 *   - An RFC 4121 token on an RC4 or DES3 context: MIT would check it under
 *     that key, ours says DEFECTIVE_TOKEN.
 *   - An RC4 or DES3 token in framing whose length has more bytes than MIT can
 *     hold: krb5 1.21 passes over them and may take the token, ours says
 *     DEFECTIVE_TOKEN.
 *   - An RC4 message whose number was changed to one that is more than 2^31
 *     ahead: MIT takes it for a gap, ours for late (fuzz_gss_intended.c).
 *   - After 2^32 messages of an RC4 or DES3 context, see the man page.
 */
#include "realm/diff/intended.h"

#include <string.h>

/* Both took an empty message; ours does not point anywhere. */
static bool
only_ours_is_null(const struct record *stock, const struct record *module)
{
    return stock->plain_expected == record_hash(NULL, 0) &&
        stock->plain_seen == stock->plain_expected &&
        module->plain_seen == module->plain_expected &&
        stock->empty_pointers == module->empty_pointers + 1;
}

/*
 * Both worlds found the message genuine and agree on all but the verdict, and
 * each gave the verdict its model asks for.
 */
static bool
window_after_wide_gap(const struct record *stock, const struct record *module,
                      const struct verdicts *verdicts)
{
    return stock->kind == RECORD_RECEIVED && stock->has_number != 0 &&
        record_same_text(stock, module) &&
        (stock->empty_pointers == module->empty_pointers ||
         only_ours_is_null(stock, module)) &&
        stock->routine == 0 && module->routine == 0 &&
        verdicts->stock == GSS_S_DUPLICATE_TOKEN &&
        verdicts->module != GSS_S_DUPLICATE_TOKEN &&
        stock->supplementary == verdicts->stock &&
        module->supplementary == verdicts->module;
}

/* MIT refused the token for its RRC. */
static bool
refused_for_rrc(const struct record *stock, const struct record *module,
                uint32_t rrc)
{
    return stock->kind == RECORD_RECEIVED && stock->other_rrc == rrc &&
        module->other_rrc == rrc &&
        stock->routine == GSS_S_DEFECTIVE_TOKEN && stock->supplementary == 0;
}

/*
 * The script had a genuine token with such an RRC and the module gave the
 * right plaintext and no verdict (the script does this on contexts without
 * replay and sequence detection only).
 */
static bool
any_rrc(const struct record *stock,
                        const struct record *module,
                        const struct verdicts *verdicts)
{
    (void)verdicts;
    return refused_for_rrc(stock, module, RRC_OTHER_GENUINE) &&
        module->routine == 0 && module->supplementary == 0 &&
        module->plain_seen == module->plain_expected;
}

/* A damaged token with such an RRC: the module looks further and refuses it
 * for what is really wrong with it. */
static bool
any_rrc_but_damaged(const struct record *stock, const struct record *module,
                    const struct verdicts *verdicts)
{
    (void)verdicts;
    return refused_for_rrc(stock, module, RRC_OTHER_DAMAGED) &&
        module->routine == GSS_S_BAD_MIC && module->supplementary == 0;
}

/* Whether the outcomes are the same but for these. */
static bool
differ_in(const struct record *stock, const char *in_stock,
          const struct record *module, const char *in_module)
{
    const char *a = strstr(stock->outcome, in_stock);
    const char *b = strstr(module->outcome, in_module);

    return a != NULL && b != NULL &&
        a - stock->outcome == b - module->outcome &&
        strncmp(stock->outcome, module->outcome,
                (size_t)(a - stock->outcome)) == 0 &&
        strcmp(a + strlen(in_stock), b + strlen(in_module)) == 0;
}

/* Both refused the token, and all that differs is what conf_state was left
 * at: the caller's value, or that of the token. */
static bool
conf_state_of_refused(const struct record *stock, const struct record *module,
                      const struct verdicts *verdicts)
{
    (void)verdicts;
    return stock->kind == RECORD_RECEIVED && stock->initiator_key != 0 &&
        record_same_status(stock, module) &&
        stock->routine == GSS_S_BAD_MIC &&
        differ_in(stock, " conf_state=-77 ", module, " conf_state=0 ");
}

/* The same token, and krb5 1.22: it fails, and conf_state is left in both. */
static bool
failure_of_refused(const struct record *stock, const struct record *module,
                   const struct verdicts *verdicts)
{
    (void)verdicts;
    return stock->kind == RECORD_RECEIVED && stock->initiator_key != 0 &&
        record_same_text(stock, module) &&
        stock->routine == GSS_S_FAILURE && stock->supplementary == 0 &&
        module->routine == GSS_S_BAD_MIC && module->supplementary == 0;
}

/* Two faults at once, and each library names another. */
static bool
wrong_framing(const struct record *stock, const struct record *module,
              const struct verdicts *verdicts)
{
    (void)verdicts;
    return stock->framing_wrong != 0 && module->framing_wrong != 0 &&
        stock->not_one_data != 0 && module->not_one_data != 0 &&
        record_same_text(stock, module) &&
        stock->routine == GSS_S_FAILURE && stock->supplementary == 0 &&
        module->routine == GSS_S_DEFECTIVE_TOKEN && module->supplementary == 0;
}

/* Bytes of an OID that begin as another kind of token. */
static bool
oid_for_token(const struct record *stock, const struct record *module,
              const struct verdicts *verdicts)
{
    (void)verdicts;
    return stock->framing_wrong != 0 && module->framing_wrong != 0 &&
        (stock->routine == GSS_S_DEFECTIVE_TOKEN ||
         stock->routine == GSS_S_BAD_MIC) && stock->supplementary == 0 &&
        module->routine == GSS_S_DEFECTIVE_TOKEN &&
        module->supplementary == 0 &&
        differ_in(stock, " qop_state=0 ", module, " qop_state=5a5a ");
}

static bool
empty_is_null(const struct record *stock, const struct record *module,
              const struct verdicts *verdicts)
{
    (void)verdicts;
    return stock->kind == RECORD_RECEIVED && stock->routine == 0 &&
        record_same_text(stock, module) &&
        record_same_status(stock, module) && only_ours_is_null(stock, module);
}

/* All else is the same about an answer that MIT gets wrong. */
static bool
same_but_old_length(const struct record *stock, const struct record *module)
{
    return record_same_text(stock, module) &&
        record_same_status(stock, module) &&
        stock->empty_pointers == module->empty_pointers &&
        stock->old_length != 0 && module->old_length != 0;
}

static bool
old_mic_length(const struct record *stock, const struct record *module,
               const struct verdicts *verdicts)
{
    (void)verdicts;
    return same_but_old_length(stock, module) && stock->old_arg == 0 &&
        stock->old_length == module->old_length + 8;
}

/* That ours is right is for the matrix to show; over 2 GiB MIT's arithmetic
 * overflows. */
static bool
old_size_limit(const struct record *stock, const struct record *module,
               const struct verdicts *verdicts)
{
    (void)verdicts;
    return same_but_old_length(stock, module) && stock->old_arg != 0 &&
        stock->old_arg == module->old_arg &&
        (stock->old_length < module->old_length ||
         stock->old_arg > INT32_MAX);
}

const struct intended intended_table[INTENDED_COUNT] = {
    {
        "window after a gap of 63 or more",
        "MIT shifts its map of seen numbers by more than its width and then "
        "takes numbers it has never seen for duplicates; ours clears the map",
        window_after_wide_gap
    },
    {
        "unwrap_iov, RRC other than the one MIT expects",
        "RFC 4121 section 4.2.5: a receiver must be able to take any RRC; "
        "MIT takes one value only, for these buffers, and says "
        "DEFECTIVE_TOKEN to any other",
        any_rrc
    },
    {
        "the same with a damaged token",
        "MIT looks at the RRC first and says DEFECTIVE_TOKEN; ours goes on "
        "and finds that the checksum is wrong",
        any_rrc_but_damaged
    },
    {
        "conf_state of a refused token, DCE style, initiator's key",
        "in DCE style MIT's acceptor does not know the checksum type of the "
        "initiator's key and gives up on a token that claims it before it "
        "sets conf_state; ours sets it as for any token with a bad checksum",
        conf_state_of_refused
    },
    {
        "a refused token, DCE style, initiator's key, FAILURE",
        "the same in krb5 1.22: not knowing the checksum type is a FAILURE "
        "there; ours says BAD_MIC, as of any token with a bad checksum",
        failure_of_refused
    },
    {
        "wrong framing of RC4 or DES3 in a STREAM, without just one DATA",
        "krb5 1.21 and 1.22 pass over framing that does not fit or is for "
        "another mechanism, look at the list and say FAILURE; 1.20 and ours "
        "find the token defective first",
        wrong_framing
    },
    {
        "wrong framing of RC4 or DES3, bytes of the OID for a token",
        "the IOV functions of krb5 1.21 and 1.22 look for the TOK_ID behind "
        "the length where no OID is, and take bytes of the OID for one of "
        "RFC 4121: they set qop_state, and may say BAD_MIC; ours finds the "
        "token defective",
        oid_for_token
    },
    {
        "an empty message is NULL",
        "MIT gives a plaintext of no bytes as a pointer to memory that "
        "gss_release_buffer does not free, as the length is 0; ours gives "
        "NULL and loses no memory",
        empty_is_null
    },
    {
        "get_mic_iov_length with RC4 and DES3",
        "MIT counts the 8 bytes of a confounder that only wrap tokens have: "
        "45 for an RC4 MIC of 37; ours says 37",
        old_mic_length
    },
    {
        "wrap_size_limit with RC4 and DES3",
        "MIT counts framing twice and rounds down to 8; ours says the "
        "longest message whose token fits",
        old_size_limit
    }
};

int
intended_find(const struct record *stock, const struct record *module,
              const struct verdicts *verdicts)
{
    int i, found = -1;

    for (i = 0; i < INTENDED_COUNT && found < 0; i++) {
        if (intended_table[i].matches(stock, module, verdicts))
            found = i;
    }
    return found;
}
