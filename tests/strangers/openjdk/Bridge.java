/* SPDX-License-Identifier: MIT */
/*
 * Bridge PORT SERVICE krb5|spnego: a client of Peer's server (apps/java) over
 * whatever library the JVM was told to use.  It prints what its context is
 * like, then what the server made of each token, and what it made itself of
 * the server's answer, of the same again, and of the answer changed.
 */
import java.net.Socket;
import java.util.Arrays;
import org.ietf.jgss.*;

public class Bridge extends Peer {
    static final int[] SIZES = { 1, 15, 16, 17, 1000, 65536 };
    static final int ROOM = 1000;

    Bridge(Socket socket) throws Exception {
        super(socket);
    }

    /* Seconds since 1970. */
    static String end(int lifetime) {
        return lifetime == GSSContext.INDEFINITE_LIFETIME ? "never"
            : "" + (System.currentTimeMillis() / 1000 + lifetime);
    }

    static Oid mechanism(String name) throws GSSException {
        return new Oid(name.equals("krb5") ? "1.2.840.113554.1.2.2"
                       : "1.3.6.1.5.5.2");
    }

    void establish(String service, Oid mech) throws Exception {
        GSSManager manager = GSSManager.getInstance();
        GSSCredential cred = manager.createCredential(null,
            GSSCredential.DEFAULT_LIFETIME, mech,
            GSSCredential.INITIATE_ONLY);
        System.out.println("credential of " + cred.getName());
        System.out.println("credential ends "
            + end(cred.getRemainingLifetime()));
        context = manager.createContext(
            manager.createName(service, GSSName.NT_HOSTBASED_SERVICE), mech,
            cred, GSSContext.DEFAULT_LIFETIME);
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

    void describe() throws Exception {
        System.out.println("from " + context.getSrcName()
            + " to " + context.getTargName());
        System.out.println("mutual " + context.getMutualAuthState()
            + ", conf " + context.getConfState()
            + ", integ " + context.getIntegState()
            + ", replay " + context.getReplayDetState()
            + ", sequence " + context.getSequenceDetState());
        System.out.println("context ends " + end(context.getLifetime()));
    }

    /* It is never sent, and would be missed: the last of all. */
    void fit() throws GSSException {
        byte[] text = new byte[context.getWrapSizeLimit(0, true, ROOM)];
        System.out.println("what fits into " + ROOM + " bytes fits: "
            + (text.length > 0 && wrap(text, true).length <= ROOM));
    }

    String mine(int how, byte[] token, byte[] text) {
        return how == 'm' ? verify(token, text) : unwrap(token, text);
    }

    void message(int how, int size) throws Exception {
        byte[] text = text(size, size), token = make(how, text);
        send(how, text, token);
        String said = new String(receive());
        System.out.println((char)how + " " + size + ": " + said);
        if (said.startsWith("refused"))
            return;
        byte[] answer = receive();
        System.out.println("  changed: " + mine(how, changed(answer), text));
        System.out.println("  answer: " + mine(how, answer, text));
        System.out.println("  again: " + mine(how, answer, text));
    }

    void talk(String service, Oid mech) throws Exception {
        establish(service, mech);
        describe();
        for (int size : SIZES) {
            for (int how : new int[] { 'm', 's', 'i' })
                message(how, size);
        }
        send('e', new byte[0]);
        fit();
        context.dispose();
    }

    public static void main(String[] args) throws Exception {
        Bridge peer = new Bridge(new Socket("127.0.0.1",
                                            Integer.parseInt(args[0])));
        try {
            peer.talk(args[1], mechanism(args[2]));
        } catch (GSSException e) {
            System.out.println("refused: " + e.getMinorString());
        }
        peer.socket.close();
    }
}
