/* SPDX-License-Identifier: MIT */
/*
 * What can happen to a process that has contexts: it is locked in, divides,
 * is interrupted, ends.  Each row is told by a process in stock Kerberos and
 * one with the module, and by a program of SSPI with either; the module's and
 * SSPI's say what stock's says, end as it ends with as many descriptors, and
 * make no system call that it does not make at that stage, or, of several
 * processes or threads, at any.  Prints TAP, and what both did in comments.
 *
 * usage: processes --target SERVICE --stock CONF --module CONF [--jemalloc]
 *                  [--row TEXT]
 *
 * CONF is a file for GSS_MECH_CONFIG; TEXT a part of the names of the rows to
 * be told; --jemalloc says that memory is jemalloc's.
 */
#include <dlfcn.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "realm/processes/life.h"
#include "realm/sspi_tap.h"

/* What takes longer is stuck. */
#define SECONDS 60

/* How often a row of several is told before a system call is its own. */
#define TELLINGS 5

static struct {
    const char *target;
    const char *config[2];          /* stock, module */
    const char *row;
    bool jemalloc;
} options;

static const struct {
    const struct row *rows;
    bool several;           /* each row, see struct row */
} tables[] = {
    { rows_confined, false },
    { rows_forks, true },
    { rows_threads, true },
    { rows_signals, false },
    { rows_exits, true }
};

/* ---- one telling ----------------------------------------------------- */

struct telling {
    const struct row *row;
    bool several;
    const struct talk_face *face;
    bool module;
    struct proof *proof;
    struct life life;
};

static bool
prepare(void *arg, struct watched *seen)
{
    struct telling *t = arg;
    struct life *life = &t->life;
    bool good = true;
    int i;

    alarm(SECONDS);
    world_enter(options.config[t->module ? 1 : 0]);
    life->face = t->face;
    life->target = options.target;
    life->seen = seen;
    life->proof = t->proof;
    if (t->row->early != NULL)
        t->row->early(life);
    for (i = 0; i < TALKS; i++)
        good = talk_open(&life->talks[i], t->face, options.target) && good;
    life->state = module_state();
    return good && (life->state != NULL) == t->module;
}

static void
tell(void *arg, struct watched *seen)
{
    struct telling *t = arg;

    (void)seen;
    t->row->tell(&t->life);
}

static bool
run(struct telling *t, struct watch_report *report)
{
    struct watch_story story = { prepare, tell, t };

    bool told;

    memset(t->proof, 0, sizeof(*t->proof));
    told = watch_run(WATCHED, &story, NULL, report);
    if (told && t->several)
        watch_merge_stages(report);
    return told;
}

/* ---- comparison ------------------------------------------------------ */

static void
show(const char *who, const struct watch_report *report)
{
    const char *line = report->seen->text, *end;

    printf("# %s: status %x, descriptors %d, in %s\n", who,
           (unsigned)report->status, report->descriptors,
           stage_names[report->seen->stage]);
    for (; *line != '\0'; line = *end == '\0' ? end : end + 1) {
        end = strchrnul(line, '\n');
        printf("# %s: %.*s\n", who, (int)(end - line), line);
    }
}

static bool
crashed_in_library(const struct watch_report *report)
{
    return WIFEXITED(report->status) &&
        WEXITSTATUS(report->status) == ROW_LIBRARY_CRASHED;
}

static bool
same(const struct row *row, const struct watch_report *a,
     const struct watch_report *b)
{
    if (row->racing)
        return watch_ended_well(b) || crashed_in_library(b);
    return a->seen->begun && b->seen->begun && a->status == b->status &&
        a->seen->finished == b->seen->finished &&
        a->descriptors == b->descriptors &&
        strcmp(a->seen->text, b->seen->text) == 0;
}

static bool
proven(const struct telling *t)
{
    return !t->module ||
        (t->proof->loaded && t->proof->calls > 0 &&
         t->proof->calls == t->proof->counted);
}

/* Both once more. */
static bool
no_more_again(const struct telling *t)
{
    static struct watch_report stock, report;
    static struct telling anew;
    bool told, good;

    memset(&anew, 0, sizeof(anew));
    anew.row = t->row;
    anew.several = t->several;
    anew.proof = t->proof;
    anew.face = &talk_gss;
    told = run(&anew, &stock);
    memset(&anew.life, 0, sizeof(anew.life));
    anew.face = t->face;
    anew.module = t->module;
    told = run(&anew, &report) && told;
    good = told && watch_no_more(&stock, &report);
    watch_forget(&stock);
    watch_forget(&report);
    return good;
}

/* Of several, one may wait for another or not, as it comes: what is made every
 * time is made. */
static bool
no_more(const struct telling *t, const struct watch_report *stock,
        const struct watch_report *report)
{
    bool good = t->row->racing || t->row->apart ||
        watch_no_more(stock, report);
    int i;

    for (i = 1; i < TELLINGS && t->several && !good; i++)
        good = no_more_again(t);
    return good;
}

static void
judge(struct telling *t, const struct watch_report *stock, const char *who)
{
    static struct watch_report report;
    char name[200];
    bool told = run(t, &report), alike, by_module = proven(t);
    unsigned long long counted = (unsigned long long)t->proof->counted;

    alike = told && same(t->row, stock, &report);
    snprintf(name, sizeof(name), "%s, %s: as in stock", t->row->name, who);
    if (!alike)
        show("stock", stock);
    show(who, &report);
    tap_ok(alike, name);
    snprintf(name, sizeof(name), "%s, %s: no system call that stock does "
             "not make", t->row->name, who);
    tap_ok(no_more(t, stock, &report), name);
    if (t->module) {
        snprintf(name, sizeof(name), "%s, %s: %llu messages are the "
                 "module's", t->row->name, who, counted);
        tap_ok(by_module, name);
    }
    watch_forget(&report);
}

static void
compare(const struct row *row, bool several, struct proof *proof)
{
    static struct watch_report stock;
    /* Not on the stack: a row may end the first thread. */
    static struct telling t;

    memset(&t, 0, sizeof(t));
    t.row = row;
    t.several = several;
    t.face = &talk_gss;
    t.proof = proof;
    if (run(&t, &stock)) {
        t.module = true;
        judge(&t, &stock, "GSS with the module");
        t.face = &talk_sspi;
        judge(&t, &stock, "SSPI with the module");
        t.module = false;
        judge(&t, &stock, "SSPI alone");
    } else {
        tap_ok(false, row->name);
    }
    watch_forget(&stock);
}

/* ---------------------------------------------------------------------- */

static const struct option long_options[] = {
    { "target", required_argument, NULL, 't' },
    { "stock", required_argument, NULL, 'S' },
    { "module", required_argument, NULL, 'M' },
    { "jemalloc", no_argument, NULL, 'j' },
    { "row", required_argument, NULL, 'r' },
    { NULL, 0, NULL, 0 }
};

static bool
read_options(int argc, char **argv)
{
    int option;

    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (option == 't')
            options.target = optarg;
        else if (option == 'S')
            options.config[0] = optarg;
        else if (option == 'M')
            options.config[1] = optarg;
        else if (option == 'r')
            options.row = optarg;
        else if (option == 'j')
            options.jemalloc = true;
    }
    return options.target != NULL && options.config[0] != NULL &&
        options.config[1] != NULL;
}

static bool
is_wanted(const struct row *row)
{
    return (options.row == NULL || strstr(row->name, options.row) != NULL) &&
        (!row->root || geteuid() == 0);
}

int
main(int argc, char **argv)
{
    const struct row *row;
    struct proof *proof;
    size_t i;

    if (!read_options(argc, argv)) {
        fprintf(stderr, "usage: processes --target SERVICE --stock CONF "
                "--module CONF [--jemalloc] [--row TEXT]\n");
        return 2;
    }
    proof = mmap(NULL, sizeof(*proof), PROT_READ | PROT_WRITE,
                 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (proof == MAP_FAILED)
        return 2;
    tap_ok((dlsym(RTLD_DEFAULT, "mallctl") != NULL) == options.jemalloc,
           "whose the memory is");
    for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        for (row = tables[i].rows; row->name != NULL; row++) {
            if (is_wanted(row))
                compare(row, tables[i].several || row->several, proof);
        }
    }
    return tap_end();
}
