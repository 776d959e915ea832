/* SPDX-License-Identifier: MIT */
/*
 * Heimdal has no header of this name: its IOV functions and buffer sets are
 * in gssapi.h.  The benchmark needs nothing else of MIT's.
 */
#ifndef BENCH_HEIMDAL_GSSAPI_EXT_H
#define BENCH_HEIMDAL_GSSAPI_EXT_H

#include <gssapi/gssapi.h>

#endif
