/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "bridge/policy.h"
#include "bridge/trace.h"
#include "gssapi/gssapi_ksp_state.h"
#include "ksp/kerberos.h"
#include "mech/load/krb5_check.h"
#include "mech/load/state.h"
#include "mech/mech.h"

/* Of RFC 3962, which every peer has. */
#define AES256_SHA1 18

GSSI_EXPORT extern struct gss_ksp_state gss_ksp_state;

struct gss_ksp_state gss_ksp_state = {
    .magic = GSS_KSP_STATE_MAGIC,
    .version = GSS_KSP_STATE_VERSION,
    .size = sizeof(struct gss_ksp_state),
    .module = PACKAGE_VERSION,
    .krb5 = KRB5_BUILD_VERSION
};

/* The package counts into the public structure, and knows it by its own. */
_Static_assert(sizeof(struct gss_ksp_messages) == sizeof(KSP_COUNTS),
               "the same counts");
_Static_assert(offsetof(struct gss_ksp_messages, not_taken) ==
               offsetof(KSP_COUNTS, NotTaken), "in the same order");
_Static_assert(offsetof(struct gss_ksp_messages, not_made) ==
               offsetof(KSP_COUNTS, NotMade), "in the same order");

static atomic_bool checked;

/* The public structure is one of plain numbers, for readers in any
 * language. */
static uint32_t
load(const uint32_t *field)
{
    return __atomic_load_n(field, __ATOMIC_RELAXED);
}

static void
store(uint32_t *field, uint32_t value)
{
    __atomic_store_n(field, value, __ATOMIC_RELEASE);
}

static uint32_t
policy_kind(void)
{
    uint32_t kind = GSS_KSP_POLICY_NONE;

    if (gssksp_policy_in_doubt())
        kind = GSS_KSP_POLICY_DOUBT;
    else if (gssksp_policy_is_fips())
        kind = GSS_KSP_POLICY_FIPS;
    else if (gssksp_policy_in_force())
        kind = GSS_KSP_POLICY_NAMED;
    return kind;
}

static void
note_trace(void)
{
    (void)snprintf(gss_ksp_state.trace, sizeof(gss_ksp_state.trace), "%s",
                   gssksp_trace_text());
}

bool
gssksp_state_only_look(void)
{
    return load(&gss_ksp_state.look) != 0;
}

void
gssksp_state_open_trace(void)
{
    gssksp_trace_count_lost_into(&gss_ksp_state.trace_lost);
    if (gssksp_state_only_look())
        gssksp_trace_look();
    gssksp_trace_open(GSSKSP_FACE_GSS);
}

void
gssksp_state_offered(const char *reason)
{
    struct gss_ksp_state *s = &gss_ksp_state;

    if (load(&s->state) == GSS_KSP_STATE_IN_USE)
        return;
    (void)snprintf(s->reason, sizeof(s->reason), "%s", reason);
    (void)snprintf(s->refuses, sizeof(s->refuses), "%s",
                   gssksp_policy_text());
    (void)snprintf(s->provider, sizeof(s->provider), "%s",
                   KspProviderName(AES256_SHA1));
    note_trace();
    KspCountInto((KSP_COUNTS *)&s->messages);
    store(&s->policy, policy_kind());
    store(&s->state, GSS_KSP_STATE_OFFERED);
}

void
gssksp_state_aside(const char *reason)
{
    struct gss_ksp_state *s = &gss_ksp_state;

    if (load(&s->state) != GSS_KSP_STATE_LOADED)
        return;
    (void)snprintf(s->reason, sizeof(s->reason), "%s", reason);
    note_trace();
    store(&s->state, GSS_KSP_STATE_ASIDE);
}

/* The gravest first: in the visible state not all of them have room. */
static const char *const degraded_texts[] = {
    [GSSKSP_DEGRADED_LUCID] = "MIT's mechanism describes its contexts in "
        "another form: their messages are stock's",
    [GSSKSP_DEGRADED_CONTEXTS] = "the library's contexts have another form: "
        "one that MIT's code began is not continued",
    [GSSKSP_DEGRADED_EXPORT] = "exported contexts have another form: one that "
        "has sent many messages cannot be exported",
    [GSSKSP_DEGRADED_SIGN] = "it cannot be told whether a program has used "
        "Kerberos before: one from before the listing counts as if it had"
};

#define N_DEGRADED (sizeof(degraded_texts) / sizeof(degraded_texts[0]))
#define AND_MORE "; and more"

/* Adds a reason whole, with room for AND_MORE behind it; or says AND_MORE, and
 * is false. */
static bool
add_reason(char *text, size_t size, const char *reason)
{
    size_t length = strlen(text);
    const char *between = length > 0 ? "; " : "";
    bool fits = length + strlen(between) + strlen(reason) +
        sizeof(AND_MORE) <= size;

    (void)snprintf(text + length, size - length, "%s%s",
                   fits ? between : AND_MORE, fits ? reason : "");
    return fits;
}

static void
write_degraded(unsigned int reasons)
{
    char text[sizeof(gss_ksp_state.degraded)] = "";
    bool fits = true;
    size_t i;

    for (i = 0; i < N_DEGRADED && fits; i++) {
        if ((reasons & 1u << i) != 0)
            fits = add_reason(text, sizeof(text), degraded_texts[i]);
    }
    memcpy(gss_ksp_state.degraded, text, sizeof(text));
}

/* True for the first time of this reason.  No lock, which a fork could leave
 * held: who has written looks whether that is all by now. */
static bool
note_degraded(enum gssksp_degraded what)
{
    static atomic_uint noted;
    unsigned int bit = 1u << what, written;
    bool first = (atomic_fetch_or(&noted, bit) & bit) == 0;

    if (first) {
        do {
            written = atomic_load(&noted);
            write_degraded(written);
        } while (atomic_load(&noted) != written);
    }
    return first;
}

void
gssksp_state_degraded_quietly(enum gssksp_degraded what)
{
    (void)note_degraded(what);
}

void
gssksp_state_degraded(enum gssksp_degraded what)
{
    if (note_degraded(what))
        gssksp_trace_degraded(degraded_texts[what]);
}

void
gssksp_state_in_use(bool establishes)
{
    if (establishes && !atomic_exchange(&checked, true))
        gssksp_check_contexts();
    if (load(&gss_ksp_state.state) != GSS_KSP_STATE_IN_USE)
        store(&gss_ksp_state.state, GSS_KSP_STATE_IN_USE);
    gssksp_trace_in_use(establishes);
}

void
gssksp_state_count(enum gssksp_count count)
{
    uint32_t *const fields[] = {
        [GSSKSP_COUNT_OPENED] = &gss_ksp_state.opened,
        [GSSKSP_COUNT_CLOSED] = &gss_ksp_state.closed,
        [GSSKSP_COUNT_FORWARDED] = &gss_ksp_state.forwarded,
        [GSSKSP_COUNT_REFUSED] = &gss_ksp_state.refused
    };

    (void)__atomic_fetch_add(fields[count], 1, __ATOMIC_RELAXED);
}
