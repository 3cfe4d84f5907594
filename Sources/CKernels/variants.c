#include "CKernels.h"

extern const CKKernels ckKernels_portable;
#if defined(__x86_64__)
extern const CKKernels ckKernels_avx2, ckKernels_avx512;
#elif defined(__aarch64__)
extern const CKKernels ckKernels_neon;
#endif

const CKKernels *const *ckVariants(size_t *count) {
    static const CKKernels *variants[3];
    size_t found = 0;
#if defined(__x86_64__)
    __builtin_cpu_init();
    int vectors = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    if (vectors && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")
        && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"))
        variants[found++] = &ckKernels_avx512;
    if (vectors) variants[found++] = &ckKernels_avx2;
#elif defined(__aarch64__)
    variants[found++] = &ckKernels_neon;
#endif
    variants[found++] = &ckKernels_portable;
    *count = found;
    return variants;
}
