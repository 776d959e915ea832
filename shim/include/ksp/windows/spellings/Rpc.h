/* SPDX-License-Identifier: MIT */
#include <rpc.h>
