/* SPDX-License-Identifier: MIT */
/*
 * What the module and the SSPI library call of others fails, once or from
 * then on.
 *
 * Each of the two reaches a function that is not its own by an address in its
 * memory, which the dynamic linker wrote there.  Those of functions that can
 * fail are overwritten: the calls of these two objects are seen, those of all
 * others are not, and none is missed because of how it was compiled.
 */
#ifndef TESTS_REALM_FAILING_FAIL_NTH_H
#define TESTS_REALM_FAILING_FAIL_NTH_H

#include <stdbool.h>

/* What a function that fails was to give. */
enum fail_class {
    FAIL_MEMORY,
    FAIL_FILE,
    FAIL_THREAD,
    FAIL_RANDOM,
    FAIL_KRB5,
    FAIL_GSS,
    FAIL_CLASSES,
    FAIL_NEVER = FAIL_CLASSES   /* it has no failure to report */
};

/* How it says so. */
enum fail_result {
    FAIL_ZERO,                  /* 0 or NULL, and errno */
    FAIL_MINUS_ONE,             /* and errno */
    FAIL_CODE,                  /* the error is the result */
    FAIL_MAJOR                  /* GSS_S_FAILURE; the error is the minor */
};

struct fail_way {
    const char *name;
    enum fail_class class;
    enum fail_result result;
    int error;
    /* What it leaves in its arguments, a letter each: p a null pointer, b an
     * empty buffer, i an int of 0, m the error; any other, as it was. */
    const char *arguments;
};

/* fail_ways.c: NULL for a function that is not in the table. */
const struct fail_way *fail_way_of(const char *name);
const char *fail_class_name(enum fail_class class);

enum fail_object { FAIL_MODULE, FAIL_SSPI, FAIL_OBJECTS };

/*
 * Overwrite the addresses in those of the two objects that are loaded and
 * were not seen before.  False, with a line on stderr, if one calls a function
 * that the table does not have.
 */
bool fail_prepare(void);

/* Whether an object was prepared. */
bool fail_has(enum fail_object object);

/* From here on, the n-th call (from 1) fails; if `all`, so do those after it.
 * n = 0: none does.  fail_disarm says how many calls there were. */
void fail_arm(unsigned long n, bool all);
unsigned long fail_disarm(void);

/* Of the last time: the first function that failed; NULL if none did. */
const char *fail_struck(void);

/* And how often that function has failed, of either object. */
unsigned long fail_times(const char *name);

/* Since the process began: how many failed. */
unsigned long fail_count(enum fail_object object, enum fail_class class);
void fail_add(enum fail_object object, enum fail_class class,
              unsigned long more);

#endif
