/* SPDX-License-Identifier: MIT */
/* What tests of single files of shim/core share. */
#ifndef TESTS_UNIT_UNIT_CORE_H
#define TESTS_UNIT_UNIT_CORE_H

#include "core/context.h"
#include "crypto/provider.h"
#include "unit/unit.h"

/* A context that no handle stands for, for ksp_context_free(). */
struct ksp_context *unit_core_context(const KSP_PACKED_CONTEXT *packed);

/* The provider, but that it neither signs nor seals: SEC_E_INTERNAL_ERROR. */
struct ksp_provider unit_broken_provider(const struct ksp_provider *whole);

#endif
