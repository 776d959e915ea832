/* SPDX-License-Identifier: MIT */
#include <strsafe.h>
