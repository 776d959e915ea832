# SPDX-License-Identifier: MIT
"""What the client and the server have in common: tokens over a socket, and
the messages that either sends to the other.  Everything that a script can
see of them is printed, but for the bytes, which are random: the output of
two runs in two worlds must be the same."""

import struct

import gssapi
from gssapi import raw

import damage

TEXT = b"a message of no importance"
LARGE = bytes(range(256)) * 1024


def send(sock, token):
    """Four bytes of length, then the token."""
    sock.sendall(struct.pack(">I", len(token)) + token)


def receive(sock):
    (length,) = struct.unpack(">I", receive_exactly(sock, 4))
    return receive_exactly(sock, length)


def receive_exactly(sock, length):
    data = b""
    while len(data) < length:
        part = sock.recv(length - len(data))
        if not part:
            raise EOFError("the other side has gone")
        data += part
    return data


def attempt(name, function, *args):
    """Prints what comes of a call, be it an exception."""
    try:
        print(name, "->", function(*args))
    except gssapi.exceptions.GSSError as error:
        status = "%#010x" % error.maj_code
        texts = error.get_all_statuses(error.maj_code, True)
        texts += error.get_all_statuses(error.min_code, False)
        print(name, "->", type(error).__name__, status, texts)


def describe(context):
    print("mechanism", context.mech, "initiates", context.locally_initiated)
    print("flags", sorted(flag.name for flag in context.actual_flags))
    print("names", context.initiator_name, context.target_name)
    print("complete", context.complete, "lives", context.lifetime > 60)
    for size in (0, 30, 31, 100, 65536):
        print("at most", size, context.get_wrap_size_limit(size),
              context.get_wrap_size_limit(size, False))


def iov_message():
    """As Windows' RPC lays it out: a header that is signed only."""
    return raw.IOV(raw.IOVBufferType.header,
                   (raw.IOVBufferType.sign_only, b"signed only"), TEXT,
                   raw.IOVBufferType.padding, raw.IOVBufferType.trailer,
                   std_layout=False)


def send_iov(context, sock, sealed):
    message = iov_message()
    print("iov", raw.wrap_iov(context, message, sealed))
    for buffer in message:
        print("iov buffer", buffer.type.name, len(buffer.value or b""))
        send(sock, buffer.value or b"")
    message = raw.IOV(TEXT, raw.IOVBufferType.mic_token, std_layout=False)
    raw.get_mic_iov(context, message)
    send(sock, message[1].value)


def iov_of(parts):
    types = [buffer.type for buffer in iov_message()]
    return raw.IOV(*zip(types, [False] * 5, parts), std_layout=False)


def receive_iov(context, sock):
    parts = [receive(sock) for _ in range(5)]
    signature = receive(sock)
    damage.try_iov_damages(context, parts, signature)
    attempt("iov", damage.unwrapped, context, parts)
    attempt("iov MIC", damage.checked, context, signature)


def send_messages(context, sock):
    """Each kind once, and three for the other side to break."""
    for text in (b"", TEXT, LARGE):
        for sealed in (True, False):
            token = context.wrap(text, sealed)
            print("wrap", len(text), len(token.message), token.encrypted)
            send(sock, token.message)
        signature = context.get_signature(text)
        print("signature", len(text), len(signature))
        send(sock, signature)
    send(sock, context.encrypt(TEXT))
    send_iov(context, sock, True)
    send_iov(context, sock, False)
    send(sock, context.get_signature(TEXT))
    send(sock, context.wrap(TEXT, True).message)
    send(sock, context.wrap(TEXT, False).message)


def unwrapped(context, token, text):
    message, sealed, qop = context.unwrap(token)
    return message == text, sealed, qop


def receive_messages(context, sock):
    for text in (b"", TEXT, LARGE):
        attempt("unwrap sealed", unwrapped, context, receive(sock), text)
        attempt("unwrap signed", unwrapped, context, receive(sock), text)
        signature = receive(sock)
        attempt("verify", context.verify_signature, text, signature)
        attempt("verify again", context.verify_signature, text, signature)
    attempt("decrypt", context.decrypt, receive(sock))
    receive_iov(context, sock)
    receive_iov(context, sock)
    damage.try_damages(context, receive(sock), receive(sock), receive(sock),
                       TEXT)
