/* SPDX-License-Identifier: MIT */
/*
 * Tokens of establishment that are none any more: what is said of them is
 * what ksp/sspi.h has, and nobody is left waiting for a token that does not
 * come.
 */
#include <stdio.h>
#include <string.h>

#include "realm/sspi/one_step.h"

/* A part of every token: its framing, and where the ticket begins. */
#define PLACES 160

#define TOK_ID 15

/* Genuine tokens, each for an end that has had those before. */
enum leg { TO_SERVER, TO_CLIENT, TO_SERVER_AGAIN };

static struct sspi_dialog dialog;
static struct sspi_end ends[2];
static unsigned char room[16384];

/* The token of that leg, in `room`. */
static ULONG
play_to(const struct sspi_facts *facts, enum leg leg)
{
    SecBuffer in = { 0, SECBUFFER_TOKEN, NULL }, next;
    ULONG length = 0;
    int i;

    (void)sspi_end_open(&ends[0], true, &dialog);
    (void)sspi_end_open(&ends[1], false, &dialog);
    for (i = 0; i <= (int)leg; i++) {
        sspi_end_step(&ends[i % 2], facts->target, &dialog, &in, &next);
        FreeContextBuffer(in.pvBuffer);
        in = next;
    }
    length = in.cbBuffer < sizeof(room) ? in.cbBuffer : 0;
    if (length > 0)
        memcpy(room, in.pvBuffer, length);
    FreeContextBuffer(in.pvBuffer);
    return length;
}

static SECURITY_STATUS
give(const struct sspi_facts *facts, enum leg leg, ULONG length)
{
    struct sspi_end *to = &ends[leg == TO_CLIENT ? 0 : 1];
    SecBuffer in = { length, SECBUFFER_TOKEN, room }, next;
    SECURITY_STATUS status = sspi_end_step(to, facts->target, &dialog, &in,
                                           &next);

    if (status == SEC_I_CONTINUE_NEEDED && next.cbBuffer == 0)
        status = SEC_E_INTERNAL_ERROR;
    FreeContextBuffer(next.pvBuffer);
    sspi_pair_close(ends);
    return status;
}

static void
cut(const struct sspi_facts *facts, enum leg leg, const char *name)
{
    SECURITY_STATUS status = SEC_E_INVALID_TOKEN;
    ULONG length = play_to(facts, leg), i;

    sspi_pair_close(ends);
    tap_ok(length > PLACES / 2, name);
    /* Not every one is as long: the numbers in it are random. */
    for (i = 1; i < PLACES && status == SEC_E_INVALID_TOKEN; i++) {
        length = play_to(facts, leg);
        if (i < length)
            status = give(facts, leg, i);
        else
            sspi_pair_close(ends);
    }
    tap_status(status, SEC_E_INVALID_TOKEN, "cut short anywhere");
    if (status != SEC_E_INVALID_TOKEN)
        printf("# after %lu bytes\n", (unsigned long)i - 1);
}

/* What stands there may still be a token, for somebody else. */
static bool
is_said(SECURITY_STATUS status)
{
    return status >= SEC_E_OK || status == SEC_E_INVALID_TOKEN ||
        status == SEC_E_WRONG_PRINCIPAL || status == SEC_E_BAD_BINDINGS ||
        status == SEC_E_SECPKG_NOT_FOUND || status == SEC_E_TIME_SKEW ||
        status == SEC_E_KDC_UNKNOWN_ETYPE ||
        status == SEC_E_ALGORITHM_MISMATCH;
}

static void
changed(const struct sspi_facts *facts, enum leg leg, const char *name)
{
    SECURITY_STATUS status = SEC_E_OK;
    ULONG length, i;

    for (i = 0; i < PLACES && is_said(status); i++) {
        length = play_to(facts, leg);
        room[i % (length > 0 ? length : 1)] ^= 0x41;
        status = give(facts, leg, length);
    }
    tap_ok(is_said(status), name);
    if (!is_said(status))
        printf("# byte %lu: %08lx\n", (unsigned long)i - 1,
               (unsigned long)(ULONG)status);
}

static void
tok_id(const struct sspi_facts *facts)
{
    ULONG length;
    int i;

    for (i = 0; i < 2; i++) {
        length = play_to(facts, TO_SERVER);
        room[TOK_ID + i] ^= 0x41;
        tap_status(give(facts, TO_SERVER, length), SEC_E_INVALID_TOKEN,
                   "another TOK_ID");
    }
}

static void
of_package(const struct sspi_facts *facts, const char *package)
{
    dialog.package = package;
    dialog.request = ISC_REQ_MUTUAL_AUTH;
    cut(facts, TO_SERVER, "a client's first");
    changed(facts, TO_SERVER, "changed anywhere");
    cut(facts, TO_CLIENT, "a server's");
    changed(facts, TO_CLIENT, "changed anywhere");
    dialog.request = ISC_REQ_USE_DCE_STYLE;
    cut(facts, TO_CLIENT, "a server's in DCE style");
    changed(facts, TO_CLIENT, "changed anywhere");
    cut(facts, TO_SERVER_AGAIN, "a client's second");
    changed(facts, TO_SERVER_AGAIN, "changed anywhere");
}

void
section_malformed(const struct sspi_facts *facts)
{
    of_package(facts, "Kerberos");
    tok_id(facts);
    of_package(facts, "Negotiate");
}
