/* SPDX-License-Identifier: MIT */
/* A test of the package, as it is linked with this command: for each enctype
 * two ends of a context sign, seal and open, and refuse what was altered. */
#ifndef TOOLS_STATUS_SELF_TEST_H
#define TOOLS_STATUS_SELF_TEST_H

#include <stdbool.h>

struct self_test {
    unsigned int enctypes;      /* that the package has and passed */
    char failed[128];           /* what did not: enctype and step; or "" */
};

void self_test_run(struct self_test *result);

#endif
