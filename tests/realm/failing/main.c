/* SPDX-License-Identifier: MIT */
/*
 * failing WORLD TARGET TGT_ONLY MESSAGES WHAT...: prints TAP.  WORLD, that of
 * GSS_MECH_CONFIG, is module or stock; so many MESSAGES use a pool of
 * confounders up.  WHAT is gss, sspi, load or refused (load, where the policy
 * refuses the realm's enctype).
 *
 * Of each operation the first call that the module and the SSPI library make
 * to others fails, then the second alone, and so on until there is none; and
 * again with all later ones failing too.  Of what comes after establishment,
 * and of identities, the whole process then has no memory, MIT's libraries
 * too: none at all, where no_memory.c is preloaded, and no more than it has.
 * Before that it is MIT's functions that ask for most, and some of them say
 * that they succeeded.  Each time the operation says that it has failed and
 * has left nothing, or succeeds; called again it succeeds, and all is as if
 * nothing had failed.
 */
#include "realm/failing/failing.h"

#include <dirent.h>
#include <dlfcn.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "ksp/winerror.h"
#include "realm/failing/fail_nth.h"

/* What an operation finds in an output. */
#define JUNK 0x5a

/* What is lost is lost each time; what is kept, as MIT's codes and texts are,
 * not always. */
#define TRIES 8

/* No operation makes as many calls. */
#define CALLS_MAX 2000

static unsigned tests, failures;

void
failing_test(bool good, const char *format, ...)
{
    va_list args;

    tests++;
    failures += !good;
    printf("%sok %u - ", good ? "" : "not ", tests);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
}

void
say(struct failing_scene *s, const char *format, ...)
{
    size_t length = strlen(s->outcome);
    va_list args;

    va_start(args, format);
    vsnprintf(s->outcome + length, sizeof(s->outcome) - length, format, args);
    va_end(args);
}

void
want(struct failing_scene *s, bool good, const char *what)
{
    if (!good && s->wrong == NULL)
        s->wrong = what;
}

/* The kernel's random bytes can be had in two ways. */
void
failing_random(struct failing_scene *s, bool made)
{
    bool none = fail_times("syscall") > 0 && fail_times("open") > 0;

    want(s, !made || !none || s->failed, "a message that is not random");
}

void
must(bool good, const char *what)
{
    if (!good) {
        printf("Bail out! %s\n", what);
        fflush(stdout);
        exit(2);
    }
}

/* ---- what fails ----------------------------------------------------- */

enum how {
    ONE,                        /* the n-th call of the two objects */
    REST,                       /* that and all later ones */
    NO_MEMORY,                  /* whoever asks for memory */
    NO_MORE                     /* whoever asks the kernel for it */
};

static const char *const how_names[] = {
    [ONE] = "", [REST] = " and all later ones",
    [NO_MEMORY] = " in a process without memory",
    [NO_MORE] = " in a process that gets no more memory"
};

/* no_memory.c's; NULL if it is not there. */
static int *no_memory;

/* What the process may have from now on: no more than it has, or what it
 * might before. */
static void
limit_memory(bool limited)
{
    static struct rlimit before;
    static bool known;
    struct rlimit now;
    unsigned long pages = 0;
    FILE *file;

    if (!known)
        must(getrlimit(RLIMIT_AS, &before) == 0, "no limit");
    known = true;
    now = before;
    if (limited) {
        file = fopen("/proc/self/statm", "r");
        must(file != NULL && fscanf(file, "%lu", &pages) == 1, "no size");
        fclose(file);
        now.rlim_cur = pages * (rlim_t)sysconf(_SC_PAGESIZE);
    }
    must(setrlimit(RLIMIT_AS, &now) == 0, "no limit");
}

static void
arm(enum how how, unsigned long n)
{
    if (how == NO_MORE)
        limit_memory(true);
    fail_arm(how <= REST ? n : 0, how == REST);
    if (how == NO_MEMORY)
        *no_memory = 1;
}

static unsigned long
disarm(enum how how)
{
    if (how == NO_MEMORY)
        *no_memory = 0;
    if (how == NO_MORE)
        limit_memory(false);
    return fail_disarm();
}

/* Whether everything did. */
static bool
is_all(enum how how)
{
    return how != ONE;
}

/* ---- one attempt ---------------------------------------------------- */

static bool
is_error(const struct failing_op *op, uint32_t status)
{
    return (op->flags & SSPI) != 0 ? (int32_t)status < 0 :
        GSS_ERROR(status) != 0;
}

static void
release_gss(struct failing_scene *s)
{
    OM_uint32 minor;

    pair_close(&s->pair);
    (void)gss_delete_sec_context(&minor, &s->ctx, GSS_C_NO_BUFFER);
    (void)gss_release_name(&minor, &s->name);
    (void)gss_release_name(&minor, &s->other);
    (void)gss_release_name(&minor, &s->name_out);
    (void)gss_release_cred(&minor, &s->cred);
    (void)gss_release_cred(&minor, &s->cred_out);
    (void)gss_release_oid_set(&minor, &s->set_out);
    (void)gss_release_buffer_set(&minor, &s->buffers_out);
    (void)gss_release_buffer(&minor, &s->in);
    (void)gss_release_buffer(&minor, &s->out);
    (void)gss_release_buffer(&minor, &s->out2);
    (void)gss_release_iov_buffer(&minor, s->iov, s->iov_count);
}

static void
release_sspi(struct failing_scene *s)
{
    size_t i;

    if (s->ends[0].cred.dwLower != 0 || s->ends[1].cred.dwLower != 0)
        sspi_pair_close(s->ends);
    if (s->handle_ctx.dwLower != 0)
        (void)DeleteSecurityContext(&s->handle_ctx);
    if (s->handle.dwLower != 0)
        (void)FreeCredentialsHandle(&s->handle);
    (void)FreeContextBuffer(s->token.pvBuffer);
    (void)FreeContextBuffer(s->from_peer.pvBuffer);
    for (i = 0; i < sizeof(s->pointers) / sizeof(s->pointers[0]); i++)
        (void)FreeContextBuffer(s->pointers[i]);
}

static void
begin(struct failing_scene *s, const struct failing_facts *facts,
      const struct failing_op *op)
{
    memset(s, 0, sizeof(*s));
    s->facts = facts;
    s->op = op;
    if (op->make != NULL)
        op->make(s);
}

static void
end(struct failing_scene *s)
{
    release_gss(s);
    release_sspi(s);
}

/* Where each output is. */
static const struct {
    unsigned flag;
    size_t place;
    size_t size;
} outputs[] = {
    { OUT_BUFFER, offsetof(struct failing_scene, out),
      sizeof(gss_buffer_desc) },
    { OUT_NAME, offsetof(struct failing_scene, name_out),
      sizeof(gss_name_t) },
    { OUT_CRED, offsetof(struct failing_scene, cred_out),
      sizeof(gss_cred_id_t) },
    { OUT_SET, offsetof(struct failing_scene, set_out),
      sizeof(gss_OID_set) },
    { OUT_BUFFERS, offsetof(struct failing_scene, buffers_out),
      sizeof(gss_buffer_set_t) },
    { OUT_HANDLE, offsetof(struct failing_scene, handle),
      sizeof(CredHandle) },
    { OUT_HANDLE_CTX, offsetof(struct failing_scene, handle_ctx),
      sizeof(CtxtHandle) },
};

#define N_OUTPUTS (sizeof(outputs) / sizeof(outputs[0]))

static void
spoil_outputs(struct failing_scene *s)
{
    size_t i;

    for (i = 0; i < N_OUTPUTS; i++) {
        if ((s->op->flags & outputs[i].flag) != 0)
            memset((char *)s + outputs[i].place, JUNK, outputs[i].size);
    }
}

static bool
is_zero(const char *bytes, size_t size)
{
    bool zero = true;
    size_t i;

    for (i = 0; i < size; i++)
        zero = zero && bytes[i] == 0;
    return zero;
}

/* An output that holds something is lost if it is not looked at: it is no
 * object any more. */
static void
check_outputs(struct failing_scene *s)
{
    char *place;
    size_t i;

    for (i = 0; i < N_OUTPUTS; i++) {
        place = (char *)s + outputs[i].place;
        if ((s->op->flags & outputs[i].flag) != 0) {
            want(s, is_zero(place, outputs[i].size), "an output is not empty");
            memset(place, 0, outputs[i].size);
        }
    }
    if ((s->op->flags & OUT_TOKEN) != 0)
        want(s, s->token.pvBuffer == NULL && s->token.cbBuffer == 0,
             "there is a token");
    if ((s->op->flags & OUT_CTX) != 0)
        want(s, s->ctx == GSS_C_NO_CONTEXT, "there is a context");
}

static uint32_t
act(struct failing_scene *s)
{
    spoil_outputs(s);
    return s->op->act(s);
}

/* What came of it; the first time with what failed, armed. */
struct verdict {
    unsigned long seen;
    bool failed;
    char wrong[FAILING_OUTCOME + 200];
};

static void
note_wrong(struct verdict *v, const struct failing_scene *s,
           const char *outcome, uint32_t status)
{
    if (s->wrong != NULL) {
        snprintf(v->wrong, sizeof(v->wrong), "%s (%08lx)", s->wrong,
                 (unsigned long)status);
    } else if (outcome != NULL && strcmp(s->outcome, outcome) != 0) {
        snprintf(v->wrong, sizeof(v->wrong), "other outcome: %s",
                 s->outcome);
    }
}

static void
look(struct failing_scene *s, uint32_t status)
{
    say(s, "%08lx", (unsigned long)status);
    if (s->op->look != NULL)
        s->op->look(s);
}

/* `outcome` and `expected` are of one where nothing failed; NULL for that
 * one itself. */
static void
attempt(const struct failing_facts *facts, const struct failing_op *op,
        unsigned long n, enum how how, const char *outcome,
        uint32_t *expected, struct verdict *v)
{
    struct failing_scene s;
    uint32_t status;

    begin(&s, facts, op);
    arm(how, n);
    status = act(&s);
    v->seen = disarm(how);
    v->wrong[0] = '\0';
    if (n == 0)
        *expected = status;
    v->failed = how <= REST ? fail_struck() != NULL : status != *expected;
    if (v->failed && status != *expected) {
        want(&s, is_error(op, status), "neither success nor an error");
        check_outputs(&s);
        if ((op->flags & ANEW) != 0 ||
            (is_all(how) && (op->flags & ANEW_IF_ALL))) {
            note_wrong(v, &s, NULL, status);
            end(&s);
            begin(&s, facts, op);
        }
        status = act(&s);
        want(&s, status == *expected, "it does not work afterwards");
    } else if (v->failed && (op->flags & MAY_DIFFER) != 0) {
        outcome = NULL;
    }
    if (s.wrong == NULL)
        look(&s, status);
    if (v->wrong[0] == '\0')
        note_wrong(v, &s, outcome, status);
    if (n == 0)
        snprintf(v->wrong, sizeof(v->wrong), "%s", s.outcome);
    end(&s);
}

/* ---- what is left --------------------------------------------------- */

static size_t
heap_in_use(void)
{
    struct mallinfo2 info = mallinfo2();

    return info.uordblks + info.hblkhd;
}

static unsigned
descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    unsigned count = 0;

    while (dir != NULL && readdir(dir) != NULL)
        count++;
    if (dir != NULL)
        closedir(dir);
    return count;
}

/*
 * What MIT's library loses itself, whatever mechanism fails: a credential that
 * it was adding to; the credential that was delegated when the peer's name
 * cannot be had; the name of the mechanism in SPNEGO.
 */
static const struct {
    const char *op;
    const char *struck;             /* NULL: any */
    size_t bytes;
} lost_by_stock[] = {
    { "gss_add_cred, new", NULL, 200 },
    { "gss_accept_sec_context, delegation", "gss_display_name", 2000 },
    { "gss_accept_sec_context, SPNEGO", NULL, 32 },
};

static size_t
allowed(const struct failing_op *op, enum how how)
{
    size_t bytes = 0, i;

    for (i = 0; i < sizeof(lost_by_stock) / sizeof(lost_by_stock[0]); i++) {
        if (strcmp(lost_by_stock[i].op, op->name) == 0 &&
            (is_all(how) || lost_by_stock[i].struck == NULL ||
             (fail_struck() != NULL &&
              strcmp(lost_by_stock[i].struck, fail_struck()) == 0)))
            bytes = lost_by_stock[i].bytes;
    }
    return bytes;
}

/* How many bytes, the last time. */
static size_t
leaks(const struct failing_facts *facts, const struct failing_op *op,
      unsigned long n, enum how how, const char *outcome,
      uint32_t *expected, struct verdict *v)
{
    size_t before, after, more = 1;
    int i;

    for (i = 0; i < TRIES && more > 0 && v->wrong[0] == '\0'; i++) {
        before = heap_in_use();
        attempt(facts, op, n, how, outcome, expected, v);
        after = heap_in_use();
        more = after > before + allowed(op, how) ? after - before : 0;
    }
    return v->wrong[0] == '\0' ? more : 0;
}

/* ---- an operation --------------------------------------------------- */

static void
complain(const struct failing_op *op, unsigned long n, enum how how,
         const char *struck, const char *what)
{
    printf("# %s: call %lu, %s%s: %s\n", op->name, n, struck,
           how_names[how], what);
}

/* True if all is well. */
static bool
try_all(const struct failing_facts *facts, const struct failing_op *op,
        enum how how, const char *outcome, uint32_t expected,
        unsigned long *failed)
{
    struct verdict v = { 0, true, "" };
    unsigned long n;
    bool good = true;
    size_t leak;

    for (n = 1; v.failed && n < CALLS_MAX; n++) {
        attempt(facts, op, n, how, outcome, &expected, &v);
        *failed += v.failed;
        if (v.failed && v.wrong[0] == '\0') {
            leak = leaks(facts, op, n, how, outcome, &expected, &v);
            if (leak > 0)
                snprintf(v.wrong, sizeof(v.wrong), "%zu bytes are lost",
                         leak);
        }
        if (v.wrong[0] != '\0')
            complain(op, n, how, fail_struck() != NULL ? fail_struck() :
                     "nothing", v.wrong);
        good = good && v.wrong[0] == '\0';
    }
    return good && n < CALLS_MAX;
}

/* The same of the process; what MIT's libraries lose is not ours. */
static bool
try_process(const struct failing_facts *facts, const struct failing_op *op,
            enum how how, const char *outcome, uint32_t expected,
            unsigned long *failed)
{
    struct verdict v = { 0, false, "" };

    if ((op->flags & NEEDS_MEMORY) != 0)
        return true;
    attempt(facts, op, 1, how, outcome, &expected, &v);
    *failed += v.failed;
    if (v.wrong[0] != '\0')
        complain(op, 1, how, "memory", v.wrong);
    return v.wrong[0] == '\0';
}

static void
test_op(const struct failing_facts *facts, const struct failing_op *op,
        bool process)
{
    unsigned long failed = 0, failed_process = 0;
    struct verdict v = { 0, false, "" };
    uint32_t expected = 0;
    unsigned before;
    bool good;
    char outcome[FAILING_OUTCOME];

    attempt(facts, op, 0, ONE, NULL, &expected, &v);
    must(fail_prepare(), "a function is not known");
    attempt(facts, op, 0, ONE, NULL, &expected, &v);
    snprintf(outcome, sizeof(outcome), "%.*s", FAILING_OUTCOME - 1, v.wrong);
    before = descriptors();
    good = try_all(facts, op, ONE, outcome, expected, &failed);
    good = try_all(facts, op, REST, outcome, expected, &failed) && good;
    if (process && no_memory != NULL)
        good = try_process(facts, op, NO_MEMORY, outcome, expected,
                           &failed_process) && good;
    if (process)
        good = try_process(facts, op, NO_MORE, outcome, expected,
                           &failed_process) && good;
    good = descriptors() == before && good;
    failing_test(good, "%s", op->name);
    printf("# %lu failures, %lu of the process: %s\n", failed,
           failed_process, outcome);
    fflush(stdout);
}

static void
test_ops(const struct failing_facts *facts, const struct failing_op *ops,
         bool process)
{
    const char *only = getenv("FAILING_ONLY");

    for (; ops->name != NULL; ops++) {
        if (only == NULL || strstr(ops->name, only) != NULL)
            test_op(facts, ops, process);
    }
}

/* ---- main ----------------------------------------------------------- */

static void
print_counts(void)
{
    static const char *const objects[] = { "module", "sspi" };
    int object, class;

    for (object = 0; object < FAIL_OBJECTS; object++) {
        printf("# injected %s", objects[object]);
        for (class = 0; class < FAIL_CLASSES; class++) {
            printf(" %s=%lu", fail_class_name((enum fail_class)class),
                   fail_count((enum fail_object)object,
                              (enum fail_class)class));
        }
        printf("\n");
    }
}

static void
run(const struct failing_facts *facts, const char *what)
{
    if (strcmp(what, "gss") == 0) {
        test_ops(facts, failing_names, false);
        test_ops(facts, failing_creds, false);
        test_ops(facts, failing_legs, false);
        test_ops(facts, failing_messages, true);
        test_ops(facts, failing_taken, true);
        test_ops(facts, failing_context, true);
    } else if (strcmp(what, "sspi") == 0) {
        test_ops(facts, failing_sspi_creds, false);
        test_ops(facts, failing_sspi_legs, false);
        test_ops(facts, failing_sspi_messages, true);
        test_ops(facts, failing_sspi_questions, true);
        test_ops(facts, failing_sspi_identities, true);
    } else {
        failing_load(facts, strcmp(what, "refused") == 0);
    }
}

static char *
service_of(const char *target)
{
    char *service = strdup(target), *at;

    must(service != NULL, "no memory");
    at = strchr(service, '@');
    if (at != NULL)
        *at = '/';
    return service;
}

int
main(int argc, char **argv)
{
    struct failing_facts facts = { NULL, NULL, NULL, false, 0 };
    char *service;
    int i;

    if (argc < 6) {
        fprintf(stderr, "usage: %s WORLD TARGET TGT_ONLY MESSAGES "
                "WHAT...\n", argv[0]);
        return 2;
    }
    no_memory = (int *)dlsym(RTLD_DEFAULT, "no_memory");
    setvbuf(stdout, NULL, _IOFBF, BUFSIZ);
    service = service_of(argv[2]);
    facts.module = strcmp(argv[1], "module") == 0;
    facts.target = argv[2];
    facts.tgt_only = argv[3];
    facts.service = service;
    facts.rounds = (unsigned)atoi(argv[4]);
    for (i = 5; i < argc; i++)
        run(&facts, argv[i]);
    print_counts();
    printf("1..%u\n", tests);
    free(service);
    return failures > 0;
}
