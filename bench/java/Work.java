/* SPDX-License-Identifier: MIT */
/*
 * Work server PORT, Work client PORT SERVICE SIZE COUNT: a program of JGSS.
 * The client seals COUNT texts of SIZE bytes, one after the other; the server
 * unseals each, and seals its text for the way back.  The server prints when
 * it listens; the client exits with 1 if it got something else.
 *
 * Frames are a length of four bytes and so many bytes.
 */
import java.io.*;
import java.net.*;
import java.util.*;
import org.ietf.jgss.*;

public class Work {
    final DataInputStream in;
    final DataOutputStream out;
    GSSContext context;

    Work(Socket socket) throws IOException {
        /* Or the system waits with every other frame. */
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(
            socket.getInputStream()));
        out = new DataOutputStream(new BufferedOutputStream(
            socket.getOutputStream()));
    }

    void send(byte[] data) throws IOException {
        out.writeInt(data.length);
        out.write(data);
        out.flush();
    }

    /* Null when there is no more. */
    byte[] receive() throws IOException {
        byte[] data;
        try {
            data = new byte[in.readInt()];
        } catch (EOFException e) {
            return null;
        }
        in.readFully(data);
        return data;
    }

    byte[] seal(byte[] text) throws GSSException {
        return context.wrap(text, 0, text.length, new MessageProp(0, true));
    }

    byte[] unseal(byte[] token) throws GSSException {
        MessageProp prop = new MessageProp(0, false);
        byte[] text = context.unwrap(token, 0, token.length, prop);
        if (!prop.getPrivacy())
            throw new IllegalStateException("not sealed");
        return text;
    }

    void serve() throws Exception {
        context = GSSManager.getInstance().createContext((GSSCredential)null);
        while (!context.isEstablished()) {
            byte[] token = receive();
            token = context.acceptSecContext(token, 0, token.length);
            if (token != null)
                send(token);
        }
        for (byte[] token = receive(); token != null; token = receive())
            send(seal(unseal(token)));
        context.dispose();
    }

    void initiate(String service) throws Exception {
        GSSManager manager = GSSManager.getInstance();
        GSSName name = manager.createName(service,
                                          GSSName.NT_HOSTBASED_SERVICE);
        context = manager.createContext(name, new Oid("1.2.840.113554.1.2.2"),
                                        null, GSSContext.DEFAULT_LIFETIME);
        context.requestMutualAuth(true);
        context.requestConf(true);
        byte[] token = context.initSecContext(new byte[0], 0, 0);
        send(token);
        while (!context.isEstablished()) {
            token = receive();
            token = context.initSecContext(token, 0, token.length);
            if (token != null)
                send(token);
        }
    }

    boolean exchange(int size, int count) throws Exception {
        byte[] text = new byte[size];
        new Random(size).nextBytes(text);
        boolean same = true;
        for (int i = 0; i < count; i++) {
            send(seal(text));
            same &= Arrays.equals(unseal(receive()), text);
        }
        context.dispose();
        return same;
    }

    static void server(int port) throws Exception {
        ServerSocket listener = new ServerSocket(port, 16,
            InetAddress.getByName("127.0.0.1"));
        System.out.println("listening");
        for (;;) {
            try (Socket socket = listener.accept()) {
                new Work(socket).serve();
            }
        }
    }

    static boolean client(int port, String service, int size, int count)
            throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            Work work = new Work(socket);
            work.initiate(service);
            return work.exchange(size, count);
        }
    }

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[1]);
        if (args[0].equals("server"))
            server(port);
        else if (!client(port, args[2], Integer.parseInt(args[3]),
                         Integer.parseInt(args[4])))
            System.exit(1);
    }
}
