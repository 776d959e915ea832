/* SPDX-License-Identifier: MIT */
/*
 * The catalogue of malformed tokens (invalid/cases_*.c) at the package's
 * interface: each token through Verify, and through Unseal in parts as Seal
 * makes them for GSS and for Windows, as STREAM in place and as STREAM to be
 * copied; in DCE style and not, by gss_unwrap's rules and not, under one key
 * and under two.
 *
 * Of each: the documented status, the context as it was, nothing read or
 * written outside the buffers, nothing of the message given away, and the
 * genuine token of the same number taken afterwards.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/rfc1964.h"
#include "invalid/cases.h"
#include "invalid/guard.h"
#include "unit/unit.h"

#define GENUINE "a genuine text.."
#define GENUINE_LENGTH (sizeof(GENUINE) - 1)

/* Of the message, by which it is known again. */
#define GLIMPSE 6

/* Of the table of enctypes. */
enum { DES3 = UNIT_ENCTYPES, END = UNIT_ENCTYPES + 3 };
#define OLDER (END - DES3)

/* A receiver, and what its peer has sent so far. */
struct trial {
    struct unit_pair pair;
    KSP_PACKED_CONTEXT packed;      /* of the sender */
    struct forge_party party;
    bool dce;
    ULONG Flags;
    uint64_t sent;
    unsigned int deliveries;
    /* What is being tried. */
    const struct invalid_case *c;
    unsigned int variant;
    enum forge_form form;
};

/* Check writes a line for every assertion; here are too many of them. */
static void
must(const struct trial *t, bool held, const char *what)
{
    if (!held) {
        ck_abort_msg("%s, variant %u, form %d, %s%s%s: %s", t->c->name,
                     t->variant, t->form, t->party.enctype->name,
                     t->dce ? ", DCE style" : "",
                     t->Flags != 0 ? ", GSS_Wrap" : "", what);
    }
}

static const unsigned char krb5[] = {
    0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 1, 2, 2
};

static void
trial_start(struct trial *t, size_t enctype, bool dce, unsigned int keys)
{
    ULONG attributes = unit_detection(3) |
        (dce ? ISC_RET_USED_DCE_STYLE : 0u);
    unsigned int i;

    memset(t, 0, sizeof(*t));
    t->pair = unit_pair(enctype, attributes, keys);
    t->packed = unit_packed(enctype, KSP_ROLE_INITIATOR, attributes, keys);
    t->dce = dce;
    t->party.enctype = ksp_enctype_at(enctype);
    t->party.key_count = keys;
    for (i = 0; i < keys; i++)
        t->party.keys[i] = t->packed.Keys[i].Contents;
    t->party.oid = krb5;
    t->party.oid_length = sizeof(krb5);
}

/* The rules of the next token. */
static void
trial_next(struct trial *t, ULONG Flags)
{
    t->Flags = Flags;
    t->party.gss_wrap = Flags != 0;
    t->party.dce = t->dce && Flags == 0;
    t->party.number = t->packed.SendInitial + t->sent;
}

/* The peer's own token of the number that was forged.  One that was taken
 * has used it up. */
static void
trial_genuine(struct trial *t, bool used)
{
    unsigned char *token;
    size_t length;
    ULONG verdict;

    length = unit_wrap(t->pair.initiator, true, GENUINE, GENUINE_LENGTH,
                       &token);
    assert_status(unit_unwrap(t->pair.acceptor, GENUINE, GENUINE_LENGTH,
                              token, length, &verdict),
                  used ? SEC_E_OUT_OF_SEQUENCE : SEC_E_OK);
    ck_assert_uint_eq(verdict, used ? KSP_SEQ_DUPLICATE : KSP_SEQ_IN_ORDER);
    free(token);
    t->sent++;
}

/* ---- one delivery ---------------------------------------------------- */

#define PLACES 3

struct delivery {
    struct unit_message m;
    struct guard *guards[PLACES];
    size_t count;
    SecBuffer before[PLACES];
    unsigned char *copies[PLACES];
    SecBuffer *data;
    bool text_before;
};

static struct guard places[PLACES];

static SecBuffer *
add(struct delivery *d, ULONG type, const unsigned char *bytes,
    size_t length, bool at_end)
{
    SecBuffer *b = unit_add(&d->m, type, NULL, 0);
    struct guard *guard = &places[d->count];

    b->pvBuffer = guard_put(guard, bytes, length, at_end);
    b->cbBuffer = (ULONG)length;
    d->before[d->count] = *b;
    d->copies[d->count] = unit_copy(b->pvBuffer, length);
    d->guards[d->count++] = guard;
    return b;
}

static bool
has_text(const SecBuffer *b)
{
    static const char text[] = FORGE_TEXT;
    bool found = false;
    size_t i;

    for (i = 0; i + GLIMPSE <= FORGE_TEXT_LENGTH && b->cbBuffer > 0; i++) {
        found = found || memmem(b->pvBuffer, b->cbBuffer, text + i,
                                GLIMPSE) != NULL;
    }
    return found;
}

static bool
any_has_text(const struct delivery *d)
{
    bool found = false;
    size_t i;

    for (i = 0; i < d->count; i++)
        found = found || has_text(&d->before[i]);
    return found;
}

static void
lay_out(struct delivery *d, const struct trial *t,
        const struct forged *token)
{
    enum forge_form form = t->form;
    bool at_end = t->deliveries % 2 == 0;
    struct forge_parts parts;
    unsigned char *bytes;
    size_t length;

    memset(d, 0, sizeof(*d));
    unit_message_init(&d->m);
    bytes = forged_bytes(token, form, t->party.dce, &length);
    parts = forged_parts(token, form, length);
    if (form == FORM_VERIFY) {
        add(d, SECBUFFER_TOKEN, bytes, length, at_end);
        d->data = add(d, SECBUFFER_DATA, (const unsigned char *)FORGE_TEXT,
                      FORGE_TEXT_LENGTH, at_end);
    } else if (form == FORM_SPLIT || form == FORM_WINDOWS) {
        add(d, SECBUFFER_TOKEN, bytes, parts.token, at_end);
        d->data = add(d, SECBUFFER_DATA, bytes + parts.token, parts.data,
                      at_end);
        if (form == FORM_SPLIT) {
            add(d, t->party.enctype->protocol == KSP_RFC1964 ?
                SECBUFFER_PADDING : SECBUFFER_STREAM_TRAILER,
                bytes + parts.token + parts.data, parts.behind, at_end);
        }
    } else {
        add(d, SECBUFFER_STREAM, bytes, length, at_end);
        if (form == FORM_COPY)
            d->data = add(d, SECBUFFER_DATA, NULL, length + 1, at_end);
        else
            d->data = unit_add(&d->m, SECBUFFER_DATA, NULL, 0);
    }
    free(bytes);
    unit_add_params(&d->m, t->Flags, 0);
    d->text_before = any_has_text(d);
}

static void
delivery_free(struct delivery *d)
{
    size_t i;

    for (i = 0; i < d->count; i++)
        free(d->copies[i]);
    unit_message_free(&d->m);
}

/* ---- what must have come of it --------------------------------------- */

static void
check_inside(const struct trial *t, const struct delivery *d)
{
    size_t i;

    for (i = 0; i < d->count; i++)
        must(t, guard_kept(d->guards[i]), "wrote beside a buffer");
}

static bool
unchanged(const struct delivery *d, size_t i)
{
    const SecBuffer *b = &d->before[i];

    return b->cbBuffer == 0 ||
        memcmp(b->pvBuffer, d->copies[i], b->cbBuffer) == 0;
}

static bool
same_place(const struct delivery *d, size_t i)
{
    return d->m.buffers[i].pvBuffer == d->before[i].pvBuffer &&
        d->m.buffers[i].cbBuffer == d->before[i].cbBuffer;
}

/* The buffers point where they did; those of what is only read hold what
 * they held; and of the message nothing is seen that was not there. */
static void
check_refused(const struct trial *t, const struct delivery *d,
              const struct forged *token, ULONG fQOP)
{
    ULONG verdict = d->m.params.Verdict;
    bool own = verdict == KSP_SEQ_REFLECTED;
    size_t i;

    must(t, d->m.params.MessageSeqNo == 0, "has a number");
    must(t, own || fQOP == 0, "has a QOP");
    if (token->verdict != FORGE_ANY_VERDICT &&
        (t->form == FORM_VERIFY) == token->mic &&
        token->want[t->form] == SEC_E_MESSAGE_ALTERED)
        must(t, verdict == token->verdict, "wrong verdict");
    for (i = 0; i < d->count && !own; i++)
        must(t, same_place(d, i), "a buffer points elsewhere");
    if (t->form == FORM_IN_PLACE)
        must(t, d->data->pvBuffer == NULL, "the message is delivered");
    if (t->form == FORM_VERIFY || t->form == FORM_COPY)
        must(t, unchanged(d, 0), "the token was changed");
    if (t->form == FORM_VERIFY)
        must(t, unchanged(d, 1), "the message was changed");
    if (t->form == FORM_COPY)
        must(t, !has_text(&d->before[1]), "the message was copied");
    must(t, d->text_before || !any_has_text(d), "the message is seen");
}

static void
check_taken(const struct trial *t, const struct delivery *d,
            const struct forged *token)
{
    size_t length = token->delivered;

    must(t, d->m.params.MessageSeqNo == t->sent + 1, "wrong number");
    if (t->form != FORM_VERIFY) {
        /* Padding that nobody was to look at. */
        if (t->form == FORM_WINDOWS && token->old)
            length = d->before[1].cbBuffer;
        must(t, d->data->cbBuffer == length, "wrong length");
        if (length > FORGE_TEXT_LENGTH)
            length = FORGE_TEXT_LENGTH;
        must(t, length == 0 ||
             memcmp(d->data->pvBuffer, FORGE_TEXT, length) == 0,
             "wrong message");
    }
}

static void
check_status(const struct trial *t, NTSTATUS got, NTSTATUS want)
{
    char what[40];

    snprintf(what, sizeof(what), "%08x, not %08x", (unsigned)got,
             (unsigned)want);
    must(t, got == want, what);
}

static void
deliver(struct trial *t, const struct forged *token)
{
    struct unit_state before = unit_state(t->pair.acceptor);
    NTSTATUS want = token->want[t->form], got;
    struct delivery d;
    ULONG fQOP = 7;

    lay_out(&d, t, token);
    got = t->form == FORM_VERIFY ?
        unit_package()->Verify(t->pair.acceptor, &d.m.desc, 0, &fQOP) :
        unit_package()->Unseal(t->pair.acceptor, &d.m.desc, 0, &fQOP);
    check_status(t, got, want);
    check_inside(t, &d);
    if (want != SEC_E_OK) {
        check_refused(t, &d, token, fQOP);
        unit_assert_state(t->pair.acceptor, &before);
    } else {
        check_taken(t, &d, token);
    }
    delivery_free(&d);
    trial_genuine(t, want == SEC_E_OK);
    t->deliveries++;
}

/* A case in all its variants and forms; each delivery has a token of its
 * own, of the number that is due.  Returns how many variants. */
static unsigned int
try_case(struct trial *t, ULONG Flags)
{
    struct forged token;
    bool more = true;
    int form;

    for (t->variant = 0; more; t->variant++) {
        for (form = 0; form < FORMS && more; form++) {
            t->form = (enum forge_form)form;
            trial_next(t, Flags);
            more = t->c->make(&t->party, t->variant, &token);
            if (more)
                deliver(t, &token);
            forged_free(&token);
        }
    }
    return t->variant - 1;
}

/* No case is empty by both rules: padding does not exist in DCE style, but
 * by gss_unwrap's it does. */
static void
try_cases(struct trial *t, const struct invalid_case *cases)
{
    unsigned int tried;

    for (t->c = cases; t->c->name != NULL; t->c++) {
        tried = try_case(t, 0) + try_case(t, KSP_MESSAGE_GSS_WRAP);
        must(t, tried > 0, "nothing was tried");
    }
    unit_pair_delete(&t->pair);
}

/* Loops go through numbers of combinations in an order in which a few in a
 * row have something of each; no loop's length is a multiple of it. */
#define APART 5
#define CFX_COMBINATIONS (4 * UNIT_ENCTYPES)
#define OLD_COMBINATIONS ((int)(2 * OLDER))

static void
try_cfx(int i, const struct invalid_case *cases)
{
    struct trial t;

    i = i * APART % CFX_COMBINATIONS;
    trial_start(&t, (size_t)i / 4, i / 2 % 2 != 0, 1 + (unsigned)i % 2);
    try_cases(&t, cases);
}

static void
try_old(int i, const struct invalid_case *cases)
{
    struct trial t;

    i = i * APART % OLD_COMBINATIONS;
    trial_start(&t, DES3 + (size_t)i / 2, i % 2 != 0, 1);
    try_cases(&t, cases);
}

START_TEST(test_mic)
{
    try_cfx(_i, invalid_mic);
}
END_TEST

START_TEST(test_wrap)
{
    try_cfx(_i, invalid_wrap);
}
END_TEST

START_TEST(test_foreign)
{
    try_cfx(_i, invalid_foreign);
}
END_TEST

START_TEST(test_old)
{
    try_old(_i, invalid_old);
}
END_TEST

START_TEST(test_glue_layout)
{
    try_old(_i, invalid_framing);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("invalid");
    TCase *tc = tcase_create("invalid");
    int cfx = unit_rounds(CFX_COMBINATIONS);
    int old = unit_rounds(OLD_COMBINATIONS);

    tcase_set_timeout(tc, 600);
    tcase_add_loop_test(tc, test_mic, 0, cfx);
    tcase_add_loop_test(tc, test_wrap, 0, cfx);
    tcase_add_loop_test(tc, test_foreign, 0, cfx);
    if (ksp_1964_cipher_for(ksp_enctype_at(DES3)) != NULL) {
        tcase_add_loop_test(tc, test_old, 0, old);
        tcase_add_loop_test(tc, test_glue_layout, 0, old);
    }
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
