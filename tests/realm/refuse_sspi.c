/* SPDX-License-Identifier: MIT */
/*
 * refuse_sspi export TARGET FILE: makes a context and exports the server's end
 * into FILE.  refuse_sspi import FILE: imports it.  For two processes, of
 * which one may have a policy and the other not.
 */
#include <stdio.h>
#include <string.h>

#include "realm/sspi_end.h"

static const struct sspi_dialog dialog = { .request = ISC_REQ_MUTUAL_AUTH };

static int
say(const char *label, SECURITY_STATUS status)
{
    printf("%s: %08lx\n", label, (unsigned long)(ULONG)status);
    return status == SEC_E_OK ? 0 : 1;
}

static int
export_to(const char *target, const char *path)
{
    SecBuffer packed = { 0, SECBUFFER_EMPTY, NULL };
    SECURITY_STATUS status = SEC_E_INTERNAL_ERROR;
    FILE *file = fopen(path, "wb");
    struct sspi_end ends[2];
    int failed;

    if (sspi_pair_open(ends, target, &dialog))
        status = ExportSecurityContext(&ends[1].ctx, 0, &packed, NULL);
    failed = say("export", status);
    if (file == NULL || fwrite(packed.pvBuffer, 1, packed.cbBuffer, file) !=
        packed.cbBuffer || fclose(file) != 0)
        failed = 1;
    (void)FreeContextBuffer(packed.pvBuffer);
    sspi_pair_close(ends);
    return failed;
}

static int
import_from(const char *path)
{
    static char bytes[65536], kerberos[] = "Kerberos";
    SecBuffer packed = { 0, SECBUFFER_EMPTY, bytes };
    FILE *file = fopen(path, "rb");
    CtxtHandle context;
    int failed;

    if (file == NULL)
        return 2;
    packed.cbBuffer = (ULONG)fread(bytes, 1, sizeof(bytes), file);
    fclose(file);
    failed = say("import", ImportSecurityContextA(kerberos, &packed, NULL,
                                                  &context));
    if (failed == 0)
        failed = say("delete", DeleteSecurityContext(&context));
    return failed;
}

int
main(int argc, char **argv)
{
    int status = 2;

    if (argc == 4 && strcmp(argv[1], "export") == 0)
        status = export_to(argv[2], argv[3]);
    else if (argc == 3 && strcmp(argv[1], "import") == 0)
        status = import_from(argv[2]);
    else
        fprintf(stderr,
                "usage: refuse_sspi export TARGET FILE | import FILE\n");
    return status;
}
