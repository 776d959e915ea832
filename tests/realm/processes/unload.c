/* SPDX-License-Identifier: MIT */
/*
 * unload PLUGIN TARGET STORY: a program that is not linked with any of the
 * libraries, but opens PLUGIN, which is, and closes it again.  TARGET is
 * hostbased.
 *
 *     now, lazy, global   opens it so, has a context, closes it; twice
 *     alive               closes it while there are contexts
 *     again               the same, and opens it anew
 *     thread              closes it while a thread has yet to end that has
 *                         used it
 *     cycles              opens and closes it again and again
 *     before, after       its exit handler, registered before it was opened or
 *                         when it was used, uses it
 *     destructor          the plugin's destructor uses the context at dlclose
 *     exit                ... at exit
 *     fork                a child closes it, and the parent goes on
 *
 * Prints what came of it; lines that begin with "growth" have figures.  Exit
 * status 0 if the lines could be printed.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "realm/processes/plugin.h"

/* Begun to measure when all is there that is there once. */
#define WARM 10
#define CYCLES 60

#define KEYS_MAX 2000

static const char *plugin, *target;
static void *handle;
static struct talk talk;

/* ---- the plugin ------------------------------------------------------- */

static void *
symbol(const char *name)
{
    void *found = handle == NULL ? NULL : dlsym(handle, name);

    if (found == NULL) {
        fprintf(stderr, "unload: %s\n", dlerror());
        exit(1);
    }
    return found;
}

static void
open_plugin(int mode)
{
    handle = dlopen(plugin, mode);
    (void)symbol(PLUGIN_FACE);
}

static void
close_plugin(void)
{
    printf("closed: %d\n", dlclose(handle));
    handle = NULL;
}

static void
establish(void)
{
    plugin_face_function *face;
    void *found = symbol(PLUGIN_FACE);

    memcpy(&face, &found, sizeof(face));
    printf("context: %d\n", talk_open(&talk, face(), target));
}

static void
at_end(void (*function)(void))
{
    plugin_at_end_function *set;
    void *found = symbol(PLUGIN_AT_END);

    memcpy(&set, &found, sizeof(set));
    set(function);
}

static void
exchange(const char *who)
{
    enum fate made, taken;
    int i;

    for (i = 0; i < 2 * TALK_KINDS; i++) {
        struct parcel p = { .kind = (enum talk_kind)(i / 2), .length = 40,
                            .from = i % 2 == 0 ? INITIATOR : ACCEPTOR };

        made = talk_make(&talk, &p);
        taken = talk_take(&talk, &p);
        printf("%s: %d %d\n", who, made == FATE_GOOD, taken == FATE_GOOD);
    }
}

static void
last_words(void)
{
    exchange("handler");
    talk_close(&talk);
    printf("handler: closed\n");
    fflush(stdout);
}

/* ---- the stories ------------------------------------------------------ */

static void
twice(int mode)
{
    int i;

    for (i = 0; i < 2; i++) {
        open_plugin(mode);
        establish();
        exchange("program");
        talk_close(&talk);
        close_plugin();
    }
}

static void
tell_now(void)
{
    twice(RTLD_NOW | RTLD_LOCAL);
}

static void
tell_lazy(void)
{
    twice(RTLD_LAZY | RTLD_LOCAL);
}

static void
tell_global(void)
{
    twice(RTLD_NOW | RTLD_GLOBAL);
}

static void
tell_alive(void)
{
    open_plugin(RTLD_NOW);
    establish();
    exchange("program");
    close_plugin();
}

static void
tell_again(void)
{
    tell_alive();
    twice(RTLD_NOW);
}

static atomic_int used, go;

static void *
use(void *arg)
{
    exchange("thread");
    used = 1;
    while (!go)
        continue;
    return arg;
}

static void
tell_thread(void)
{
    pthread_t thread;

    open_plugin(RTLD_NOW);
    establish();
    if (pthread_create(&thread, NULL, use, NULL) != 0)
        exit(1);
    while (!used)
        continue;
    talk_close(&talk);
    close_plugin();
    go = 1;
    printf("joined: %d\n", pthread_join(thread, NULL));
    twice(RTLD_NOW);
}

static void
tell_before(void)
{
    (void)atexit(last_words);
    open_plugin(RTLD_NOW);
    establish();
    exchange("program");
}

static void
tell_after(void)
{
    open_plugin(RTLD_NOW);
    establish();
    exchange("program");
    (void)atexit(last_words);
}

static void
tell_destructor(void)
{
    open_plugin(RTLD_NOW);
    establish();
    at_end(last_words);
    close_plugin();
}

static void
tell_exit(void)
{
    open_plugin(RTLD_NOW);
    establish();
    at_end(last_words);
}

static void
tell_fork(void)
{
    int status = -1;
    pid_t pid;

    open_plugin(RTLD_NOW);
    establish();
    fflush(stdout);
    pid = fork();
    exchange(pid == 0 ? "child" : "parent");
    if (pid == 0) {
        talk_close(&talk);
        close_plugin();
        exit(3);
    }
    (void)waitpid(pid, &status, 0);
    printf("the child ends: %x\n", (unsigned)status);
    talk_close(&talk);
    close_plugin();
}

/* ---- again and again --------------------------------------------------- */

struct has {
    int maps, descriptors, keys;
    long resident;
};

static int
count_lines(const char *path)
{
    FILE *file = fopen(path, "r");
    int c, lines = 0;

    while (file != NULL && (c = getc(file)) != EOF)
        lines += c == '\n';
    if (file != NULL)
        fclose(file);
    return lines;
}

static int
count_descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    int count = 0;

    while (dir != NULL && readdir(dir) != NULL)
        count++;
    if (dir != NULL)
        closedir(dir);
    return count;
}

/* Keys for thread-specific data that are still to be had. */
static int
count_keys(void)
{
    static pthread_key_t keys[KEYS_MAX];
    int count = 0, i;

    while (count < KEYS_MAX && pthread_key_create(&keys[count], NULL) == 0)
        count++;
    for (i = 0; i < count; i++)
        (void)pthread_key_delete(keys[i]);
    return count;
}

static long
resident(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    long pages = 0;

    if (file == NULL || fscanf(file, "%*d %ld", &pages) != 1)
        exit(1);
    fclose(file);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static struct has
measure(void)
{
    struct has has = { count_lines("/proc/self/maps"), count_descriptors(),
                       count_keys(), resident() };

    return has;
}

static void
tell_cycles(void)
{
    struct has warm = { 0, 0, 0, 0 }, now;
    int i;

    for (i = 0; i < CYCLES; i++) {
        if (i == WARM)
            warm = measure();
        twice(RTLD_NOW);
    }
    now = measure();
    printf("growth maps=%d descriptors=%d keys=%d resident=%ld\n",
           now.maps - warm.maps, now.descriptors - warm.descriptors,
           warm.keys - now.keys, now.resident - warm.resident);
}

/* ------------------------------------------------------------------------ */

static const struct {
    const char *name;
    void (*tell)(void);
} stories[] = {
    { "now", tell_now },
    { "lazy", tell_lazy },
    { "global", tell_global },
    { "alive", tell_alive },
    { "again", tell_again },
    { "thread", tell_thread },
    { "cycles", tell_cycles },
    { "before", tell_before },
    { "after", tell_after },
    { "destructor", tell_destructor },
    { "exit", tell_exit },
    { "fork", tell_fork }
};

int
main(int argc, char **argv)
{
    size_t i;

    if (argc == 4) {
        plugin = argv[1];
        target = argv[2];
        alarm(60);
        for (i = 0; i < sizeof(stories) / sizeof(stories[0]); i++)
            if (strcmp(stories[i].name, argv[3]) == 0) {
                stories[i].tell();
                return 0;
            }
    }
    fprintf(stderr, "usage: unload PLUGIN TARGET STORY\n");
    return 2;
}
