/* SPDX-License-Identifier: MIT */
/*
 * Where a library looks for the mechListMIC of a NegTokenResp.  RFC 4178
 * section 4.2.2 puts it under [3], and every krb5 writes it there; the 1.21
 * releases look under [4] and find none, so that a negotiation which needs
 * one ends in GSS_S_DEFECTIVE_TOKEN, whoever the peer is.  Between two such
 * libraries it can still be had: by a copy under [4], put in on the way.
 *
 * SPNEGO_MIC_TAG in the environment is where this process's library looks,
 * 3 unless set; lib/mictag.sh finds it out.
 */
#ifndef TESTS_REALM_SPNEGO_MIC_H
#define TESTS_REALM_SPNEGO_MIC_H

#include <gssapi/gssapi.h>

#define SPNEGO_MIC_TAG "SPNEGO_MIC_TAG"

/*
 * Gives a token (for gss_release_buffer) the copy, in front of the original,
 * if the library needs it and there is a mechListMIC in the token.
 */
void spnego_mic_where_read(gss_buffer_t token);

#endif
