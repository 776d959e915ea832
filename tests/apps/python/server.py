# SPDX-License-Identifier: MIT
"""server.py PORT SERVICE KEYTAB CCACHE: an acceptor for two connections that
takes its key from KEYTAB and has no default one; stores what was delegated in
CCACHE.  The second context is exported and imported half way."""

import socket
import sys

import gssapi

import messages


def establish(sock, credential):
    context = gssapi.SecurityContext(creds=credential, usage="accept")
    while not context.complete:
        token = context.step(messages.receive(sock))
        if token:
            messages.send(sock, token)
    return context


def show_initiator(context):
    name = context.initiator_name
    user = gssapi.Name("user", gssapi.NameType.user)
    canonical = name.canonicalize(gssapi.MechType.kerberos)
    print("initiator", name, name.name_type, canonical.export())
    print("is user", canonical ==
          user.canonicalize(gssapi.MechType.kerberos), name == user)


def keep_delegated(context, cache):
    """Stored, and looked up where it was stored."""
    delegated = context.delegated_creds
    print("delegated", delegated.name, delegated.usage)
    delegated.store({"ccache": cache}, usage="initiate", overwrite=True)
    stored = gssapi.Credentials(usage="initiate", store={"ccache": cache})
    print("stored", stored.name, stored.lifetime > 60)


def moved(context):
    """A context that went through a token, as between two processes."""
    token = context.export()
    print("exported", context.complete if context else "gone")
    return gssapi.SecurityContext(token=token)


def serve(sock, credential, cache, move):
    context = establish(sock, credential)
    messages.describe(context)
    show_initiator(context)
    keep_delegated(context, cache)
    messages.receive_messages(context, sock)
    if move:
        context = moved(context)
    messages.send_messages(context, sock)


def main():
    port, service, keytab, cache = sys.argv[1:]
    name = gssapi.Name(service, gssapi.NameType.hostbased_service)
    credential = gssapi.Credentials(name=name, usage="accept",
                                    store={"keytab": keytab})
    print("acceptor", credential.name, credential.usage)
    with socket.create_server(("127.0.0.1", int(port))) as listener:
        print("listening", file=sys.stderr, flush=True)
        for move in (False, True):
            sock, _ = listener.accept()
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with sock:
                serve(sock, credential, cache, move)


if __name__ == "__main__":
    main()
