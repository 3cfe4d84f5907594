#ifndef CJPEG_H
#define CJPEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// libjpeg reports errors through a handler that must not return: every function here leaves it by longjmp, returns
// false, and keeps the text for `cjpeg_reader_error`.

typedef struct cjpeg_reader cjpeg_reader;

typedef struct cjpeg_header {
    uint32_t width;
    uint32_t height;
    /// Of the decoded rows: 1 gray, 3 RGB, 4 CMYK as the file stores it.
    int channels;
} cjpeg_header;

/// `bytes` must outlive the reader. NULL where there is no memory.
cjpeg_reader *cjpeg_reader_make(const uint8_t *bytes, size_t count);
/// Takes no memory that grows with the picture.
bool cjpeg_reader_read_header(cjpeg_reader *reader, cjpeg_header *header);
/// Fills `height` rows of `row_bytes` each, and reads to the end; data that end early are an error.
bool cjpeg_reader_read_pixels(cjpeg_reader *reader, uint8_t *samples, size_t row_bytes);
/// The TIFF structure in the Exif marker, or NULL; libjpeg keeps it until the pixels have been read.
const uint8_t *cjpeg_reader_exif(const cjpeg_reader *reader, size_t *count);
const char *cjpeg_reader_error(const cjpeg_reader *reader);
/// The first warning, or an empty text.
const char *cjpeg_reader_warning(const cjpeg_reader *reader);
void cjpeg_reader_free(cjpeg_reader *reader);

#endif
