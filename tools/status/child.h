/* SPDX-License-Identifier: MIT */
/*
 * The end of a child: it may be kept from it by others, who do not answer
 * what the kernel asks of them in its name (a file system of theirs, a page
 * of memory), even from being killed.  Nobody waits for such a child; it goes
 * when the answer comes.
 */
#ifndef TOOLS_STATUS_CHILD_H
#define TOOLS_STATUS_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#define CHILD_SECOND 1000000000LL

/* Nanoseconds of a clock that only goes forward. */
long long child_now(void);

/* In the child: it is killed when its parent ends, until it changes its user;
 * false if the parent has ended. */
bool child_follow(pid_t parent);

/* Nothing is open but the standard descriptors. */
void child_close_others(void);

/* False if it has not ended by then.  Its number stays its own. */
bool child_wait(pid_t child, long long deadline);

/* Kills it and takes its end; false if it does not die in that time, in
 * nanoseconds. */
bool child_take(pid_t child, long long patience, int *status);

/* Every orphan that a child leaves becomes a child of this process, which must
 * have no others but those that child_end_all() may end; false where the
 * system has it not. */
bool child_adopt(void);

/* Kills all children of a process that adopts, and takes their ends; gives up
 * on those that do not die in a second.  Needs a kernel that lists children,
 * as Linux may be built without. */
void child_end_all(void);

#endif
