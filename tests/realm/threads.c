/* SPDX-License-Identifier: MIT */
/*
 * One context, many threads: in the module world every number is used once,
 * every message is accepted, every duplicate is found once; and a context
 * that is alive across fork() works on both sides.  Prints TAP.
 *
 * usage: threads --target SERVICE --module CONF [--threads N] [--messages N]
 *
 * CONF is a file for GSS_MECH_CONFIG.  The enctype of the ticket must be one
 * of RFC 4121's: the numbers are read from the tokens.
 *
 * Exit status: 0 all good, 1 a test failed, 2 it could not run.
 */
#include <getopt.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "realm/gss_pair.h"

#define MAX_THREADS 64
#define CFX_HEADER 16
/* Duplicates are only found while the number is in the window. */
#define BATCH 32

static struct {
    const char *target;
    unsigned threads;
    unsigned messages;          /* of each kind and thread */
} options = { NULL, 4, 20000 };

static unsigned tests, failures;

static void
ok(bool good, const char *name)
{
    tests++;
    failures += !good;
    printf("%sok %u - %s\n", good ? "" : "not ", tests, name);
    fflush(stdout);
}

/* ---- tokens --------------------------------------------------------- */

struct token {
    bool wrap;
    uint64_t number;
    gss_buffer_desc bytes;
    uint32_t message;           /* what it was made from */
};

/* What a thread works on, and what went wrong. */
struct work {
    pthread_t thread;
    gss_ctx_id_t ctx;
    unsigned index;
    struct token *tokens;
    size_t count;
    unsigned long failed;       /* calls that did not end as they should */
    unsigned long complete;
    unsigned long duplicate;
};

static gss_buffer_desc
message_buffer(const uint32_t *message)
{
    gss_buffer_desc buffer = { sizeof(*message),
                               (void *)(uintptr_t)message };

    return buffer;
}

static uint64_t
number_of(const gss_buffer_desc *token)
{
    const unsigned char *p = token->value;
    uint64_t number = 0;
    int i;

    for (i = 8; token->length >= CFX_HEADER && i < CFX_HEADER; i++)
        number = number << 8 | p[i];
    return number;
}

static bool
make_token(gss_ctx_id_t ctx, bool wrap, uint32_t message, struct token *token)
{
    gss_buffer_desc in = message_buffer(&message);
    OM_uint32 major, minor;
    int conf = -1;

    memset(token, 0, sizeof(*token));
    token->wrap = wrap;
    token->message = message;
    if (wrap)
        major = gss_wrap(&minor, ctx, 1, GSS_C_QOP_DEFAULT, &in, &conf,
                         &token->bytes);
    else
        major = gss_get_mic(&minor, ctx, GSS_C_QOP_DEFAULT, &in,
                            &token->bytes);
    token->number = number_of(&token->bytes);
    return major == GSS_S_COMPLETE && (!wrap || conf == 1);
}

/* The major status; GSS_S_FAILURE also for a wrong plaintext. */
static OM_uint32
check_token(gss_ctx_id_t ctx, const struct token *token)
{
    gss_buffer_desc message = message_buffer(&token->message);
    gss_buffer_desc bytes = { 0, NULL }, plain = GSS_C_EMPTY_BUFFER;
    OM_uint32 major, minor;
    int conf = -1;

    /* Unwrapping may use the token's own memory. */
    bytes.length = token->bytes.length;
    bytes.value = malloc(bytes.length);
    if (bytes.value == NULL)
        exit(2);
    memcpy(bytes.value, token->bytes.value, bytes.length);
    if (token->wrap) {
        major = gss_unwrap(&minor, ctx, &bytes, &plain, &conf, NULL);
        if (!GSS_ERROR(major) &&
            (conf != 1 || plain.length != message.length ||
             memcmp(plain.value, message.value, message.length) != 0))
            major = GSS_S_FAILURE;
        gss_release_buffer(&minor, &plain);
    } else {
        major = gss_verify_mic(&minor, ctx, &message, &bytes, NULL);
    }
    free(bytes.value);
    return major;
}

static void
free_tokens(struct token *tokens, size_t count)
{
    OM_uint32 minor;
    size_t i;

    for (i = 0; i < count; i++)
        gss_release_buffer(&minor, &tokens[i].bytes);
    free(tokens);
}

static int
by_number(const void *a, const void *b)
{
    const struct token *x = a, *y = b;

    return (x->number > y->number) - (x->number < y->number);
}

/* ---- threads -------------------------------------------------------- */

static pthread_barrier_t start;

/* Half MICs, half sealed messages. */
static void *
make_many(void *arg)
{
    struct work *work = arg;
    size_t i;

    pthread_barrier_wait(&start);
    for (i = 0; i < work->count; i++)
        work->failed += !make_token(work->ctx, i % 2 == 1,
                                    (uint32_t)(work->index << 24 | i),
                                    &work->tokens[i]);
    return NULL;
}

static void *
check_many(void *arg)
{
    struct work *work = arg;
    OM_uint32 major;
    size_t i;

    pthread_barrier_wait(&start);
    for (i = 0; i < work->count; i++) {
        major = check_token(work->ctx, &work->tokens[i]);
        work->complete += major == GSS_S_COMPLETE;
        work->duplicate += major == GSS_S_DUPLICATE_TOKEN;
        work->failed += major != GSS_S_COMPLETE &&
            major != GSS_S_DUPLICATE_TOKEN;
    }
    return NULL;
}

typedef void *thread_function(void *);

/* Runs all at once; the functions may differ from thread to thread. */
static void
run_threads(struct work *works, unsigned count, thread_function **functions)
{
    unsigned i;

    pthread_barrier_init(&start, NULL, count);
    for (i = 0; i < count; i++) {
        works[i].index = i;
        if (pthread_create(&works[i].thread, NULL, functions[i],
                           &works[i]) != 0)
            exit(2);
    }
    for (i = 0; i < count; i++)
        pthread_join(works[i].thread, NULL);
    pthread_barrier_destroy(&start);
}

static void
share_out(struct work *works, unsigned threads, gss_ctx_id_t ctx,
          struct token *tokens, size_t each)
{
    unsigned i;

    memset(works, 0, threads * sizeof(*works));
    for (i = 0; i < threads; i++) {
        works[i].ctx = ctx;
        works[i].tokens = tokens + i * each;
        works[i].count = each;
    }
}

static unsigned long
failed_calls(const struct work *works, unsigned threads)
{
    unsigned long sum = 0;
    unsigned i;

    for (i = 0; i < threads; i++)
        sum += works[i].failed;
    return sum;
}

static struct token *
new_tokens(size_t count)
{
    struct token *tokens = calloc(count, sizeof(*tokens));

    if (tokens == NULL)
        exit(2);
    return tokens;
}

/* All threads make tokens with one context; false if a call failed. */
static bool
make_in_threads(gss_ctx_id_t ctx, struct token *tokens, size_t each)
{
    struct work works[MAX_THREADS];
    thread_function *functions[MAX_THREADS];
    unsigned i;

    for (i = 0; i < options.threads; i++)
        functions[i] = make_many;
    share_out(works, options.threads, ctx, tokens, each);
    run_threads(works, options.threads, functions);
    return failed_calls(works, options.threads) == 0;
}

/* ---- contexts ------------------------------------------------------- */

static void
open_pair(struct gss_pair *pair, OM_uint32 flags)
{
    struct dialog dialog;

    memset(&dialog, 0, sizeof(dialog));
    dialog.flags = GSS_C_MUTUAL_FLAG | flags;
    if (!pair_open(pair, &dialog, options.target, NULL, NULL)) {
        printf("# no context: %08x %08x\n",
               (unsigned)pair->end[INITIATOR].major,
               (unsigned)pair->end[ACCEPTOR].major);
        exit(2);
    }
}

static bool
is_ours(const struct gss_pair *pair)
{
    OM_uint32 major;

    return context_is_ours(pair->end[INITIATOR].ctx, &major) &&
        context_is_ours(pair->end[ACCEPTOR].ctx, &major);
}

/* ---- the tests ------------------------------------------------------ */

static void
check_numbers(struct token *tokens, size_t total)
{
    size_t i, repeated = 0, missing = 0;

    qsort(tokens, total, sizeof(*tokens), by_number);
    for (i = 1; i < total; i++) {
        repeated += tokens[i].number == tokens[i - 1].number;
        missing += tokens[i].number > tokens[i - 1].number + 1;
    }
    if (repeated > 0 || missing > 0)
        printf("# %zu repeated, %zu gaps\n", repeated, missing);
    ok(repeated == 0, "no number is repeated");
    ok(missing == 0, "no number is left out");
}

static void
test_making(enum side from)
{
    size_t each = 2 * (size_t)options.messages;
    size_t total = options.threads * each, i, refused = 0;
    struct token *tokens = new_tokens(total);
    struct gss_pair pair;

    open_pair(&pair, GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG);
    ok(is_ours(&pair), from == INITIATOR ?
       "initiator: the context is the package's" :
       "acceptor: the context is the package's");
    ok(make_in_threads(pair.end[from].ctx, tokens, each),
       "every thread makes its MICs and sealed messages");
    check_numbers(tokens, total);
    for (i = 0; i < total; i++)
        refused += check_token(pair.end[from == INITIATOR ? ACCEPTOR :
                                        INITIATOR].ctx,
                               &tokens[i]) != GSS_S_COMPLETE;
    ok(refused == 0, "the other side accepts every one, in order");
    free_tokens(tokens, total);
    pair_close(&pair);
}

static void
test_checking(void)
{
    size_t each = options.messages, total = options.threads * each;
    struct token *tokens = new_tokens(total);
    struct work works[MAX_THREADS];
    thread_function *functions[MAX_THREADS];
    struct gss_pair pair;
    unsigned i;

    open_pair(&pair, 0);
    ok(is_ours(&pair), "checking: the context is the package's");
    make_in_threads(pair.end[INITIATOR].ctx, tokens, each);
    for (i = 0; i < options.threads; i++)
        functions[i] = check_many;
    share_out(works, options.threads, pair.end[ACCEPTOR].ctx, tokens, each);
    run_threads(works, options.threads, functions);
    ok(failed_calls(works, options.threads) == 0,
       "threads check messages of one context at the same time");
    free_tokens(tokens, total);
    pair_close(&pair);
}

/* All threads are given all tokens; each token is new to just one. */
static void
test_duplicates(void)
{
    struct token *tokens = new_tokens(BATCH);
    unsigned long complete = 0, duplicate = 0, failed = 0;
    unsigned rounds = options.messages / BATCH + 1, round, i;
    struct work works[MAX_THREADS];
    thread_function *functions[MAX_THREADS];
    struct gss_pair pair;
    OM_uint32 minor;

    open_pair(&pair, GSS_C_REPLAY_FLAG);
    for (i = 0; i < options.threads; i++)
        functions[i] = check_many;
    for (round = 0; round < rounds; round++) {
        for (i = 0; i < BATCH; i++)
            failed += !make_token(pair.end[ACCEPTOR].ctx, i % 2 == 1, i,
                                  &tokens[i]);
        share_out(works, options.threads, pair.end[INITIATOR].ctx, tokens, 0);
        for (i = 0; i < options.threads; i++) {
            works[i].tokens = tokens;
            works[i].count = BATCH;
        }
        run_threads(works, options.threads, functions);
        for (i = 0; i < options.threads; i++) {
            complete += works[i].complete;
            duplicate += works[i].duplicate;
            failed += works[i].failed;
        }
        for (i = 0; i < BATCH; i++)
            gss_release_buffer(&minor, &tokens[i].bytes);
    }
    if (failed > 0 || complete != (unsigned long)rounds * BATCH)
        printf("# %lu accepted, %lu duplicates, %lu failed\n", complete,
               duplicate, failed);
    ok(failed == 0 && complete == (unsigned long)rounds * BATCH &&
       duplicate == complete * (options.threads - 1),
       "a message shown to all threads is new to one of them");
    free(tokens);
    pair_close(&pair);
}

/* Half of the threads send, the other half receive, all on one context. */
static void
test_both_ways(void)
{
    size_t each = options.messages;
    unsigned half = options.threads / 2 + 1, i;
    struct token *received = new_tokens(half * each);
    struct token *sent = new_tokens(half * each);
    struct work works[2 * MAX_THREADS];
    thread_function *functions[2 * MAX_THREADS];
    struct gss_pair pair;

    open_pair(&pair, 0);
    for (i = 0; i < half; i++) {
        share_out(&works[i], 1, pair.end[ACCEPTOR].ctx, received + i * each,
                  each);
        functions[i] = make_many;
    }
    run_threads(works, half, functions);
    share_out(works, half, pair.end[INITIATOR].ctx, received, each);
    share_out(works + half, half, pair.end[INITIATOR].ctx, sent, each);
    for (i = 0; i < half; i++) {
        functions[i] = check_many;
        functions[half + i] = make_many;
    }
    run_threads(works, 2 * half, functions);
    ok(failed_calls(works, 2 * half) == 0,
       "one context sends and receives at the same time");
    check_numbers(sent, half * each);
    free_tokens(sent, half * each);
    free_tokens(received, half * each);
    pair_close(&pair);
}

/* ---- fork ----------------------------------------------------------- */

/* A token from the child, as it comes through the pipe. */
static bool
read_token(int from, struct token *token)
{
    uint32_t length = 0;
    bool good = read(from, &length, sizeof(length)) ==
        (ssize_t)sizeof(length) && length < 4096;

    memset(token, 0, sizeof(*token));
    if (good) {
        token->bytes.value = malloc(length + 1);
        token->bytes.length = length;
        good = token->bytes.value != NULL &&
            read(from, token->bytes.value, length) == (ssize_t)length;
    }
    return good;
}

static void
write_token(int to, const struct token *token)
{
    uint32_t length = (uint32_t)token->bytes.length;

    if (write(to, &length, sizeof(length)) != (ssize_t)sizeof(length) ||
        write(to, token->bytes.value, length) != (ssize_t)length)
        exit(1);
}

#define FORK_MESSAGES 100

static void
child_sends(gss_ctx_id_t ctx, int to)
{
    struct token token;
    OM_uint32 minor;
    uint32_t i;

    for (i = 0; i < FORK_MESSAGES; i++) {
        if (!make_token(ctx, i % 2 == 1, i, &token))
            exit(1);
        write_token(to, &token);
        gss_release_buffer(&minor, &token.bytes);
    }
    exit(0);
}

static bool
same_bytes(const struct token *a, const struct token *b)
{
    return a->bytes.length == b->bytes.length &&
        memcmp(a->bytes.value, b->bytes.value, a->bytes.length) == 0;
}

/*
 * The child's messages are accepted by the parent's other end.  The parent
 * makes the same ones in its copy of the context: same numbers, so the sealed
 * ones differ only if the confounders do.
 */
static void
test_fork(void)
{
    struct gss_pair pair;
    struct token theirs, mine;
    unsigned accepted = 0, same_mics = 0, same_sealed = 0;
    int ends[2], status = 1;
    OM_uint32 minor;
    uint32_t i;
    pid_t pid;

    open_pair(&pair, GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG);
    ok(is_ours(&pair), "fork: the context is the package's");
    if (!make_token(pair.end[INITIATOR].ctx, true, 1, &mine) ||
        check_token(pair.end[ACCEPTOR].ctx, &mine) != GSS_S_COMPLETE ||
        pipe(ends) != 0)
        exit(2);
    gss_release_buffer(&minor, &mine.bytes);
    fflush(stdout);
    pid = fork();
    if (pid == 0)
        child_sends(pair.end[INITIATOR].ctx, ends[1]);
    close(ends[1]);
    for (i = 0; i < FORK_MESSAGES && read_token(ends[0], &theirs); i++) {
        theirs.wrap = i % 2 == 1;
        theirs.message = i;
        accepted += check_token(pair.end[ACCEPTOR].ctx, &theirs) ==
            GSS_S_COMPLETE;
        if (make_token(pair.end[INITIATOR].ctx, theirs.wrap, i, &mine)) {
            same_mics += !theirs.wrap && same_bytes(&theirs, &mine);
            same_sealed += theirs.wrap && same_bytes(&theirs, &mine);
        }
        gss_release_buffer(&minor, &theirs.bytes);
        gss_release_buffer(&minor, &mine.bytes);
    }
    close(ends[0]);
    if (pid > 0)
        waitpid(pid, &status, 0);
    ok(status == 0 && accepted == FORK_MESSAGES,
       "a child's messages are accepted by the parent's other end");
    ok(same_mics == FORK_MESSAGES / 2,
       "parent and child go on from the same number");
    ok(same_sealed == 0, "parent and child have their own confounders");
    pair_close(&pair);
}

/* --------------------------------------------------------------------- */

static const struct option long_options[] = {
    { "target", required_argument, NULL, 't' },
    { "module", required_argument, NULL, 'M' },
    { "threads", required_argument, NULL, 'n' },
    { "messages", required_argument, NULL, 'm' },
    { NULL, 0, NULL, 0 }
};

static void
set_option(int option, const char *value)
{
    switch (option) {
    case 't':
        options.target = value;
        break;
    case 'M':
        world_enter(value);
        break;
    case 'n':
        options.threads = (unsigned)strtoul(value, NULL, 10);
        break;
    case 'm':
        options.messages = (unsigned)strtoul(value, NULL, 10);
        break;
    default:
        options.target = NULL;
        break;
    }
}

int
main(int argc, char **argv)
{
    int option, status = 2;

    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1)
        set_option(option, optarg);
    if (options.target == NULL || options.threads < 2 ||
        options.threads > MAX_THREADS) {
        fprintf(stderr, "usage: threads --target SERVICE --module CONF "
                "[--threads N] [--messages N]\n");
    } else {
        test_making(INITIATOR);
        test_making(ACCEPTOR);
        test_checking();
        test_duplicates();
        test_both_ways();
        test_fork();
        printf("1..%u\n", tests);
        status = failures == 0 ? 0 : 1;
    }
    return status;
}
