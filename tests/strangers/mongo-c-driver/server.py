# SPDX-License-Identifier: MIT
"""
As much of a server of MongoDB as a client needs to log in and ask "ping":

    server.py PORT HOST

SASL is done by the sample server of Cyrus SASL, for the service mongodb/HOST.
Prints "listening", and the name of each client that has logged in.
"""
import base64
import socket
import struct
import subprocess
import sys

OP_REPLY, OP_QUERY, OP_MSG = 1, 2004, 2013


# ---- BSON: the types that clients send, and some for the answers -------

def until_zero(data, at):
    end = data.index(b"\0", at)
    return data[at:end].decode(), end + 1


def read_value(kind, data, at):
    if kind == 0x02:
        length, = struct.unpack_from("<i", data, at)
        return data[at + 4:at + 3 + length].decode(), at + 4 + length
    if kind in (0x03, 0x04):
        length, = struct.unpack_from("<i", data, at)
        return read_document(data[at:at + length]), at + length
    if kind == 0x05:
        length, = struct.unpack_from("<i", data, at)
        return data[at + 5:at + 5 + length], at + 5 + length
    layout = {0x01: "<d", 0x07: "12s", 0x08: "<?", 0x09: "<q", 0x0a: "",
              0x10: "<i", 0x11: "<q", 0x12: "<q"}[kind]
    value = struct.unpack_from(layout, data, at)
    return (value or (None,))[0], at + struct.calcsize(layout)


def read_document(data):
    document, at = {}, 4
    while data[at]:
        name, after = until_zero(data, at + 1)
        document[name], at = read_value(data[at], data, after)
    return document


def write_document(document):
    body = b""
    for name, value in document.items():
        if isinstance(value, bool):
            kind, packed = 0x08, struct.pack("<?", value)
        elif isinstance(value, float):
            kind, packed = 0x01, struct.pack("<d", value)
        elif isinstance(value, int):
            kind, packed = 0x10, struct.pack("<i", value)
        else:
            text = value.encode() + b"\0"
            kind, packed = 0x02, struct.pack("<i", len(text)) + text
        body += bytes([kind]) + name.encode() + b"\0" + packed
    return struct.pack("<i", len(body) + 5) + body + b"\0"


# ---- SASL --------------------------------------------------------------

class Sasl:
    """One dialogue with the sample server, whose texts are in base64."""

    def __init__(self, host):
        self.server = subprocess.Popen(
            ["stdbuf", "-o0", "sasl-sample-server", "-s", "mongodb", "-d",
             host, "-m", "GSSAPI"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self.user = None
        self.answer()

    def answer(self):
        """Its next text, or None when it has none and is done."""
        done = False
        for line in self.server.stdout:
            if line.startswith(b"S: ") and not done:
                return line[3:].strip().decode()
            if line.startswith(b"Negotiation complete"):
                done = True
            if line.startswith(b"Username: "):
                self.user = line.split()[1].decode()
                return None
        raise ConnectionError("the sample server has ended")

    def step(self, text):
        self.server.stdin.write(b"C: " + text.encode() + b"\n")
        return self.answer()

    def start(self, mechanism, text):
        first = mechanism.encode() + b"\0" + base64.b64decode(text)
        return self.step(base64.b64encode(first).decode())

    def end(self):
        self.server.kill()
        self.server.wait()


# ---- commands ----------------------------------------------------------

class Session:
    def __init__(self, host):
        self.host = host
        self.sasl = None

    def hello(self):
        return {"ismaster": True, "helloOk": True, "minWireVersion": 0,
                "maxWireVersion": 17, "maxBsonObjectSize": 16777216,
                "maxMessageSizeBytes": 48000000, "maxWriteBatchSize": 100000,
                "ok": 1.0}

    def log_in(self, command):
        if "saslStart" in command:
            self.sasl = Sasl(self.host)
            text = self.sasl.start(command["mechanism"], command["payload"])
        else:
            text = self.sasl.step(command["payload"])
        if self.sasl.user is not None:
            print("client:", self.sasl.user, flush=True)
        return {"conversationId": 1, "done": self.sasl.user is not None,
                "payload": text or "", "ok": 1.0}

    def answer(self, command):
        name = next(iter(command))
        if name.lower() in ("ismaster", "hello"):
            return self.hello()
        if name in ("saslStart", "saslContinue"):
            return self.log_in(command)
        if name == "ping" and self.sasl is not None and self.sasl.user:
            return {"hello": self.sasl.user, "ok": 1.0}
        if name == "endSessions":
            return {"ok": 1.0}
        return {"ok": 0.0, "code": 13, "errmsg": "not logged in: " + name}

    def close(self):
        if self.sasl is not None:
            self.sasl.end()


# ---- messages ----------------------------------------------------------

def receive(stream):
    head = stream.read(16)
    if len(head) < 16:
        return None
    length, number, _, kind = struct.unpack("<4i", head)
    return number, kind, stream.read(length - 16)


def command_of(kind, body):
    if kind == OP_QUERY:
        _, at = until_zero(body, 4)
        return read_document(body[at + 8:])
    return read_document(body[5:])


def reply(number, kind, document):
    packed = write_document(document)
    if kind == OP_QUERY:
        kind, body = OP_REPLY, struct.pack("<iqii", 8, 0, 0, 1) + packed
    else:
        kind, body = OP_MSG, struct.pack("<Ib", 0, 0) + packed
    return struct.pack("<4i", 16 + len(body), 1, number, kind) + body


def serve(connection, host):
    session = Session(host)
    with connection, connection.makefile("rb") as stream:
        try:
            while (message := receive(stream)) is not None:
                number, kind, body = message
                answer = session.answer(command_of(kind, body))
                connection.sendall(reply(number, kind, answer))
        except ConnectionError as error:
            print("server.py:", error, file=sys.stderr, flush=True)
        finally:
            session.close()


def main():
    port, host = int(sys.argv[1]), sys.argv[2]
    with socket.create_server(("127.0.0.1", port)) as server:
        print("listening", flush=True)
        while True:
            serve(server.accept()[0], host)


main()
