/* SPDX-License-Identifier: MIT */
/* What the loaded objects of this process refer to. */
#ifndef MECH_LOAD_RELOCATIONS_H
#define MECH_LOAD_RELOCATIONS_H

#include <stdbool.h>

/*
 * Whether a loaded object needs the function `symbol` from another: its
 * dynamic symbol is undefined there and a relocation names it.  (Symbol
 * tables have no length in memory, relocations do; architectures that bind
 * functions without relocations, that is MIPS, are not covered.)
 */
bool gssksp_process_refers_to(const char *symbol);

#endif
