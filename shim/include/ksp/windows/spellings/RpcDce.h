/* SPDX-License-Identifier: MIT */
#include <rpcdce.h>
