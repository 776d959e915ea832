/* SPDX-License-Identifier: MIT */
/*
 * What a process does once: it loads the module, reads the policy, opens the
 * trace and makes its first context.  Each attempt is in a process of its own,
 * which goes on afterwards: with the module, or as stock, but never past a
 * policy.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ksp/winerror.h"
#include "realm/failing/fail_nth.h"
#include "realm/failing/failing.h"
#include "realm/gss_oids.h"

#define EVERYTHING \
    (GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG | \
     GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG)

#define CALLS_MAX 2000

/* What an attempt tells its parent. */
struct report {
    bool failed;                /* something did */
    bool ours;                  /* the context afterwards */
    bool absent;                /* the module could not be loaded at all */
    char wrong[200];
    char struck[64];
    unsigned long counts[FAIL_OBJECTS][FAIL_CLASSES];
};

/* What is armed: the loading, the first context, or both. */
struct phase {
    const char *name;
    bool load;                  /* by a call for that alone */
    bool loaded;                /* before anything fails */
    bool context;
    bool sspi;
    bool full;                  /* the first context's handle needs memory */
};

static const struct phase phases[] = {
    { "the module is loaded", .load = true },
    { "the first context", .loaded = true, .context = true },
    { "the module is loaded for the first context", .context = true },
    { "both", .load = true, .context = true },
    { "SSPI: the library starts", .load = true, .sspi = true },
    { "SSPI: the first context", .loaded = true, .context = true,
      .sspi = true },
    { "SSPI: both", .load = true, .context = true, .sspi = true },
    { "SSPI: a context, and no handle is left", .loaded = true,
      .context = true, .sspi = true, .full = true },
};

static bool refused_here;

/* ---- contexts ------------------------------------------------------- */

static void
wrong(struct report *r, const char *what)
{
    if (r->wrong[0] == '\0')
        snprintf(r->wrong, sizeof(r->wrong), "%s", what);
}

/* Both ends, and what goes between them; what may fail, fails. */
static bool
gss_attempt(const struct failing_facts *facts, bool *ours, char *outcome)
{
    struct failing_scene s;
    OM_uint32 major;
    bool open;

    memset(&s, 0, sizeof(s));
    s.facts = facts;
    s.dialog.flags = EVERYTHING;
    open = pair_open(&s.pair, &s.dialog, facts->target, NULL, NULL);
    if (open) {
        failing_exchange(&s);
        *ours = context_is_ours(s.pair.end[INITIATOR].ctx, &major);
    }
    snprintf(outcome, FAILING_OUTCOME, "%s", s.outcome);
    pair_close(&s.pair);
    return open;
}

/* A call that failed has given nothing. */
static void
check_leg(const struct sspi_end *end, const SecBuffer *token,
          struct report *r)
{
    if (end->status < 0 && (token->pvBuffer != NULL || token->cbBuffer != 0))
        wrong(r, "a token of a call that failed");
    if (end->status < 0 &&
        (end->attributes != 0 || end->expiry.QuadPart != 0))
        wrong(r, "attributes of a call that failed");
}

static bool
sspi_open(const struct failing_facts *facts, struct failing_scene *s,
          struct report *r)
{
    bool more;
    int leg;

    s->talk.request = ISC_REQ_MUTUAL_AUTH | ISC_REQ_REPLAY_DETECT |
        ISC_REQ_SEQUENCE_DETECT | ISC_REQ_CONFIDENTIALITY;
    more = sspi_end_open(&s->ends[0], true, &s->talk) == SEC_E_OK;
    more = sspi_end_open(&s->ends[1], false, &s->talk) == SEC_E_OK && more;
    for (leg = 0; more && leg < 3; leg++) {
        s->ends[leg % 2].attributes = 7;
        s->ends[leg % 2].expiry.QuadPart = 7;
        more = sspi_end_step(&s->ends[leg % 2], facts->service, &s->talk,
                             &s->from_peer, &s->token) >= SEC_E_OK;
        check_leg(&s->ends[leg % 2], &s->token, r);
        (void)FreeContextBuffer(s->from_peer.pvBuffer);
        s->from_peer = s->token;
    }
    (void)FreeContextBuffer(s->from_peer.pvBuffer);
    return more && s->ends[0].status == SEC_E_OK &&
        s->ends[1].status == SEC_E_OK;
}

static bool
sspi_attempt(const struct failing_facts *facts, char *outcome,
             struct report *r)
{
    struct failing_scene s;
    bool open;

    memset(&s, 0, sizeof(s));
    s.facts = facts;
    open = sspi_open(facts, &s, r);
    if (open)
        failing_sspi_exchange(&s);
    snprintf(outcome, FAILING_OUTCOME, "%s", s.outcome);
    sspi_pair_close(s.ends);
    return open;
}

static bool
context(const struct failing_facts *facts, const struct phase *phase,
        bool *ours, char *outcome, struct report *r)
{
    *ours = phase->sspi;
    return phase->sspi ? sspi_attempt(facts, outcome, r) :
        gss_attempt(facts, ours, outcome);
}

/* Two handles are left of the first 256, for two credentials: an imported
 * context has two, its own and the package's. */
static void
fill_handles(const struct failing_facts *facts)
{
    struct failing_scene s;
    char kerberos[] = "Kerberos";
    CtxtHandle imported;
    struct report r = { .failed = false };
    int i;

    memset(&s, 0, sizeof(s));
    if (sspi_open(facts, &s, &r)) {
        must(ExportSecurityContext(&s.ends[0].ctx, 0, &s.token, NULL) ==
             SEC_E_OK, "no exported context");
        sspi_pair_close(s.ends);
        for (i = 0; i < 127; i++) {
            must(ImportSecurityContextA(kerberos, &s.token, NULL,
                                        &imported) == SEC_E_OK,
                 "it cannot be imported");
        }
        (void)FreeContextBuffer(s.token.pvBuffer);
    }
}

/* ---- in a process of its own ---------------------------------------- */

/* The module, before the library loads it, so that its calls are seen from
 * the first on. */
static void
open_module(void)
{
    const char *config = getenv("GSS_MECH_CONFIG");
    FILE *file = config != NULL ? fopen(config, "r") : NULL;
    char word[1024];

    must(file != NULL, "no configuration");
    while (fscanf(file, "%1023s", word) == 1) {
        if (strstr(word, "/gss_ksp.so") != NULL)
            must(dlopen(word, RTLD_NOW | RTLD_LOCAL) != NULL, "no module");
    }
    fclose(file);
    must(fail_prepare(), "a function is not known");
}

static void
load(const struct phase *phase)
{
    gss_OID_set mechs = GSS_C_NO_OID_SET;
    CredHandle cred = { 0, 0 };
    char kerberos[] = "Kerberos";
    OM_uint32 minor;

    if (phase->sspi) {
        if (AcquireCredentialsHandleA(NULL, kerberos, SECPKG_CRED_INBOUND,
                                      NULL, NULL, NULL, NULL, &cred, NULL) ==
            SEC_E_OK)
            (void)FreeCredentialsHandle(&cred);
    } else {
        (void)gss_indicate_mechs(&minor, &mechs);
        (void)gss_release_oid_set(&minor, &mechs);
    }
}

static void
report_counts(struct report *r)
{
    int object, class;

    for (object = 0; object < FAIL_OBJECTS; object++) {
        for (class = 0; class < FAIL_CLASSES; class++) {
            r->counts[object][class] =
                fail_count((enum fail_object)object,
                           (enum fail_class)class);
        }
    }
}

/* Who has no memory for the names of four mechanisms has none for a module:
 * it is not there, as if it were not listed. */
static bool
is_absent(void)
{
    return fail_times("gss_create_empty_oid_set") +
        fail_times("gss_add_oid_set_member") > 1;
}

static void
check_context(const struct failing_facts *facts, const struct phase *phase,
              bool open, struct report *r)
{
    if (open && refused_here)
        wrong(r, "a refused context");
    else if (!open && !refused_here)
        wrong(r, "no context afterwards");
    else if (open && facts->module && !phase->sspi && !r->ours)
        wrong(r, "the module is gone");
}

/* Afterwards all is as it ever was. */
static void
go_on(const struct failing_facts *facts, const struct phase *phase,
      struct report *r)
{
    char outcome[FAILING_OUTCOME], again[FAILING_OUTCOME];
    bool open;

    open = context(facts, phase, &r->ours, outcome, r);
    if (!r->absent)
        check_context(facts, phase, open, r);
    if (strpbrk(outcome, "123456789abcdef") != NULL)
        wrong(r, "messages are lost afterwards");
    (void)context(facts, phase, &r->ours, again, r);
    if (strcmp(outcome, again) != 0)
        wrong(r, "another outcome the next time");
}

static void
run(const struct failing_facts *facts, const struct phase *phase,
    unsigned long n, bool all, struct report *r)
{
    char outcome[FAILING_OUTCOME];
    bool ours, open = false;

    open_module();
    if (phase->loaded)
        load(phase);
    if (phase->full)
        fill_handles(facts);
    fail_arm(n, all);
    if (phase->load)
        load(phase);
    if (phase->context)
        open = context(facts, phase, &ours, outcome, r);
    (void)fail_disarm();
    r->failed = fail_struck() != NULL;
    r->absent = is_absent();
    if (open && refused_here && !r->absent)
        wrong(r, "a refused context, while it fails");
    if (r->failed)
        snprintf(r->struck, sizeof(r->struck), "%s", fail_struck());
    go_on(facts, phase, r);
    report_counts(r);
}

static void
attempt(const struct failing_facts *facts, const struct phase *phase,
        unsigned long n, bool all, struct report *r)
{
    int ends[2], status = -1;
    pid_t child;

    memset(r, 0, sizeof(*r));
    fflush(stdout);
    must(pipe(ends) == 0, "no pipe");
    child = fork();
    must(child >= 0, "no process");
    if (child == 0) {
        run(facts, phase, n, all, r);
        _exit(write(ends[1], r, sizeof(*r)) == (ssize_t)sizeof(*r) ? 0 : 1);
    }
    close(ends[1]);
    if (read(ends[0], r, sizeof(*r)) != (ssize_t)sizeof(*r))
        wrong(r, "the process says nothing");
    close(ends[0]);
    if (waitpid(child, &status, 0) != child || status != 0)
        wrong(r, "the process ends badly");
}

/* ---- all of them ---------------------------------------------------- */

/* Of all attempts; a process begins with what its parent has counted. */
static unsigned long counts[FAIL_OBJECTS][FAIL_CLASSES];

static void
note_counts(const struct report *r)
{
    int object, class;

    for (object = 0; object < FAIL_OBJECTS; object++) {
        for (class = 0; class < FAIL_CLASSES; class++)
            counts[object][class] += r->counts[object][class];
    }
}

static void
add_counts(void)
{
    int object, class;

    for (object = 0; object < FAIL_OBJECTS; object++) {
        for (class = 0; class < FAIL_CLASSES; class++) {
            fail_add((enum fail_object)object, (enum fail_class)class,
                     counts[object][class]);
        }
    }
}

static bool
try_all(const struct failing_facts *facts, const struct phase *phase,
        bool all, unsigned long *failed, unsigned long *absent)
{
    struct report r = { .failed = true };
    bool good = true;
    unsigned long n;

    for (n = 1; r.failed && n < CALLS_MAX; n++) {
        attempt(facts, phase, n, all, &r);
        note_counts(&r);
        *failed += r.failed;
        *absent += r.absent;
        if (r.wrong[0] != '\0') {
            printf("# %s: call %lu, %s%s: %s\n", phase->name, n, r.struck,
                   all ? " and all later ones" : "", r.wrong);
            good = false;
        }
    }
    return good && n < CALLS_MAX;
}

static void
test_phase(const struct failing_facts *facts, const struct phase *phase)
{
    unsigned long failed = 0, absent = 0;
    struct report r;
    bool good;

    attempt(facts, phase, 0, false, &r);
    failing_test(r.wrong[0] == '\0' &&
                 (refused_here || r.ours == (facts->module || phase->sspi)),
                 "%s, and nothing fails %s", phase->name, r.wrong);
    good = try_all(facts, phase, false, &failed, &absent);
    good = try_all(facts, phase, true, &failed, &absent) && good;
    failing_test(good, "%s, and everything fails once", phase->name);
    printf("# %lu failures; no module in %lu\n", failed,
           absent);
    fflush(stdout);
}

void
failing_load(const struct failing_facts *facts, bool refused)
{
    size_t i;

    refused_here = refused;
    for (i = 0; i < sizeof(phases) / sizeof(phases[0]); i++) {
        if (facts->module || phases[i].sspi)
            test_phase(facts, &phases[i]);
    }
    add_counts();
}
