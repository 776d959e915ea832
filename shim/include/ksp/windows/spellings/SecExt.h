/* SPDX-License-Identifier: MIT */
#include <secext.h>
