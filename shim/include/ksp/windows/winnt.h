/* SPDX-License-Identifier: MIT */
/* Its types are those of windef.h. */
#ifndef KSP_WINDOWS_WINNT_H
#define KSP_WINDOWS_WINNT_H

#include <windef.h>

#endif
