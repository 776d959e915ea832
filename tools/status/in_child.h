/* SPDX-License-Identifier: MIT */
/*
 * Work that may end the process or leave something in it: code of other
 * people's modules, a library that is cut short.  A child does it and sends
 * what it found back.
 *
 * What runs there may be anybody's.  The child has this process's rights, can
 * get no more of them (no_new_privs), and has nothing else of it: no terminal,
 * no descriptor, no variable but those of Kerberos and GSS-API, and a session
 * of its own, all of which is killed in the end; with what has left the
 * session, if this process adopts (child.h).
 */
#ifndef TOOLS_STATUS_IN_CHILD_H
#define TOOLS_STATUS_IN_CHILD_H

#include <stdbool.h>
#include <stddef.h>

/* A module that asks a daemon may take a while; many may not take for ever. */
#define CHILD_SECONDS 10
#define CHILDREN_SECONDS 40

enum child_end {
    CHILD_DONE,
    CHILD_SIGNAL,       /* *detail is the signal it died of */
    CHILD_TIMEOUT,      /* it did not come to an end */
    CHILD_NONE          /* there was no child, or it failed: *detail is
                         * errno, or 0; ETIME if no time is left for it */
};

/*
 * Calls `work` in a child, which fills `found`, `size` bytes and all zero at
 * first; of a child that does not come to its end it is what the child had
 * found so far.  What the child prints goes nowhere.
 *
 * `found` is a copy that nobody changes any more, of what may be anything:
 * texts need not end, a bool may be neither, a number is any number.
 */
enum child_end in_child(void (*work)(const void *argument, void *found),
                        const void *argument, void *found, size_t size,
                        int *detail);

/* With that many seconds. */
enum child_end in_child_for(unsigned int seconds,
                            void (*work)(const void *argument, void *found),
                            const void *argument, void *found, size_t size,
                            int *detail);

/* To check what was found: a bool is one, a text ends. */
void in_child_settle(bool *found);
void in_child_end(char *text, size_t size);

#endif
