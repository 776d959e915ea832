# SPDX-License-Identifier: MIT
"""Tokens that came whole, broken by the one who got them: what he is told
of each must be what stock says."""

from gssapi import raw

import messages


def flipped(position):
    """One bit of one byte another, in a place that is there."""
    def change(token):
        changed = bytearray(token)
        changed[position % len(changed)] ^= 1
        return bytes(changed)
    return change


# RFC 4121 4.2.6: TOK_ID, flags, filler, EC, RRC, SND_SEQ.
DAMAGES = {
    "TOK_ID": flipped(0),
    "direction": flipped(2),
    "filler": flipped(3),
    "EC": flipped(5),
    "RRC": flipped(7),
    "number": flipped(15),
    "body": flipped(16),
    "end": flipped(-1),
    "one short": lambda token: token[:-1],
    "one long": lambda token: token + b"\0",
    "header and some": lambda token: token[:20],
    "header only": lambda token: token[:16],
    "less than a header": lambda token: token[:15],
    "one byte": lambda token: token[:1],
    "an old MIC": lambda token: b"\1\1" + token[2:],
    "an old wrap token": lambda token: b"\2\1" + token[2:],
    "a deletion token": lambda token: b"\4\5" + token[2:],
    "no token": lambda token: b"no token at all",
}


def unwrapped(context, parts):
    message = messages.iov_of(parts)
    return raw.unwrap_iov(context, message), message[2].value


def checked(context, signature):
    message = raw.IOV(messages.TEXT,
                      (raw.IOVBufferType.mic_token, False, signature),
                      std_layout=False)
    return raw.verify_mic_iov(context, message)


# In parts, stock takes no RRC but its own, and what is too long in the entry
# of the header does not trouble it where that is not encrypted; and it dies by
# an assertion where a MIC is a header only.
NOT_IN_HEADER = ("RRC", "one long", "header and some")
NOT_A_MIC = ("header only",)


def try_iov_damages(context, parts, signature):
    """Of the entries with a header, and of the trailer."""
    for name, change in DAMAGES.items():
        if name not in NOT_IN_HEADER:
            messages.attempt("IOV, header, " + name, unwrapped, context,
                             [change(parts[0])] + parts[1:])
        messages.attempt("IOV, trailer, " + name, unwrapped, context,
                         parts[:-1] + [change(parts[-1])])
        if name not in NOT_A_MIC:
            messages.attempt("IOV, MIC, " + name, checked, context,
                             change(signature))


def try_damages(context, signature, sealed, signed, text):
    for name, change in DAMAGES.items():
        messages.attempt("MIC, " + name, context.verify_signature, text,
                         change(signature))
        messages.attempt("sealed, " + name, context.unwrap, change(sealed))
        messages.attempt("signed, " + name, context.unwrap, change(signed))
    messages.attempt("MIC of another text", context.verify_signature,
                     text + b".", signature)
    messages.attempt("a MIC unwrapped", context.unwrap, signature)
    messages.attempt("a wrap token verified", context.verify_signature, text,
                     sealed)
    messages.attempt("whole MIC", context.verify_signature, text, signature)
    messages.attempt("whole, sealed", context.unwrap, sealed)
    messages.attempt("whole, signed", context.unwrap, signed)
