/* SPDX-License-Identifier: MIT */
/*
 * The way out for a token layout that mech/contexts/export_layout.c does not
 * know (mech/contexts/export_replay.c): a fresh context of the real mechanism,
 * used until it has the package's numbers.
 *
 * Linked with the module's objects; the process itself is in the stock
 * world, so `initiator` is MIT's.  Usage: replay TARGET, TAP on stdout.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bridge/lucid.h"
#include "bridge/minor.h"
#include "bridge/package.h"
#include "ksp/packed.h"
#include "ksp/winerror.h"
#include "mech/contexts/export_replay.h"
#include "mech/messages/message.h"
#include "realm/gss_pair.h"

#define PEER_MESSAGES 80
#define OWN_MESSAGES 5

static int failures;

static void
check(bool condition, const char *name, const char *flags)
{
    static int number;

    printf("%s %d - %s (%s)\n", condition ? "ok" : "not ok", ++number, name,
           flags);
    failures += !condition;
}

/* The peer's messages 1 ... PEER_MESSAGES, all MICs of nothing. */
static void
make_mics(gss_ctx_id_t ctx, gss_buffer_desc *mics, int count)
{
    gss_buffer_desc nothing = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;
    int i;

    for (i = 0; i < count; i++) {
        if (gss_get_mic(&minor, ctx, 0, &nothing, &mics[i]) !=
            GSS_S_COMPLETE)
            abort();
    }
}

static void
release_mics(gss_buffer_desc *mics, int count)
{
    OM_uint32 minor;
    int i;

    for (i = 0; i < count; i++)
        (void)gss_release_buffer(&minor, &mics[i]);
}

/* A context of the package for the same initiator. */
static LSA_SEC_HANDLE
package_context(gss_ctx_id_t real)
{
    unsigned char bytes[KSP_PACKED_MAX];
    SecBuffer packed = { 0, SECBUFFER_EMPTY, bytes };
    gss_OID mech = GSS_C_NO_OID;
    LSA_SEC_HANDLE ContextId = 0;

    if (gssksp_pack(real, &mech, bytes, &packed.cbBuffer) !=
        SEC_E_OK ||
        gssksp_init_context(&packed, &ContextId) != SEC_E_OK)
        abort();
    return ContextId;
}

static NTSTATUS
package_verify(LSA_SEC_HANDLE ContextId, const gss_buffer_desc *mic)
{
    SecBuffer buffer;
    SecBufferDesc list = gssksp_list(&buffer, 1);
    ULONG fQOP;

    (void)gssksp_buffer(&buffer, SECBUFFER_TOKEN, mic->value, mic->length);
    return gssksp_verify(ContextId, &list, &fQOP);
}

static void
package_send(LSA_SEC_HANDLE ContextId, int count)
{
    unsigned char bytes[64];
    SecBuffer buffer;
    SecBufferDesc list = gssksp_list(&buffer, 1);

    while (count-- > 0) {
        (void)gssksp_buffer(&buffer, SECBUFFER_TOKEN, bytes, sizeof(bytes));
        if (gssksp_sign(ContextId, 0, &list) != SEC_E_OK)
            abort();
    }
}

static KSP_PACKED_CONTEXT
package_state(LSA_SEC_HANDLE ContextId)
{
    KSP_PACKED_CONTEXT state;

    if (gssksp_export_context(ContextId, &state) != SEC_E_OK)
        abort();
    return state;
}

/* What `real` says of each of the peer's messages is what the package
 * says. */
static bool
same_verdicts(gss_ctx_id_t real, LSA_SEC_HANDLE ContextId,
              gss_buffer_desc *mics)
{
    gss_buffer_desc nothing = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;
    bool same = true;
    int i;

    for (i = PEER_MESSAGES - 1; i >= 0; i--) {
        major = gss_verify_mic(&minor, real, &nothing, &mics[i], NULL);
        same = same && !GSS_ERROR(major) &&
            (major == GSS_S_COMPLETE) ==
            (package_verify(ContextId, &mics[i]) == SEC_E_OK);
    }
    return same;
}

static void
run(const char *target, OM_uint32 flags, const char *name)
{
    struct dialog dialog = { .flags = flags };
    gss_buffer_desc mics[PEER_MESSAGES], own[1];
    gss_buffer_desc nothing = GSS_C_EMPTY_BUFFER;
    struct gss_pair pair;
    LSA_SEC_HANDLE ContextId;
    KSP_PACKED_CONTEXT state;
    gss_ctx_id_t real, peer;
    OM_uint32 major, minor;
    int i;

    check(pair_open(&pair, &dialog, target, NULL, NULL), "a context", name);
    real = pair.end[INITIATOR].ctx;
    peer = pair.end[ACCEPTOR].ctx;
    make_mics(peer, mics, PEER_MESSAGES);
    ContextId = package_context(real);
    package_send(ContextId, OWN_MESSAGES);
    /* Every third, up to a number inside the window of the last. */
    for (i = 0; i < PEER_MESSAGES - 10; i += 3)
        (void)package_verify(ContextId, &mics[i]);
    state = package_state(ContextId);
    check(state.SendCount == OWN_MESSAGES, "the package counted", name);

    major = gssksp_replay(&minor, real, &state);
    check(major == GSS_S_COMPLETE, "replay", name);
    make_mics(real, own, 1);
    major = gss_verify_mic(&minor, peer, &nothing, &own[0], NULL);
    check(major == ((flags & GSS_C_SEQUENCE_FLAG) != 0 ? GSS_S_GAP_TOKEN :
                    GSS_S_COMPLETE), "its next number is not the first",
          name);
    check(same_verdicts(real, ContextId, mics), "same verdicts after it",
          name);
    state.SendCount = GSSKSP_REPLAY_MAX + 1;
    check(gssksp_replay(&minor, real, &state) == GSS_S_UNAVAILABLE &&
          minor == gssksp_minor(GSSKSP_MINOR_NO_EXPORT),
          "too many messages", name);
    (void)gssksp_delete_context(ContextId);
    release_mics(mics, PEER_MESSAGES);
    release_mics(own, 1);
    pair_close(&pair);
}

int
main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    run(argv[1], GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG,
        "replay and sequence");
    run(argv[1], GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG, "replay");
    run(argv[1], GSS_C_SEQUENCE_FLAG, "sequence, not mutual");
    run(argv[1], 0, "neither");
    printf("1..24\n");
    return failures > 0;
}
