/* SPDX-License-Identifier: MIT */
/* Files of a test, and its descriptors. */
#ifndef TESTS_UNIT_UNIT_FILE_H
#define TESTS_UNIT_UNIT_FILE_H

/* What is in a file, up to 256 KiB of it; nothing if it cannot be read.
 * Static text. */
char *unit_contents(const char *name);

/* How many descriptors are open, and some that looking takes. */
int unit_descriptors(void);

#endif
