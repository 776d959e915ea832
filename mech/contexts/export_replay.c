/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/wipe.h"
#include "bridge/minor.h"
#include "bridge/package.h"
#include "bridge/status_table.h"
#include "ksp/winerror.h"
#include "mech/contexts/export_replay.h"
#include "mech/messages/message.h"

#define MIC_MAX 64
#define WINDOW_BITS 64

static OM_uint32
replay_sent(OM_uint32 *minor, gss_ctx_id_t real, uint64_t count)
{
    gss_buffer_desc nothing = GSS_C_EMPTY_BUFFER;
    gss_buffer_desc mic = GSS_C_EMPTY_BUFFER;
    OM_uint32 major = GSS_S_COMPLETE, ignored;
    uint64_t i;

    *minor = 0;
    for (i = 0; i < count && major == GSS_S_COMPLETE; i++) {
        major = gss_get_mic(minor, real, GSS_C_QOP_DEFAULT, &nothing, &mic);
        (void)gss_release_buffer(&ignored, &mic);
    }
    return major;
}

/* The peer of `state`, about to send its first message. */
static NTSTATUS
make_peer(const KSP_PACKED_CONTEXT *state, LSA_SEC_HANDLE *peer)
{
    KSP_PACKED_CONTEXT p = *state;
    NTSTATUS status;

    p.Role = state->Role == KSP_ROLE_INITIATOR ? KSP_ROLE_ACCEPTOR :
        KSP_ROLE_INITIATOR;
    p.Flags |= KSP_PACKED_CALLERS_NUMBERS;
    p.SendInitial = state->RecvInitial;
    p.SendCount = 0;
    p.SendSkipped = 0;
    status = gssksp_make_context(&p, peer);
    ksp_wipe(&p, sizeof(p));
    return status;
}

/* Show `real` a message that the peer numbered `number`, from 1. */
static OM_uint32
replay_one(OM_uint32 *minor, gss_ctx_id_t real, LSA_SEC_HANDLE peer,
           uint64_t number)
{
    gss_buffer_desc nothing = GSS_C_EMPTY_BUFFER;
    KSP_MESSAGE_PARAMS params = gssksp_params(0);
    unsigned char bytes[MIC_MAX];
    gss_buffer_desc mic = { 0, bytes };
    SecBuffer buffers[2];
    SecBufferDesc list = gssksp_list(buffers, 2);
    OM_uint32 major;

    params.MessageSeqNo = number;
    (void)gssksp_buffer(&buffers[0], SECBUFFER_TOKEN, bytes, sizeof(bytes));
    buffers[1] = gssksp_params_buffer(&params);
    major = gssksp_major_of(gssksp_sign(peer, 0, &list), minor);
    if (major == GSS_S_COMPLETE) {
        mic.length = buffers[0].cbBuffer;
        major = gss_verify_mic(minor, real, &nothing, &mic, NULL);
    }
    /* The first of them makes a gap, which is as it was. */
    return GSS_ERROR(major) ? major : GSS_S_COMPLETE;
}

static OM_uint32
replay_received(OM_uint32 *minor, gss_ctx_id_t real,
                const KSP_PACKED_CONTEXT *state)
{
    LSA_SEC_HANDLE peer = 0;
    OM_uint32 major;
    int i;

    major = gssksp_major_of(make_peer(state, &peer), minor);
    for (i = WINDOW_BITS - 1; i >= 0 && major == GSS_S_COMPLETE; i--) {
        if ((state->RecvMap >> i & 1) != 0) {
            major = replay_one(minor, real, peer,
                               state->RecvNext - (ULONGLONG)i);
        }
    }
    if (peer != 0)
        (void)gssksp_delete_context(peer);
    return major;
}

OM_uint32
gssksp_replay(OM_uint32 *minor, gss_ctx_id_t real,
              const KSP_PACKED_CONTEXT *state)
{
    OM_uint32 major = GSS_S_UNAVAILABLE;

    *minor = gssksp_minor(GSSKSP_MINOR_NO_EXPORT);
    if (state->SendCount <= GSSKSP_REPLAY_MAX)
        major = replay_sent(minor, real, state->SendCount);
    if (major == GSS_S_COMPLETE)
        major = replay_received(minor, real, state);
    return major;
}
