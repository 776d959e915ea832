/* SPDX-License-Identifier: MIT */
/*
 * A story told by a child process, which from some point on is watched or
 * confined.  What it says and which system calls it makes is taken down stage
 * by stage.
 */
#ifndef TESTS_REALM_SANDBOX_WATCH_H
#define TESTS_REALM_SANDBOX_WATCH_H

#include <stdbool.h>
#include <stdint.h>

enum stage {
    STAGE_UNWATCHED,        /* what the test itself has to do */
    STAGE_COLD,             /* the first messages of a process */
    STAGE_WARM,             /* the same again */
    STAGE_THREAD,           /* in a thread there was before and in a new one,
                             * with the beginning and the end of both */
    STAGE_ASK,              /* questions */
    STAGE_NAMES,            /* those whose answer is a name: stock reads its
                             * configuration */
    STAGE_EXPORT,
    STAGE_DELETE,
    STAGE_EXIT,
    STAGES
};

extern const char *const stage_names[STAGES];

#define WATCH_CALLS 600     /* more than there are system calls */
#define WATCH_TEXT 6000

/* Of a mapping of a file, as opposed to memory; no such system call. */
#define WATCH_MAP_FILE (WATCH_CALLS - 1)

enum confinement {
    TRACED,                 /* nothing is forbidden, all is taken down */
    FILTERED,               /* what is not in `allowed` kills the process */
    SHUT_OUT,               /* without a descriptor, an environment or (as
                             * root) a file */
    WATCHED,                /* as TRACED, from the point on; one thread is
                             * there then */
};

/* Shared with the child. */
struct watched {
    _Atomic int stage;
    bool begun;             /* the point was reached */
    bool finished;          /* and the end */
    bool ours;              /* the messages are the package's */
    uint32_t length;
    char text[WATCH_TEXT];
};

/* What is known of one run. */
struct watch_report {
    struct watched *seen;
    int status;             /* as from waitpid */
    int descriptors;        /* open at the end; of a traced run */
    uint32_t calls[STAGES][WATCH_CALLS];
};

struct watch_story {
    bool (*prepare)(void *arg, struct watched *seen);
    void (*tell)(void *arg, struct watched *seen);
    void *arg;
};

/* One more line of what the child saw. */
void watch_say(struct watched *seen, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Forks; in the child prepare(), the confinement, tell() and exit(0).  For
 * FILTERED, `allowed` is a report of a traced run: allowed are its calls in
 * all stages but UNWATCHED and NAMES, and memory.  False if it cannot be run
 * here.
 */
bool watch_run(enum confinement how, const struct watch_story *story,
               const struct watch_report *allowed,
               struct watch_report *report);
void watch_forget(struct watch_report *report);

/* What was made at any stage counts for each: where several processes or
 * threads tell the story, nobody knows at whose stage a call was made. */
void watch_merge_stages(struct watch_report *report);

/* True if `more` has no system call that `less` has not in the same stage, and
 * draws random numbers no more often.  Prints what it has, as a comment. */
bool watch_no_more(const struct watch_report *less,
                   const struct watch_report *more);

/* Asking for memory and giving it back: when, is nobody's business. */
bool watch_is_memory(unsigned call);

/* Whether the run came to its end by itself. */
bool watch_ended_well(const struct watch_report *report);

#endif
