#if defined(__x86_64__)
#include <immintrin.h>

#define NAME avx512
#define LANES 16
#define VECTORS 2
#define ROWS 14
#define ALL_ROWS(X, V) \
    X(1, V) X(2, V) X(3, V) X(4, V) X(5, V) X(6, V) X(7, V) X(8, V) X(9, V) X(10, V) X(11, V) X(12, V) X(13, V) X(14, V)

#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma"))), apply_to = function)
#include "kernels.inc"
#pragma clang attribute pop
#endif
