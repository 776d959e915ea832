/* SPDX-License-Identifier: MIT */
/*
 * switched TARGET CCACHE FROM TO: a program that runs while the module is
 * switched on.  TARGET is hostbased, CCACHE not the default cache; the file
 * FROM is appended to TO, which may be the configuration that the library
 * looks at again from time to time.
 *
 * What was begun before is gone on with afterwards: a context that was
 * complete, one between its legs, and a credential.  Prints what came of it;
 * lines that begin with "package" say who did the work.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "gss_oids.h"
#include "gss_pair.h"

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
    gss_OID_set set = GSS_C_NO_OID_SET;
    OM_uint32 major, minor;

    wait_a_second();
    append(from, to);
    wait_a_second();
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

/* ---- a credential ---------------------------------------------------- */

static gss_cred_id_t
acquire(const char *ccache)
{
    gss_key_value_element_desc element = { "ccache", ccache };
    gss_key_value_set_desc store = { 1, &element };
    gss_OID_set_desc mechs = { 1, &oid_krb5 };
    gss_cred_id_t cred = GSS_C_NO_CREDENTIAL;
    OM_uint32 minor;

    if (gss_acquire_cred_from(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, &mechs,
                              GSS_C_INITIATE, &store, &cred, NULL,
                              NULL) != GSS_S_COMPLETE)
        die("no credential");
    return cred;
}

/* As whom the initiator of a context made with it is seen; the credential is
 * released. */
static void
say_client(const char *label, gss_cred_id_t cred, const char *target)
{
    gss_buffer_desc name = GSS_C_EMPTY_BUFFER, token, reply;
    gss_buffer_desc none = GSS_C_EMPTY_BUFFER;
    gss_name_t client = GSS_C_NO_NAME;
    struct gss_pair pair;
    OM_uint32 minor;

    endpoint_open(&pair.end[INITIATOR], INITIATOR, &dialog);
    endpoint_open(&pair.end[ACCEPTOR], ACCEPTOR, &dialog);
    pair.end[INITIATOR].cred = cred;
    endpoint_step(&pair.end[INITIATOR], &dialog, target, &none, &token);
    endpoint_step(&pair.end[ACCEPTOR], &dialog, target, &token, &reply);
    gss_inquire_context(&minor, pair.end[ACCEPTOR].ctx, &client, NULL, NULL,
                        NULL, NULL, NULL, NULL);
    if (gss_display_name(&minor, client, &name, NULL) == GSS_S_COMPLETE)
        printf("package %s: %.*s\n", label, (int)name.length,
               (char *)name.value);
    gss_release_name(&minor, &client);
    gss_release_buffer(&minor, &name);
    gss_release_buffer(&minor, &token);
    gss_release_buffer(&minor, &reply);
    pair_close(&pair);
}

int
main(int argc, char **argv)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    struct gss_pair complete, halfway;
    gss_cred_id_t cred;

    if (argc != 5) {
        fprintf(stderr, "usage: switched TARGET CCACHE FROM TO\n");
        return 2;
    }
    if (!pair_open(&complete, &dialog, argv[1], NULL, NULL))
        die("no context");
    talk("before", &complete);
    begin(&halfway, argv[1], &token);
    cred = acquire(argv[2]);
    switch_on(argv[3], argv[4]);
    talk("complete", &complete);
    pair_close(&complete);
    finish(&halfway, argv[1], &token);
    talk("halfway", &halfway);
    pair_close(&halfway);
    new_pair("new", argv[1]);
    say_client("a credential acquired before", cred, argv[1]);
    say_client("a credential acquired after", acquire(argv[2]), argv[1]);
    return 0;
}
