/* SPDX-License-Identifier: MIT */
#include <sspi.h>
