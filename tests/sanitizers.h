/* SPDX-License-Identifier: MIT */
/* What the compiler instruments: 1 or 0. */
#ifndef TESTS_SANITIZERS_H
#define TESTS_SANITIZERS_H

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED_ADDRESS 1
#endif
#if __has_feature(thread_sanitizer)
#define SANITIZED_THREAD 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED_ADDRESS 1
#endif
#ifdef __SANITIZE_THREAD__
#define SANITIZED_THREAD 1
#endif
#ifndef SANITIZED_ADDRESS
#define SANITIZED_ADDRESS 0
#endif
#ifndef SANITIZED_THREAD
#define SANITIZED_THREAD 0
#endif

/* A sanitizer has put its own functions in place of the C library's; these are
 * the names by which a program that defines malloc itself reaches them. */
#if SANITIZED_ADDRESS || SANITIZED_THREAD
#include <stddef.h>
void *__interceptor_malloc(size_t length);
void *__interceptor_calloc(size_t count, size_t length);
void *__interceptor_realloc(void *p, size_t length);
void __interceptor_free(void *p);
#endif

#endif
