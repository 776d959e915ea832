/* SPDX-License-Identifier: MIT */
/* What of the processor nettle and libkrb5 have a use for. */
#ifndef TOOLS_STATUS_CPU_H
#define TOOLS_STATUS_CPU_H

#include <stddef.h>

/* Their names between blanks, or "none", or "?" on an architecture that is
 * not known here. */
void cpu_features(char *text, size_t size);

#endif
