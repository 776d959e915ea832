/* SPDX-License-Identifier: MIT */
#include <ntsecpkg.h>
