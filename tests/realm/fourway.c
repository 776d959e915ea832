/* SPDX-License-Identifier: MIT */
/*
 * The four-way matrix: a client and a server, each a process, each by GSS or
 * by SSPI, each with the module or without; every form of message between
 * them, both ways.  Prints TAP.
 *
 * usage: fourway ENCTYPE TARGET STOCK MODULE CLIENT SERVER [forwarded]
 *
 * STOCK and MODULE are files for GSS_MECH_CONFIG; CLIENT and SERVER are
 * API-WORLD, for instance sspi-module.  ENCTYPE must be the only one that the
 * environment permits, which is asserted by the lengths of the tokens; with
 * "forwarded", one that the module leaves to MIT.
 *
 * Exit status: 0 all good, 1 a case failed, 2 it could not run.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "realm/face.h"
#include "realm/matrix/processes.h"

#define PATIENCE 120

static const struct test {
    const char *name;
    bool dce;
    enum form form;
    bool seal;
} tests[] = {
    { "MIC", false, FORM_MIC, false },
    { "wrap, sign only", false, FORM_WHOLE, false },
    { "wrap, sealed", false, FORM_WHOLE, true },
    { "stream, sign only", false, FORM_STREAM, false },
    { "stream, sealed", false, FORM_STREAM, true },
    { "header and data, sign only", false, FORM_HEADER, false },
    { "header and data, sealed", false, FORM_HEADER, true },
    { "several buffers, sign only", false, FORM_SEVERAL, false },
    { "several buffers, sealed", false, FORM_SEVERAL, true },
    { "DCE style, MIC", true, FORM_MIC, false },
    { "DCE style, sign only", true, FORM_HEADER, false },
    { "DCE style, sealed", true, FORM_HEADER, true },
    { "DCE style, several buffers, sign only", true, FORM_SEVERAL, false },
    { "DCE style, several buffers, sealed", true, FORM_SEVERAL, true },
};

#define TEST_COUNT (sizeof(tests) / sizeof(tests[0]))

static const size_t lengths[] = { 0, 1, 15, 16, 17, 100, 1000, 70000 };

#define LENGTH_COUNT (sizeof(lengths) / sizeof(lengths[0]))

/* ---- the faces ------------------------------------------------------ */

void
parcel_free(struct parcel *parcel)
{
    bytes_free(&parcel->token);
    bytes_free(&parcel->body);
    bytes_free(&parcel->padding);
}

void
face_parts(const struct face *face, size_t length,
           struct part parts[FACE_PARTS])
{
    size_t left = length;
    int i;

    for (i = 0; i < FACE_PARTS; i++) {
        parts[i].sign_only = i == 0 || i == 3;
        parts[i].length = i == 3 ? left : left / 3;
        if (!parts[i].sign_only)
            parts[i].length -= parts[i].length % face->unit;
        left -= parts[i].length;
    }
}

static void
establish(struct face *face, bool dce)
{
    if (face->sspi)
        sspi_face_establish(face, dce);
    else
        gss_face_establish(face, dce);
}

static struct parcel
make(struct face *face, const struct test *test, const struct bytes *message)
{
    return face->sspi ?
        sspi_face_make(face, test->form, test->seal, message) :
        gss_face_make(face, test->form, test->seal, message);
}

static void
take(struct face *face, const struct test *test, const struct parcel *parcel,
     const struct bytes *message)
{
    if (face->sspi)
        sspi_face_take(face, test->form, test->seal, parcel, message);
    else
        gss_face_take(face, test->form, test->seal, parcel, message);
}

/* ---- messages ------------------------------------------------------- */

/* Of a message of `length`, the bytes that are sealed. */
static size_t
sealed_length(const struct face *face, enum form form, size_t length)
{
    struct part parts[FACE_PARTS];
    size_t sealed = 0;
    int i;

    face_parts(face, length, parts);
    for (i = 0; i < FACE_PARTS; i++)
        sealed += parts[i].sign_only ? 0 : parts[i].length;
    return form == FORM_SEVERAL ? sealed : length;
}

/* What the token adds to the message. */
static void
check_length(struct face *face, const struct test *test,
             const struct parcel *parcel, size_t length)
{
    const struct enctype_facts *f = face->peer->facts;
    struct token_lengths want = { f->mic, 0 };
    size_t got = parcel->token.length + parcel->body.length;

    if (test->form != FORM_MIC) {
        want = enctype_lengths(f, test->dce, test->seal,
                               sealed_length(face, test->form, length));
        want.header += length;
    }
    if (test->form == FORM_WHOLE || test->form == FORM_STREAM) {
        want.header += want.padding;
        want.padding = 0;
    }
    expect(face->peer, got == want.header, "%zu bytes, not %zu", got,
           want.header);
    expect(face->peer, parcel->padding.length == want.padding,
           "%zu bytes of padding, not %zu", parcel->padding.length,
           want.padding);
}

static void
send_parcel(struct peer *peer, const struct parcel *parcel)
{
    peer_send(peer, parcel->token.data, parcel->token.length);
    peer_send(peer, parcel->body.data, parcel->body.length);
    peer_send(peer, parcel->padding.data, parcel->padding.length);
}

static void
exchange(struct face *face, const struct test *test, enum side from,
         size_t length)
{
    struct bytes message = bytes_pattern(length);
    struct parcel parcel;

    if (face->peer->side == from) {
        parcel = make(face, test, &message);
        check_length(face, test, &parcel, length);
        send_parcel(face->peer, &parcel);
    } else {
        parcel.token = peer_receive(face->peer);
        parcel.body = peer_receive(face->peer);
        parcel.padding = peer_receive(face->peer);
        if (face->peer->verdict.good)
            take(face, test, &parcel, &message);
    }
    parcel_free(&parcel);
    bytes_free(&message);
}

static void
run_test(struct face *face, const struct test *test)
{
    size_t i, length;

    face->unit = test->dce ? face->peer->facts->block : 1;
    establish(face, test->dce);
    for (i = 0; i < LENGTH_COUNT; i++) {
        length = (lengths[i] + face->unit - 1) / face->unit * face->unit;
        if (face->peer->verdict.good)
            exchange(face, test, INITIATOR, length);
        if (face->peer->verdict.good)
            exchange(face, test, ACCEPTOR, length);
    }
}

/* ---- processes ------------------------------------------------------ */

struct options {
    const struct enctype_facts *facts;
    const char *target;
    const char *stock;
    const char *module;
    const char *kind[2];        /* by side: API-WORLD */
    bool forwarded;
};

static void
run_peer(const void *data, enum side side, int line, int report)
{
    const struct options *options = data;
    static struct peer peer;
    struct face face = { .peer = &peer };
    size_t i;
    bool sent = true;

    signal(SIGPIPE, SIG_IGN);
    peer.side = side;
    peer.facts = options->facts;
    peer.target = options->target;
    peer.line = line;
    peer.stock_line = -1;
    peer.forwarded = options->forwarded;
    peer.module = strstr(options->kind[side], "-module") != NULL;
    face.sspi = strncmp(options->kind[side], "sspi-", 5) == 0;
    world_enter(peer.module ? options->module : options->stock);
    for (i = 0; sent && i < TEST_COUNT; i++) {
        alarm(PATIENCE);
        peer_case_start(&peer);
        memset(&face.end, 0, sizeof(face.end));
        run_test(&face, &tests[i]);
        if (face.sspi)
            sspi_end_close(&face.end);
        peer_case_end(&peer);
        sent = write(report, &peer.verdict, sizeof(peer.verdict)) ==
            (ssize_t)sizeof(peer.verdict);
    }
}

static bool
report_test(struct processes *processes, size_t i)
{
    struct case_verdict verdict[2];
    bool good;
    int side;

    processes_read(processes, verdict);
    good = verdict[INITIATOR].good && verdict[ACCEPTOR].good;
    printf("%sok %zu - %s\n", good ? "" : "not ", i + 1, tests[i].name);
    for (side = 0; side < 2; side++)
        if (!verdict[side].good)
            printf("# %s\n", verdict[side].why);
    return good;
}

static int
run(const struct options *options)
{
    struct processes processes = { .child = { { 0, NULL }, { 0, NULL } } };
    unsigned failures = 0;
    int status = 2;
    size_t i;

    if (processes_start(&processes, run_peer, options)) {
        printf("1..%zu\n", TEST_COUNT);
        for (i = 0; i < TEST_COUNT; i++)
            failures += !report_test(&processes, i);
        status = failures == 0 ? 0 : 1;
    }
    processes_end(&processes);
    return status;
}

int
main(int argc, char **argv)
{
    struct options options;
    int status = 2;

    options.forwarded = argc == 8 && strcmp(argv[7], "forwarded") == 0;
    if (argc == 7 + options.forwarded &&
        (options.facts = enctype_named(argv[1])) != NULL) {
        options.target = argv[2];
        options.stock = argv[3];
        options.module = argv[4];
        options.kind[INITIATOR] = argv[5];
        options.kind[ACCEPTOR] = argv[6];
        status = run(&options);
    } else {
        fprintf(stderr, "usage: %s ENCTYPE TARGET STOCK MODULE CLIENT "
                "SERVER [forwarded]\n", argv[0]);
    }
    return status;
}
