/* SPDX-License-Identifier: MIT */
/*
 * switched TARGET CCACHE FROM TO HOW: a program that runs while the module is
 * switched on.  TARGET is hostbased, CCACHE not the default cache; the file
 * FROM is appended to TO, which may be the configuration that the library
 * looks at again from time to time.
 *
 * What was begun before is gone on with afterwards: a context that was
 * complete, one between its legs, and credentials.  HOW is
 *
 *      stays       it is this process that goes on
 *      forks       it is a child of this process, forked after the switch
 *      orphan      a child of such a child, which has ended
 *      idle        this process; but nothing was begun before
 *
 * Prints what came of it; lines that begin with "package" say who did the
 * work, and as whom.
 */
#include <krb5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "realm/gss_oids.h"
#include "realm/gss_pair.h"

#define FLAGS (GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG)

static const struct dialog dialog = { .flags = FLAGS };
static char text[] = "The quick brown fox jumps over the lazy dog";

static void
die(const char *what)
{
    fprintf(stderr, "switched: %s\n", what);
    exit(1);
}

/* ---- switching on ---------------------------------------------------- */

/* Files are told apart by their seconds. */
static void
wait_a_second(void)
{
    struct timespec time = { 1, 100000000 };

    nanosleep(&time, NULL);
}

static void
append(const char *from, const char *to)
{
    FILE *in = fopen(from, "r"), *out = fopen(to, "a");
    int c;

    if (in == NULL || out == NULL)
        die("no such file");
    while ((c = getc(in)) != EOF)
        putc(c, out);
    fclose(in);
    if (fclose(out) != 0)
        die("not written");
}

static void
switch_on(const char *from, const char *to)
{
    wait_a_second();
    append(from, to);
    wait_a_second();
}

/* Has the library look at its files, and acquires nothing. */
static void
look(void)
{
    gss_OID_set set = GSS_C_NO_OID_SET;
    OM_uint32 major, minor;

    major = gss_indicate_mechs(&minor, &set);
    printf("gss_indicate_mechs: %08x, %zu\n", major,
           set == GSS_C_NO_OID_SET ? 0 : set->count);
    gss_release_oid_set(&minor, &set);
}

/* ---- contexts -------------------------------------------------------- */

static void
send_one(const char *label, gss_ctx_id_t from, gss_ctx_id_t to)
{
    gss_buffer_desc message = { sizeof(text), text };
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, plain = GSS_C_EMPTY_BUFFER;
    OM_uint32 made, checked, major, minor;

    made = gss_get_mic(&minor, from, GSS_C_QOP_DEFAULT, &message, &token);
    checked = gss_verify_mic(&minor, to, &message, &token, NULL);
    printf("%s: MIC %08x, %08x\n", label, made, checked);
    gss_release_buffer(&minor, &token);
    made = gss_wrap(&minor, from, 1, GSS_C_QOP_DEFAULT, &message, NULL,
                    &token);
    major = gss_unwrap(&minor, to, &token, &plain, NULL, NULL);
    printf("%s: wrap %08x\ngss_unwrap: %08x\n", label, made, major);
    gss_release_buffer(&minor, &token);
    gss_release_buffer(&minor, &plain);
}

static void
talk(const char *label, const struct gss_pair *pair)
{
    OM_uint32 major;
    int i;

    for (i = INITIATOR; i <= ACCEPTOR; i++) {
        send_one(label, pair->end[i].ctx, pair->end[!i].ctx);
        printf("package %s: %s\n", label,
               context_is_ours(pair->end[i].ctx, &major) ? "Kerberos" :
               "stock");
    }
}

/* The first leg of each side; what the initiator is to be given next is in
 * *token. */
static void
begin(struct gss_pair *pair, const char *target, gss_buffer_t token)
{
    gss_buffer_desc none = GSS_C_EMPTY_BUFFER, first;
    OM_uint32 minor;

    endpoint_open(&pair->end[INITIATOR], INITIATOR, &dialog);
    endpoint_open(&pair->end[ACCEPTOR], ACCEPTOR, &dialog);
    endpoint_step(&pair->end[INITIATOR], &dialog, target, &none, &first);
    endpoint_step(&pair->end[ACCEPTOR], &dialog, target, &first, token);
    gss_release_buffer(&minor, &first);
}

static void
finish(struct gss_pair *pair, const char *target, gss_buffer_t token)
{
    gss_buffer_desc last;
    OM_uint32 minor;

    printf("the last leg: %08x\n",
           endpoint_step(&pair->end[INITIATOR], &dialog, target, token,
                         &last));
    gss_release_buffer(&minor, token);
    gss_release_buffer(&minor, &last);
}

static void
new_pair(const char *label, const char *target)
{
    struct gss_pair pair;

    if (pair_open(&pair, &dialog, target, NULL, NULL))
        talk(label, &pair);
    pair_close(&pair);
}

/* ---- credentials ----------------------------------------------------- */

static gss_cred_id_t
acquire(const char *ccache, gss_OID mech, gss_cred_usage_t usage)
{
    gss_key_value_element_desc element = { "ccache", ccache };
    gss_key_value_set_desc store = { 1, &element };
    gss_OID_set_desc mechs = { 1, mech };
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    OM_uint32 minor;

    if (gss_acquire_cred_from(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, &mechs,
                              usage, &store, &cred, NULL,
                              NULL) != GSS_S_COMPLETE)
        die("no credential");
    return cred;
}

/* As whom an initiator is seen, where one of the two ends uses a credential,
 * and the acceptor's status.  The credential is released. */
static void
say_client(const char *label, gss_OID mech, enum side side,
           gss_cred_id_t cred, const char *target)
{
    const struct dialog by_mech = { .mech = mech, .flags = FLAGS };
    gss_buffer_desc name = GSS_C_EMPTY_BUFFER, token, reply;
    gss_buffer_desc none = GSS_C_EMPTY_BUFFER;
    gss_name_t client = GSS_C_NO_NAME;
    struct gss_pair pair;
    OM_uint32 minor;

    endpoint_open(&pair.end[INITIATOR], INITIATOR, &by_mech);
    endpoint_open(&pair.end[ACCEPTOR], ACCEPTOR, &by_mech);
    pair.end[side].cred = cred;
    endpoint_step(&pair.end[INITIATOR], &by_mech, target, &none, &token);
    endpoint_step(&pair.end[ACCEPTOR], &by_mech, target, &token, &reply);
    gss_inquire_context(&minor, pair.end[ACCEPTOR].ctx, &client, NULL, NULL,
                        NULL, NULL, NULL, NULL);
    gss_display_name(&minor, client, &name, NULL);
    printf("package %s: %08x %.*s\n", label, pair.end[ACCEPTOR].major,
           (int)name.length, (char *)name.value);
    gss_release_name(&minor, &client);
    gss_release_buffer(&minor, &name);
    gss_release_buffer(&minor, &token);
    gss_release_buffer(&minor, &reply);
    pair_close(&pair);
}

/* What the library has to say of a credential, asked for its mechanism. */
static void
say_inquired(const char *label, gss_cred_id_t cred)
{
    OM_uint32 major, minor, lifetime;

    major = gss_inquire_cred_by_mech(&minor, cred, &oid_krb5, NULL, &lifetime,
                                     NULL, NULL);
    printf("package %s: %08x\n", label, major);
}

static void
say_client_after(const char *ccache, const char *target)
{
    say_client("a credential acquired after", &oid_krb5, INITIATOR,
               acquire(ccache, &oid_krb5, GSS_C_INITIATE), target);
}

/* ---- before and after ------------------------------------------------ */

struct state {
    const char *target;
    const char *ccache;
    struct gss_pair complete;
    struct gss_pair halfway;
    gss_buffer_desc token;          /* for the initiator of that */
    gss_cred_id_t client;
    gss_cred_id_t spnego;
    gss_cred_id_t server;
};

/* Programs often have the Kerberos library do something first. */
static void
use_kerberos(void)
{
    krb5_context context;

    if (krb5_init_context(&context) != 0)
        die("no Kerberos");
    krb5_free_context(context);
}

static void
begin_all(struct state *state)
{
    use_kerberos();
    if (!pair_open(&state->complete, &dialog, state->target, NULL, NULL))
        die("no context");
    talk("before", &state->complete);
    begin(&state->halfway, state->target, &state->token);
    state->client = acquire(state->ccache, &oid_krb5, GSS_C_INITIATE);
    state->spnego = acquire(state->ccache, &oid_spnego, GSS_C_INITIATE);
    state->server = acquire(state->ccache, &oid_krb5, GSS_C_ACCEPT);
}

static void
go_on(struct state *state)
{
    look();
    talk("complete", &state->complete);
    pair_close(&state->complete);
    finish(&state->halfway, state->target, &state->token);
    talk("halfway", &state->halfway);
    pair_close(&state->halfway);
    new_pair("new", state->target);
    say_inquired("one acquired before, inquired", state->client);
    say_client("a credential acquired before", &oid_krb5, INITIATOR,
               state->client, state->target);
    say_client("one of SPNEGO", &oid_spnego, INITIATOR, state->spnego,
               state->target);
    say_client("one of an acceptor", &oid_krb5, ACCEPTOR, state->server,
               state->target);
    say_client_after(state->ccache, state->target);
}

static void
begin_nothing(struct state *state)
{
    (void)state;
    look();
}

static void
go_on_with_nothing(struct state *state)
{
    look();
    new_pair("new", state->target);
    new_pair("another", state->target);
    say_client_after(state->ccache, state->target);
}

/* ---- who goes on ----------------------------------------------------- */

/* The parent ends, and somebody else is the parent when this returns. */
static void
become_orphan(void)
{
    struct timespec pause = { 0, 10000000 };
    pid_t parent = getpid(), child = fork();

    if (child != 0)
        _exit(child > 0 ? 0 : 1);
    while (getppid() == parent)
        nanosleep(&pause, NULL);
}

/* The child says that it came to its end; its status cannot, if it is not
 * ours. */
static void
in_child(bool orphan, void (*step)(struct state *), struct state *state)
{
    int ends[2], status;
    pid_t child = -1;
    char done;

    fflush(stdout);
    if (pipe(ends) != 0 || (child = fork()) < 0)
        die("no child");
    if (child == 0) {
        if (orphan)
            become_orphan();
        step(state);
        fflush(stdout);
        _exit(write(ends[1], "", 1) == 1 ? 0 : 1);
    }
    close(ends[1]);
    if (read(ends[0], &done, 1) != 1)
        die("the child did not come to its end");
    close(ends[0]);
    waitpid(child, &status, 0);
}

static const struct {
    const char *how;
    void (*before)(struct state *);
    void (*after)(struct state *);
    bool child;
    bool orphan;
} ways[] = {
    { "stays", begin_all, go_on, false, false },
    { "forks", begin_all, go_on, true, false },
    { "orphan", begin_all, go_on, true, true },
    { "idle", begin_nothing, go_on_with_nothing, false, false }
};

#define N_WAYS (sizeof(ways) / sizeof(ways[0]))

int
main(int argc, char **argv)
{
    struct state state = { 0 };
    size_t i = 0;

    while (argc == 6 && i < N_WAYS && strcmp(ways[i].how, argv[5]) != 0)
        i++;
    if (argc != 6 || i == N_WAYS) {
        fprintf(stderr, "usage: switched TARGET CCACHE FROM TO HOW\n");
        return 2;
    }
    state.target = argv[1];
    state.ccache = argv[2];
    /* The leader of a group, as a daemon is. */
    setpgid(0, 0);
    ways[i].before(&state);
    switch_on(argv[3], argv[4]);
    if (ways[i].child)
        in_child(ways[i].orphan, ways[i].after, &state);
    else
        ways[i].after(&state);
    return 0;
}
