/* SPDX-License-Identifier: MIT */
/* curl initializes its use of SSPI among other things of Windows'. */
int Curl_sspi_global_init(void);

__attribute__((constructor)) static void
init(void)
{
    (void)Curl_sspi_global_init();
}
