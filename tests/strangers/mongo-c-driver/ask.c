/* SPDX-License-Identifier: MIT */
/*
 * Asks a server of MongoDB whether it is there:
 *
 *     ask URI
 *
 * Prints its answer.
 */
#include <stdio.h>

#include <mongoc/mongoc.h>

static int
ping(mongoc_client_t *client)
{
    bson_t *command = BCON_NEW("ping", BCON_INT32(1));
    bson_t reply;
    bson_error_t error;
    bool good = mongoc_client_command_simple(client, "test", command, NULL,
                                             &reply, &error);
    char *text = bson_as_relaxed_extended_json(&reply, NULL);

    if (good)
        puts(text);
    else
        fprintf(stderr, "ask: %s\n", error.message);
    bson_free(text);
    bson_destroy(&reply);
    bson_destroy(command);
    return good ? 0 : 1;
}

int
main(int argc, char **argv)
{
    mongoc_client_t *client;
    int result = 2;

    mongoc_init();
    client = mongoc_client_new(argc == 2 ? argv[1] : "");
    if (client != NULL) {
        result = ping(client);
        mongoc_client_destroy(client);
    }
    mongoc_cleanup();
    return result;
}
