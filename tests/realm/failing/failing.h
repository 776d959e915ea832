/* SPDX-License-Identifier: MIT */
/*
 * Operations in which everything fails once.
 */
#ifndef TESTS_REALM_FAILING_FAILING_H
#define TESTS_REALM_FAILING_FAILING_H

#include <stdarg.h>
#include <stdint.h>

#include "realm/gss_pair.h"
#include "realm/sspi_end.h"

/* What there is to know of the realm. */
struct failing_facts {
    const char *target;         /* hostbased */
    const char *service;        /* the same as SSPI has it */
    const char *tgt_only;       /* a ccache with nothing but a TGT */
    bool module;                /* it is listed */
    unsigned rounds;            /* messages that use up a pool of
                                 * confounders */
};

#define FAILING_BYTES 4096
#define FAILING_OUTCOME 4096
#define FAILING_ENTRIES 40

/* Objects of one attempt; what is there at its end is released. */
struct failing_scene {
    const struct failing_facts *facts;
    const struct failing_op *op;

    /* GSS */
    struct gss_pair pair;
    struct dialog dialog;
    gss_ctx_id_t ctx;
    gss_name_t name, other, name_out;
    gss_cred_id_t cred, cred_out;
    gss_OID_set set_out;
    gss_buffer_set_t buffers_out;
    gss_buffer_desc in, out, out2;
    gss_iov_buffer_desc iov[FAILING_ENTRIES];
    int iov_count;
    int conf_state;
    unsigned legs;              /* made before the one that fails */
    OM_uint32 minor;

    /* SSPI */
    struct sspi_end ends[2];
    struct sspi_dialog talk;
    CredHandle handle;
    CtxtHandle handle_ctx;
    SecBuffer token;            /* of FreeContextBuffer */
    SecBuffer from_peer;        /* likewise */
    SecBuffer buffers[FAILING_ENTRIES];
    SecBufferDesc list;
    void *pointers[4];          /* likewise; an answer's struct */
    ULONG number;

    unsigned char bytes[FAILING_BYTES];
    unsigned step;              /* of an operation of several calls */
    bool failed;                /* one of them did */
    char outcome[FAILING_OUTCOME];
    const char *wrong;          /* what is not as it should be */
};

/* What an operation that failed has left as an empty one. */
#define OUT_BUFFER 0x01u        /* out */
#define OUT_NAME 0x02u
#define OUT_CRED 0x04u
#define OUT_SET 0x08u
#define OUT_BUFFERS 0x10u
#define OUT_CTX 0x20u           /* ctx */
#define OUT_TOKEN 0x40u         /* token */
#define OUT_HANDLE 0x80u        /* handle */
#define OUT_HANDLE_CTX 0x100u

/* A call that fails ends the context: to begin again is all there is. */
#define ANEW 0x1000u
/* The same where nothing works any more. */
#define ANEW_IF_ALL 0x2000u
/* Its status is SSPI's. */
#define SSPI 0x4000u
/* It may succeed without what failed, as stock's may where one of several
 * mechanisms fails. */
#define MAY_DIFFER 0x8000u

/* It is not tried in a process without memory: the test itself needs some, for
 * a thread, or what MIT's library then does is its own. */
#define NEEDS_MEMORY 0x10000u

struct failing_op {
    const char *name;
    void (*make)(struct failing_scene *s);
    uint32_t (*act)(struct failing_scene *s);   /* a status of its API */
    void (*look)(struct failing_scene *s);      /* at what came of it */
    unsigned flags;
    ULONG number;                               /* its own parameter */
};

/* More of the outcome, which is the same whatever has failed before. */
void say(struct failing_scene *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Must be; noted in s->wrong if not. */
void want(struct failing_scene *s, bool good, const char *what);

/* After a message was made, or not: it was not if nothing was random. */
void failing_random(struct failing_scene *s, bool made);

/* In making and looking, where nothing fails: ends the process if it did. */
void must(bool good, const char *what);

/* The operations; the last has no name. */
extern const struct failing_op failing_names[], failing_creds[],
    failing_legs[], failing_messages[], failing_taken[], failing_context[],
    failing_sspi_creds[], failing_sspi_legs[], failing_sspi_messages[],
    failing_sspi_questions[], failing_sspi_identities[];

/* failing_names.c: a name of the Kerberos mechanism */
gss_name_t failing_krb5_name(const char *text, gss_OID type);
void failing_say_name(struct failing_scene *s, gss_name_t name);

/* failing_creds.c: a credential */
gss_cred_id_t failing_cred(gss_cred_usage_t usage);

/* failing_legs.c: both ends, all flags; the module's where it is listed.
 * And whether messages go both ways, with no number lost. */
void failing_pair(struct failing_scene *s);
void failing_exchange(struct failing_scene *s);

/* failing_sspi_legs.c: the same */
void failing_sspi_pair(struct failing_scene *s);
void failing_sspi_exchange(struct failing_scene *s);

/* failing_load.c: the first calls of a process, in processes of their own. */
void failing_load(const struct failing_facts *facts, bool refused);

/* failing.c: one test. */
void failing_test(bool good, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
