/* SPDX-License-Identifier: MIT */
#include <ntsecapi.h>
