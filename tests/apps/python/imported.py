# SPDX-License-Identifier: MIT
"""imported.py SERVICE CCACHE: who the acceptor sees when the initiator's
credential is made by gss_krb5_import_cred, from a cache other than the
default one."""

import ctypes
import sys

import gssapi
from gssapi import raw

krb5 = ctypes.CDLL("libkrb5.so.3")


def opened(cache):
    """The krb5_ccache, as a number."""
    context = ctypes.c_void_p()
    handle = ctypes.c_void_p()
    if krb5.krb5_init_context(ctypes.byref(context)) != 0:
        sys.exit("no krb5 context")
    if krb5.krb5_cc_resolve(context, cache.encode(),
                            ctypes.byref(handle)) != 0:
        sys.exit("no such cache")
    return handle.value


def main():
    service, cache = sys.argv[1:]
    credential = raw.Creds()
    raw.krb5_import_cred(credential, cache=opened(cache))
    target = gssapi.Name(service, gssapi.NameType.hostbased_service)
    initiator = gssapi.SecurityContext(
        name=target, creds=gssapi.Credentials(base=credential),
        mech=gssapi.MechType.kerberos, usage="initiate")
    acceptor = gssapi.SecurityContext(usage="accept")
    acceptor.step(initiator.step())
    print(acceptor.initiator_name)


if __name__ == "__main__":
    main()
