/* SPDX-License-Identifier: MIT */
/* Targets: the script looks which ticket was got for one. */
#include "realm/sspi/tests.h"

static void
first_step(const struct sspi_facts *facts, const char *package,
           SECURITY_STATUS want)
{
    struct sspi_dialog dialog = { .package = package,
                                  .request = ISC_REQ_MUTUAL_AUTH };
    SecBuffer none = { 0, SECBUFFER_TOKEN, NULL }, out;
    struct sspi_end end;

    tap_status(sspi_end_open(&end, true, &dialog), SEC_E_OK, package);
    tap_status(sspi_end_step(&end, facts->target, &dialog, &none, &out),
               want, facts->target);
    FreeContextBuffer(out.pvBuffer);
    sspi_end_close(&end);
}

void
section_spn(const struct sspi_facts *facts)
{
    first_step(facts, "Kerberos", SEC_I_CONTINUE_NEEDED);
    first_step(facts, "Negotiate", SEC_I_CONTINUE_NEEDED);
}

void
section_spn_unknown(const struct sspi_facts *facts)
{
    first_step(facts, "Kerberos", SEC_E_TARGET_UNKNOWN);
}

/* A server that is named as the client names it. */
void
section_spn_accept(const struct sspi_facts *facts)
{
    struct sspi_dialog dialog = { .request = SSPI_EVERYTHING };
    struct sspi_end end = { .initiator = false };
    SecBuffer none = { 0, SECBUFFER_TOKEN, NULL }, token, answer;
    struct sspi_end client;

    tap_status(AcquireCredentialsHandleA((char *)(uintptr_t)facts->target,
                                         (char *)(uintptr_t)"Kerberos",
                                         SECPKG_CRED_INBOUND, NULL, NULL,
                                         NULL, NULL, &end.cred, NULL),
               SEC_E_OK, facts->target);
    sspi_end_open(&client, true, &dialog);
    sspi_end_step(&client, facts->target, &dialog, &none, &token);
    tap_status(sspi_end_step(&end, NULL, &dialog, &token, &answer), SEC_E_OK,
               "its context");
    FreeContextBuffer(token.pvBuffer);
    FreeContextBuffer(answer.pvBuffer);
    sspi_end_close(&client);
    sspi_end_close(&end);
}
