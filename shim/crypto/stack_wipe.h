/* SPDX-License-Identifier: MIT */
/*
 * What nettle leaves on the stack below its caller.
 *
 * Its code in C copies each block of what is hashed, a message or a key, to
 * the stack and leaves it there; what compilers make of the C for x86-64 does
 * not.  Its assembler for x86-64 leaves what it has expanded the last block
 * to, of which the block can be computed: where keys are made that is a key,
 * at the end of a message a hash of the message.
 */
#ifndef SHIM_CRYPTO_STACK_WIPE_H
#define SHIM_CRYPTO_STACK_WIPE_H

/* Wipe it, when keys have been made; to be called by the function that called
 * nettle, or by one that called that one. */
void ksp_stack_wipe(void);

/* The same at the end of a message. */
static inline void
ksp_stack_wipe_message(void)
{
#ifndef __x86_64__
    ksp_stack_wipe();
#endif
}

#endif
