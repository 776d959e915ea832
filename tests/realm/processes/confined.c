/* SPDX-License-Identifier: MIT */
/* A process that locks itself in: all that sshd does to its child, one by one
 * and together; and more. */
#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "realm/processes/filter.h"
#include "realm/processes/life.h"

#define NOBODY 65534

/* ---- locks ----------------------------------------------------------- */

static bool
without_descriptors(void)
{
    return syscall(SYS_close_range, 0, ~0U, 0) == 0;
}

static bool
in_chroot(void)
{
    char dir[] = "/tmp/ksp-empty.XXXXXX";

    return mkdtemp(dir) != NULL && chdir(dir) == 0 && rmdir(dir) == 0 &&
        chroot(".") == 0;
}

static bool
as_nobody(void)
{
    return setgroups(0, NULL) == 0 && setresgid(NOBODY, NOBODY, NOBODY) == 0 &&
        setresuid(NOBODY, NOBODY, NOBODY) == 0;
}

/* OpenSSH's limits: nothing is written, opened or forked. */
static bool
limited(void)
{
    const struct rlimit none = { 0, 0 };

    return setrlimit(RLIMIT_FSIZE, &none) == 0 &&
        setrlimit(RLIMIT_NOFILE, &none) == 0 &&
        setrlimit(RLIMIT_NPROC, &none) == 0;
}

static bool
filtered(void)
{
    return filter_as_sshd();
}

static bool
without_random(void)
{
    return filter_refuse_random();
}

static bool
without_random_and_files(void)
{
    return filter_refuse_random() && filter_refuse_files();
}

static bool
without_environment(void)
{
    return clearenv() == 0 && chdir("/") == 0;
}

/* As a daemon goes on. */
static bool
in_session(void)
{
    umask(0777);
    return prctl(PR_SET_DUMPABLE, 0) == 0 && prctl(PR_SET_NAME, "x") == 0;
}

/* ---- rows ------------------------------------------------------------ */

static void
tell(struct life *life, bool (*const *locks)(void))
{
    for (; *locks != NULL; locks++) {
        if (!(*locks)())
            watch_say(life->seen, "cannot be locked in\n");
    }
    life_whole(life);
}

#define ROW(name, ...)                                                  \
    static void                                                         \
    tell_##name(struct life *life)                                      \
    {                                                                   \
        static bool (*const locks[])(void) = { __VA_ARGS__, NULL };     \
                                                                        \
        tell(life, locks);                                              \
    }

ROW(descriptors, without_descriptors)
ROW(chroot, in_chroot)
ROW(nobody, as_nobody)
ROW(limits, limited)
ROW(filter, filtered)
ROW(environment, without_environment, in_session)
ROW(random, without_random)
ROW(nothing, without_random_and_files)
ROW(chroot_nobody, in_chroot, as_nobody)
ROW(no_random_chroot, in_chroot, without_descriptors, without_random)
ROW(sshd, in_chroot, as_nobody, limited, without_descriptors, filtered)

/* The kernel's own filter: read, write and the end.  Random numbers are not
 * to be had, so that MICs are all that can be made. */
static void
tell_strict(struct life *life)
{
    struct parcel p = { .kind = TALK_MIC, .from = INITIATOR, .length = 40 };
    int i;

    /* The memory that messages need is there. */
    life_messages(life, &life->talks[0], "before");
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) != 0)
        watch_say(life->seen, "cannot be locked in\n");
    life->seen->stage = STAGE_COLD;
    for (i = 0; i < 10; i++) {
        talk_make(&life->talks[0], &p);
        talk_take(&life->talks[0], &p);
        watch_say(life->seen, "%08x\n",
                  life->talks[0].face->status(&life->talks[0]));
    }
    life_end(life, "process");
    life->seen->finished = true;
    syscall(SYS_exit, 0);
}

const struct row rows_confined[] = {
    { .name = "all descriptors closed", .tell = tell_descriptors },
    { .name = "chroot", .tell = tell_chroot, .root = true },
    { .name = "setuid", .tell = tell_nobody, .root = true },
    { .name = "chroot and setuid", .tell = tell_chroot_nobody, .root = true },
    { .name = "limits of 0", .tell = tell_limits },
    { .name = "no environment, no dumps", .tell = tell_environment },
    { .name = "OpenSSH's filter of system calls", .tell = tell_filter },
    { .name = "all that sshd does to its child", .tell = tell_sshd,
      .root = true },
    { .name = "seccomp's strict mode", .tell = tell_strict },
    { .name = "getrandom refused", .tell = tell_random },
    { .name = "getrandom refused, in a chroot", .tell = tell_no_random_chroot,
      .root = true },
    { .name = "getrandom and files refused", .tell = tell_nothing },
    { .name = NULL }
};
