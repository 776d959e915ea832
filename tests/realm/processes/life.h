/* SPDX-License-Identifier: MIT */
/*
 * The life of a process that has contexts, as the rows of processes/main.c
 * tell it.  A row says what it sees with watch_say(); it must be the same in
 * stock Kerberos, with the module, and by SSPI.
 */
#ifndef TESTS_REALM_PROCESSES_LIFE_H
#define TESTS_REALM_PROCESSES_LIFE_H

#include "realm/module_state.h"
#include "realm/sandbox_watch.h"
#include "realm/talk.h"

/* Read by the parent: whether the module made and took what the process did,
 * in every process that said so. */
struct proof {
    bool loaded;
    uint64_t calls, counted;
};

#define TALKS 2

/* Bytes of stack: 12 KiB for the test itself, and the least that a thread can
 * have. */
#define SMALL_STACK (12288 + 16384)

struct life {
    const struct talk_face *face;
    const char *target;
    struct talk talks[TALKS];
    struct watched *seen;
    const volatile struct gss_ksp_state *state;     /* NULL: stock */
    struct proof *proof;
};

struct row {
    const char *name;
    void (*tell)(struct life *life);
    void (*early)(struct life *life);   /* before the first call of GSS-API */
    bool root;                          /* needs root */
    bool several;                       /* processes or threads, which take
                                         * turns as it comes */
    bool apart;                         /* threads: whether a system call was
                                         * made before is not known either */
    bool racing;                        /* it ends well, or in the library */
};

/* The exit status that says so. */
#define ROW_LIBRARY_CRASHED 40

/* Each ends with a row without a name. */
extern const struct row rows_confined[];
extern const struct row rows_exits[];
extern const struct row rows_forks[];
extern const struct row rows_signals[];
extern const struct row rows_threads[];

/* Messages of both kinds both ways, each shown twice to the receiver; says
 * one line, with the statuses if they are not what they should be. */
void life_messages(struct life *life, struct talk *talk, const char *who);

/* The same without a word: true if all is as it should be. */
bool life_exchange(struct talk *talk);

/* One message each way and of either kind, shown once. */
bool life_exchange_once(struct talk *talk);

void life_export(struct life *life, struct talk *talk, enum side side);

/* Deletes all contexts, and says whether the module's counts are those of
 * this process: they always are where there is no module. */
void life_end(struct life *life, const char *who);

/* Messages, export, deletion, stage by stage. */
void life_whole(struct life *life);

#endif
