/* SPDX-License-Identifier: MIT */
/* gss-ksp bench: two processes by turns, and a table. */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/bench/world.h"
#include "tools/command.h"
#include "tools/decode/names.h"
#include "tools/json.h"

#define TURNS 8
#define ROWS_MAX 32

struct wanted {
    const char *module;
    bool json;
};

struct bench {
    struct world worlds[2];         /* by enum world_kind */
    double best[ROWS_MAX][2];       /* ns */
};

static const char help[] =
    "usage: gss-ksp bench [--module FILE] [--json]\n"
    "\n"
    "Measures messages of Kerberos contexts without the module and with it:\n"
    "the same program in two processes that take turns, in ten seconds.\n"
    "Each has contexts with itself, from the ticket and the keytab that are\n"
    "at hand (KRB5CCNAME, KRB5_KTNAME); the KDC is asked for a ticket.\n"
    "\n"
    "  --module FILE  use that module in the second process, listed or not\n"
    "  --json         the same for programs, in nanoseconds\n"
    "  --help         this text\n"
    "\n"
    "A figure is CPU time of one call, the best of many: what else the\n"
    "machine does can only add to it.  It leaves out what it cannot know:\n"
    "how contexts are established, threads, the network, and what a\n"
    "program does beside its messages.  \"make bench\" and\n"
    "\"make bench-work\" of the source measure more.\n"
    "\n"
    "Exit status: 0, or 3 if it could not be measured.\n"
    "\n"
    "Example, where there is no ticket and no keytab:\n"
    "\n"
    "  eval \"$(gss-ksp realm /tmp/realm)\"\n"
    "  gss-ksp bench\n"
    "  gss-ksp realm --stop /tmp/realm\n";

static int
cannot(const char *why, const char *hint)
{
    fprintf(stderr, "gss-ksp: bench: %s\n%s", why, hint);
    return COMMAND_CANNOT;
}

/* Whether each is what it should be; 0 if so. */
static int
check(const struct bench *b)
{
    const struct world_about *stock = &b->worlds[WORLD_STOCK].about;
    const struct world_about *module = &b->worlds[WORLD_MODULE].about;
    int status = 0;

    if (!stock->ready || !module->ready)
        status = cannot(!stock->ready ? stock->error : module->error,
                        "It takes a ticket and a keytab; \"gss-ksp realm "
                        "DIR\" makes both.\n");
    else if (!stock->stock)
        status = cannot("the module is in the process without it", "");
    else if (!module->ours)
        status = cannot("the module is not in use",
                        "\"gss-ksp status\" says why.\n");
    else if (stock->enctype != module->enctype)
        status = cannot("the contexts have different enctypes", "");
    return status;
}

static bool
measure_row(struct bench *b, size_t row, bool first)
{
    double ns;
    int kind;

    for (kind = 0; kind < 2; kind++) {
        if (!world_measure(&b->worlds[kind], row, &ns))
            return false;
        if (first || ns < b->best[row][kind])
            b->best[row][kind] = ns;
    }
    return true;
}

static bool
measure(struct bench *b)
{
    size_t row;
    int turn;

    for (turn = 0; turn < TURNS; turn++) {
        for (row = 0; row < world_rows; row++) {
            if (!measure_row(b, row, turn == 0))
                return false;
        }
    }
    return true;
}

static void
print_text(const struct bench *b)
{
    const struct world_about *about = &b->worlds[WORLD_MODULE].about;
    const double *best;
    size_t row;

    printf("%s, %s\n\n", name_of_enctype(about->enctype), about->peer);
    printf("%-12s %7s %10s %10s %8s\n", "", "message", "stock", "module",
           "stock/");
    printf("%-12s %7s %10s %10s %8s\n", "call", "bytes", "us", "us",
           "module");
    for (row = 0; row < world_rows; row++) {
        best = b->best[row];
        printf("%-12s %7zu %10.2f %10.2f %8.1f\n", world_row_name(row),
               world_row_bytes(row), best[WORLD_STOCK] / 1e3,
               best[WORLD_MODULE] / 1e3,
               best[WORLD_STOCK] / best[WORLD_MODULE]);
    }
    printf("\nCPU time of one call, the best of %d turns.  Not measured: "
           "establishing a\ncontext, threads, the network, and what a "
           "program does beside its messages.\n", TURNS);
}

static void
print_json(const struct bench *b)
{
    const struct world_about *about = &b->worlds[WORLD_MODULE].about;
    size_t row;

    json_begin(NULL, '{');
    json_text("enctype", name_of_enctype(about->enctype));
    json_text("peer", about->peer);
    json_begin("calls", '[');
    for (row = 0; row < world_rows; row++) {
        json_begin(NULL, '{');
        json_text("call", world_row_name(row));
        json_number("bytes", world_row_bytes(row));
        json_number("stock_ns", (uint64_t)b->best[row][WORLD_STOCK]);
        json_number("module_ns",
                    (uint64_t)b->best[row][WORLD_MODULE]);
        json_end('}');
    }
    json_end(']');
    json_end('}');
    putchar('\n');
}

static int
run(const struct wanted *wanted)
{
    static struct bench b;
    bool begun;
    int status;

    if (wanted->module != NULL && access(wanted->module, R_OK) != 0)
        return cannot(strerror(errno), "That is the file of --module.\n");
    begun = world_begin(&b.worlds[WORLD_STOCK], WORLD_STOCK, NULL) &&
        world_begin(&b.worlds[WORLD_MODULE], WORLD_MODULE, wanted->module);
    status = begun ? check(&b) : cannot(strerror(errno), "");
    if (status == 0 && !measure(&b))
        status = cannot("a process ended", "");
    worlds_end(b.worlds);
    if (status == 0 && wanted->json)
        print_json(&b);
    else if (status == 0)
        print_text(&b);
    return status;
}

int
bench_command(int argc, char **argv)
{
    static const struct option options[] = {
        { "module", required_argument, NULL, 'm' },
        { "json", no_argument, NULL, 'j' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 }
    };
    struct wanted wanted = { NULL, false };
    int option;

    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        switch (option) {
        case 'm':
            wanted.module = optarg;
            break;
        case 'j':
            wanted.json = true;
            break;
        case 'h':
            fputs(help, stdout);
            return EXIT_SUCCESS;
        default:
            return command_usage("bench");
        }
    }
    return optind == argc ? run(&wanted) : command_usage("bench");
}
