/* SPDX-License-Identifier: MIT */
/*
 * The same as sandbox.c for contexts of the SSPI library, which has no stock
 * to be compared with: once a context stands, random numbers and memory are
 * all it asks the system for.  The credentials were freed before.  Prints
 * TAP.
 *
 * usage: sandbox_sspi SVC/HOST
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "realm/sandbox_watch.h"
#include "realm/sspi_end.h"
#include "realm/sspi_tap.h"

#define MESSAGE "a message"
#define REQUEST (ISC_REQ_MUTUAL_AUTH | ISC_REQ_REPLAY_DETECT | \
                 ISC_REQ_SEQUENCE_DETECT | ISC_REQ_CONFIDENTIALITY)

static char negotiate[] = "Negotiate";

static const struct way {
    const char *name;
    struct sspi_dialog dialog;
} ways[] = {
    { "Kerberos", { .request = REQUEST } },
    { "in one leg", { .request = REQUEST & ~ISC_REQ_MUTUAL_AUTH } },
    { "DCE style", { .request = REQUEST | ISC_REQ_USE_DCE_STYLE } },
    { "Negotiate", { .request = REQUEST, .package = negotiate } },
};

struct telling {
    const char *target;
    const struct way *way;
    struct sspi_end ends[2];
};

static bool
prepare(void *arg, struct watched *seen)
{
    struct telling *t = arg;
    int i;

    seen->ours = sspi_pair_open(t->ends, t->target, &t->way->dialog);
    for (i = 0; i < 2; i++)
        FreeCredentialsHandle(&t->ends[i].cred);
    return seen->ours;
}

static void
say(struct watched *seen, const char *what, SECURITY_STATUS status)
{
    if (status != SEC_E_OK)
        watch_say(seen, "%s: %08x\n", what, (unsigned)status);
}

static void
tell_message(struct watched *seen, struct sspi_end *from, struct sspi_end *to,
             ULONG fQOP)
{
    char data[16] = MESSAGE;
    unsigned char token[256], padding[8];
    SecBuffer list[3] = {
        { 8, SECBUFFER_DATA, data },
        { sizeof(token), SECBUFFER_TOKEN, token },
        { sizeof(padding), SECBUFFER_PADDING, padding }
    };
    SecBufferDesc desc = { SECBUFFER_VERSION, 3, list };

    say(seen, "EncryptMessage",
        EncryptMessage(&from->ctx, fQOP, &desc, 0));
    say(seen, "DecryptMessage", DecryptMessage(&to->ctx, &desc, 0, &fQOP));
    if (memcmp(data, MESSAGE, sizeof(MESSAGE)) != 0)
        watch_say(seen, "another message\n");
    list[1].cbBuffer = sizeof(token);
    desc.cBuffers = 2;
    say(seen, "MakeSignature", MakeSignature(&from->ctx, 0, &desc, 0));
    say(seen, "VerifySignature",
        VerifySignature(&to->ctx, &desc, 0, &fQOP));
}

static void
tell_messages(struct telling *t, struct watched *seen)
{
    int i;

    for (i = 0; i < 2; i++) {
        tell_message(seen, &t->ends[i], &t->ends[1 - i], 0);
        tell_message(seen, &t->ends[i], &t->ends[1 - i],
                     SECQOP_WRAP_NO_ENCRYPT);
    }
}

static void
tell_answers(struct watched *seen, struct sspi_end *end)
{
    SecPkgContext_NativeNamesA names;
    SecPkgContext_Lifespan life;
    SecPkgContext_Sizes sizes;

    say(seen, "sizes",
        QueryContextAttributesA(&end->ctx, SECPKG_ATTR_SIZES, &sizes));
    say(seen, "lifespan",
        QueryContextAttributesA(&end->ctx, SECPKG_ATTR_LIFESPAN, &life));
    memset(&names, 0, sizeof(names));
    say(seen, "names",
        QueryContextAttributesA(&end->ctx, SECPKG_ATTR_NATIVE_NAMES, &names));
    FreeContextBuffer(names.sClientName);
    FreeContextBuffer(names.sServerName);
}

static void
tell(void *arg, struct watched *seen)
{
    SecBuffer packed = { 0, SECBUFFER_EMPTY, NULL };
    struct telling *t = arg;
    int i;

    seen->stage = STAGE_COLD;
    tell_messages(t, seen);
    seen->stage = STAGE_WARM;
    tell_messages(t, seen);
    seen->stage = STAGE_ASK;
    for (i = 0; i < 2; i++)
        tell_answers(seen, &t->ends[i]);
    seen->stage = STAGE_EXPORT;
    say(seen, "ExportSecurityContext",
        ExportSecurityContext(&t->ends[0].ctx,
                              SECPKG_CONTEXT_EXPORT_DELETE_OLD, &packed,
                              NULL));
    FreeContextBuffer(packed.pvBuffer);
    seen->stage = STAGE_DELETE;
    say(seen, "DeleteSecurityContext",
        DeleteSecurityContext(&t->ends[1].ctx));
}

/* Ended, and nothing went wrong on the way. */
static bool
went_well(const struct watch_report *report)
{
    bool well = watch_ended_well(report) && report->seen->ours &&
        report->seen->length == 0;

    if (!well)
        printf("# status %x, in %s:\n%s", (unsigned)report->status,
               stage_names[report->seen->stage], report->seen->text);
    return well;
}

static bool
is_quiet(const struct watch_report *report)
{
    unsigned stage, call, random = 0;
    bool quiet = true, known;

    for (stage = STAGE_COLD; stage < STAGES; stage++) {
        for (call = 0; call < WATCH_CALLS; call++) {
            known = watch_is_memory(call) || call == SYS_getrandom ||
                (stage == STAGE_EXIT && call == SYS_exit_group);
            random += call == SYS_getrandom ? report->calls[stage][call] : 0;
            if (report->calls[stage][call] > 0 && !known) {
                printf("# %s: system call %u\n", stage_names[stage], call);
                quiet = false;
            }
        }
    }
    /* Else nobody has looked. */
    return quiet && random > 0;
}

static void
try(const char *target, const struct way *way)
{
    static const char *const what[] = {
        "is traced", "under a filter of system calls",
        "without descriptors, environment and files"
    };
    static struct watch_report free_run, report;
    struct telling t = { .target = target, .way = way };
    struct watch_story story = { prepare, tell, &t };
    char name[100];
    int how;

    for (how = TRACED; how <= SHUT_OUT; how++) {
        struct watch_report *now = how == TRACED ? &free_run : &report;
        bool run = watch_run((enum confinement)how, &story, &free_run, now);

        snprintf(name, sizeof(name), "%s: %s", way->name, what[how]);
        tap_ok(run && went_well(now), name);
        if (how == TRACED) {
            snprintf(name, sizeof(name), "%s: asks for nothing", way->name);
            tap_ok(is_quiet(now), name);
        }
    }
    watch_forget(&free_run);
}

int
main(int argc, char **argv)
{
    size_t i;

    for (i = 0; argc == 2 && i < sizeof(ways) / sizeof(ways[0]); i++)
        try(argv[1], &ways[i]);
    return tap_end();
}
