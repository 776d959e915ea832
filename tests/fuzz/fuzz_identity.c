/* SPDX-License-Identifier: MIT */
/*
 * SEC_WINNT_AUTH_IDENTITY in all forms: what is put into one is found in it,
 * and a packed one that is damaged is refused, or is well-formed.
 *
 * libFuzzer: -max_len=400
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz_change.h"
#include "fuzz/fuzz_must.h"
#include "fuzz/target.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"

#define TEXTS 4                 /* user, domain, password, packages */
#define TEXT_MAX 96

enum form { IN_SHORT, IN_LONG, IN_BLOCK, FORMS };

/* A text of the program's, in memory of just its size. */
struct given {
    bool there;
    size_t length;              /* units */
    char *narrow;               /* the same as UTF-8, with a zero */
    void *memory;
};

struct round {
    struct fuzz_input in;
    bool wide;
    struct given texts[TEXTS];
    ULONG flags;
};

static void *
room(size_t length)
{
    void *memory = malloc(length);

    must(memory != NULL, "no memory");
    return memory;
}

/* ---- what is put in -------------------------------------------------- */

/* Of characters that both have, one unit each in UTF-16. */
static void
choose_text(struct round *r, struct given *g)
{
    USHORT units[TEXT_MAX];
    char bytes[TEXT_MAX];
    size_t i;

    g->there = fuzz_byte(&r->in) % 4 != 0;
    g->length = g->there ? fuzz_byte(&r->in) % TEXT_MAX : 0;
    for (i = 0; i < g->length; i++) {
        units[i] = (USHORT)(1 + fuzz_byte(&r->in) % 127);
        bytes[i] = (char)units[i];
        if (r->wide && units[i] < 8)
            units[i] = (USHORT)(0x4e00 + units[i]);
    }
    g->memory = room(r->wide ? g->length * 2 : g->length);
    if (g->length > 0)
        memcpy(g->memory, r->wide ? (void *)units : bytes,
               r->wide ? g->length * 2 : g->length);
    must(r->wide ? sspi_text_from_units(units, g->length, &g->narrow) ==
         SEC_E_OK : sspi_text_from_bytes(bytes, g->length, &g->narrow) ==
         SEC_E_OK, "no text");
}

static void
choose(struct round *r)
{
    size_t i;

    r->wide = fuzz_byte(&r->in) % 2 != 0;
    r->flags = r->wide ? SEC_WINNT_AUTH_IDENTITY_UNICODE :
        SEC_WINNT_AUTH_IDENTITY_ANSI;
    for (i = 0; i < TEXTS; i++)
        choose_text(r, &r->texts[i]);
}

static void
free_texts(struct round *r)
{
    size_t i;

    for (i = 0; i < TEXTS; i++) {
        sspi_text_free(&r->texts[i].narrow);
        free(r->texts[i].memory);
    }
}

/* ---- the forms ------------------------------------------------------- */

static void *
at(const struct given *g)
{
    return g->there ? g->memory : NULL;
}

static void *
make_short(const struct round *r)
{
    SEC_WINNT_AUTH_IDENTITY_W *id = room(sizeof(*id));

    memset(id, 0, sizeof(*id));
    id->User = at(&r->texts[0]);
    id->UserLength = (ULONG)r->texts[0].length;
    id->Domain = at(&r->texts[1]);
    id->DomainLength = (ULONG)r->texts[1].length;
    id->Password = at(&r->texts[2]);
    id->PasswordLength = (ULONG)r->texts[2].length;
    id->Flags = r->flags;
    return id;
}

static void *
make_long(const struct round *r)
{
    SEC_WINNT_AUTH_IDENTITY_EXW *id = room(sizeof(*id));

    memset(id, 0, sizeof(*id));
    id->Version = SEC_WINNT_AUTH_IDENTITY_VERSION;
    id->Length = sizeof(*id);
    id->User = at(&r->texts[0]);
    id->UserLength = (ULONG)r->texts[0].length;
    id->Domain = at(&r->texts[1]);
    id->DomainLength = (ULONG)r->texts[1].length;
    id->Password = at(&r->texts[2]);
    id->PasswordLength = (ULONG)r->texts[2].length;
    id->PackageList = at(&r->texts[3]);
    id->PackageListLength = (ULONG)r->texts[3].length;
    id->Flags = r->flags;
    return id;
}

static void
check_texts(const struct round *r, const struct sspi_identity_texts *t,
            size_t count)
{
    const char *found[TEXTS] = { t->user, t->domain, t->password,
                                 t->packages };
    size_t i;

    for (i = 0; i < count; i++) {
        must((found[i] != NULL) == r->texts[i].there, "there or not");
        must(found[i] == NULL || strcmp(found[i], r->texts[i].narrow) == 0,
             "another text");
    }
    for (; i < TEXTS; i++)
        must(found[i] == NULL, "a text from nowhere");
}

static void
check_form(const struct round *r, void *identity, size_t count)
{
    struct sspi_identity_texts t;

    must(sspi_identity_texts_read(identity, &t) == SEC_E_OK,
         "a good identity is refused");
    check_texts(r, &t, count);
    sspi_identity_texts_wipe(&t);
}

/* ---- the packed form ------------------------------------------------- */

static bool
is_documented(SECURITY_STATUS status)
{
    return status == SEC_E_OK || status == SEC_E_INVALID_PARAMETER ||
        status == SEC_E_UNSUPPORTED_FUNCTION;
}

static void
check_taken(PVOID identity)
{
    PCWSTR user, domain, password;
    BOOLEAN same_user = FALSE, same = FALSE;
    PVOID copy = NULL, other = NULL;
    struct sspi_identity who;

    must(SspiValidateAuthIdentity(identity) == SEC_E_OK, "not valid");
    must(SspiCopyAuthIdentity(identity, &copy) == SEC_E_OK, "no copy");
    must(SspiCompareAuthIdentities(identity, copy, &same_user, &same) ==
         SEC_E_OK && same_user && same, "the copy is another");
    must(SspiEncodeAuthIdentityAsStrings(identity, &user, &domain,
                                         &password) == SEC_E_OK,
         "no strings");
    if (user != NULL || domain != NULL || password != NULL) {
        must(SspiEncodeStringsAsAuthIdentity(user, domain, password,
                                             &other) == SEC_E_OK,
             "strings that are none");
        must(SspiCompareAuthIdentities(copy, other, &same_user, &same) ==
             SEC_E_OK && same_user && same, "the strings are another's");
    }
    must(is_documented(sspi_identity_read(copy, &who)), "no identity");
    sspi_identity_wipe(&who);
    FreeContextBuffer((void *)(uintptr_t)user);
    FreeContextBuffer((void *)(uintptr_t)domain);
    FreeContextBuffer((void *)(uintptr_t)password);
    SspiFreeAuthIdentity(other);
    SspiZeroAuthIdentity(copy);
    SspiFreeAuthIdentity(copy);
}

static void
try_block(const unsigned char *bytes, size_t length, bool good)
{
    unsigned char *exact = room(length);
    PVOID identity = &identity;
    SECURITY_STATUS status;

    if (length > 0)
        memcpy(exact, bytes, length);
    status = SspiUnmarshalAuthIdentity((ULONG)length, (CHAR *)exact,
                                       &identity);
    must(is_documented(status), "a status nobody has heard of");
    must((identity != NULL) == (status == SEC_E_OK), "one with an error");
    must(!good || status == SEC_E_OK, "its own is refused");
    if (identity != NULL) {
        check_taken(identity);
        SspiFreeAuthIdentity(identity);
    }
    must(length == 0 || memcmp(exact, bytes, length) == 0, "it was changed");
    free(exact);
}

/* Of any form, as a block; then what the input makes of it. */
static void
try_packed(struct round *r, void *identity, size_t count)
{
    static struct fuzz_token block, none;
    CHAR *bytes = NULL;
    ULONG length = 0;
    PVOID packed;

    must(SspiMarshalAuthIdentity(identity, &length, &bytes) == SEC_E_OK,
         "no block");
    must(length <= sizeof(block.bytes), "a long block");
    memcpy(block.bytes, bytes, length);
    block.length = length;
    FreeContextBuffer(bytes);
    must(SspiUnmarshalAuthIdentity(length, (CHAR *)block.bytes, &packed) ==
         SEC_E_OK, "its own block is refused");
    check_form(r, packed, count);
    SspiFreeAuthIdentity(packed);
    try_block(block.bytes, block.length, true);
    while (r->in.left > 0)
        (void)fuzz_change(&block, &r->in, &none);
    try_block(block.bytes, block.length, false);
}

/* A short one that is refused, as its user's address looks like a version. */
static bool
is_ambiguous(const void *identity, enum form form)
{
    ULONG version;

    memcpy(&version, identity, sizeof(version));
    return form == IN_SHORT && (version == SEC_WINNT_AUTH_IDENTITY_VERSION ||
        version == SEC_WINNT_AUTH_IDENTITY_VERSION_2);
}

static void
try_form(struct round *r, enum form form)
{
    size_t count = form == IN_SHORT ? TEXTS - 1 : TEXTS;
    void *identity = form == IN_SHORT ? make_short(r) : make_long(r);

    if (!is_ambiguous(identity, form))
        check_form(r, identity, count);
    if (form == IN_BLOCK)
        try_packed(r, identity, count);
    must(SspiIsAuthIdentityEncrypted(identity) == FALSE, "encrypted");
    free(identity);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct round r;
    enum form form;

    r.in.next = data;
    r.in.left = size;
    form = (enum form)(fuzz_byte(&r.in) % FORMS);
    choose(&r);
    try_form(&r, form);
    free_texts(&r);
    return 0;
}
