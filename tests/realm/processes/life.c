/* SPDX-License-Identifier: MIT */
#include "realm/processes/life.h"

#include <string.h>

/* Calls for each message: made, taken, taken again. */
#define CALLS 3
#define MESSAGES (2 * TALK_KINDS)

/* The statuses of all calls of an exchange. */
struct exchange {
    OM_uint32 status[MESSAGES][CALLS];
};

static void
send_one(struct talk *talk, enum talk_kind kind, enum side from,
         OM_uint32 status[CALLS])
{
    struct parcel p = { .kind = kind, .from = from, .length = 40 };

    memset(p.text, 'x', p.length);
    talk_make(talk, &p);
    status[0] = talk->face->status(talk);
    status[1] = status[2] = GSS_S_UNAVAILABLE;
    if (status[0] == GSS_S_COMPLETE) {
        talk_take(talk, &p);
        status[1] = talk->face->status(talk);
        talk_take(talk, &p);
        status[2] = talk->face->status(talk);
    }
}

static struct exchange
exchange(struct talk *talk)
{
    struct exchange e;
    int i;

    for (i = 0; i < MESSAGES; i++)
        send_one(talk, (enum talk_kind)(i / 2), i % 2 == 0 ? INITIATOR :
                 ACCEPTOR, e.status[i]);
    return e;
}

static bool
is_good(const struct exchange *e)
{
    bool good = true;
    int i;

    for (i = 0; i < MESSAGES; i++)
        good = good && e->status[i][0] == GSS_S_COMPLETE &&
            e->status[i][1] == GSS_S_COMPLETE &&
            e->status[i][2] == GSS_S_DUPLICATE_TOKEN;
    return good;
}

bool
life_exchange(struct talk *talk)
{
    struct exchange e = exchange(talk);

    return is_good(&e);
}

bool
life_exchange_once(struct talk *talk)
{
    bool good = true;
    int i;

    for (i = 0; i < MESSAGES; i++) {
        struct parcel p = { .kind = (enum talk_kind)(i / 2), .length = 40,
                            .from = i % 2 == 0 ? INITIATOR : ACCEPTOR };

        good = talk_make(talk, &p) == FATE_GOOD &&
            talk_take(talk, &p) == FATE_GOOD && good;
    }
    return good;
}

void
life_messages(struct life *life, struct talk *talk, const char *who)
{
    struct exchange e = exchange(talk);
    int i;

    watch_say(life->seen, "%s: messages", who);
    for (i = 0; i < MESSAGES && !is_good(&e); i++)
        watch_say(life->seen, " %08x/%08x/%08x", e.status[i][0],
                  e.status[i][1], e.status[i][2]);
    watch_say(life->seen, is_good(&e) ? " good\n" : "\n");
}

void
life_export(struct life *life, struct talk *talk, enum side side)
{
    talk_export(talk, side);
    watch_say(life->seen, "export %08x\n", talk->face->status(talk));
}

/* What was not in order before is so for ever. */
static bool
account(struct life *life)
{
    struct proof *proof = life->proof;

    if (life->state == NULL)
        return true;
    proof->loaded = true;
    proof->calls = talk_calls;
    proof->counted = module_messages(life->state);
    return proof->calls == proof->counted;
}

void
life_end(struct life *life, const char *who)
{
    int i;

    life->seen->stage = STAGE_DELETE;
    for (i = 0; i < TALKS; i++)
        talk_close(&life->talks[i]);
    watch_say(life->seen, "%s: deleted, %s\n", who, account(life) ?
              "accounted for" : "other calls than counted");
}

void
life_whole(struct life *life)
{
    life->seen->stage = STAGE_COLD;
    life_messages(life, &life->talks[0], "first");
    life->seen->stage = STAGE_WARM;
    life_messages(life, &life->talks[0], "then");
    life->seen->stage = STAGE_EXPORT;
    life_export(life, &life->talks[1], INITIATOR);
    life_end(life, "process");
}
