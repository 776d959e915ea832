/* SPDX-License-Identifier: MIT */
/*
 * beside [-k] TARGET DIALOG...: what a program sees that lives beside other
 * modules and settings.  Makes a context in each of the ways named, sends
 * messages both ways, exports both ends and imports them again (not with
 * -k), sends more, and prints what came of it.  TARGET is hostbased.
 *
 *     krb5           Kerberos by itself
 *     halfway        the same in DCE style, each end exported and imported
 *                    between its legs
 *     spnego         SPNEGO with all that either side has
 *     ntlm           NTLM by itself
 *     spnego-ntlm    SPNEGO, of which the acceptor takes NTLM alone
 *
 * Nothing is printed that changes from run to run, and nothing that depends
 * on who does the work but for lines that begin with "package": they say for
 * each end whether it was the module's package or "stock".
 *
 * Exit status 0 if the lines could be printed, whatever they say.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "realm/gss_oids.h"
#include "realm/gss_pair.h"

#define FLAGS (GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG | \
               GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG)

static unsigned char ntlm[] = {
    0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x02, 0x0a
};
static gss_OID_desc oid_ntlm = { sizeof(ntlm), ntlm };

static pair_watch restrict_acceptor, export_halfway;

static const struct way {
    const char *label;
    gss_OID mech;
    OM_uint32 flags;
    bool explicit_creds;
    pair_watch *watch;
} ways[] = {
    { "krb5", &oid_krb5, FLAGS, false, NULL },
    { "halfway", &oid_krb5, FLAGS | GSS_C_DCE_STYLE, false, export_halfway },
    { "spnego", &oid_spnego, FLAGS, false, NULL },
    { "ntlm", &oid_ntlm, FLAGS, false, NULL },
    { "spnego-ntlm", &oid_spnego, FLAGS, true, restrict_acceptor }
};

static const char *const sides[] = { "initiator", "acceptor" };
static char text[] = "The quick brown fox jumps over the lazy dog";

/* ---- printing -------------------------------------------------------- */

static void
say_status(const char *label, OM_uint32 major, OM_uint32 minor)
{
    gss_buffer_desc message = GSS_C_EMPTY_BUFFER;
    OM_uint32 ignored, more = 0;

    printf("%s: %08x\n", label, major);
    if (GSS_ERROR(major) &&
        !GSS_ERROR(gss_display_status(&ignored, minor, GSS_C_MECH_CODE,
                                      GSS_C_NO_OID, &more, &message)))
        printf("%s: %.*s\n", label, (int)message.length,
               (char *)message.value);
    gss_release_buffer(&ignored, &message);
}

static void
say_oid(const char *label, gss_OID oid)
{
    gss_buffer_desc string = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;

    if (oid == GSS_C_NO_OID || GSS_ERROR(gss_oid_to_str(&minor, oid,
                                                        &string)))
        printf("%s: none\n", label);
    else
        printf("%s: %.*s\n", label, (int)string.length,
               (char *)string.value);
    gss_release_buffer(&minor, &string);
}

static void
say_name(const char *label, gss_name_t name)
{
    gss_buffer_desc string = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;

    if (name != GSS_C_NO_NAME &&
        !GSS_ERROR(gss_display_name(&minor, name, &string, NULL)))
        printf("%s: %.*s\n", label, (int)string.length,
               (char *)string.value);
    gss_release_buffer(&minor, &string);
}

static void
say_mechanisms(void)
{
    gss_OID_set set = GSS_C_NO_OID_SET;
    OM_uint32 major, minor;
    size_t i;

    major = gss_indicate_mechs(&minor, &set);
    say_status("gss_indicate_mechs", major, minor);
    for (i = 0; set != GSS_C_NO_OID_SET && i < set->count; i++)
        say_oid("mechanism", &set->elements[i]);
    gss_release_oid_set(&minor, &set);
}

/* ---- one context ----------------------------------------------------- */

static bool
is_ntlm(gss_ctx_id_t ctx)
{
    gss_OID mech = GSS_C_NO_OID;
    OM_uint32 minor;

    gss_inquire_context(&minor, ctx, NULL, NULL, NULL, &mech, NULL, NULL,
                        NULL);
    return mech != GSS_C_NO_OID && gss_oid_equal(mech, &oid_ntlm);
}

/* gss-ntlmssp crashes when it is asked for the names of an acceptor that
 * did not acquire its credential by name. */
static void
say_names(gss_ctx_id_t ctx)
{
    gss_name_t from = GSS_C_NO_NAME, to = GSS_C_NO_NAME;
    OM_uint32 major, minor;

    if (is_ntlm(ctx))
        return;
    major = gss_inquire_context(&minor, ctx, &from, &to, NULL, NULL, NULL,
                                NULL, NULL);
    say_status("names", major, minor);
    say_name("from", from);
    say_name("to", to);
    gss_release_name(&minor, &from);
    gss_release_name(&minor, &to);
}

static void
say_end(const struct endpoint *end)
{
    gss_OID mech = GSS_C_NO_OID;
    OM_uint32 major, minor, flags = 0;
    int local = -1, open = -1;

    major = gss_inquire_context(&minor, end->ctx, NULL, NULL, NULL, &mech,
                                &flags, &local, &open);
    say_status("gss_inquire_context", major, minor);
    say_oid("mechanism", mech);
    printf("flags %x, local %d, open %d\n", flags, local, open);
    say_names(end->ctx);
}

static void
sign(gss_ctx_id_t from, gss_ctx_id_t to)
{
    gss_buffer_desc message = { sizeof(text), text };
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    major = gss_get_mic(&minor, from, GSS_C_QOP_DEFAULT, &message, &token);
    say_status("gss_get_mic", major, minor);
    printf("%zu bytes\n", token.length);
    major = gss_verify_mic(&minor, to, &message, &token, NULL);
    say_status("gss_verify_mic", major, minor);
    /* NTLM is out of step after a message that it refuses. */
    if (!is_ntlm(to)) {
        major = gss_verify_mic(&minor, to, &message, &token, NULL);
        say_status("the same again", major, minor);
    }
    gss_release_buffer(&minor, &token);
}

static void
seal(gss_ctx_id_t from, gss_ctx_id_t to, int conf)
{
    gss_buffer_desc message = { sizeof(text), text };
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, plain = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;
    int sealed = -1;

    major = gss_wrap(&minor, from, conf, GSS_C_QOP_DEFAULT, &message,
                     &sealed, &token);
    say_status("gss_wrap", major, minor);
    printf("%zu bytes, sealed %d\n", token.length, sealed);
    sealed = -1;
    major = gss_unwrap(&minor, to, &token, &plain, &sealed, NULL);
    say_status("gss_unwrap", major, minor);
    printf("\"%.*s\", sealed %d\n", (int)plain.length, (char *)plain.value,
           sealed);
    gss_release_buffer(&minor, &token);
    gss_release_buffer(&minor, &plain);
}

static void
send_messages(const struct gss_pair *pair, enum side from)
{
    gss_ctx_id_t ours = pair->end[from].ctx;
    gss_ctx_id_t theirs = pair->end[from == INITIATOR ? ACCEPTOR :
                                    INITIATOR].ctx;

    printf("from the %s:\n", sides[from]);
    sign(ours, theirs);
    seal(ours, theirs, 1);
    seal(ours, theirs, 0);
}

/* One end out of the process and in again. */
static void
export_end(struct endpoint *end)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    major = gss_export_sec_context(&minor, &end->ctx, &token);
    say_status("gss_export_sec_context", major, minor);
    major = gss_import_sec_context(&minor, &token, &end->ctx);
    say_status("gss_import_sec_context", major, minor);
    gss_release_buffer(&minor, &token);
}

static void
say_package(const char *label, const struct gss_pair *pair)
{
    OM_uint32 major;
    int i;

    for (i = INITIATOR; i <= ACCEPTOR; i++)
        printf("package %s %s %s\n", label, sides[i],
               context_is_ours(pair->end[i].ctx, &major) ? "Kerberos" :
               "stock");
}

static void
restrict_acceptor(void *arg, struct gss_pair *pair, enum side to,
                  gss_buffer_t token)
{
    gss_OID_set_desc only = { 1, &oid_ntlm };
    OM_uint32 major, minor;

    (void)arg;
    (void)token;
    if (to == ACCEPTOR && pair->end[ACCEPTOR].legs == 0) {
        major = gss_set_neg_mechs(&minor, pair->end[ACCEPTOR].cred, &only);
        say_status("gss_set_neg_mechs", major, minor);
    }
}

static void
export_halfway(void *arg, struct gss_pair *pair, enum side to,
               gss_buffer_t token)
{
    (void)arg;
    (void)token;
    if (pair->end[to].ctx != GSS_C_NO_CONTEXT) {
        printf("%s, halfway\n", sides[to]);
        export_end(&pair->end[to]);
    }
}

static void
use(struct gss_pair *pair, const struct way *way, bool export)
{
    say_end(&pair->end[INITIATOR]);
    say_end(&pair->end[ACCEPTOR]);
    send_messages(pair, INITIATOR);
    send_messages(pair, ACCEPTOR);
    say_package(way->label, pair);
    if (export) {
        export_end(&pair->end[ACCEPTOR]);
        export_end(&pair->end[INITIATOR]);
        send_messages(pair, INITIATOR);
        send_messages(pair, ACCEPTOR);
    }
}

static void
go(const struct way *way, const char *target, bool export)
{
    struct dialog dialog = { .mech = way->mech, .flags = way->flags,
                             .explicit_creds = way->explicit_creds };
    struct gss_pair pair;
    bool complete;
    int i;

    printf("== %s\n", way->label);
    complete = pair_open(&pair, &dialog, target, way->watch, NULL);
    for (i = INITIATOR; i <= ACCEPTOR; i++)
        say_status(sides[i], pair.end[i].major, pair.end[i].minor);
    if (complete)
        use(&pair, way, export);
    pair_close(&pair);
}

static const struct way *
find_way(const char *label)
{
    const struct way *way = NULL;
    size_t i;

    for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
        if (strcmp(ways[i].label, label) == 0)
            way = &ways[i];
    return way;
}

int
main(int argc, char **argv)
{
    bool export = argc < 2 || strcmp(argv[1], "-k") != 0;
    int first = export ? 2 : 3;
    int status = argc <= first ? 2 : 0, i;

    for (i = first; i < argc && status == 0; i++)
        status = find_way(argv[i]) == NULL ? 2 : 0;
    if (status != 0) {
        fprintf(stderr, "usage: beside [-k] TARGET DIALOG...\n");
    } else {
        printf("user %ld, effective %ld, secure %lu\n", (long)getuid(),
               (long)geteuid(), getauxval(AT_SECURE));
        say_mechanisms();
        for (i = first; i < argc; i++)
            go(find_way(argv[i]), argv[first - 1], export);
    }
    return status;
}
