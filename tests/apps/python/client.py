# SPDX-License-Identifier: MIT
"""client.py PORT SERVICE CCACHE KEYTAB: an initiator that takes its
credential from the cache CCACHE and has no default one.  KEYTAB has a key of
the same user."""

import socket
import sys

import gssapi

import messages

FLAGS = [gssapi.RequirementFlag[name] for name in (
    "mutual_authentication", "replay_detection", "out_of_sequence_detection",
    "confidentiality", "integrity", "delegate_to_peer")]


def show_names(target):
    """Also what is done with names before there is a context."""
    canonical = target.canonicalize(gssapi.MechType.kerberos)
    user = gssapi.Name("user", gssapi.NameType.user)
    again = gssapi.Name(canonical.export(), gssapi.NameType.export)
    print("target", target, target.name_type, canonical)
    print("exported", canonical.export(), again, again == target)
    print("user", user.canonicalize(gssapi.MechType.kerberos))
    print("the same", user == target,
          user == gssapi.Name("user", gssapi.NameType.user))
    messages.attempt("no such name type", gssapi.Name, b"x",
                     gssapi.OID.from_int_seq("1.2.3.4"))
    messages.attempt("export of no mechanism's name", user.export)


def show_credential(title, credential):
    print(title, credential.name, credential.usage, credential.lifetime > 60)
    print(title, sorted(str(mech) for mech in credential.mechs))


def refusals(target):
    """What goes wrong does so with the same exception."""
    nowhere = {"ccache": "FILE:/nonexistent"}
    messages.attempt("no cache", lambda: gssapi.Credentials(
        usage="initiate", store=nowhere).name)
    messages.attempt("no default cache", lambda: gssapi.Credentials(
        usage="initiate").name)
    messages.attempt("no such key of a store", lambda: gssapi.Credentials(
        usage="initiate", store={"ccache": "FILE:/x", "": ""}).name)
    messages.attempt("no credential", gssapi.SecurityContext(
        name=target, usage="initiate").step)


def credential_of_user(cache, keytab):
    credential = gssapi.Credentials(usage="initiate",
                                    store={"ccache": cache})
    show_credential("from a cache", credential)
    show_credential("exported", gssapi.Credentials(token=credential.export()))
    user = gssapi.Name("user", gssapi.NameType.user)
    show_credential("from a keytab", gssapi.Credentials(
        name=user, usage="initiate",
        store={"client_keytab": keytab, "ccache": "MEMORY:of a keytab"}))
    return credential


def establish(sock, target, credential, mech):
    context = gssapi.SecurityContext(name=target, creds=credential,
                                     flags=FLAGS, mech=mech,
                                     usage="initiate")
    token = None
    while not context.complete:
        token = context.step(token)
        if token:
            messages.send(sock, token)
        if not context.complete:
            token = messages.receive(sock)
    return context


def main():
    port, service, cache, keytab = sys.argv[1:]
    target = gssapi.Name(service, gssapi.NameType.hostbased_service)
    show_names(target)
    refusals(target)
    credential = credential_of_user(cache, keytab)
    for mech in (gssapi.MechType.kerberos,
                 gssapi.OID.from_int_seq("1.3.6.1.5.5.2")):
        with socket.create_connection(("127.0.0.1", int(port))) as sock:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            context = establish(sock, target, credential, mech)
            messages.describe(context)
            messages.send_messages(context, sock)
            messages.receive_messages(context, sock)


if __name__ == "__main__":
    main()
