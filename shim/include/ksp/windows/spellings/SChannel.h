/* SPDX-License-Identifier: MIT */
#include <schannel.h>
