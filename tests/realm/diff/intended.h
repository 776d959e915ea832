/* SPDX-License-Identifier: MIT */
/*
 * The one place where the differences between stock MIT and the module that
 * are meant are written down.  Everything else is a fault.
 */
#ifndef TESTS_REALM_DIFF_INTENDED_H
#define TESTS_REALM_DIFF_INTENDED_H

#include "realm/diff/record.h"

/* What the models of the window say for a genuine token. */
struct verdicts {
    OM_uint32 stock;
    OM_uint32 module;
};

struct intended {
    const char *name;
    const char *reason;
    bool (*matches)(const struct record *stock, const struct record *module,
                    const struct verdicts *verdicts);
};

#define INTENDED_COUNT 10

extern const struct intended intended_table[INTENDED_COUNT];

/* The row that explains the difference; -1 if there is none. */
int intended_find(const struct record *stock, const struct record *module,
                  const struct verdicts *verdicts);

#endif
