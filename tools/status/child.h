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

/* False if it has not ended by then.  Its number stays its own. */
bool child_wait(pid_t child, long long deadline);

/* Kills it and its process group, and takes its end; false if it does not
 * die. */
bool child_take(pid_t child, int *status);

/* Every orphan that a child leaves becomes a child of this process. */
void child_adopt(void);

/* Kills all children that this process has, and takes their ends; gives up on
 * those that do not die.  Needs a kernel that lists children, as Linux may
 * be built without. */
void child_end_all(void);

#endif
