/* SPDX-License-Identifier: MIT */
/* No store of credentials: the number of a type. */
#define CRED_TYPE_DOMAIN_PASSWORD 2
