#ifndef CPNG_H
#define CPNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// libpng reports errors by longjmp, which must not cross Swift frames: every function here catches it, returns
// false, and keeps the text for `..._error`.

typedef struct cpng_reader cpng_reader;
typedef struct cpng_writer cpng_writer;

/// The picture as `cpng_reader_read_pixels` will give it: palettes, tRNS and depths below 8 are expanded.
typedef struct cpng_header {
    uint32_t width;
    uint32_t height;
    int channels;
    int depth;
    /// Bits of one pixel as the file stores it, before expansion.
    int stored_bits;
} cpng_header;

typedef struct cpng_text_chunk {
    const char *keyword;
    size_t keyword_length;
    const char *value;
    size_t value_length;
    /// UTF-8 (iTXt), otherwise Latin-1.
    bool utf8;
} cpng_text_chunk;

/// `bytes` must outlive the reader. NULL where there is no memory.
cpng_reader *cpng_reader_make(const uint8_t *bytes, size_t count);
/// Takes no memory that grows with the picture.
bool cpng_reader_read_header(cpng_reader *reader, uint32_t side_limit, cpng_header *header);
/// Fills `height` rows of `row_bytes` each, 16-bit samples in the processor's byte order, and reads to the end.
bool cpng_reader_read_pixels(cpng_reader *reader, uint8_t *samples, size_t row_bytes);
size_t cpng_reader_text_count(cpng_reader *reader);
cpng_text_chunk cpng_reader_text(cpng_reader *reader, size_t index);
/// The eXIf chunk, or NULL.
const uint8_t *cpng_reader_exif(cpng_reader *reader, size_t *count);
const char *cpng_reader_error(const cpng_reader *reader);
/// The first warning, or an empty text.
const char *cpng_reader_warning(const cpng_reader *reader);
void cpng_reader_free(cpng_reader *reader);

/// NULL where there is no memory.
cpng_writer *cpng_writer_make(void);
bool cpng_writer_add_text(cpng_writer *writer, const char *keyword, const char *value, bool utf8);
bool cpng_writer_write(
    cpng_writer *writer, const uint8_t *samples, uint32_t width, uint32_t height, int channels, int depth);
const uint8_t *cpng_writer_bytes(const cpng_writer *writer);
size_t cpng_writer_count(const cpng_writer *writer);
const char *cpng_writer_error(const cpng_writer *writer);
void cpng_writer_free(cpng_writer *writer);

#endif
