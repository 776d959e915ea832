/* SPDX-License-Identifier: MIT */
/*
 * Contexts that are completed when the client's ticket is over: the last
 * token was late.  The script has got a ticket for SSPI_LIFE seconds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "realm/sspi/tests.h"

static const char *const packages[] = { "Kerberos", "Negotiate" };

#define PACKAGES (sizeof(packages) / sizeof(packages[0]))

/* A context that both ends are at, and what was sent last. */
struct late {
    struct sspi_dialog dialog;
    struct sspi_end ends[2];
    SecBuffer token;
};

/* 100 ns since 1601, in local time. */
static LONGLONG
filetime(time_t t)
{
    struct tm local;

    localtime_r(&t, &local);
    return ((LONGLONG)t + local.tm_gmtoff + 11644473600) * 10000000;
}

static void
step(struct late *late, int i, const char *target)
{
    SecBuffer in = late->token;

    sspi_end_step(&late->ends[i], target, &late->dialog, &in, &late->token);
    FreeContextBuffer(in.pvBuffer);
}

/* `legs` of establishment, in time. */
static void
begin(struct late *late, const char *package, ULONG request, int legs,
      const char *target)
{
    int i;

    memset(late, 0, sizeof(*late));
    late->dialog.package = package;
    late->dialog.request = request;
    tap_status(sspi_end_open(&late->ends[0], true, &late->dialog), SEC_E_OK,
               "the client's credential");
    tap_status(sspi_end_open(&late->ends[1], false, &late->dialog), SEC_E_OK,
               "the server's");
    for (i = 0; i < legs; i++)
        step(late, i % 2, target);
    tap_ok(late->ends[(legs - 1) % 2].status >= SEC_E_OK &&
           late->token.cbBuffer > 0, "begun in time");
}

/* The rest. */
static void
complete(struct late *late, int legs, const char *target)
{
    int i;

    for (i = legs; late->token.cbBuffer > 0 &&
         late->ends[i % 2].status >= SEC_E_OK; i++)
        step(late, i % 2, target);
    tap_status(late->ends[0].status, SEC_E_OK, "completed by the client");
    tap_status(late->ends[1].status, SEC_E_OK, "completed by the server");
    FreeContextBuffer(late->token.pvBuffer);
}

/* A server for which it is late does not know what it was called by. */
static void
names_of_server(struct sspi_end *end)
{
    SecPkgContext_NativeNamesA native = { NULL, NULL };
    SecPkgContext_NamesA name = { NULL };

    tap_status(QueryContextAttributesA(&end->ctx, SECPKG_ATTR_NAMES, &name),
               SEC_E_OK, "NAMES");
    tap_text(name.sUserName, "user@KSP.TEST", "the client");
    tap_status(QueryContextAttributesA(&end->ctx, SECPKG_ATTR_NATIVE_NAMES,
                                       &native), SEC_E_UNSUPPORTED_FUNCTION,
               "no NATIVE_NAMES");
    FreeContextBuffer(name.sUserName);
}

/* The names are those of a context that was in time. */
static void
names(const struct sspi_facts *facts, struct sspi_end *end)
{
    SecPkgContext_NativeNamesA native = { NULL, NULL };
    SecPkgContext_NamesA name = { NULL };
    char server[200];

    snprintf(server, sizeof(server), "%s%s", facts->target,
             end->initiator ? "" : "@KSP.TEST");
    tap_status(QueryContextAttributesA(&end->ctx, SECPKG_ATTR_NAMES, &name),
               SEC_E_OK, "NAMES");
    tap_text(name.sUserName, "user@KSP.TEST", "the client");
    tap_status(QueryContextAttributesA(&end->ctx, SECPKG_ATTR_NATIVE_NAMES,
                                       &native), SEC_E_OK, "NATIVE_NAMES");
    tap_text(native.sClientName, "user@KSP.TEST", "the client");
    tap_text(native.sServerName, server, "the server");
    FreeContextBuffer(name.sUserName);
    FreeContextBuffer(native.sClientName);
    FreeContextBuffer(native.sServerName);
}

static void
used(const struct sspi_facts *facts, struct late *late, bool server_too)
{
    SecPkgContext_Lifespan life;
    int i;

    for (i = 0; i < 2; i++) {
        if (server_too && i == 1)
            names_of_server(&late->ends[i]);
        else
            names(facts, &late->ends[i]);
        tap_status(QueryContextAttributesA(&late->ends[i].ctx,
                                           SECPKG_ATTR_LIFESPAN, &life),
                   SEC_E_OK, "LIFESPAN");
        tap_ok(life.tsExpiry.QuadPart < filetime(time(NULL)), "it is over");
        tap_ok(life.tsExpiry.QuadPart == late->ends[i].expiry.QuadPart,
               "as establishment said");
        tap_status(sign_and_verify(&late->ends[i], &late->ends[!i]), SEC_E_OK,
                   "messages go on");
    }
}

struct plan {
    ULONG request;
    int legs;                   /* that are in time */
    bool server_too;            /* its time is over as well */
};

#define PLANS_MAX 3

static void
follow(const struct sspi_facts *facts, const struct plan *plans, size_t count)
{
    const char *life = getenv("SSPI_LIFE");
    struct late all[PACKAGES * PLANS_MAX];
    const struct plan *plan;
    size_t i;

    tap_ok(life != NULL, "a ticket that does not live long");
    for (i = 0; i < PACKAGES * count; i++) {
        plan = &plans[i % count];
        begin(&all[i], packages[i / count], plan->request, plan->legs,
              facts->target);
    }
    /* MIT has a lifetime of -1 for endless. */
    sleep((unsigned int)atoi(life != NULL ? life : "0") + 3);
    for (i = 0; i < PACKAGES * count; i++) {
        plan = &plans[i % count];
        complete(&all[i], plan->legs, facts->target);
        used(facts, &all[i], plan->server_too);
        sspi_pair_close(all[i].ends);
    }
}

/* The client's token and the server's answer, each of them late; with one
 * leg there is no answer. */
void
section_late(const struct sspi_facts *facts)
{
    static const struct plan plans[PLANS_MAX] = {
        { SSPI_EVERYTHING, 1, false },
        { SSPI_EVERYTHING, 2, false },
        { SSPI_EVERYTHING & ~(ULONG)ISC_REQ_MUTUAL_AUTH, 1, false },
    };

    follow(facts, plans, PLANS_MAX);
}

/* The third token of DCE style, with a clock skew of a second. */
void
section_late_dce(const struct sspi_facts *facts)
{
    static const struct plan plan = {
        SSPI_EVERYTHING | ISC_REQ_USE_DCE_STYLE, 2, true
    };

    follow(facts, &plan, 1);
}
