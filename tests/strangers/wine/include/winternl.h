/* SPDX-License-Identifier: MIT */
#include "absent.h"
