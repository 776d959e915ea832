/* SPDX-License-Identifier: MIT */
/*
 * Which reader of tokens in one piece MIT's mechanism has: for krb5 1.22 its
 * gss_verify_mic and gss_unwrap were written anew, and say other things of
 * tokens that they refuse.  The program is to be told what the library of its
 * host says.
 */
#ifndef MECH_MESSAGES_STOCK_READER_H
#define MECH_MESSAGES_STOCK_READER_H

#include <gssapi/gssapi.h>
#include <stdbool.h>

/*
 * Whether it is krb5 1.22's.  Nothing but its behaviour tells: for the first
 * context of a process `real`, a complete one of the mechanism, is given a MIC
 * without contents, which changes nothing in it.
 */
bool gssksp_stock_reads_anew(gss_ctx_id_t real);

#endif
