/* SPDX-License-Identifier: MIT */
/*
 * Names of services: SecMakeSPN writes what a small model does, into the
 * caller's room or its own and never beyond, and the host of any target is a
 * part of it.
 *
 * libFuzzer: -max_len=200
 */
#include <string.h>

#include "fuzz/fuzz_change.h"
#include "fuzz/fuzz_must.h"
#include "fuzz/target.h"
#include "ksp/ntstatus.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"

#define UNITS_MAX 64
#define SPN_MAX 1024

/* One of the four parts, and what it is as text. */
struct part {
    bool null;
    UNICODE_STRING string;
    WCHAR units[UNITS_MAX];
    char text[UNITS_MAX];
    bool good;
};

enum { CLASS, SERVICE, INSTANCE, REFERRER, PARTS };

static struct part parts[PARTS];

/* Of ASCII: what other characters become is fuzz_text.c's. */
static void
choose(struct fuzz_input *in, struct part *p)
{
    static const char often[] = "/:@.[]0123456789";
    unsigned int kind = fuzz_byte(in), length = fuzz_byte(in) % UNITS_MAX, i;

    memset(p, 0, sizeof(*p));
    p->null = kind % 8 == 0;
    p->good = true;
    for (i = 0; i < length; i++) {
        unsigned int byte = fuzz_byte(in);

        p->text[i] = byte < 128 ? (char)(byte == 0 ? 'x' : byte) :
            often[byte % (sizeof(often) - 1)];
        p->units[i] = (WCHAR)p->text[i];
    }
    p->string.Buffer = p->units;
    p->string.Length = (USHORT)(length * sizeof(WCHAR));
    p->string.MaximumLength = p->string.Length;
    if (kind % 16 == 9 && length > 0) {
        p->string.Length--;
        p->good = false;
    } else if (kind % 16 == 10 && length > 0) {
        p->string.Buffer = NULL;
        p->good = false;
    } else if (kind % 16 == 11 && length > 0) {
        p->units[0] = 0xdc00;
        p->good = false;
    }
    if (p->null)
        p->good = true;
}

static const char *
text_of(const struct part *p)
{
    return p->null || p->string.Length == 0 ? NULL : p->text;
}

static bool
is_address(const char *text)
{
    for (; *text != '\0' && *text != ':'; text++) {
        if (strchr("0123456789.", *text) == NULL)
            return strchr(text, ':') != NULL;
    }
    return true;
}

/* False if there can be none. */
static bool
model(unsigned int port, char *out)
{
    const char *class = text_of(&parts[CLASS]);
    const char *service = text_of(&parts[SERVICE]);
    const char *instance = text_of(&parts[INSTANCE]);
    const char *referrer = text_of(&parts[REFERRER]);
    char number[16] = "";

    if (class == NULL || service == NULL || !parts[CLASS].good ||
        !parts[SERVICE].good || !parts[INSTANCE].good ||
        !parts[REFERRER].good)
        return false;
    if (referrer != NULL && is_address(service))
        service = referrer;
    if (port != 0)
        snprintf(number, sizeof(number), ":%u", port);
    if (instance == NULL)
        snprintf(out, SPN_MAX, "%s/%s%s", class, service, number);
    else
        snprintf(out, SPN_MAX, "%s/%s%s/%s", class, instance, number,
                 service);
    return true;
}

static PUNICODE_STRING
argument(struct part *p)
{
    return p->null ? NULL : &p->string;
}

static NTSTATUS
make(USHORT port, PUNICODE_STRING spn, PULONG length, BOOLEAN allocate)
{
    return SecMakeSPN(argument(&parts[CLASS]), argument(&parts[SERVICE]),
                      argument(&parts[INSTANCE]), port,
                      argument(&parts[REFERRER]), spn, length, allocate);
}

static void
check(const UNICODE_STRING *spn, const char *wanted)
{
    size_t n = strlen(wanted), i;

    must(spn->Length == n * sizeof(WCHAR) &&
         spn->MaximumLength >= spn->Length + sizeof(WCHAR), "other lengths");
    for (i = 0; i <= n; i++)
        must(spn->Buffer[i] == (WCHAR)wanted[i], "another name");
}

/* In room that may be too small, and in memory of its own. */
static void
try_make(USHORT port, size_t units)
{
    UNICODE_STRING spn = { 0, (USHORT)(units * sizeof(WCHAR)), NULL };
    WCHAR *room = malloc(units * sizeof(WCHAR));
    char wanted[SPN_MAX];
    bool good = model(port, wanted);
    ULONG length = 77, size;
    NTSTATUS status;

    size = good ? (ULONG)((strlen(wanted) + 1) * sizeof(WCHAR)) : 0;
    spn.Buffer = room;
    status = make(port, &spn, &length, FALSE);
    must(length == size, "another length");
    must(status == (!good ? STATUS_INVALID_PARAMETER :
                    units * sizeof(WCHAR) < size ? STATUS_BUFFER_OVERFLOW :
                    STATUS_SUCCESS), "another status");
    must(spn.Buffer == room, "another room");
    if (status == STATUS_SUCCESS)
        check(&spn, wanted);
    free(room);
    status = make(port, &spn, NULL, TRUE);
    must(status == (good ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER),
         "another status, of its own room");
    must((spn.Buffer != NULL) == good, "room with an error");
    if (good)
        check(&spn, wanted);
    FreeContextBuffer(spn.Buffer);
}

/* ---- taken apart ----------------------------------------------------- */

static void
try_host(struct fuzz_input *in)
{
    WCHAR target[SPN_MAX];
    char *text = NULL, *host = NULL;
    PWSTR found = NULL;
    SECURITY_STATUS status;
    size_t n = 0;

    while (in->left > 0 && n < SPN_MAX - 1) {
        target[n] = (WCHAR)fuzz_byte(in);
        if (target[n] >= 0xf0)
            target[n] = (WCHAR)(0x2000u | fuzz_byte(in));
        n += target[n] != 0;
    }
    target[n] = 0;
    status = SspiGetTargetHostName(target, &found);
    must(status == SEC_E_OK || status == SEC_E_TARGET_UNKNOWN ||
         status == SEC_E_INVALID_PARAMETER, "a status of no host");
    must((found != NULL) == (status == SEC_E_OK), "a host with an error");
    if (status == SEC_E_OK) {
        must(sspi_text_from_w(target, &text) == SEC_E_OK &&
             sspi_text_from_w(found, &host) == SEC_E_OK &&
             strstr(strchr(text, '/') + 1, host) != NULL &&
             host[0] != '\0' && strpbrk(host, "/@") == NULL, "a host from elsewhere");
    }
    sspi_text_free(&text);
    sspi_text_free(&host);
    FreeContextBuffer(found);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input in = { data, size };
    USHORT port = (USHORT)fuzz_number(&in);
    size_t units = fuzz_byte(&in), i;

    if (port % 2 != 0)
        port = 0;
    for (i = 0; i < PARTS; i++)
        choose(&in, &parts[i]);
    try_make(port, units);
    try_host(&in);
    return 0;
}
