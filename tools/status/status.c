/* SPDX-License-Identifier: MIT */
/* gss-ksp status: the options, and the order in which things are looked at. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/command.h"
#include "tools/status/relay.h"
#include "tools/status/status.h"

/* More than everything together takes that has a time of its own. */
#define SECONDS 120

struct wanted {
    const char *user;
    const char *subject;
    bool json;
    bool context;
};

static const char help[] =
    "usage: gss-ksp status [--user NAME] [--context] [--json]\n"
    "                      [PID | PROGRAM]\n"
    "\n"
    "Says whether gss_ksp.so is on, and if not, why.  Without an argument:\n"
    "for a program that is started now, and for every running one that has\n"
    "GSS-API.\n"
    "\n"
    "  PID          for that process, with its environment and as its user\n"
    "  PROGRAM      for a program that is started now (a path, or a name\n"
    "               that is looked for), and for those that run it\n"
    "  --user NAME  as that user: files that root can read, others may not;\n"
    "               not with a PID, which has a user of its own\n"
    "  --context    make a context with oneself, from the ticket and the\n"
    "               keytab at hand; asks the KDC for a ticket\n"
    "  --json       for programs\n"
    "  --help       this text\n"
    "\n"
    "The last line, and the exit status:\n"
    "\n"
    "  on              0    the module does the work\n"
    "  off: why        1    stock Kerberos does, as somebody has said\n"
    "  broken: why     2    stock Kerberos does, though the module is\n"
    "                       listed, or it refuses more than was meant\n"
    "  unknown: why    3    it may not be seen from here: ask as root\n"
    "\n"
    "Examples:\n"
    "\n"
    "  gss-ksp status                 is it on?\n"
    "  gss-ksp status sshd            will the next login use it?\n"
    "  gss-ksp status $(pidof slapd)  does slapd, since it was started?\n"
    "  gss-ksp status --user www-data may Apache read what it needs?\n"
    "  GSS_MECH_CONFIG=try.conf gss-ksp status\n"
    "                                 what would come of this file?\n";

/* A name of digits alone is a process. */
static pid_t
process_of(const char *subject)
{
    char *end;
    long number;

    errno = 0;
    number = strtol(subject, &end, 10);
    return end != subject && *end == '\0' && errno == 0 && number > 0 &&
        number <= INT_MAX ? (pid_t)number : 0;
}

static int
find_process(struct status *s, pid_t pid)
{
    s->processes = processes_find_one(pid);
    if (s->processes == NULL)
        return command_cannot("status", strerror(ENOMEM));
    if (s->processes->n == 0)
        return command_cannot(s->subject, s->processes->error != 0 ?
                              strerror(s->processes->error) :
                              "there is no such process");
    s->is_process = true;
    return 0;
}

static int
find_subjects(struct status *s)
{
    pid_t pid = s->subject != NULL ? process_of(s->subject) : 0;

    if (pid != 0)
        return find_process(s, pid);
    s->processes = processes_find(s->subject);
    return s->processes != NULL ? 0 :
        command_cannot("status", strerror(ENOMEM));
}

/* Now: later they would be asked for in another's surroundings. */
static void
name_users(struct processes *all)
{
    size_t i;

    for (i = 0; i < all->n; i++)
        process_name_user(&all->list[i]);
}

static int
become(const char *name)
{
    if (surroundings_be_user(name))
        return 0;
    return command_cannot(name, errno == ENOENT ? "there is no such user" :
                          strerror(errno));
}

/* The rights first: what is set afterwards root does not see any more. */
static int
enter_process(struct status *s)
{
    const struct process *process = &s->processes->list[0];

    if (process_apart(process) != NULL) {
        s->look = HOST_LOOK_NOTHING;
        return 0;
    }
    if (!identity_is_of(&process->identity, s->caller))
        s->look = HOST_LOOK_TRUSTED;
    if (geteuid() == 0 && !identity_is_of(&process->identity, 0) &&
        !surroundings_be(&process->identity))
        return command_cannot(s->subject, strerror(errno));
    surroundings_enter(&process->surroundings);
    return 0;
}

/* From now on files are read, and modules loaded, as the subject does. */
static int
enter(struct status *s)
{
    int status = 0;

    if (s->is_process)
        status = enter_process(s);
    else if (s->user != NULL)
        status = become(s->user);
    relay_follow();
    return status;
}

/* A set-user-id program looks at no variable, and no more do we then. */
static void
read_program(struct status *s)
{
    static const struct surroundings none = { .known = true, .secure = true };
    char directory[PATH_MAX], *slash;

    host_library_find(&s->host.library);
    memcpy(directory, s->host.library.path, sizeof(directory));
    slash = strrchr(directory, '/');
    if (slash != NULL)
        *slash = '\0';
    program_file_read(s->subject, directory, &s->program);
    if (s->program.secure)
        surroundings_enter(&none);
}

static int
look(struct status *s, const struct wanted *wanted)
{
    if (s->subject != NULL && !s->is_process)
        read_program(s);
    if (!host_read(&s->host, s->look, s->caller, wanted->context))
        return command_cannot("status", strerror(ENOMEM));
    status_judge(s);
    if (wanted->json)
        report_json(s);
    else
        report_text(s);
    return (int)s->verdict;
}

static int
run(const void *argument)
{
    const struct wanted *wanted = argument;
    struct status *s = calloc(1, sizeof(*s));
    int status;

    if (s == NULL)
        return command_cannot("status", strerror(ENOMEM));
    s->user = wanted->user;
    s->subject = wanted->subject;
    s->caller = geteuid();
    /* As whoever calls: what processes have in memory is not for all. */
    status = find_subjects(s);
    if (status == 0) {
        name_users(s->processes);
        status = enter(s);
    }
    if (status == 0)
        status = look(s, wanted);
    host_free(&s->host);
    free(s->processes);
    free(s);
    return status;
}

/* What a subject names may be anybody's, and not answer.  Who may start no
 * child does it here. */
static int
run_relayed(const struct wanted *wanted)
{
    int detail;
    char why[128];

    switch (relay(run, wanted, SECONDS, &detail)) {
    case RELAY_DONE:
        return detail;
    case RELAY_SILENT:
        (void)snprintf(why, sizeof(why), "what is to be read does not come: "
                       "it took more than %d seconds", SECONDS);
        break;
    case RELAY_SIGNAL:
        (void)snprintf(why, sizeof(why), "what looks died of signal %d (%s)",
                       detail, strsignal(detail));
        break;
    case RELAY_NONE:
        return run(wanted);
    }
    if (wanted->json)
        report_json_unknown(wanted->subject, wanted->user, why);
    else
        report_text_unknown(wanted->subject, why);
    return VERDICT_UNKNOWN;
}

int
status_command(int argc, char **argv)
{
    static const struct option options[] = {
        { "user", required_argument, NULL, 'u' },
        { "context", no_argument, NULL, 'c' },
        { "json", no_argument, NULL, 'j' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 }
    };
    struct wanted wanted = { NULL, NULL, false, false };
    int option;

    while ((option = getopt_long(argc, argv, "u:cjh", options, NULL)) != -1) {
        switch (option) {
        case 'u':
            wanted.user = optarg;
            break;
        case 'c':
            wanted.context = true;
            break;
        case 'j':
            wanted.json = true;
            break;
        case 'h':
            fputs(help, stdout);
            return EXIT_SUCCESS;
        default:
            return command_usage("status");
        }
    }
    if (argc - optind > 1)
        return command_usage("status");
    if (optind < argc)
        wanted.subject = argv[optind];
    if (wanted.user != NULL && wanted.subject != NULL &&
        process_of(wanted.subject) != 0) {
        fputs("gss-ksp: a process has a user of its own: --user does not go "
              "with a PID\n", stderr);
        return command_usage("status");
    }
    return run_relayed(&wanted);
}
