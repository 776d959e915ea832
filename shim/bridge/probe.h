/* SPDX-License-Identifier: MIT */
/*
 * Probes for bpftrace, SystemTap and perf (USDT), at the points that have a
 * line in the trace; gss_ksp(8) lists them.  Each is one instruction that does
 * nothing, and none at all without --enable-usdt.
 */
#ifndef SHIM_BRIDGE_PROBE_H
#define SHIM_BRIDGE_PROBE_H

#include "config.h"

#ifdef ENABLE_USDT
#include <sys/sdt.h>
#define GSSKSP_PROBE1(name, a) DTRACE_PROBE1(gss_ksp, name, a)
#define GSSKSP_PROBE2(name, a, b) DTRACE_PROBE2(gss_ksp, name, a, b)
#define GSSKSP_PROBE3(name, a, b, c) DTRACE_PROBE3(gss_ksp, name, a, b, c)
#else
#define GSSKSP_PROBE1(name, a) ((void)0)
#define GSSKSP_PROBE2(name, a, b) ((void)0)
#define GSSKSP_PROBE3(name, a, b, c) ((void)0)
#endif

#endif
