/* SPDX-License-Identifier: MIT */
/* No sockets of Windows: the number of an error. */
#define WSAHOST_NOT_FOUND 11001
