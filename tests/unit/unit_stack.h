/* SPDX-License-Identifier: MIT */
/* What a call leaves on the stack. */
#ifndef TESTS_UNIT_UNIT_STACK_H
#define TESTS_UNIT_UNIT_STACK_H

#include <stdbool.h>
#include <stddef.h>

/* How much there is of a stack that unit_on_stack is given. */
#define UNIT_STACK ((size_t)256 * 1024)

/* Runs a thread's function on these UNIT_STACK bytes, aligned to 4096, to its
 * end. */
void unit_on_stack(void *(*work)(void *), void *argument,
                   unsigned char *stack);

/* Makes the call twice, for at first the linker is at work and saves
 * registers; whether the bytes are on the stack after the second.  What a
 * sanitizer leaves there is not ours: with one none are. */
bool unit_leaves(void (*call)(void *), void *argument, const void *bytes,
                 size_t length);

/* That it would be seen: fails the test if not. */
void unit_assert_seen(const void *bytes, size_t length);

#endif
