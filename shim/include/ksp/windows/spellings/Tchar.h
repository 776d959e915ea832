/* SPDX-License-Identifier: MIT */
#include <tchar.h>
