/* SPDX-License-Identifier: MIT */
/*
 * Work that may end the process or leave something in it: code of other
 * people's modules, a library that is cut short.  A child does it and sends
 * what it found back.
 */
#ifndef TOOLS_STATUS_IN_CHILD_H
#define TOOLS_STATUS_IN_CHILD_H

#include <stddef.h>

enum child_end {
    CHILD_DONE,
    CHILD_SIGNAL,       /* *detail is the signal it died of */
    CHILD_TIMEOUT,      /* it did not come to an end */
    CHILD_NONE          /* there was no child, or it failed: *detail is
                         * errno, or 0 */
};

/*
 * Calls `work` in a child, which fills `found`, `size` bytes and all zero at
 * first; of a child that does not come to its end it is what the child had
 * found so far.  What the child prints goes nowhere.
 */
enum child_end in_child(void (*work)(const void *argument, void *found),
                        const void *argument, void *found, size_t size,
                        int *detail);

#endif
