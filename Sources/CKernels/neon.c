#if defined(__aarch64__)
// Thirty-two registers of four floats, which every such processor has.
#define NAME neon
#define LANES 4
#define VECTORS 2
#define ROWS 12
#define ALL_ROWS(X, V) \
    X(1, V) X(2, V) X(3, V) X(4, V) X(5, V) X(6, V) X(7, V) X(8, V) X(9, V) X(10, V) X(11, V) X(12, V)

#include "kernels.inc"
#endif
