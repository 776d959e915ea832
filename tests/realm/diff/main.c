/* SPDX-License-Identifier: MIT */
/*
 * The differential driver: one random script of GSS calls in two worlds, each
 * a child process with both ends of its contexts; the parent compares what
 * they report, step by step.  The first difference that is not in the table
 * of intended ones ends the run.
 *
 * A share of the steps is done in threads, in children of all kinds, under a
 * seccomp filter and short of memory (diff_place.h); what stock does not read
 * of buffer lists is rubbish in half of them (diff_spoil.h).
 *
 * usage: differential --target SERVICE --tgt-only FILE
 *                     --stock CONF --module CONF
 *                     [--seed N] [--steps N] [--mode MODE] [--old-format]
 *                     [--forwarded] [--second stock|module]
 *                     [--self-test WHAT@STEP] [--print] [--keep-going]
 *
 * CONF is a file for GSS_MECH_CONFIG, FILE a ccache with nothing but a TGT.
 * The enctype is that of the ticket in the environment; --old-format says it
 * is one of RFC 1964 or RFC 4757, --forwarded that the module's package has
 * no ciphers for it and the module must leave its contexts to MIT.
 * --second stock runs stock against stock.
 * --self-test has the second world report something else than it saw (major,
 * verdict, outcome, proof, or told: what a child of it saw) from that step on:
 * the run must fail there.
 * --print shows every step; --keep-going shows every difference, but what
 * comes after the first may follow from it.
 *
 * Exit status: 0 no difference, 1 a difference, 2 it could not run.
 */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "realm/diff/intended.h"
#include "realm/diff/place.h"
#include "realm/diff/window.h"
#include "realm/diff/world.h"

struct options {
    const char *target;
    const char *tgt_only;
    const char *config[2];          /* stock, module */
    uint64_t seed;
    uint32_t steps;
    enum script_mode mode;
    bool old_format;
    bool forwarded;
    bool second_is_stock;
    bool print;
    bool keep_going;
    const char *self_test;          /* what to falsify, NULL for nothing */
    uint32_t self_test_step;
};

/* A child, as the parent sees it. */
struct runner {
    const char *name;
    bool stock;
    bool mit;                       /* whose code its messages go through */
    pid_t pid;
    FILE *from;
    struct record *now;             /* shared: the step at work */
    struct record record;           /* the last one it sent */
    struct window window[2];        /* by receiver: what it must say */
};

struct tally {
    uint32_t steps;
    uint32_t contexts;
    uint32_t dialogs[RECORD_DIALOGS];
    uint32_t proved;                /* contexts whose messages are ours */
    uint32_t received;              /* tokens found genuine */
    uint32_t spoilt;                /* lists with rubbish in them */
    uint32_t places[PLACES];        /* where steps were done */
    uint32_t intended[INTENDED_COUNT];
};

/* ---- the child ------------------------------------------------------ */

static void
falsify(const struct options *options, struct record *record)
{
    if (strcmp(options->self_test, "major") == 0)
        record->routine ^= GSS_S_FAILURE;
    else if (strcmp(options->self_test, "verdict") == 0)
        record->supplementary ^= GSS_S_DUPLICATE_TOKEN;
    else if (strcmp(options->self_test, "outcome") == 0)
        record->outcome[0] = '!';
    else if (strcmp(options->self_test, "proof") == 0)
        record->proof_ours[ACCEPTOR] ^= 1;
}

/* Whether this world reports wrongly, and that. */
static bool
lies(const struct options *options, const struct runner *runner,
     uint32_t step, const char *what)
{
    return options->self_test != NULL && step >= options->self_test_step &&
        strcmp(runner->name, "second") == 0 &&
        strcmp(options->self_test, what) == 0;
}

static void
run_world(const struct options *options, const struct runner *runner, FILE *to)
{
    static struct world world;
    bool sent = true;
    uint32_t i;

    world_enter(options->config[runner->stock ? 0 : 1]);
    world_start(&world, runner->now, options->mode, options->seed);
    world.target = options->target;
    world.tgt_only = options->tgt_only;
    world.old_format = options->old_format;
    world.to = to;
    for (i = 0; sent && i < options->steps; i++) {
        world.lies = lies(options, runner, i, "told");
        world_step(&world);
        if (lies(options, runner, i, options->self_test))
            falsify(options, world.record);
        sent = record_send(world.record, to);
    }
    world_end(&world);
    fclose(to);
}

static bool
start_runner(const struct options *options, struct runner *runner)
{
    int ends[2];
    bool started = false;

    runner->now = mmap(NULL, sizeof(*runner->now), PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (runner->now != MAP_FAILED && pipe(ends) == 0) {
        fflush(NULL);
        runner->pid = fork();
        if (runner->pid == 0) {
            close(ends[0]);
            run_world(options, runner, fdopen(ends[1], "w"));
            exit(0);
        }
        close(ends[1]);
        runner->from = fdopen(ends[0], "r");
        started = runner->pid > 0 && runner->from != NULL;
    }
    return started;
}

/* True if the child ended by itself and well.  `abandon`: it may not. */
static bool
stop_runner(struct runner *runner, bool abandon)
{
    int status = 0;

    if (abandon && runner->pid > 0)
        kill(runner->pid, SIGKILL);
    if (runner->from != NULL)
        fclose(runner->from);
    if (runner->pid > 0)
        waitpid(runner->pid, &status, 0);
    if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
        printf("# %s died of signal %d in step %u: %s\n", runner->name,
               WTERMSIG(status), (unsigned)runner->now->step,
               runner->now->what);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* ---- the parent ----------------------------------------------------- */

static void
start_windows(struct runner *runner)
{
    const struct record *record = &runner->record;
    bool like_stock = runner->mit;
    enum side side;

    for (side = INITIATOR; side <= ACCEPTOR; side++)
        window_start(&runner->window[side], record->flags, like_stock,
                     record->first_number);
}

/* The verdict this world must give; notes the message in the model. */
static OM_uint32
model_verdict(struct runner *runner)
{
    const struct record *record = &runner->record;
    struct window *window = &runner->window[record->receiver];
    OM_uint32 verdict = 0;

    if (record->kind == RECORD_RECEIVED && record->routine == 0) {
        /* An imported context is MIT's from then on. */
        window->unbounded_shift |= record->imported != 0;
        verdict = window_check(window, record->number);
    }
    return verdict;
}

/* NULL, or what is wrong with this world's record taken by itself. */
static const char *
check_alone(const struct runner *runner, OM_uint32 verdict)
{
    const struct record *record = &runner->record;
    const char *wrong = NULL;
    OM_uint32 want = runner->mit ? GSS_S_UNAVAILABLE : GSS_S_COMPLETE;
    enum side side;

    if (record->kind == RECORD_RECEIVED && record->routine == 0) {
        if (record->has_number == 0)
            wrong = "a forged token was accepted";
        else if (record->supplementary != verdict)
            wrong = "the verdict is not that of the model";
    }
    for (side = INITIATOR;
         record->kind == RECORD_ESTABLISHED && side <= ACCEPTOR; side++) {
        if (record->proof_major[side] != want ||
            (record->proof_ours[side] != 0) != (want == GSS_S_COMPLETE))
            wrong = "not the world it should be: the question for the "
                "package was answered wrongly";
    }
    return wrong;
}

static void
print_step(const struct options *options, const struct runner *runners,
           const char *title)
{
    const struct record *record = &runners[0].record;

    printf("# %s: seed %llu, mode %s, step %u: %s\n", title,
           (unsigned long long)options->seed, script_mode_name(options->mode),
           (unsigned)record->step, record->what);
    record_print(record, runners[0].name, stdout);
    if (strcmp(record->what, runners[1].record.what) != 0)
        printf("# the second is at step %u: %s\n",
               (unsigned)runners[1].record.step, runners[1].record.what);
    record_print(&runners[1].record, runners[1].name, stdout);
}

/* One step of both worlds; true if they agree as far as they should. */
static bool
compare(const struct options *options, struct runner *runners,
        struct tally *tally)
{
    struct verdicts verdicts;
    const char *wrong;
    int row = 0;
    bool same = record_same(&runners[0].record, &runners[1].record);

    if (runners[0].record.kind == RECORD_ESTABLISHED) {
        start_windows(&runners[0]);
        start_windows(&runners[1]);
    }
    verdicts.stock = model_verdict(&runners[0]);
    verdicts.module = model_verdict(&runners[1]);
    wrong = check_alone(&runners[0], verdicts.stock);
    if (wrong == NULL)
        wrong = check_alone(&runners[1], verdicts.module);
    if (wrong == NULL && !same) {
        row = runners[1].mit ? -1 :
            intended_find(&runners[0].record, &runners[1].record, &verdicts);
        if (row < 0)
            wrong = "the worlds differ";
        else
            tally->intended[row]++;
    }
    if (wrong != NULL)
        print_step(options, runners, wrong);
    else if (options->print)
        print_step(options, runners, same ? "same" : "intended");
    return wrong == NULL;
}

static void
count(const struct options *options, const struct runner *runners,
      struct tally *tally)
{
    const struct record *record = &runners[1].record;

    (void)options;
    tally->steps++;
    if (record->kind == RECORD_ESTABLISHED) {
        tally->contexts++;
        tally->dialogs[record->dialog % RECORD_DIALOGS]++;
        tally->proved += record->proof_ours[0] != 0 &&
            record->proof_ours[1] != 0;
    }
    if (record->kind == RECORD_RECEIVED && record->routine == 0)
        tally->received++;
    tally->spoilt += record->spoilt;
    tally->places[record->place % PLACES] += record->taken;
}

static bool
receive_both(struct runner *runners)
{
    bool first = record_receive(&runners[0].record, runners[0].from);
    bool second = record_receive(&runners[1].record, runners[1].from);

    return first && second;
}

static void
print_tally(const struct tally *tally)
{
    int i;

    printf("# %u steps, %u contexts (%u proved ours), %u messages found "
           "genuine\n", (unsigned)tally->steps, (unsigned)tally->contexts,
           (unsigned)tally->proved, (unsigned)tally->received);
    for (i = 0; i < RECORD_DIALOGS; i++)
        printf("# %s: %u contexts\n", dialog_name((uint32_t)i),
               (unsigned)tally->dialogs[i]);
    printf("# %u lists with rubbish\n", (unsigned)tally->spoilt);
    for (i = PLACE_THREAD; i < PLACES; i++)
        printf("# %s: %u steps\n", place_name((enum place)i),
               (unsigned)tally->places[i]);
    for (i = 0; i < INTENDED_COUNT; i++)
        if (tally->intended[i] > 0)
            printf("# intended, %u times: %s\n",
                   (unsigned)tally->intended[i], intended_table[i].name);
}

/* So many contexts, and one of each kind must be among them. */
#define MANY_CONTEXTS 300

static bool
all_dialogs(const struct tally *tally)
{
    bool all = true;
    int i;

    for (i = 0; i < RECORD_DIALOGS; i++)
        all = all && tally->dialogs[i] > 0;
    return all || tally->contexts < MANY_CONTEXTS;
}

/* In so many steps, some are done in each place, and some lists spoilt. */
#define MANY_STEPS 1500

static bool
all_places(const struct options *options, const struct tally *tally)
{
    bool ours = !options->second_is_stock && !options->forwarded;
    bool all = options->mode == MODE_GAPS ||
        options->mode == MODE_ESTABLISH || tally->spoilt > 0;
    enum place place;

    for (place = PLACE_THREAD; place < PLACES; place++)
        all = all && (tally->places[place] > 0 ||
                      !place_is_possible(place) ||
                      (place == PLACE_SHORTAGE && !ours));
    return all || tally->steps < MANY_STEPS;
}

#define FEW_CONTEXTS 4

/* A run in which nothing happened proves nothing. */
static bool
did_something(const struct options *options, const struct tally *tally)
{
    bool want_proof = !options->second_is_stock && !options->forwarded;

    /* MIT opens no token of RC4 or DES3 on a context of IAKERB in DCE style:
     * a short run may have no other. */
    return tally->steps == options->steps && tally->contexts > 0 &&
        (tally->received > 0 || tally->contexts < FEW_CONTEXTS) &&
        all_dialogs(tally) &&
        all_places(options, tally) &&
        (!want_proof || tally->proved > 0);
}

static int
run(const struct options *options)
{
    struct runner runners[2];
    struct tally tally;
    bool agree = true;
    int status = 2;

    memset(runners, 0, sizeof(runners));
    memset(&tally, 0, sizeof(tally));
    runners[0].name = "first";
    runners[0].stock = true;
    runners[0].mit = true;
    runners[1].name = "second";
    runners[1].stock = options->second_is_stock;
    runners[1].mit = options->second_is_stock || options->forwarded;
    if (!start_runner(options, &runners[0]) ||
        !start_runner(options, &runners[1]))
        goto cleanup;
    while ((agree || options->keep_going) && tally.steps < options->steps &&
           receive_both(runners)) {
        agree = compare(options, runners, &tally) && agree;
        count(options, runners, &tally);
    }
    status = agree ? 0 : 1;
cleanup:
    if (!stop_runner(&runners[0], !agree) && agree)
        status = 1;
    if (!stop_runner(&runners[1], !agree) && agree)
        status = 1;
    print_tally(&tally);
    if (status == 0 && !did_something(options, &tally)) {
        printf("# the run proves nothing\n");
        status = 1;
    }
    if (status != 0)
        printf("# seed %llu\n", (unsigned long long)options->seed);
    return status;
}

/* ---- options -------------------------------------------------------- */

enum option_letter {
    OPTION_TARGET = 't', OPTION_TGT_ONLY = 'T',
    OPTION_STOCK = 'S', OPTION_MODULE = 'M',
    OPTION_SEED = 's', OPTION_STEPS = 'n', OPTION_MODE = 'm',
    OPTION_OLD = 'o', OPTION_FORWARDED = 'f', OPTION_SECOND = '2',
    OPTION_SELF_TEST = 'x', OPTION_PRINT = 'p', OPTION_KEEP_GOING = 'k'
};

static const struct option long_options[] = {
    { "target", required_argument, NULL, OPTION_TARGET },
    { "tgt-only", required_argument, NULL, OPTION_TGT_ONLY },
    { "stock", required_argument, NULL, OPTION_STOCK },
    { "module", required_argument, NULL, OPTION_MODULE },
    { "seed", required_argument, NULL, OPTION_SEED },
    { "steps", required_argument, NULL, OPTION_STEPS },
    { "mode", required_argument, NULL, OPTION_MODE },
    { "old-format", no_argument, NULL, OPTION_OLD },
    { "forwarded", no_argument, NULL, OPTION_FORWARDED },
    { "second", required_argument, NULL, OPTION_SECOND },
    { "self-test", required_argument, NULL, OPTION_SELF_TEST },
    { "print", no_argument, NULL, OPTION_PRINT },
    { "keep-going", no_argument, NULL, OPTION_KEEP_GOING },
    { NULL, 0, NULL, 0 }
};

static void
set_self_test(struct options *options, char *text)
{
    char *at = strchr(text, '@');

    options->self_test = text;
    if (at != NULL) {
        *at = '\0';
        options->self_test_step = (uint32_t)strtoul(at + 1, NULL, 10);
    }
}

static void
set_option(struct options *options, int option, char *value)
{
    switch (option) {
    case OPTION_TARGET:
        options->target = value;
        break;
    case OPTION_TGT_ONLY:
        options->tgt_only = value;
        break;
    case OPTION_STOCK:
        options->config[0] = value;
        break;
    case OPTION_MODULE:
        options->config[1] = value;
        break;
    case OPTION_SEED:
        options->seed = strtoull(value, NULL, 0);
        break;
    case OPTION_STEPS:
        options->steps = (uint32_t)strtoul(value, NULL, 10);
        break;
    case OPTION_MODE:
        options->mode = script_mode_named(value);
        break;
    case OPTION_OLD:
        options->old_format = true;
        break;
    case OPTION_FORWARDED:
        options->forwarded = true;
        break;
    case OPTION_SECOND:
        options->second_is_stock = strcmp(value, "stock") == 0;
        break;
    case OPTION_SELF_TEST:
        set_self_test(options, value);
        break;
    case OPTION_PRINT:
        options->print = true;
        break;
    case OPTION_KEEP_GOING:
        options->keep_going = true;
        break;
    default:
        options->mode = MODES;
        break;
    }
}

int
main(int argc, char **argv)
{
    struct options options;
    int option, status = 2;

    memset(&options, 0, sizeof(options));
    options.steps = 1000;
    options.seed = 1;
    options.mode = MODE_MIXED;
    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1)
        set_option(&options, option, optarg);
    if (options.target == NULL || options.tgt_only == NULL ||
        options.config[0] == NULL ||
        options.config[1] == NULL || options.mode == MODES)
        fprintf(stderr, "usage: differential --target SERVICE --tgt-only FILE "
                "--stock CONF --module CONF [--seed N] [--steps N] "
                "[--mode MODE]\n");
    else
        status = run(&options);
    return status;
}
