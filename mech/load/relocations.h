/* SPDX-License-Identifier: MIT */
/* What the loaded objects of this process refer to. */
#ifndef MECH_LOAD_RELOCATIONS_H
#define MECH_LOAD_RELOCATIONS_H

#include <link.h>
#include <stdbool.h>

/* Whether one object does, which is loaded as the loader says: it may have
 * anything in its memory. */
bool gssksp_object_refers_to(const struct dl_phdr_info *object,
                             const char *symbol);

/*
 * Whether a loaded object needs the function `symbol` from another: its
 * dynamic symbol is undefined there and a relocation names it.  (Symbol
 * tables have no length in memory, relocations do; architectures that bind
 * functions without relocations, that is MIPS, are not covered.)
 */
bool gssksp_process_refers_to(const char *symbol);

#endif
