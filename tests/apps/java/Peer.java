/* SPDX-License-Identifier: MIT */
/*
 * Peer server PORT, Peer client PORT SERVICE: a program of JGSS.  The client
 * has THREADS connections at once, one context each; the server has a thread
 * for each.  Tokens go both ways, as they are, again, and changed; the client
 * prints what became of them, the server prints when it listens.
 *
 * Frames are a byte (what it is), a length of four and so many bytes.
 */
import java.io.*;
import java.net.*;
import java.util.*;
import java.util.concurrent.*;
import org.ietf.jgss.*;

public class Peer {
    static final int THREADS = 4;
    static final int ROUNDS = 25;
    static final int[] SIZES = { 0, 1, 15, 16, 17, 1000, 65536 };

    final Socket socket;
    final DataInputStream in;
    final DataOutputStream out;
    GSSContext context;

    Peer(Socket socket) throws IOException {
        this.socket = socket;
        /* Or the system waits with every other frame. */
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(
            socket.getInputStream()));
        out = new DataOutputStream(new BufferedOutputStream(
            socket.getOutputStream()));
    }

    void send(int kind, byte[]... parts) throws IOException {
        for (byte[] part : parts) {
            out.writeByte(kind);
            out.writeInt(part.length);
            out.write(part);
        }
        out.flush();
    }

    int kind;

    byte[] receive() throws IOException {
        kind = in.readByte();
        byte[] data = new byte[in.readInt()];
        in.readFully(data);
        return data;
    }

    /* ---- what a token was worth -------------------------------------- */

    static String verdict(MessageProp prop) {
        return (prop.getPrivacy() ? "sealed" : "signed")
            + (prop.isDuplicateToken() ? " duplicate" : "")
            + (prop.isOldToken() ? " old" : "")
            + (prop.isUnseqToken() ? " unsequential" : "")
            + (prop.isGapToken() ? " gap" : "");
    }

    static String refusal(GSSException e) {
        return "refused: " + e.getMajorString();
    }

    /* Of an empty text nothing is given. */
    static boolean same(byte[] text, byte[] want) {
        return text == null ? want.length == 0 : Arrays.equals(text, want);
    }

    String unwrap(byte[] token, byte[] want) {
        MessageProp prop = new MessageProp(0, false);
        try {
            byte[] text = context.unwrap(token, 0, token.length, prop);
            return verdict(prop) + (same(text, want) ? "" : " WRONG");
        } catch (GSSException e) {
            return refusal(e);
        }
    }

    String verify(byte[] token, byte[] text) {
        MessageProp prop = new MessageProp(0, false);
        try {
            context.verifyMIC(token, 0, token.length, text, 0, text.length,
                              prop);
            return verdict(prop);
        } catch (GSSException e) {
            return refusal(e);
        }
    }

    byte[] wrap(byte[] text, boolean privacy) throws GSSException {
        return context.wrap(text, 0, text.length,
                            new MessageProp(0, privacy));
    }

    byte[] mic(byte[] text) throws GSSException {
        return context.getMIC(text, 0, text.length, new MessageProp(0, false));
    }

    static byte[] text(int size, int seed) {
        byte[] text = new byte[size];
        new Random(seed).nextBytes(text);
        return text;
    }

    static byte[] changed(byte[] token) {
        byte[] other = token.clone();
        other[other.length - 1] ^= 1;
        return other;
    }

    /* ---- the server: says what it got, and answers in kind ------------ */

    void establish() throws Exception {
        while (!context.isEstablished()) {
            byte[] token = receive();
            token = context.acceptSecContext(token, 0, token.length);
            if (token != null)
                send('c', token);
        }
    }

    /* The text comes first, then the token, until there is no more. */
    void serve() throws Exception {
        context = GSSManager.getInstance().createContext((GSSCredential)null);
        establish();
        for (byte[] text = receive(); kind != 'e'; text = receive()) {
            byte[] token = receive();
            boolean wrapped = kind != 'm';
            String said = wrapped ? unwrap(token, text) : verify(token, text);
            send('v', said.getBytes());
            if (!said.startsWith("refused"))
                send('t', wrapped ? wrap(text, kind == 's') : mic(text));
        }
        context.dispose();
        socket.close();
    }

    static void server(int port) throws Exception {
        ServerSocket listener = new ServerSocket(port, 16,
            InetAddress.getByName("127.0.0.1"));
        System.out.println("listening");
        for (;;) {
            Peer peer = new Peer(listener.accept());
            new Thread(() -> {
                try {
                    peer.serve();
                } catch (Exception e) {
                    e.printStackTrace();
                }
            }).start();
        }
    }

    /* ---- the client --------------------------------------------------- */

    void initiate(String service) throws Exception {
        GSSManager manager = GSSManager.getInstance();
        GSSName name = manager.createName(service,
                                          GSSName.NT_HOSTBASED_SERVICE);
        context = manager.createContext(name, new Oid("1.2.840.113554.1.2.2"),
                                        null, GSSContext.DEFAULT_LIFETIME);
        context.requestMutualAuth(true);
        context.requestConf(true);
        context.requestInteg(true);
        context.requestReplayDet(true);
        context.requestSequenceDet(true);
        byte[] token = context.initSecContext(new byte[0], 0, 0);
        while (token != null) {
            send('c', token);
            token = context.isEstablished() ? null : receive();
            if (token != null)
                token = context.initSecContext(token, 0, token.length);
        }
    }

    /* A token, and what both sides make of it. */
    String exchange(int how, byte[] text, byte[] token) throws Exception {
        send(how, text, token);
        String said = new String(receive());
        if (said.startsWith("refused"))
            return said;
        byte[] answer = receive();
        String mine = how == 'm' ? verify(answer, text) : unwrap(answer, text);
        String again = how == 'm' ? verify(answer, text) : unwrap(answer, text);
        return said + "; answer " + mine + ", again " + again;
    }

    byte[] make(int how, byte[] text) throws GSSException {
        return how == 'm' ? mic(text) : wrap(text, how == 's');
    }

    List<String> talk(String service) throws Exception {
        List<String> lines = new ArrayList<>();
        initiate(service);
        for (int round = 0; round < ROUNDS; round++) {
            for (int how : new int[] { 'm', 's', 'i' }) {
                int size = SIZES[round % SIZES.length];
                byte[] text = text(size, round), token = make(how, text);
                String what = (char)how + " " + size + ": ";
                lines.add(what + "changed " + exchange(how, text,
                                                       changed(token)));
                lines.add(what + exchange(how, text, token));
                lines.add(what + "again " + exchange(how, text, token));
            }
        }
        send('e', new byte[0]);
        context.dispose();
        socket.close();
        return lines;
    }

    static void client(int port, String service) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<List<String>>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++)
            all.add(threads.submit(() -> new Peer(
                new Socket("127.0.0.1", port)).talk(service)));
        for (Future<List<String>> one : all)
            for (String line : one.get())
                System.out.println(line);
        threads.shutdown();
    }

    public static void main(String[] args) throws Exception {
        if (args[0].equals("server"))
            server(Integer.parseInt(args[1]));
        else
            client(Integer.parseInt(args[1]), args[2]);
    }
}
