#ifndef VITRINE_CKERNELS_H
#define VITRINE_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// The loops that must be vectorised for the processor at hand. Every kernel exists in several variants (portable, AVX2,
// AVX-512, NEON), compiled from one source; which of them run is decided at run time.
//
// Images lie channels last: a pixel's channels side by side, `pixel stride` floats from one pixel to the next.

/// Columns of a panel of packed weights.
enum { ckPanelWidth = 32 };

/// The numbers of a Winograd tile.
enum { ckTilePlanes = 36 };

/// What happens to a sum before it is stored:
/// v = clamp(sum + bias[n] + addend[m, n], low, high), then 0 where gate[m, n] ≤ gateLow or gate[m, n] ≥ gateHigh.
/// A null pointer leaves its part out, a NaN its bound.
typedef struct {
    const float *_Nullable bias;
    const float *_Nullable addend;
    size_t addendStride;
    float low, high;
    const float *_Nullable gate;
    size_t gateStride;
    float gateLow, gateHigh;
} CKEpilogue;

/// An image's place in memory.
typedef struct {
    size_t height, width, channels, pixelStride;
} CKImageShape;

/// What one position of a target reads along one axis of a source: `count` positions from `first` on, through taps of
/// the window from `tap` on.
typedef struct {
    size_t first, count, tap;
} CKReach;

/// What every position of a target reads along one axis, and how far apart the positions it reads are, and their taps.
typedef struct {
    const CKReach *reaches;
    ptrdiff_t step, tapStep;
} CKSlide;

/// A window that slides over an image: forward, from outputs to the inputs that they read; in the gradient, from inputs
/// to the outputs that read them.
typedef struct {
    CKSlide rows, columns;
    /// Pixels of a line.
    size_t targetWidth, sourceWidth;
    /// Taps of a row of the window; tap (i, j) has the number i · kernelWidth + j.
    size_t kernelWidth;
    size_t channels, pixelStride;
} CKWindow;

/// Local response normalization: y = x / (k + factor · Σ x²)^beta, the sum over `before` channels before and `after`
/// channels after a channel.
typedef struct {
    size_t channels, before, after;
    float factor, k, beta;
    /// Floats of scratch memory a pixel: at least before + channels + after, channels rounded up to whole 16.
    size_t scratchStride;
} CKResponse;

/// One variant of every kernel.
typedef struct {
    const char *name;

    /// c[m, n] = Σ a[m, k] · b[k, n], summed in the order of k whatever the number of rows, then the epilogue.
    /// b is packed in panels of 32 columns, each `depth` × 32, the last one padded.
    void (*multiply)(
        const float *a, size_t aStride, size_t rows, size_t depth, const float *panels, size_t columns, float *c,
        size_t cStride, const CKEpilogue *_Nullable epilogue);

    /// The epilogue over sums that were computed before.
    void (*finishRows)(
        const float *sums, size_t sumStride, size_t rows, size_t columns, float *c, size_t cStride,
        const CKEpilogue *_Nullable epilogue);

    /// Bᵀ · d · B of the tiles `first ..< first + count` (row-major in the image, `tilesAcross` in a row) for output
    /// tiles of 4 × 4 pixels. Plane p of tile t starts at v + p · planeStride + (t − first) · tileStride; channels are
    /// written in whole groups of 16, zeros beyond the last.
    void (*winogradInput)(
        const float *image, CKImageShape shape, ptrdiff_t paddingTop, ptrdiff_t paddingLeft, size_t tilesAcross,
        size_t first, size_t count, float *v, size_t tileStride, size_t planeStride);

    /// Aᵀ · m · A of the same tiles, then the epilogue, whose addend and gate start at the image's first pixel.
    void (*winogradOutput)(
        const float *m, size_t tileStride, size_t planeStride, size_t tilesAcross, size_t first, size_t count,
        float *image, CKImageShape shape, const CKEpilogue *_Nullable epilogue);

    /// out[c] = Σ weights[t][c] · pixels[t][c] over `count` taps, then the epilogue (one row).
    void (*weightedSum)(
        const float *_Nonnull const *_Nonnull pixels, const float *_Nonnull const *_Nonnull weights, size_t count, size_t channels, float *out,
        const CKEpilogue *_Nullable epilogue);

    /// y[b, r] = bias[r] + Σ weights[r, k] · x[b, k], then clamped; the sum's order does not depend on the batch.
    void (*denseForward)(
        const float *weights, size_t rows, size_t columns, const float *x, size_t xStride, size_t batch, float *y,
        size_t yStride, const float *_Nullable bias, float low, float high);

    /// y[b, k] += Σ weights[r, k] · g[b, r] for `columns` neighbouring k, in the order of r.
    void (*denseBackward)(
        const float *weights, size_t weightStride, size_t rows, size_t columns, const float *g, size_t gStride,
        size_t batch, float *y, size_t yStride);

    /// The maxima of all windows of one line. Of equal values the first wins, and NaN always. `winners`, if not null,
    /// gets the winners' taps in 1 or 4 bytes each, in the order of the target.
    void (*maximumLine)(
        const CKWindow *window, size_t row, const float *source, float *target, uint8_t *_Nullable winners,
        size_t indexBytes);

    /// One line of the sums of those gradients whose window the pixel won, then the epilogue with a row to a pixel.
    /// `source` and `winners` start at the image's first output; pixelStride = channels.
    void (*maximumGradientLine)(
        const CKWindow *window, size_t row, const float *source, const uint8_t *winners, size_t indexBytes,
        float *target, const CKEpilogue *epilogue);

    /// The sums of all windows of one line, each divided by its divisor.
    void (*averageLine)(
        const CKWindow *window, size_t row, const float *source, const float *divisors, float *target);

    /// One line of Σ factor · gradient over the windows that hold the pixel, then the epilogue with a row to a pixel;
    /// one factor a source pixel.
    void (*averageGradientLine)(
        const CKWindow *window, size_t row, const float *source, const float *factors, float *target,
        const CKEpilogue *epilogue);

    /// Local response normalization of `count` pixels; scratch of count · scratchStride floats.
    void (*response)(const float *x, size_t count, const CKResponse *response, float *scratch, float *y);

    /// Its vector–Jacobian product for the gradient g, then the epilogue with a row to a pixel; scratch of three times
    /// as much.
    void (*responseGradient)(
        const float *x, const float *g, size_t count, const CKResponse *response, float *scratch, float *target,
        const CKEpilogue *epilogue);

    /// c[m, n] = x[m, n] · factors[m, n], then the epilogue; c may be x. A factor stride of 0 repeats one row.
    void (*scaleRows)(
        const float *x, size_t xStride, const float *factors, size_t factorStride, size_t rows, size_t columns,
        float *c, size_t cStride, const CKEpilogue *epilogue);

    /// c[n] = Σ a[m, n] · b[m, n] over the rows, then the epilogue (one row); the sum's order depends on nothing else.
    void (*dotRows)(
        const float *a, size_t aStride, const float *b, size_t bStride, size_t rows, size_t columns, float *c,
        const CKEpilogue *epilogue);

    /// c[m · cStride + n] += x[m, n], row after row; the rows of c may overlap.
    void (*addOverlapping)(
        const float *x, size_t xStride, size_t rows, size_t columns, float *c, size_t cStride);

    /// c[m, n] = x[m, n]; the rows of x may overlap.
    void (*copyRows)(
        const float *x, size_t xStride, size_t rows, size_t columns, float *c, size_t cStride);
} CKKernels;

/// The variants this processor can run, the fastest first; `count` of them.
const CKKernels *_Nonnull const *_Nonnull ckVariants(size_t *count);

/// Tells the processor that this thread waits for another in a short loop.
static inline void ckPause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#pragma clang assume_nonnull end

#endif
