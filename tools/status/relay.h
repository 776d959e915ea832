/* SPDX-License-Identifier: MIT */
/*
 * The whole of the work in a child, which may be held for ever by who does not
 * answer (child.h): it has nothing of this process's that somebody waits for,
 * and what it has written is written here when it has come to its end.
 */
#ifndef TOOLS_STATUS_RELAY_H
#define TOOLS_STATUS_RELAY_H

enum relay_end {
    RELAY_DONE,                 /* *detail is what `work` returned */
    RELAY_SIGNAL,               /* *detail is the signal it died of */
    RELAY_SILENT,               /* it did not come to its end */
    RELAY_NONE                  /* no child could be started: *detail is
                                 * errno */
};

/* Calls `work` in the child, which adopts (child.h).  Its standard input has
 * nothing.  SIGCHLD must not be ignored. */
enum relay_end relay(int (*work)(const void *argument), const void *argument,
                     unsigned int seconds, int *detail);

/* In the child, after it has changed its user: it still ends with its parent.
 * Elsewhere it does nothing. */
void relay_follow(void);

#endif
