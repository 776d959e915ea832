/* SPDX-License-Identifier: MIT */
#include <wincrypt.h>
