/* SPDX-License-Identifier: MIT */
/*
 * What nettle leaves on the stack below its caller.
 *
 * Its code in C copies each block of what is hashed, a message or a key, to
 * the stack and leaves it there; its assembler for x86-64 does not, nor what
 * compilers make of the C there.
 */
#ifndef SHIM_CRYPTO_STACK_WIPE_H
#define SHIM_CRYPTO_STACK_WIPE_H

/* Wipe it; to be called by the function that called nettle, or by one that
 * called that one. */
#ifdef __x86_64__
static inline void
ksp_stack_wipe(void)
{
}
#else
void ksp_stack_wipe(void);
#endif

#endif
