/* SPDX-License-Identifier: MIT */
/* Memory that outlives the call, from the package's host. */
#ifndef SHIM_BASE_HEAP_H
#define SHIM_BASE_HEAP_H

#include <stddef.h>

#include "ksp/ntsecpkg.h"

/* Says which host; before any other call of the package. */
KspInitPackageFn KspInitialize;

/* NULL for want of memory, and for a `length` over ULONG. */
void *ksp_heap_new(size_t length);
void ksp_heap_free(void *p);

#endif
