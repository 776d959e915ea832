/* SPDX-License-Identifier: MIT */
/*
 * shim/bridge/trace.c: what is said of each event, to which of the two places;
 * and what is said of the places.  The journal is a pair of sockets, and the
 * program's file what a test calls it.  Each test has a process of its own.
 */
#include "config.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <syslog.h>
#include <unistd.h>

#include "bridge/trace.h"
#include "bridge/trace_journal.h"
#include "ksp/packed.h"
#include "unit/unit.h"
#include "unit/unit_file.h"

#define COMMON " program=slapd version=" PACKAGE_VERSION " face=gss"
#define REASON "the reason is good"
#define AES256 18
#define RC4 23

/* ---- the host ------------------------------------------------------- */

static const char *executable = "/usr/sbin/slapd";
static int executable_read;

/* In front of the library's. */
ssize_t
readlink(const char *restrict name, char *restrict out, size_t size)
{
    size_t length = executable != NULL ? strlen(executable) : 0;

    ck_assert_str_eq(name, "/proc/self/exe");
    executable_read++;
    if (executable == NULL)
        return -1;
    if (length > size)
        length = size;
    memcpy(out, executable, length);
    return (ssize_t)length;
}

static const char *no_journal;  /* why there is none */
static int journal = -1;        /* who reads it */

int
gssksp_trace_journal_open(const char *name, const char **why)
{
    int ends[2];

    ck_assert_str_eq(name, GSSKSP_JOURNAL_SOCKET);
    if (no_journal != NULL) {
        *why = no_journal;
        return -1;
    }
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, ends),
                     0);
    journal = ends[0];
    return ends[1];
}

static char directory[] = "/tmp/ksp-events.XXXXXX";
static char own[64], hosts[64], conf[64];

static void
set_up(void)
{
    ck_assert_ptr_nonnull(mkdtemp(directory));
    snprintf(own, sizeof(own), "%s/own", directory);
    snprintf(hosts, sizeof(hosts), "%s/hosts", directory);
    snprintf(conf, sizeof(conf), "%s/krb5.conf", directory);
    setenv("KRB5_CONFIG", conf, 1);
    unsetenv("GSSKSP_TRACE");
}

static void
tear_down(void)
{
    unlink(own);
    unlink(hosts);
    unlink(conf);
    rmdir(directory);
}

/* The host's place, or NULL; and the program's own. */
static void
configure(const char *place, const char *messages, const char *name)
{
    FILE *file = fopen(conf, "w");

    ck_assert_ptr_nonnull(file);
    if (place != NULL) {
        fprintf(file, "[appdefaults]\n gss-ksp = {\n trace = %s\n"
                " trace_messages = %s\n }\n", place, messages);
    }
    fclose(file);
    if (name != NULL)
        setenv("GSSKSP_TRACE", name, 1);
}

static void
open_trace(void)
{
    gssksp_trace_open(GSSKSP_FACE_GSS);
}

/* That a file has one line, or none (NULL), behind time and process. */
static void
assert_file(const char *name, const char *want)
{
    char *line = unit_contents(name);
    int i;

    if (want == NULL) {
        ck_assert_str_eq(line, "");
        return;
    }
    for (i = 0; i < 2; i++) {
        line = strchr(line, ' ');
        ck_assert_ptr_nonnull(line);
        line++;
    }
    ck_assert_uint_eq(strlen(line), strlen(want) + 1);
    ck_assert_int_eq(line[strlen(want)], '\n');
    line[strlen(want)] = '\0';
    ck_assert_str_eq(line, want);
}

/* The same of the journal. */
static void
assert_journal(const char *want, int priority)
{
    char text[4096], begin[1024];
    ssize_t n = recv(journal, text, sizeof(text) - 1, 0);

    ck_assert_int_eq(n > 0, want != NULL);
    if (want == NULL)
        return;
    text[n] = '\0';
    snprintf(begin, sizeof(begin), "MESSAGE=%s\nPRIORITY=%d\n", want,
             priority);
    ck_assert_int_gt(n, (ssize_t)strlen(begin));
    text[strlen(begin)] = '\0';
    ck_assert_str_eq(text, begin);
    ck_assert_int_lt(recv(journal, text, sizeof(text), 0), 0);
}

/* ---- events --------------------------------------------------------- */

static void
offered(void)
{
    gssksp_trace_load(4, NULL);
}

static void
stand_aside(void)
{
    gssksp_trace_load(0, REASON);
}

static void
loaded(void)
{
    gssksp_trace_library();
}

static void
policy(void)
{
    gssksp_trace_policy(REASON);
}

static void
degraded(void)
{
    gssksp_trace_degraded(REASON);
}

static void
establishes(void)
{
    gssksp_trace_in_use(true);
    gssksp_trace_in_use(true);
    gssksp_trace_in_use(false);
    gssksp_trace_in_use(true);
}

static void
imports(void)
{
    gssksp_trace_in_use(false);
    gssksp_trace_in_use(false);
}

static void
hand_over(void)
{
    struct gssksp_trace_hand_over context = {
        .ctx = 0x2a, .initiator = true, .enctype = AES256, .peer = "host@R",
        .table = "own"
    };

    gssksp_trace_hand_over(&context, SEC_E_OK);
}

/* As little as can be known. */
static void
hand_over_failed(void)
{
    struct gssksp_trace_hand_over context = { .ctx = 0 };

    gssksp_trace_hand_over(&context, SEC_E_INTERNAL_ERROR);
}

static void
brought(void)
{
    struct gssksp_trace_hand_over context = {
        .ctx = 7, .enctype = 12345, .table = "door", .brought = true
    };

    gssksp_trace_hand_over(&context, SEC_E_OK);
}

static void
forwarded(void)
{
    gssksp_trace_forwarded(true, REASON);
}

static void
refused(void)
{
    gssksp_trace_refused(GSSKSP_TRACE_DECISIONS, false, RC4);
}

static void
refused_import(void)
{
    gssksp_trace_refused(GSSKSP_TRACE_MESSAGES, true, 0);
}

static void
refused_call(void)
{
    gssksp_trace_refused_call(true, REASON);
}

static void
context(void)
{
    gssksp_trace_context("DeleteContext", 0xabc, SEC_E_INVALID_HANDLE);
}

/* Every type of buffer, but parameters. */
static void
message(void)
{
    KSP_CONTEXT_DESCRIPTION known;
    SecBuffer buffers[12];
    SecBufferDesc list = { SECBUFFER_VERSION, 12, buffers };
    ULONG i;

    memset(&known, 0, sizeof(known));
    known.Role = KSP_ROLE_ACCEPTOR;
    known.Enctype = RC4;
    for (i = 0; i < 12; i++) {
        buffers[i].BufferType = i;
        buffers[i].cbBuffer = i + 1;
        buffers[i].pvBuffer = NULL;
    }
    buffers[1].BufferType |= SECBUFFER_READONLY_WITH_CHECKSUM;
    gssksp_trace_message("SealMessage", 1, &known, 0x80000001, 9, &list, 0);
}

/* Of a context that nobody knows. */
static void
other_message(void)
{
    SecBufferDesc list = { SECBUFFER_VERSION, 0, NULL };

    gssksp_trace_message("UnsealMessage", 1, NULL, 0, 0, &list,
                         SEC_E_INVALID_HANDLE);
}

static const struct {
    void (*event)(void);
    const char *line;
    int priority;
    bool decides;
} events[] = {
    { offered, "offered" COMMON " mechanisms=4", LOG_INFO, true },
    { stand_aside, "stand-aside" COMMON ": " REASON, LOG_NOTICE, true },
    { loaded, "loaded" COMMON, LOG_INFO, true },
    { policy, "policy" COMMON ": " REASON, LOG_INFO, true },
    { degraded, "degraded" COMMON ": " REASON, LOG_WARNING, true },
    { establishes, "in-use" COMMON, LOG_INFO, true },
    { imports, "in-use" COMMON, LOG_INFO, false },
    { hand_over, "InitContext" COMMON " ctx=2a role=initiator"
      " enctype=aes256-cts-hmac-sha1-96 peer=host@R table=own -> 0x00000000",
      LOG_INFO, true },
    { hand_over_failed, "InitContext" COMMON " ctx=0 role=acceptor"
      " -> 0x80090304", LOG_INFO, true },
    { brought, "InitContext" COMMON " ctx=7 role=acceptor enctype=12345"
      " table=door -> 0x00000000", LOG_INFO, false },
    { forwarded, "forward" COMMON " role=initiator: " REASON, LOG_NOTICE,
      true },
    { refused, "refused" COMMON " role=acceptor enctype=arcfour-hmac:"
      " the policy", LOG_WARNING, true },
    { refused_import, "refused" COMMON " role=initiator: the policy",
      LOG_WARNING, false },
    { refused_call, "refused" COMMON " role=initiator: " REASON, LOG_WARNING,
      true },
    { context, "DeleteContext" COMMON " ctx=abc -> 0x80090301", LOG_INFO,
      false },
    { message, "SealMessage" COMMON " ctx=1 role=acceptor"
      " enctype=arcfour-hmac direction=out fQOP=0x80000001 MessageSeqNo=9"
      " EMPTY=1 DATA=2 TOKEN=3 MISSING=5 EXTRA=6 STREAM_TRAILER=7"
      " STREAM_HEADER=8 NEGOTIATION_INFO=9 PADDING=10 STREAM=11 OTHER=12"
      " -> 0x00000000", LOG_INFO, false },
    { other_message, "UnsealMessage" COMMON " ctx=1 direction=in"
      " fQOP=0x00000000 MessageSeqNo=0 -> 0x80090301", LOG_INFO, false },
};

#define N_EVENTS (sizeof(events) / sizeof(events[0]))

/* The program's trace has all of it, the host's decisions. */
START_TEST(test_event)
{
    configure(hosts, "sshd", own);
    open_trace();
    ck_assert_int_eq(gssksp_trace_level(), GSSKSP_TRACE_MESSAGES);
    events[_i].event();
    assert_file(own, events[_i].line);
    assert_file(hosts, events[_i].decides ? events[_i].line : NULL);
}
END_TEST

/* As callers do it where nobody has messages. */
START_TEST(test_event_of_host)
{
    configure("journal", "sshd", NULL);
    open_trace();
    ck_assert_int_eq(gssksp_trace_level(), GSSKSP_TRACE_DECISIONS);
    events[_i].event();
    assert_journal(events[_i].decides ? events[_i].line : NULL,
                   events[_i].priority);
}
END_TEST

/* The host names the program. */
START_TEST(test_event_of_named)
{
    configure("journal", "sshd slapd", NULL);
    open_trace();
    ck_assert_int_eq(gssksp_trace_level(), GSSKSP_TRACE_MESSAGES);
    events[_i].event();
    assert_journal(events[_i].line, events[_i].priority);
}
END_TEST

START_TEST(test_event_of_nobody)
{
    configure(NULL, NULL, NULL);
    open_trace();
    ck_assert_int_eq(gssksp_trace_level(), GSSKSP_TRACE_NOTHING);
    events[_i].event();
}
END_TEST

/* First an import, then an establishment: once each to who wants it. */
START_TEST(test_in_use)
{
    configure(hosts, "sshd", own);
    open_trace();
    gssksp_trace_in_use(false);
    assert_file(own, "in-use" COMMON);
    assert_file(hosts, NULL);
    gssksp_trace_in_use(true);
    assert_file(hosts, "in-use" COMMON);
    gssksp_trace_in_use(true);
    gssksp_trace_in_use(true);
    assert_file(own, "in-use" COMMON);
    assert_file(hosts, "in-use" COMMON);
}
END_TEST

/* ---- the program ---------------------------------------------------- */

static char long_name[PATH_MAX + 10];

static const struct {
    const char *executable;
    const char *name;
} programs[] = {
    { "/usr/sbin/slapd", "slapd" },
    { "slapd", "slapd" },
    { "/usr/sbin/slapd (deleted)", "slapd" },
    { "/usr/sbin/slapd (deleted)2", "slapd\\x20(deleted)2" },
    { "/usr/ (deleted)/x", "x" },
    { "s (deleted)", "s" },
    { " (deleted)", "\\x20(deleted)" },
    { "a", "a" },
    { "", "unknown" },
    { NULL, "unknown" },
};

#define N_PROGRAMS (sizeof(programs) / sizeof(programs[0]))

/* It is looked at once; a later opening changes nothing. */
START_TEST(test_program)
{
    char want[128];

    executable = programs[_i].executable;
    configure(NULL, NULL, own);
    gssksp_trace_open(GSSKSP_FACE_SSPI);
    executable = "/usr/bin/other";
    gssksp_trace_open(GSSKSP_FACE_SSPI);
    ck_assert_int_eq(executable_read, 1);
    gssksp_trace_library();
    snprintf(want, sizeof(want), "loaded program=%s version=%s face=sspi",
             programs[_i].name, PACKAGE_VERSION);
    assert_file(own, want);
}
END_TEST

/* Longer than any is cut off. */
START_TEST(test_long_program)
{
    memset(long_name, 'x', sizeof(long_name) - 1);
    long_name[PATH_MAX - 4] = '/';
    executable = long_name;
    configure(NULL, NULL, own);
    open_trace();
    gssksp_trace_library();
    assert_file(own, "loaded program=xx version=" PACKAGE_VERSION
                " face=gss");
}
END_TEST

/* ---- what is said of the places ------------------------------------- */

static void
assert_text(const char *want)
{
    char text[512];

    snprintf(text, sizeof(text), want, own, hosts);
    ck_assert_str_eq(gssksp_trace_text(), text);
}

#define NO_PLACE "neither \"journal\" nor an absolute path"

/* "own" and "hosts" stand for the two files. */
static const struct {
    const char *own;
    const char *place;
    const char *messages;
    const char *no_journal;
    const char *text;           /* %1$s and %2$s are the files */
    bool looked;                /* the same if it is only looked at */
} places[] = {
    { NULL, NULL, NULL, NULL, "off", true },
    { "", NULL, NULL, NULL, "off", true },
    { "own", NULL, NULL, NULL, "%1$s, messages", false },
    { "/no/such/trace", NULL, NULL, NULL,
      "off: /no/such/trace: No such file or directory", false },
    { "/no/such/\ttrace\177", NULL, NULL, NULL,
      "off: /no/such/?trace?: No such file or directory", false },
    { NULL, "journal", "sshd", NULL, "journal, decisions", true },
    { NULL, "journal", "slapd", NULL, "journal, messages", true },
    { NULL, "journal", "slapd", "nobody listens",
      "off: journal: nobody listens", true },
    { NULL, "hosts", "sshd", NULL, "%1$.0s%2$s, decisions", true },
    { NULL, "hosts", "/usr/sbin/slapd", NULL, "%1$.0s%2$s, messages", true },
    { NULL, "journal2", "sshd", NULL, "off: journal2: " NO_PLACE, true },
    { NULL, "a/file", "sshd", NULL, "off: a/file: " NO_PLACE, true },
    { NULL, "/no/such/file", "sshd", NULL,
      "off: /no/such/file: No such file or directory", true },
    { "own", "journal", "sshd", NULL,
      "%1$s, messages; journal, decisions", false },
    { "/no/such/trace", "hosts", "sshd", NULL,
      "off: /no/such/trace: No such file or directory; "
      "%1$.0s%2$s, decisions",
      false },
};

#define N_PLACES (sizeof(places) / sizeof(places[0]))

static const char *
path_of(const char *name)
{
    const char *path = name;

    if (name != NULL && strcmp(name, "own") == 0)
        path = own;
    else if (name != NULL && strcmp(name, "hosts") == 0)
        path = hosts;
    return path;
}

static void
configure_place(int i)
{
    no_journal = places[i].no_journal;
    configure(path_of(places[i].place), places[i].messages,
              path_of(places[i].own));
}

START_TEST(test_text)
{
    configure_place(_i);
    open_trace();
    assert_text(places[_i].text);
    /* Once. */
    open_trace();
    assert_text(places[_i].text);
}
END_TEST

/* Nothing stays open, and nothing is made. */
START_TEST(test_looked_at)
{
    int before, kept;

    configure_place(_i);
    before = unit_descriptors();
    gssksp_trace_look();
    open_trace();
    kept = journal >= 0;
    ck_assert_int_eq(unit_descriptors(), before + kept);
    ck_assert_int_eq(gssksp_trace_level(), GSSKSP_TRACE_NOTHING);
    ck_assert_int_ne(access(hosts, F_OK), 0);
    ck_assert_int_ne(access(own, F_OK), 0);
    if (places[_i].looked)
        assert_text(places[_i].text);
}
END_TEST

START_TEST(test_broken_conf)
{
    FILE *file = fopen(conf, "w");

    ck_assert_ptr_nonnull(file);
    fputs("[appdefaults\n", file);
    fclose(file);
    open_trace();
    assert_text("off: krb5.conf cannot be read");
}
END_TEST

/* A name is cut off, and so is the whole. */
START_TEST(test_long_text)
{
    char name[300], text[300];

    memset(name, 'x', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    name[0] = '/';
    configure(name, "sshd", name);
    open_trace();
    snprintf(text, sizeof(text), "off: %.80s: File name too long; off: %.80s",
             name, name);
    text[159] = '\0';
    ck_assert_str_eq(gssksp_trace_text(), text);
}
END_TEST

/* Below the standard ones there is no place for it. */
START_TEST(test_no_descriptor)
{
    struct rlimit limit = { 3, 1024 };
    char want[128];

    configure(NULL, NULL, own);
    close(0);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    open_trace();
    limit.rlim_cur = 1024;
    setrlimit(RLIMIT_NOFILE, &limit);
    snprintf(want, sizeof(want), "off: %s: no descriptor left", own);
    ck_assert_str_eq(gssksp_trace_text(), want);
    ck_assert_int_eq(gssksp_trace_level(), GSSKSP_TRACE_NOTHING);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("trace_events");
    TCase *tc = tcase_create("trace_events");

    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_loop_test(tc, test_event, 0, N_EVENTS);
    tcase_add_loop_test(tc, test_event_of_host, 0, N_EVENTS);
    tcase_add_loop_test(tc, test_event_of_named, 0, N_EVENTS);
    tcase_add_loop_test(tc, test_event_of_nobody, 0, N_EVENTS);
    tcase_add_test(tc, test_in_use);
    tcase_add_loop_test(tc, test_program, 0, N_PROGRAMS);
    tcase_add_test(tc, test_long_program);
    tcase_add_loop_test(tc, test_text, 0, N_PLACES);
    tcase_add_loop_test(tc, test_looked_at, 0, N_PLACES);
    tcase_add_test(tc, test_broken_conf);
    tcase_add_test(tc, test_long_text);
    tcase_add_test(tc, test_no_descriptor);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
