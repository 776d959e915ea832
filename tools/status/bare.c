/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tools/status/bare.h"
#include "tools/status/child.h"

#define FILE_MAX_BYTES (16 * 1024 * 1024)
#define DESCRIPTORS 256

extern char **environ;

/* What decides about mechanisms, and where credentials are. */
static const char *const kept[] = {
    "GSS_MECH_CONFIG", "GSSKSP_ENABLE", "GSS_USE_PROXY", "GSSPROXY_SOCKET",
    "GSSPROXY_BEHAVIOR", "KRB5_CONFIG", "KRB5CCNAME", "KRB5_KTNAME",
    "KRB5_CLIENT_KTNAME", "KRB5RCACHENAME", "KRB5RCACHETYPE", "KRB5RCACHEDIR"
};

#define N_KEPT (sizeof(kept) / sizeof(kept[0]))

/* To forget a variable leaves its text where it was. */
static bool
clean_environment(void)
{
    char *copies[N_KEPT] = { NULL }, *value, **variable;
    bool ok = true;
    size_t i;

    for (i = 0; i < N_KEPT; i++) {
        value = getenv(kept[i]);
        copies[i] = value != NULL ? strdup(value) : NULL;
        ok = ok && (value == NULL || copies[i] != NULL);
    }
    for (variable = environ; variable != NULL && *variable != NULL;
         variable++)
        explicit_bzero(*variable, strlen(*variable));
    ok = clearenv() == 0 && ok;
    ok = setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1) == 0 && ok;
    for (i = 0; i < N_KEPT; i++) {
        ok = ok && (copies[i] == NULL || setenv(kept[i], copies[i], 1) == 0);
        free(copies[i]);
    }
    return ok;
}

static bool
be_deaf(void)
{
    int null = open("/dev/null", O_RDWR | O_NOCTTY);
    bool ok = null >= 0 && dup2(null, STDIN_FILENO) >= 0 &&
        dup2(null, STDOUT_FILENO) >= 0 && dup2(null, STDERR_FILENO) >= 0;

    child_close_others();
    return ok;
}

#ifdef __GLIBC__
typedef __rlimit_resource_t resource;
#else
typedef int resource;
#endif

static bool
limit(resource what, rlim_t most)
{
    struct rlimit own = { most, most }, had;

    if (getrlimit(what, &had) == 0 && had.rlim_max < most)
        own.rlim_cur = own.rlim_max = had.rlim_max;
    return setrlimit(what, &own) == 0;
}

bool
bare_become(pid_t parent, unsigned int seconds)
{
    bool ok = setsid() >= 0 &&
        prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) == 0 &&
        child_follow(parent);

    (void)signal(SIGXFSZ, SIG_IGN);
    (void)signal(SIGXCPU, SIG_DFL);
    return ok && be_deaf() && limit(RLIMIT_CORE, 0) &&
        limit(RLIMIT_CPU, seconds) && limit(RLIMIT_FSIZE, FILE_MAX_BYTES) &&
        limit(RLIMIT_NOFILE, DESCRIPTORS) && clean_environment();
}
