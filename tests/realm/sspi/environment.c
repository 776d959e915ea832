/* SPDX-License-Identifier: MIT */
/* Establishment where the configuration, the clock or the keytab is against
 * it. */
#include <string.h>
#include <unistd.h>

#include "realm/sspi/one_step.h"

/* A context that the library will not open: the client that needs no answer,
 * the server, and either within Negotiate.  GSS has established it, and has a
 * token that says so to the peer; no error token is made of that. */
static void
never_opened(const struct sspi_facts *facts, SECURITY_STATUS want)
{
    static unsigned char token[65536];
    struct sspi_dialog dialog = { .package = "Negotiate" };
    struct sspi_end ends[2];
    ULONG length;

    get_credentials("Kerberos");
    refused(initialize(NULL, facts->target, 0, NULL, sizeof(memory)), want,
            "the client");
    refused(initialize(NULL, facts->target, ISC_REQ_EXTENDED_ERROR, NULL,
                       sizeof(memory)), want, "that wants error tokens");
    tap_number(out.cbBuffer, 0, "no token");
    tap_status(initialize(NULL, facts->target, SSPI_EVERYTHING, NULL,
                          sizeof(memory)), SEC_I_CONTINUE_NEEDED,
               "a client that waits for an answer");
    length = out.cbBuffer;
    memcpy(token, memory, length);
    DeleteSecurityContext(&ctx);
    refused(accept_token(NULL, &ctx, token, length, 0, sizeof(memory)), want,
            "the server");
    refused(accept_token(NULL, &ctx, token, length, ASC_REQ_EXTENDED_ERROR,
                         sizeof(memory)), want, "that gives error tokens");
    tap_number(out.cbBuffer, 0, "no token");
    free_credentials();
    /* With the module the client is the first to know. */
    tap_ok(!sspi_pair_open(ends, facts->target, &dialog), "Negotiate");
    tap_status(ends[0].status < 0 ? ends[0].status : ends[1].status, want,
               "at either");
    sspi_pair_close(ends);
    dialog.request = SSPI_EVERYTHING;
    tap_ok(!sspi_pair_open(ends, facts->target, &dialog),
           "Negotiate, mutual");
    tap_status(ends[1].status, want, "at the server");
    sspi_pair_close(ends);
}

/* The configuration refuses the enctype. */
void
section_refused(const struct sspi_facts *facts)
{
    never_opened(facts, SEC_E_ALGORITHM_MISMATCH);
}

/* The library was built without the ciphers. */
void
section_no_ciphers(const struct sspi_facts *facts)
{
    never_opened(facts, SEC_E_CRYPTO_SYSTEM_INVALID);
}

static ULONG
first_token(const struct sspi_facts *facts, unsigned char *token)
{
    tap_status(initialize(NULL, facts->target, SSPI_EVERYTHING, NULL,
                          sizeof(memory)), SEC_I_CONTINUE_NEEDED,
               "a token");
    memcpy(token, memory, out.cbBuffer);
    DeleteSecurityContext(&ctx);
    return out.cbBuffer;
}

/* The configuration allows for one second. */
void
section_skew(const struct sspi_facts *facts)
{
    static unsigned char token[65536];
    ULONG length;

    get_credentials("Kerberos");
    length = first_token(facts, token);
    sleep(3);
    refused(accept_token(NULL, &ctx, token, length, 0, sizeof(memory)),
            SEC_E_TIME_SKEW, "Kerberos");
    free_credentials();
    get_credentials("Negotiate");
    length = first_token(facts, token);
    sleep(3);
    refused(accept_token(NULL, &ctx, token, length, 0, sizeof(memory)),
            SEC_E_TIME_SKEW, "Negotiate");
    free_credentials();
}

/* The keytab has no key of the service but some of another; or keys of the
 * service that do not fit. */
void
section_wrong_key(const struct sspi_facts *facts)
{
    static unsigned char token[65536];
    ULONG length;
    SECURITY_STATUS status;

    get_credentials("Kerberos");
    length = first_token(facts, token);
    status = accept_token(NULL, &ctx, token, length, 0, sizeof(memory));
    refused(status, SEC_E_WRONG_PRINCIPAL, "Kerberos");
    free_credentials();
}
