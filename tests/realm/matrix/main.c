/* SPDX-License-Identifier: MIT */
/*
 * The matrix: an initiator and an acceptor, each a process in a world of its
 * own, and every kind of message between them.  Prints TAP.
 *
 * usage: matrix --enctype E --target SERVICE --tgt-only FILE
 *               --stock CONF --module CONF
 *               --initiator stock|module --acceptor stock|module
 *               [--forwarded]
 *
 * CONF is a file for GSS_MECH_CONFIG, FILE a ccache with nothing but a TGT.
 * E must be the only enctype the environment permits; that it is used is
 * asserted by the lengths of the tokens.  --forwarded: the module's package
 * has no ciphers for it, and the module must leave its contexts to MIT.
 *
 * Exit status: 0 all good, 1 a case failed, 2 it could not run.
 */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "realm/matrix/cases.h"
#include "realm/matrix/processes.h"
#include "realm/matrix/stock.h"

/* A case that takes so many seconds will not end. */
#define PATIENCE 120

struct options {
    const struct enctype_facts *facts;
    const char *target;
    const char *tgt_only;
    const char *stock;
    const char *module;
    const char *world[2];           /* by side: stock or module */
    bool forwarded;
};

/* ---- the peers ------------------------------------------------------ */

/* The stock process of this peer; must come before any GSS call here. */
static int
start_stock(const struct options *options)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        exit(2);
    if (fork() == 0) {
        close(ends[0]);
        stock_serve(ends[1], options->stock);
        exit(0);
    }
    close(ends[1]);
    return ends[0];
}

static void
run_peer(const void *data, enum side side, int line, int report)
{
    const struct options *options = data;
    static struct peer peer;
    unsigned i;
    bool sent = true;

    signal(SIGPIPE, SIG_IGN);
    peer.side = side;
    peer.module = strcmp(options->world[side], "module") == 0;
    peer.forwarded = options->forwarded;
    peer.facts = options->facts;
    peer.target = options->target;
    peer.tgt_only = options->tgt_only;
    peer.line = line;
    peer.stock_line = start_stock(options);
    world_enter(peer.module ? options->module : options->stock);
    for (i = 0; sent && i < matrix_case_count; i++) {
        alarm(PATIENCE);
        peer_case_start(&peer);
        matrix_cases[i].run(&peer);
        peer_case_end(&peer);
        sent = write(report, &peer.verdict, sizeof(peer.verdict)) ==
            (ssize_t)sizeof(peer.verdict);
    }
    close(peer.stock_line);
    wait(NULL);
}

/* ---- the parent ----------------------------------------------------- */

static bool
print_case(const struct options *options, unsigned i,
           const struct case_verdict *verdicts)
{
    bool good = verdicts[0].good && verdicts[1].good;
    enum side side;

    printf("%sok %u - %s, %s to %s: %s\n", good ? "" : "not ", i + 1,
           options->facts->name, options->world[INITIATOR],
           options->world[ACCEPTOR], matrix_cases[i].name);
    for (side = INITIATOR; side <= ACCEPTOR; side++)
        if (!verdicts[side].good)
            printf("# %s\n", verdicts[side].why);
    return good;
}

static int
run(const struct options *options)
{
    struct processes processes = { .child = { { 0, NULL }, { 0, NULL } } };
    struct case_verdict verdicts[2];
    unsigned i, failures = 0;
    int status = 2;

    if (processes_start(&processes, run_peer, options)) {
        printf("1..%u\n", matrix_case_count);
        for (i = 0; i < matrix_case_count; i++) {
            processes_read(&processes, verdicts);
            failures += !print_case(options, i, verdicts);
        }
        status = failures == 0 ? 0 : 1;
    }
    processes_end(&processes);
    return status;
}

/* ---- options -------------------------------------------------------- */

enum option_letter {
    OPTION_ENCTYPE = 'e', OPTION_TARGET = 't', OPTION_TGT_ONLY = 'T',
    OPTION_STOCK = 'S', OPTION_MODULE = 'M', OPTION_INITIATOR = 'i',
    OPTION_ACCEPTOR = 'a', OPTION_FORWARDED = 'f'
};

static const struct option long_options[] = {
    { "enctype", required_argument, NULL, OPTION_ENCTYPE },
    { "target", required_argument, NULL, OPTION_TARGET },
    { "tgt-only", required_argument, NULL, OPTION_TGT_ONLY },
    { "stock", required_argument, NULL, OPTION_STOCK },
    { "module", required_argument, NULL, OPTION_MODULE },
    { "initiator", required_argument, NULL, OPTION_INITIATOR },
    { "acceptor", required_argument, NULL, OPTION_ACCEPTOR },
    { "forwarded", no_argument, NULL, OPTION_FORWARDED },
    { NULL, 0, NULL, 0 }
};

static void
set_option(struct options *options, int option, const char *value)
{
    switch (option) {
    case OPTION_ENCTYPE:
        options->facts = enctype_named(value);
        break;
    case OPTION_TARGET:
        options->target = value;
        break;
    case OPTION_TGT_ONLY:
        options->tgt_only = value;
        break;
    case OPTION_STOCK:
        options->stock = value;
        break;
    case OPTION_MODULE:
        options->module = value;
        break;
    case OPTION_INITIATOR:
        options->world[INITIATOR] = value;
        break;
    case OPTION_ACCEPTOR:
        options->world[ACCEPTOR] = value;
        break;
    case OPTION_FORWARDED:
        options->forwarded = true;
        break;
    default:
        options->facts = NULL;
        break;
    }
}

static bool
is_world(const char *name)
{
    return name != NULL &&
        (strcmp(name, "stock") == 0 || strcmp(name, "module") == 0);
}

int
main(int argc, char **argv)
{
    struct options options;
    int option, status = 2;

    memset(&options, 0, sizeof(options));
    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1)
        set_option(&options, option, optarg);
    if (options.facts == NULL || options.target == NULL ||
        options.tgt_only == NULL || options.stock == NULL ||
        options.module == NULL || !is_world(options.world[INITIATOR]) ||
        !is_world(options.world[ACCEPTOR]))
        fprintf(stderr, "usage: matrix --enctype E --target SERVICE "
                "--tgt-only FILE --stock CONF --module CONF --initiator "
                "stock|module --acceptor stock|module [--forwarded]\n");
    else
        status = run(&options);
    return status;
}
