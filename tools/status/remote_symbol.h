/* SPDX-License-Identifier: MIT */
/*
 * A dynamic symbol of a shared object in another process, found in that
 * process's memory: the object's file may be gone, and another of its name
 * there.  Nothing that is read is trusted: it is another's memory.
 */
#ifndef TOOLS_STATUS_REMOTE_SYMBOL_H
#define TOOLS_STATUS_REMOTE_SYMBOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Reads from a process's memory; false unless all of it could be read, and
 * errno says why. */
bool remote_read(pid_t pid, uint64_t address, void *to, size_t size);

/* The address of the variable `name` in the object that begins at `base`; 0
 * if there is none, or it is an object of another class than this program:
 * errno is 0 then, or says why the memory cannot be read. */
uint64_t remote_symbol(pid_t pid, uint64_t base, const char *name);

#endif
