/* SPDX-License-Identifier: MIT */
/*
 * What contexts do to a process that has locked itself in.  In the stock
 * world and in that of the module, contexts are established in every way;
 * then messages, questions, export, deletion and the end of the process
 *   - are traced: the module makes no system call that stock does not make
 *     in the same stage, and draws on the kernel's random numbers no more
 *     often,
 *   - run where all but the calls that stock made kill the process,
 *   - run without a descriptor, an environment or a file,
 * and all that the program sees is the same.  Prints TAP.
 *
 * usage: sandbox --target SERVICE --tgt-only FILE --stock CONF --module CONF
 *                [--forwarded]
 *
 * CONF is a file for GSS_MECH_CONFIG, FILE a ccache with nothing but a TGT.
 * --forwarded says that the module leaves messages of this enctype to MIT.
 */
#include <getopt.h>
#include <gssapi/gssapi_krb5.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "realm/diff/iov.h"
#include "realm/gss_oids.h"
#include "realm/gss_pair.h"
#include "realm/sandbox_watch.h"

static struct {
    const char *target;
    const char *tgt_only;
    const char *config[2];          /* stock, module */
    bool forwarded;
} options;

static unsigned tests, failures;

static void
ok(bool good, const char *way, const char *what)
{
    tests++;
    failures += !good;
    printf("%sok %u - %s: %s\n", good ? "" : "not ", tests, way, what);
}

/* ---- ways to establish a context ------------------------------------- */

#define FLAGS (GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG | \
               GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG)

struct way {
    const char *name;
    struct dialog dialog;
    bool with_tgt;
    bool moved;             /* the acceptor's was exported and imported, and
                             * is stock's from then on */
};

static const struct way ways[] = {
    { .name = "without credentials", .dialog = { .flags = FLAGS } },
    { .name = "with credentials",
      .dialog = { .flags = FLAGS, .explicit_creds = true } },
    { .name = "in one leg",
      .dialog = { .flags = FLAGS & ~GSS_C_MUTUAL_FLAG } },
    { .name = "DCE style", .dialog = { .flags = FLAGS | GSS_C_DCE_STYLE } },
    { .name = "DCE style with credentials",
      .dialog = { .flags = FLAGS | GSS_C_DCE_STYLE, .explicit_creds = true } },
    { .name = "delegation", .dialog = { .flags = FLAGS | GSS_C_DELEG_FLAG } },
    { .name = "SPNEGO",
      .dialog = { .flags = FLAGS, .negotiation = NEG_PLAIN } },
    { .name = "SPNEGO without credentials",
      .dialog = { .flags = FLAGS, .mech = &oid_spnego } },
    { .name = "SPNEGO in DCE style with delegation",
      .dialog = { .flags = FLAGS | GSS_C_DCE_STYLE | GSS_C_DELEG_FLAG,
                  .negotiation = NEG_PLAIN } },
    { .name = "IAKERB", .with_tgt = true,
      .dialog = { .flags = FLAGS, .mech = &oid_iakerb,
                  .explicit_creds = true } },
    { .name = "exported and imported", .moved = true,
      .dialog = { .flags = FLAGS } },
};

/* ---- the story ------------------------------------------------------- */

struct telling {
    const struct way *way;
    bool stock;
    bool names;             /* ask for them too */
    struct gss_pair pair;
    pthread_t waiting;
    atomic_bool waits, go;
    atomic_int done;        /* threads that have */
    struct watched *seen;
};

static char text[] = "The quick brown fox jumps over the lazy dog.....";

static gss_buffer_desc
message(void)
{
    gss_buffer_desc buffer = { sizeof(text) - 1, text };

    return buffer;
}

static void
say_buffer(struct watched *seen, const gss_buffer_desc *buffer)
{
    watch_say(seen, " %zu%s", buffer->length,
              buffer->length == sizeof(text) - 1 &&
              memcmp(buffer->value, text, sizeof(text) - 1) == 0 ?
              " same" : "");
}

static void
tell_mic(struct watched *seen, gss_ctx_id_t from, gss_ctx_id_t to)
{
    gss_buffer_desc in = message(), token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    major = gss_get_mic(&minor, from, GSS_C_QOP_DEFAULT, &in, &token);
    watch_say(seen, "get_mic %08x", major);
    say_buffer(seen, &token);
    major = gss_verify_mic(&minor, to, &in, &token, NULL);
    watch_say(seen, " %08x", major);
    /* The second time it is an old one. */
    major = gss_verify_mic(&minor, to, &in, &token, NULL);
    watch_say(seen, " %08x\n", major);
    gss_release_buffer(&minor, &token);
}

static void
tell_wrap(struct watched *seen, gss_ctx_id_t from, gss_ctx_id_t to, int conf)
{
    gss_buffer_desc in = message(), token = GSS_C_EMPTY_BUFFER;
    gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
    unsigned char spoilt[256];
    OM_uint32 major, minor;
    int state = -1;

    major = gss_wrap(&minor, from, conf, GSS_C_QOP_DEFAULT, &in, &state,
                     &token);
    watch_say(seen, "wrap %08x %d", major, state);
    say_buffer(seen, &token);
    /* Opening it may use its memory. */
    memcpy(spoilt, token.value, token.length);
    spoilt[token.length - 1] ^= 1;
    major = gss_unwrap(&minor, to, &token, &out, &state, NULL);
    watch_say(seen, " unwrap %08x %d", major, state);
    say_buffer(seen, &out);
    gss_release_buffer(&minor, &out);
    memcpy(token.value, spoilt, token.length);
    major = gss_unwrap(&minor, to, &token, &out, &state, NULL);
    watch_say(seen, " spoilt %08x\n", major);
    gss_release_buffer(&minor, &out);
    gss_release_buffer(&minor, &token);
}

static void
tell_iov(struct watched *seen, gss_ctx_id_t from, gss_ctx_id_t to)
{
    struct iov_list list;
    OM_uint32 major, minor;
    int state = -1;

    iov_start(&list);
    iov_add_empty(&list, GSS_IOV_BUFFER_TYPE_HEADER |
                  GSS_IOV_BUFFER_FLAG_ALLOCATE);
    iov_add(&list, GSS_IOV_BUFFER_TYPE_DATA, text, sizeof(text) - 1);
    iov_add_empty(&list, GSS_IOV_BUFFER_TYPE_PADDING |
                  GSS_IOV_BUFFER_FLAG_ALLOCATE);
    iov_add_empty(&list, GSS_IOV_BUFFER_TYPE_TRAILER |
                  GSS_IOV_BUFFER_FLAG_ALLOCATE);
    major = gss_wrap_iov(&minor, from, 1, GSS_C_QOP_DEFAULT, &state,
                         list.iov, list.count);
    watch_say(seen, "wrap_iov %08x %d", major, state);
    major = gss_unwrap_iov(&minor, to, &state, NULL, list.iov, list.count);
    watch_say(seen, " unwrap_iov %08x %d", major, state);
    say_buffer(seen, &list.iov[1].buffer);
    watch_say(seen, "\n");
    iov_free(&list);
}

static void
tell_aead(struct watched *seen, gss_ctx_id_t from, gss_ctx_id_t to)
{
    gss_buffer_desc in = message(), also = { 4, text };
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER, out = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, size = 0;
    int state = -1;

    major = gss_wrap_aead(&minor, from, 1, GSS_C_QOP_DEFAULT, &also, &in,
                          &state, &token);
    watch_say(seen, "wrap_aead %08x %d", major, state);
    major = gss_unwrap_aead(&minor, to, &token, &also, &out, &state, NULL);
    watch_say(seen, " unwrap_aead %08x %d", major, state);
    say_buffer(seen, &out);
    major = gss_wrap_size_limit(&minor, from, 1, GSS_C_QOP_DEFAULT, 4096,
                                &size);
    watch_say(seen, " limit %08x %d\n", major, size > 4000);
    gss_release_buffer(&minor, &out);
    gss_release_buffer(&minor, &token);
}

static void
tell_messages(struct telling *t)
{
    gss_ctx_id_t from, to;
    int turn;

    for (turn = 0; turn < 2; turn++) {
        from = t->pair.end[turn].ctx;
        to = t->pair.end[1 - turn].ctx;
        tell_wrap(t->seen, from, to, 1);
        tell_wrap(t->seen, from, to, 0);
        tell_mic(t->seen, from, to);
        tell_iov(t->seen, from, to);
        tell_aead(t->seen, from, to);
    }
}

/* ---- its threads ----------------------------------------------------- */

static void *
new_thread(void *arg)
{
    struct telling *t = arg;

    tell_messages(t);
    t->done++;
    return NULL;
}

/* Nobody waits by a system call: a library could have made it. */
static void *
waiting_thread(void *arg)
{
    struct telling *t = arg;

    t->waits = true;
    while (!t->go)
        continue;
    return new_thread(arg);
}

static void
wait_for(struct telling *t, int threads)
{
    while (t->done < threads)
        continue;
}

static void
join(pthread_t thread)
{
    while (pthread_tryjoin_np(thread, NULL) != 0)
        continue;
}

static void
tell_threads(struct telling *t)
{
    pthread_t thread;

    t->seen->stage = STAGE_THREAD;
    t->go = true;
    wait_for(t, 1);
    join(t->waiting);
    if (pthread_create(&thread, NULL, new_thread, t) != 0)
        abort();
    wait_for(t, 2);
    join(thread);
}

static bool
start_waiting(struct telling *t)
{
    bool started = pthread_create(&t->waiting, NULL, waiting_thread, t) == 0;

    while (started && !t->waits)
        continue;
    return started;
}

/* ---- its questions --------------------------------------------------- */

static void
tell_object(struct watched *seen, gss_ctx_id_t ctx, gss_OID object)
{
    gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
    OM_uint32 major, minor;

    major = gss_inquire_sec_context_by_oid(&minor, ctx, object, &set);
    watch_say(seen, " %08x %zu", major,
              set == GSS_C_NO_BUFFER_SET ? 0 : set->count);
    gss_release_buffer_set(&minor, &set);
}

/* As a program does that puts the keys into the kernel; the context stays. */
static void
tell_lucid(struct watched *seen, gss_ctx_id_t ctx)
{
    gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
    gss_krb5_lucid_context_v1_t *lucid = NULL;
    OM_uint32 major, minor;

    major = gss_inquire_sec_context_by_oid(&minor, ctx, &oid_lucid_v1, &set);
    if (major == GSS_S_COMPLETE) {
        memcpy(&lucid, set->elements[0].value, sizeof(lucid));
        watch_say(seen, " lucid %u", lucid->protocol);
        gss_krb5_free_lucid_sec_context(&minor, lucid);
    }
    gss_release_buffer_set(&minor, &set);
}

static void
tell_answers(struct watched *seen, struct endpoint *end)
{
    gss_buffer_desc seed = { 4, text }, out = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor, seconds = 0, flags = 0;
    gss_OID mech = GSS_C_NO_OID;
    int local = -1, open = -1;

    major = gss_inquire_context(&minor, end->ctx, NULL, NULL, &seconds, &mech,
                                &flags, &local, &open);
    watch_say(seen, "inquire %08x %d %x %d %d %u", major,
              seconds > 0, flags, local, open,
              mech == GSS_C_NO_OID ? 0 : mech->length);
    major = gss_context_time(&minor, end->ctx, &seconds);
    watch_say(seen, " time %08x %d", major, seconds > 0);
    major = gss_pseudo_random(&minor, end->ctx, GSS_C_PRF_KEY_FULL, &seed, 16,
                              &out);
    watch_say(seen, " prf %08x %zu", major, out.length);
    gss_release_buffer(&minor, &out);
    tell_object(seen, end->ctx, GSS_C_INQ_SSPI_SESSION_KEY);
    tell_object(seen, end->ctx, &oid_nobody);
    tell_lucid(seen, end->ctx);
    watch_say(seen, "\n");
}

/* What a program may want to say of a message that it refuses. */
static void
tell_status(struct watched *seen)
{
    gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor, more = 0;

    gss_display_status(&minor, GSS_S_BAD_MIC, GSS_C_GSS_CODE, &oid_krb5,
                       &more, &out);
    watch_say(seen, "status %zu\n", out.length);
    gss_release_buffer(&minor, &out);
}

static void
tell_names(struct watched *seen, struct endpoint *end)
{
    gss_name_t name[2] = { GSS_C_NO_NAME, GSS_C_NO_NAME };
    gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;
    int i;

    major = gss_inquire_context(&minor, end->ctx, &name[0], &name[1], NULL,
                                NULL, NULL, NULL, NULL);
    watch_say(seen, "names %08x", major);
    for (i = 0; i < 2; i++) {
        if (name[i] != GSS_C_NO_NAME &&
            gss_display_name(&minor, name[i], &out, NULL) == GSS_S_COMPLETE)
            watch_say(seen, " %.*s", (int)out.length, (char *)out.value);
        gss_release_buffer(&minor, &out);
        gss_release_name(&minor, &name[i]);
    }
    watch_say(seen, "\n");
}

static void
ask(struct telling *t)
{
    int i;

    t->seen->stage = STAGE_ASK;
    for (i = 0; i < 2; i++)
        tell_answers(t->seen, &t->pair.end[i]);
    tell_status(t->seen);
    for (i = 0; t->names && i < 2; i++) {
        t->seen->stage = STAGE_NAMES;
        tell_names(t->seen, &t->pair.end[i]);
    }
}

/* ---- its end --------------------------------------------------------- */

static void
tell(void *arg, struct watched *seen)
{
    struct telling *t = arg;
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    seen->stage = STAGE_COLD;
    tell_messages(t);
    seen->stage = STAGE_WARM;
    tell_messages(t);
    tell_threads(t);
    ask(t);
    seen->stage = STAGE_EXPORT;
    major = gss_export_sec_context(&minor, &t->pair.end[INITIATOR].ctx,
                                   &token);
    watch_say(seen, "export %08x %d\n", major, token.length > 0);
    gss_release_buffer(&minor, &token);
    seen->stage = STAGE_DELETE;
    major = gss_delete_sec_context(&minor, &t->pair.end[ACCEPTOR].ctx,
                                   GSS_C_NO_BUFFER);
    watch_say(seen, "delete %08x\n", major);
    major = gss_delete_sec_context(&minor, &t->pair.end[INITIATOR].ctx,
                                   GSS_C_NO_BUFFER);
    watch_say(seen, "delete %08x\n", major);
}

static bool
move(struct endpoint *end)
{
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;

    major = gss_export_sec_context(&minor, &end->ctx, &token);
    if (major == GSS_S_COMPLETE)
        major = gss_import_sec_context(&minor, &token, &end->ctx);
    gss_release_buffer(&minor, &token);
    return major == GSS_S_COMPLETE;
}

static bool
prepare(void *arg, struct watched *seen)
{
    struct telling *t = arg;
    struct dialog dialog = t->way->dialog;
    OM_uint32 major;
    bool good;

    world_enter(options.config[t->stock ? 0 : 1]);
    t->seen = seen;
    if (t->way->with_tgt)
        dialog.tgt_only = options.tgt_only;
    good = pair_open(&t->pair, &dialog, options.target, NULL, NULL) &&
        (!t->way->moved || move(&t->pair.end[ACCEPTOR])) &&
        start_waiting(t);
    seen->ours = good && context_is_ours(t->pair.end[INITIATOR].ctx, &major) &&
        (t->way->moved || context_is_ours(t->pair.end[ACCEPTOR].ctx, &major));
    return good;
}

/* ---- comparison ------------------------------------------------------ */

static bool
run(const struct way *way, bool stock, enum confinement how,
    const struct watch_report *allowed, struct watch_report *report)
{
    struct telling t = { .way = way, .stock = stock,
                         .names = how != FILTERED };
    struct watch_story story = { prepare, tell, &t };

    return watch_run(how, &story, allowed, report);
}

static void
show(const char *world, const struct watch_report *report)
{
    const char *line = report->seen->text, *end;

    printf("# %s: status %x, in %s\n", world, (unsigned)report->status,
           stage_names[report->seen->stage]);
    for (; *line != '\0'; line = *end == '\0' ? end : end + 1) {
        end = strchrnul(line, '\n');
        printf("#   %.*s\n", (int)(end - line), line);
    }
}

/* Both ended well, are what they should be, and saw the same. */
static bool
agree(const struct watch_report *stock, const struct watch_report *module)
{
    bool same = watch_ended_well(stock) && watch_ended_well(module) &&
        !stock->seen->ours && module->seen->ours == !options.forwarded &&
        strcmp(stock->seen->text, module->seen->text) == 0;

    if (!same) {
        show("stock", stock);
        show(module->seen->ours ? "module, ours" : "module", module);
    }
    return same;
}

static void
compare(const struct way *way)
{
    static struct watch_report stock, module, free_stock, free_module;

    if (!run(way, true, TRACED, NULL, &free_stock) ||
        !run(way, false, TRACED, NULL, &free_module)) {
        ok(false, way->name, "can be traced");
    } else {
        ok(agree(&free_stock, &free_module), way->name, "the same is seen");
        ok(watch_no_more(&free_stock, &free_module), way->name,
           "no system call that stock does not make");
    }
    run(way, true, FILTERED, &free_stock, &stock);
    run(way, false, FILTERED, &free_stock, &module);
    ok(agree(&stock, &module), way->name, "under a filter of system calls");
    watch_forget(&stock);
    watch_forget(&module);
    run(way, true, SHUT_OUT, NULL, &stock);
    run(way, false, SHUT_OUT, NULL, &module);
    ok(agree(&stock, &module), way->name,
       "without descriptors, environment and files");
    watch_forget(&stock);
    watch_forget(&module);
    watch_forget(&free_stock);
    watch_forget(&free_module);
}

/* ---- options --------------------------------------------------------- */

static const struct option long_options[] = {
    { "target", required_argument, NULL, 't' },
    { "tgt-only", required_argument, NULL, 'T' },
    { "stock", required_argument, NULL, 'S' },
    { "module", required_argument, NULL, 'M' },
    { "forwarded", no_argument, NULL, 'f' },
    { NULL, 0, NULL, 0 }
};

static void
read_options(int argc, char **argv)
{
    int option;

    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (option == 't')
            options.target = optarg;
        else if (option == 'T')
            options.tgt_only = optarg;
        else if (option == 'S')
            options.config[0] = optarg;
        else if (option == 'M')
            options.config[1] = optarg;
        else if (option == 'f')
            options.forwarded = true;
    }
}

int
main(int argc, char **argv)
{
    size_t i;

    read_options(argc, argv);
    if (options.target == NULL || options.tgt_only == NULL ||
        options.config[0] == NULL || options.config[1] == NULL) {
        fprintf(stderr, "usage: %s --target SERVICE --tgt-only FILE "
                "--stock CONF --module CONF [--forwarded]\n", argv[0]);
        return 2;
    }
    for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
        compare(&ways[i]);
    printf("1..%u\n", tests);
    return failures > 0 ? 1 : 0;
}
