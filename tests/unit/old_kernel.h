/* SPDX-License-Identifier: MIT */
/* A kernel that has no memory that is wiped on fork: locks are what they were
 * in the child. */
#ifndef TESTS_UNIT_OLD_KERNEL_H
#define TESTS_UNIT_OLD_KERNEL_H

#include <stdbool.h>

extern bool old_kernel;

#endif
