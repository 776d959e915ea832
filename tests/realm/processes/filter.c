/* SPDX-License-Identifier: MIT */
#include "realm/processes/filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CALLS_MAX 100
#define REFUSE(error) (SECCOMP_RET_ERRNO | (error))

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const unsigned files[] = {
    SYS_openat, SYS_newfstatat, SYS_statx,
#ifdef SYS_open
    SYS_open,
#endif
#ifdef SYS_stat
    SYS_stat, SYS_lstat,
#endif
};

/* What sandbox-seccomp-filter.c of OpenSSH lets pass on x86-64 and its like;
 * what differs in arguments there is let pass here by its number alone. */
static const unsigned sshd[] = {
    SYS_brk, SYS_clock_gettime, SYS_clock_nanosleep, SYS_close, SYS_exit,
    SYS_exit_group, SYS_futex, SYS_getpgid, SYS_getpid, SYS_getrandom,
    SYS_gettid, SYS_gettimeofday, SYS_getuid, SYS_geteuid, SYS_madvise,
    SYS_mmap, SYS_mprotect, SYS_mremap, SYS_munmap, SYS_nanosleep, SYS_ppoll,
    SYS_pselect6, SYS_read, SYS_rt_sigprocmask, SYS_shutdown, SYS_write,
    SYS_writev,
#ifdef SYS_getpgrp
    SYS_getpgrp,
#endif
#ifdef SYS_poll
    SYS_poll, SYS_select, SYS_time,
#endif
};

/* `action` for the calls, `otherwise` for the others. */
struct filter {
    struct sock_filter code[2 * CALLS_MAX + 2];
    unsigned short length;
};

static void
begin(struct filter *filter)
{
    filter->length = 0;
    filter->code[filter->length++] = (struct sock_filter)BPF_STMT(
        BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
}

static void
add(struct filter *filter, const unsigned *calls, size_t count,
    uint32_t action)
{
    size_t i;

    for (i = 0; i < count; i++) {
        filter->code[filter->length++] = (struct sock_filter)BPF_JUMP(
            BPF_JMP | BPF_JEQ | BPF_K, calls[i], 0, 1);
        filter->code[filter->length++] = (struct sock_filter)BPF_STMT(
            BPF_RET | BPF_K, action);
    }
}

static bool
install(struct filter *filter, uint32_t otherwise)
{
    struct sock_fprog program = { 0, filter->code };

    filter->code[filter->length++] = (struct sock_filter)BPF_STMT(
        BPF_RET | BPF_K, otherwise);
    program.len = filter->length;
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
        syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                SECCOMP_FILTER_FLAG_TSYNC, &program) == 0;
}

bool
filter_as_sshd(void)
{
    struct filter filter;

    begin(&filter);
    add(&filter, files, COUNT(files), REFUSE(EACCES));
    add(&filter, sshd, COUNT(sshd), SECCOMP_RET_ALLOW);
    return install(&filter, SECCOMP_RET_KILL_PROCESS);
}

bool
filter_refuse_random(void)
{
    static const unsigned random[] = { SYS_getrandom };
    struct filter filter;

    begin(&filter);
    add(&filter, random, COUNT(random), REFUSE(ENOSYS));
    return install(&filter, SECCOMP_RET_ALLOW);
}

bool
filter_refuse_files(void)
{
    struct filter filter;

    begin(&filter);
    add(&filter, files, COUNT(files), REFUSE(EACCES));
    return install(&filter, SECCOMP_RET_ALLOW);
}
