// For any processor: vectors of four floats, which every compiler target has or imitates.
#define NAME portable
#define LANES 4
#define VECTORS 2
#define ROWS 4
#define ALL_ROWS(X, V) X(1, V) X(2, V) X(3, V) X(4, V)

#include "kernels.inc"
