/* SPDX-License-Identifier: MIT */
/*
 * numbers TARGET WORLD [spnego | once | twice]
 *
 * <gssapi/gssapi_ksp.h> on a pair of contexts in one process; prints TAP.  In
 * the world "stock" every function must say that it is not available.  With
 * "once" or "twice", whether a number of the caller's is taken that often:
 * the target's enctype has keys of the number, or has not.
 */
#include <gssapi/gssapi_krb5.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "gssapi/gssapi_ksp.h"
#include "realm/gss_pair.h"
#include "realm/sspi_tap.h"

#define MESSAGE "a numbered message"
#define THREADS 4
#define EACH 2000

static gss_buffer_desc message = { sizeof(MESSAGE) - 1,
                                   (void *)(uintptr_t)MESSAGE };
static struct gss_pair pair;

static gss_ctx_id_t *
context(enum side side)
{
    return &pair.end[side].ctx;
}

static void
open_pair(const char *target, bool spnego, OM_uint32 flags)
{
    struct dialog dialog = { .flags = flags };

    dialog.negotiation = spnego ? NEG_MIC : NEG_NONE;
    dialog.explicit_creds = spnego;
    tap_ok(pair_open(&pair, &dialog, target, NULL, NULL), "a context");
}

static void
is_major(OM_uint32 got, OM_uint32 want, const char *name)
{
    tap_number(got, want, name);
}

/* ---- parts ---------------------------------------------------------- */

/* What a minor status is before a call, and how many calls that succeeded
 * left another than 0 (RFC 2744 section 3.9.2). */
#define UNTOUCHED 77

static atomic_uint succeeded, left_minor;

static OM_uint32
judged(OM_uint32 major, OM_uint32 minor)
{
    succeeded += major == GSS_S_COMPLETE;
    left_minor += major == GSS_S_COMPLETE && minor != 0;
    return major;
}

static OM_uint32
is_ours(enum side side, int *ours)
{
    OM_uint32 major, minor = UNTOUCHED;

    major = gss_ksp_is_ours(&minor, *context(side), ours);
    return judged(major, minor);
}

static OM_uint32
set_number(enum side side, uint64_t number)
{
    OM_uint32 major, minor = UNTOUCHED;

    major = gss_ksp_set_number(&minor, context(side), number);
    return judged(major, minor);
}

static OM_uint32
set_numbering(enum side side, uint32_t numbering)
{
    OM_uint32 major, minor = UNTOUCHED;

    major = gss_ksp_set_numbering(&minor, context(side), numbering);
    return judged(major, minor);
}

static OM_uint32
last_message(enum side side, uint64_t *number, uint32_t *verdict)
{
    OM_uint32 major, minor = UNTOUCHED;

    major = gss_ksp_last_message(&minor, *context(side), number, verdict);
    return judged(major, minor);
}

/* A token with that number, 0 for none set; "" on failure. */
static gss_buffer_desc
make(enum side side, uint64_t number, bool wrap)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;

    if (number == 0 || set_number(side, number) == GSS_S_COMPLETE) {
        if (wrap)
            gss_wrap(&minor, *context(side), 1, GSS_C_QOP_DEFAULT, &message,
                     NULL, &token);
        else
            gss_get_mic(&minor, *context(side), GSS_C_QOP_DEFAULT, &message,
                        &token);
    }
    return token;
}

static OM_uint32
take(enum side side, uint64_t number, bool wrap, gss_buffer_t token)
{
    gss_buffer_desc plain = GSS_C_EMPTY_BUFFER;
    OM_uint32 major = GSS_S_COMPLETE, minor;

    if (number != 0)
        major = set_number(side, number);
    if (major == GSS_S_COMPLETE && wrap) {
        major = gss_unwrap(&minor, *context(side), token, &plain, NULL,
                           NULL);
    } else if (major == GSS_S_COMPLETE) {
        major = gss_verify_mic(&minor, *context(side), &message, token,
                               NULL);
    }
    gss_release_buffer(&minor, &plain);
    return major;
}

static void
last_is(enum side side, uint64_t number, uint32_t verdict, const char *name)
{
    uint32_t got_verdict;
    uint64_t got;

    if (last_message(side, &got, &got_verdict) != GSS_S_COMPLETE)
        got = UINT64_MAX;
    tap_ok(got == number && (got == UINT64_MAX || got_verdict == verdict),
           name);
}

#define NOTHING UINT64_MAX

/* ---- the tests ------------------------------------------------------ */

static void
not_there(void)
{
    uint32_t verdict = 7;
    uint64_t number = 7;
    int ours = 7;

    is_major(is_ours(INITIATOR, &ours), GSS_S_COMPLETE,
             "stock: the question is answered");
    tap_number((unsigned)ours, 0, "stock: with no");
    is_major(set_numbering(INITIATOR, GSS_KSP_NUMBERS_CALLER),
             GSS_S_UNAVAILABLE, "stock: no numbering");
    is_major(set_number(INITIATOR, 1), GSS_S_UNAVAILABLE,
             "stock: no number to set");
    is_major(last_message(INITIATOR, &number, &verdict), GSS_S_UNAVAILABLE,
             "stock: no number to read");
    tap_ok(number == 0 && verdict == 0, "stock: both are 0");
}

static void
own_numbers(void)
{
    gss_buffer_desc token;
    OM_uint32 minor;
    int ours = 0;

    is_major(is_ours(INITIATOR, &ours), GSS_S_COMPLETE, "own: the question");
    tap_number((unsigned)ours, 1, "own: the context is ours");
    last_is(INITIATOR, NOTHING, 0, "own: nothing is kept before it is asked");
    is_major(set_number(INITIATOR, 5), GSS_S_FAILURE,
             "own: a number cannot be set");
    is_major(set_numbering(INITIATOR, 2), GSS_S_FAILURE,
             "own: no such numbering");
    is_major(set_numbering(INITIATOR, GSS_KSP_NUMBERS_OWN), GSS_S_COMPLETE,
             "own: numbers are kept");
    is_major(set_numbering(ACCEPTOR, GSS_KSP_NUMBERS_OWN), GSS_S_COMPLETE,
             "own: by the acceptor too");
    last_is(INITIATOR, NOTHING, 0, "own: there was no message yet");
    token = make(INITIATOR, 0, false);
    last_is(INITIATOR, 1, GSS_KSP_IN_ORDER, "own: the first MIC");
    is_major(take(ACCEPTOR, 0, false, &token), GSS_S_COMPLETE, "own: taken");
    last_is(ACCEPTOR, 1, GSS_KSP_IN_ORDER, "own: is the first there");
    last_is(INITIATOR, NOTHING, 0, "own: the last message was the other's");
    is_major(take(ACCEPTOR, 0, false, &token), GSS_S_DUPLICATE_TOKEN,
             "own: again");
    last_is(ACCEPTOR, 1, GSS_KSP_DUPLICATE, "own: is a duplicate");
    ((unsigned char *)token.value)[token.length - 1] ^= 1;
    is_major(take(ACCEPTOR, 0, false, &token), GSS_S_BAD_MIC, "own: altered");
    last_is(ACCEPTOR, NOTHING, 0, "own: has no number");
    gss_release_buffer(&minor, &token);
}

/* In any order, with one that comes twice; others have used the first. */
static void
any_order(bool wrap)
{
    static const uint64_t order[] = { 9, 3, 7, 2, 12, 5, 3, 60 };
    gss_buffer_desc token[sizeof(order) / sizeof(order[0])];
    OM_uint32 minor;
    size_t i;

    for (i = 0; i < 8; i++) {
        token[i] = i == 6 ? token[1] : make(INITIATOR, order[i], wrap);
        if (i != 6)
            last_is(INITIATOR, order[i], GSS_KSP_IN_ORDER, "order: made");
    }
    for (i = 0; i < 8; i++) {
        is_major(take(ACCEPTOR, order[i], wrap, &token[i]),
                 i == 6 ? GSS_S_DUPLICATE_TOKEN : GSS_S_COMPLETE,
                 "order: taken");
        last_is(ACCEPTOR, order[i],
                i == 6 ? GSS_KSP_DUPLICATE : GSS_KSP_IN_ORDER,
                "order: the number");
    }
    for (i = 0; i < 8; i++) {
        if (i != 6)
            gss_release_buffer(&minor, &token[i]);
    }
}

static void
callers_numbers(void)
{
    gss_buffer_desc token;
    OM_uint32 minor;

    is_major(set_numbering(INITIATOR, GSS_KSP_NUMBERS_CALLER),
             GSS_S_COMPLETE, "caller: at the initiator");
    is_major(set_numbering(ACCEPTOR, GSS_KSP_NUMBERS_CALLER), GSS_S_COMPLETE,
             "caller: at the acceptor");
    any_order(false);
    /* The next after the highest, and what the package has seen so far. */
    token = make(INITIATOR, 0, false);
    last_is(INITIATOR, 61, GSS_KSP_IN_ORDER, "caller: the next of its own");
    is_major(take(ACCEPTOR, 62, false, &token), GSS_S_UNSEQ_TOKEN,
             "caller: not the number that was set");
    last_is(ACCEPTOR, 61, GSS_KSP_MISMATCH, "caller: is a mismatch");
    is_major(take(ACCEPTOR, 0, false, &token), GSS_S_COMPLETE,
             "caller: and was not noted");
    gss_release_buffer(&minor, &token);
    is_major(set_number(INITIATOR, 70), GSS_S_COMPLETE, "caller: set");
    is_major(set_number(INITIATOR, 0), GSS_S_COMPLETE, "caller: taken back");
    token = make(INITIATOR, 0, true);
    last_is(INITIATOR, 62, GSS_KSP_IN_ORDER, "caller: and not used");
    gss_release_buffer(&minor, &token);
    is_major(set_number(INITIATOR, UINT64_C(1) << 63), GSS_S_FAILURE,
             "caller: too large");
    token = make(INITIATOR, INT64_MAX, false);
    last_is(INITIATOR, INT64_MAX, GSS_KSP_IN_ORDER, "caller: the last");
    gss_release_buffer(&minor, &token);
}

/* Calls that fail for their arguments, in the module. */
static OM_uint32
bad_mic(void)
{
    gss_buffer_desc token;
    OM_uint32 minor;

    return gss_get_mic(&minor, *context(INITIATOR), 7, &message, &token);
}

static OM_uint32
bad_wrap(void)
{
    gss_buffer_desc token;
    OM_uint32 minor;

    return gss_wrap(&minor, *context(INITIATOR), 1, 7, &message, NULL,
                    &token);
}

static OM_uint32
bad_aead(void)
{
    gss_buffer_desc token;
    OM_uint32 minor;

    return gss_wrap_aead(&minor, *context(INITIATOR), 1, 7, NULL, &message,
                         NULL, &token);
}

/* None of these has HEADER, MIC_TOKEN or STREAM. */
static gss_iov_buffer_desc no_token = { GSS_IOV_BUFFER_TYPE_DATA,
                                        GSS_C_EMPTY_BUFFER };

static OM_uint32
bad_wrap_iov(void)
{
    OM_uint32 minor;

    return gss_wrap_iov(&minor, *context(INITIATOR), 1, 0, NULL, &no_token,
                        1);
}

static OM_uint32
bad_mic_iov(void)
{
    OM_uint32 minor;

    return gss_get_mic_iov(&minor, *context(INITIATOR), 0, &no_token, 1);
}

static OM_uint32
bad_verify_iov(void)
{
    OM_uint32 minor;

    return gss_verify_mic_iov(&minor, *context(INITIATOR), NULL, &no_token,
                              1);
}

static OM_uint32
bad_unwrap_iov(void)
{
    OM_uint32 minor;

    return gss_unwrap_iov(&minor, *context(INITIATOR), NULL, NULL, &no_token,
                          1);
}

/* Such a call has used the number that was set for it. */
static void
failed_calls(void)
{
    static OM_uint32 (*const calls[])(void) = {
        bad_mic, bad_wrap, bad_aead, bad_wrap_iov, bad_mic_iov,
        bad_verify_iov, bad_unwrap_iov
    };
    gss_buffer_desc token;
    OM_uint32 minor;
    size_t i;

    for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        token = make(INITIATOR, 100 * (i + 1), true);
        gss_release_buffer(&minor, &token);
        set_number(INITIATOR, 50);
        tap_ok(GSS_ERROR(calls[i]()), "failed: for its arguments");
        last_is(INITIATOR, NOTHING, 0, "failed: nothing is known of it");
        token = make(INITIATOR, 0, true);
        last_is(INITIATOR, 100 * (i + 1) + 1, GSS_KSP_IN_ORDER,
                "failed: the number was that call's");
        gss_release_buffer(&minor, &token);
    }
}

/* Programs may call without the functions of the header. */
static void
bad_values(void)
{
    static const char *const objects[] = {
        GSS_KSP_NUMBERING, GSS_KSP_NEXT_NUMBER
    };
    unsigned char storage[GSS_KSP_ARC_LENGTH + 1];
    gss_buffer_desc values[] = { { 8, NULL }, { 3, storage }, { 0, NULL } };
    gss_OID_desc oid;
    OM_uint32 minor;
    size_t i, j;

    for (i = 0; i < 2; i++) {
        oid = gss_ksp_oid_(storage, objects[i]);
        is_major(gss_set_sec_context_option(&minor, context(INITIATOR), &oid,
                                            GSS_C_NO_BUFFER), GSS_S_FAILURE,
                 "values: none");
        for (j = 0; j < 3; j++) {
            is_major(gss_set_sec_context_option(&minor, context(INITIATOR),
                                                &oid, &values[j]),
                     GSS_S_FAILURE, "values: not of the right length");
        }
    }
}

/* The forms with lists take the number too. */
static void
lists(void)
{
    gss_iov_buffer_desc iov[3] = {
        { GSS_IOV_BUFFER_TYPE_HEADER | GSS_IOV_BUFFER_FLAG_ALLOCATE,
          GSS_C_EMPTY_BUFFER },
        { GSS_IOV_BUFFER_TYPE_DATA, GSS_C_EMPTY_BUFFER },
        { GSS_IOV_BUFFER_TYPE_TRAILER | GSS_IOV_BUFFER_FLAG_ALLOCATE,
          GSS_C_EMPTY_BUFFER },
    };
    char text[] = MESSAGE;
    OM_uint32 minor;

    iov[1].buffer.value = text;
    iov[1].buffer.length = sizeof(text);
    set_number(INITIATOR, 1000);
    is_major(gss_wrap_iov(&minor, *context(INITIATOR), 1, GSS_C_QOP_DEFAULT,
                          NULL, iov, 3), GSS_S_COMPLETE, "list: made");
    last_is(INITIATOR, 1000, GSS_KSP_IN_ORDER, "list: its number");
    set_number(ACCEPTOR, 1000);
    is_major(gss_unwrap_iov(&minor, *context(ACCEPTOR), NULL, NULL, iov, 3),
             GSS_S_COMPLETE, "list: taken");
    last_is(ACCEPTOR, 1000, GSS_KSP_IN_ORDER, "list: its number there");
    gss_release_iov_buffer(&minor, iov, 3);
}

/* ---- a number twice ------------------------------------------------- */

static OM_uint32
mic_once(uint64_t number)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    set_number(INITIATOR, number);
    major = gss_get_mic(&minor, *context(INITIATOR), 0, &message, &token);
    gss_release_buffer(&minor, &token);
    return major;
}

static OM_uint32
wrap_once(uint64_t number)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    set_number(INITIATOR, number);
    major = gss_wrap(&minor, *context(INITIATOR), 1, 0, &message, NULL,
                     &token);
    gss_release_buffer(&minor, &token);
    return major;
}

static OM_uint32
aead_once(uint64_t number)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    set_number(INITIATOR, number);
    major = gss_wrap_aead(&minor, *context(INITIATOR), 1, 0, NULL, &message,
                          NULL, &token);
    gss_release_buffer(&minor, &token);
    return major;
}

static OM_uint32
iov_once(uint64_t number)
{
    gss_iov_buffer_desc iov[3] = {
        { GSS_IOV_BUFFER_TYPE_HEADER | GSS_IOV_BUFFER_FLAG_ALLOCATE,
          GSS_C_EMPTY_BUFFER },
        { GSS_IOV_BUFFER_TYPE_DATA, GSS_C_EMPTY_BUFFER },
        { GSS_IOV_BUFFER_TYPE_PADDING | GSS_IOV_BUFFER_FLAG_ALLOCATE,
          GSS_C_EMPTY_BUFFER },
    };
    char text[] = MESSAGE;
    OM_uint32 major, minor;

    iov[1].buffer.value = text;
    iov[1].buffer.length = sizeof(text);
    set_number(INITIATOR, number);
    major = gss_wrap_iov(&minor, *context(INITIATOR), 1, 0, NULL, iov, 3);
    if (GSS_ERROR(major)) {
        tap_ok(iov[0].buffer.value == NULL, "twice: there is no token");
        tap_ok(memcmp(text, MESSAGE, sizeof(text)) == 0,
               "twice: the message is as it was");
    }
    gss_release_iov_buffer(&minor, iov, 3);
    return major;
}

static OM_uint32
mic_iov_once(uint64_t number)
{
    gss_iov_buffer_desc iov[2] = {
        { GSS_IOV_BUFFER_TYPE_DATA, GSS_C_EMPTY_BUFFER },
        { GSS_IOV_BUFFER_TYPE_MIC_TOKEN | GSS_IOV_BUFFER_FLAG_ALLOCATE,
          GSS_C_EMPTY_BUFFER },
    };
    OM_uint32 major, minor;

    set_number(INITIATOR, number);
    major = gss_get_mic_iov(&minor, *context(INITIATOR), 0, iov, 2);
    gss_release_iov_buffer(&minor, iov, 2);
    return major;
}

/* The reason, in words. */
static void
used_text(void)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, text = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor, ignored, more = 0;

    set_number(INITIATOR, 5);
    gss_get_mic(&minor, *context(INITIATOR), 0, &message, &token);
    gss_display_status(&ignored, minor, GSS_C_MECH_CODE,
                       (gss_OID)gss_mech_krb5, &more, &text);
    tap_ok(strncmp(text.value, "gss-ksp: this number was another", 32) == 0,
           "twice: the text says why");
    gss_release_buffer(&ignored, &text);
    gss_release_buffer(&ignored, &token);
}

static void
number_twice(bool refused)
{
    static OM_uint32 (*const calls[])(uint64_t) = {
        mic_once, wrap_once, aead_once, iov_once, mic_iov_once
    };
    OM_uint32 again = refused ? GSS_S_FAILURE | GSS_S_DUPLICATE_TOKEN :
        GSS_S_COMPLETE;
    gss_buffer_desc token;
    OM_uint32 minor;
    size_t i, count = sizeof(calls) / sizeof(calls[0]);

    set_numbering(INITIATOR, GSS_KSP_NUMBERS_CALLER);
    for (i = 0; i < count; i++) {
        is_major(calls[i](2 * i + 6), GSS_S_COMPLETE, "twice: the first");
        last_is(INITIATOR, 2 * i + 6, GSS_KSP_IN_ORDER, "twice: its number");
        is_major(calls[i](2 * i + 5), GSS_S_COMPLETE, "twice: late");
    }
    for (i = 0; i < count; i++) {
        is_major(calls[i](2 * i + 6), again, "twice: the second");
        last_is(INITIATOR, refused ? NOTHING : 2 * i + 6, GSS_KSP_IN_ORDER,
                "twice: of no number");
        is_major(calls[i](5), again, "twice: another kind of message");
    }
    if (refused)
        used_text();
    /* There and back. */
    set_numbering(INITIATOR, GSS_KSP_NUMBERS_OWN);
    token = make(INITIATOR, 0, true);
    last_is(INITIATOR, 2 * count + 5, GSS_KSP_IN_ORDER,
            "twice: own numbers follow the highest");
    gss_release_buffer(&minor, &token);
    set_numbering(INITIATOR, GSS_KSP_NUMBERS_CALLER);
    is_major(wrap_once(2 * count + 5), again, "twice: own ones are used too");
    is_major(wrap_once(2), GSS_S_COMPLETE, "twice: unused ones are not");
    is_major(wrap_once(2), again, "twice: but once");
}

/* ---- several contexts, several threads ------------------------------ */

static void
several_contexts(const char *target)
{
    struct gss_pair first[9];
    struct dialog dialog = { .flags = GSS_C_REPLAY_FLAG };
    bool opened = true;
    OM_uint32 minor;
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    uint32_t verdict;
    uint64_t number;
    int i;

    for (i = 0; i < 9; i++) {
        opened = pair_open(&first[i], &dialog, target, NULL, NULL) && opened;
        gss_ksp_set_numbering(&minor, &first[i].end[INITIATOR].ctx,
                              GSS_KSP_NUMBERS_CALLER);
    }
    tap_ok(opened, "several: nine contexts");
    for (i = 0; i < 9; i++) {
        is_major(gss_ksp_set_number(&minor, &first[i].end[INITIATOR].ctx,
                                    (uint64_t)i + 20),
                 i < 8 ? GSS_S_COMPLETE : GSS_S_FAILURE,
                 "several: eight numbers can be waiting");
    }
    pair_close(&first[0]);
    is_major(gss_ksp_set_number(&minor, &first[8].end[INITIATOR].ctx, 28),
             GSS_S_COMPLETE, "several: a deleted one makes room");
    for (i = 8; i > 0; i--) {
        gss_get_mic(&minor, first[i].end[INITIATOR].ctx, GSS_C_QOP_DEFAULT,
                    &message, &token);
        gss_release_buffer(&minor, &token);
        gss_ksp_last_message(&minor, first[i].end[INITIATOR].ctx, &number,
                             &verdict);
        tap_number(number, (unsigned)i + 20, "several: each its own");
        pair_close(&first[i]);
    }
}

/* Each thread has every fourth number, and finds its own. */
static void *
work(void *arg)
{
    uint64_t number = *(const uint64_t *)arg, got, end = number +
        (uint64_t)THREADS * EACH;
    gss_buffer_desc token;
    uint32_t verdict;
    OM_uint32 minor;
    uintptr_t wrong = 0;

    for (; number < end; number += THREADS) {
        token = make(INITIATOR, number, true);
        gss_ksp_last_message(&minor, *context(INITIATOR), &got, &verdict);
        wrong += got != number;
        wrong += take(ACCEPTOR, number, true, &token) != GSS_S_COMPLETE;
        gss_ksp_last_message(&minor, *context(ACCEPTOR), &got, &verdict);
        wrong += got != number || verdict != GSS_KSP_IN_ORDER;
        gss_release_buffer(&minor, &token);
    }
    return (void *)wrong;
}

static void
threads(void)
{
    uint64_t first[THREADS];
    pthread_t thread[THREADS];
    uintptr_t wrong = 0;
    void *found;
    int i;

    set_numbering(INITIATOR, GSS_KSP_NUMBERS_CALLER);
    set_numbering(ACCEPTOR, GSS_KSP_NUMBERS_CALLER);
    for (i = 0; i < THREADS; i++) {
        first[i] = (uint64_t)i + 1;
        pthread_create(&thread[i], NULL, work, &first[i]);
    }
    for (i = 0; i < THREADS; i++) {
        pthread_join(thread[i], &found);
        wrong += (uintptr_t)found;
    }
    tap_number(wrong, 0, "threads: every message had its thread's number");
}

int
main(int argc, char **argv)
{
    const char *what = argc == 4 ? argv[3] : "";
    bool spnego = strcmp(what, "spnego") == 0;

    if (argc < 3)
        return 2;
    open_pair(argv[1], spnego, GSS_C_REPLAY_FLAG);
    if (strcmp(argv[2], "stock") == 0) {
        not_there();
        goto cleanup;
    }
    if (argc == 4 && !spnego) {
        number_twice(strcmp(what, "once") == 0);
        goto cleanup;
    }
    /* A mechListMIC of SPNEGO had the first number. */
    if (!spnego)
        own_numbers();
    callers_numbers();
    lists();
    pair_close(&pair);
    open_pair(argv[1], spnego, GSS_C_REPLAY_FLAG);
    set_numbering(INITIATOR, GSS_KSP_NUMBERS_CALLER);
    set_numbering(ACCEPTOR, GSS_KSP_NUMBERS_CALLER);
    any_order(true);
    failed_calls();
    bad_values();
    several_contexts(argv[1]);
    pair_close(&pair);
    /* Threads do not wait for each other: nothing is checked. */
    open_pair(argv[1], spnego, 0);
    threads();
cleanup:
    pair_close(&pair);
    tap_ok(succeeded > 0, "calls succeeded");
    tap_number(left_minor, 0, "and left no minor status");
    return tap_end();
}
