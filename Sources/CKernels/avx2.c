#if defined(__x86_64__)
#include <immintrin.h>

#define NAME avx2
#define LANES 8
#define VECTORS 2
#define ROWS 6
#define ALL_ROWS(X, V) X(1, V) X(2, V) X(3, V) X(4, V) X(5, V) X(6, V)

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "kernels.inc"
#pragma clang attribute pop
#endif
