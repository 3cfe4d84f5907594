#include "CJPEG.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
// After jpeglib.h, whose types it needs.
#include <jerror.h>

// Far above what encoders write; a file with thousands of scans is made to keep a decoder busy.
enum { scan_limit = 500, exif_prefix = 6 };

struct cjpeg_reader {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf escape;
    char error[JMSG_LENGTH_MAX];
    char warning[JMSG_LENGTH_MAX];
    const uint8_t *bytes;
    size_t count;
};

static void on_error(j_common_ptr jpeg) {
    cjpeg_reader *reader = jpeg->client_data;
    if (reader->error[0] == 0) jpeg->err->format_message(jpeg, reader->error);
    longjmp(reader->escape, 1);
}

static void on_message(j_common_ptr jpeg, int level) {
    cjpeg_reader *reader = jpeg->client_data;
    if (level >= 0) return;
    // libjpeg would fill what is missing with gray.
    if (jpeg->err->msg_code == JWRN_JPEG_EOF || jpeg->err->msg_code == JWRN_HIT_MARKER) on_error(jpeg);
    if (reader->warning[0] == 0) jpeg->err->format_message(jpeg, reader->warning);
}

static void on_output(j_common_ptr jpeg) { (void)jpeg; }

static void on_progress(j_common_ptr jpeg) {
    cjpeg_reader *reader = jpeg->client_data;
    if (reader->jpeg.input_scan_number <= scan_limit) return;
    snprintf(reader->error, sizeof reader->error, "more than %d scans", scan_limit);
    on_error(jpeg);
}

cjpeg_reader *cjpeg_reader_make(const uint8_t *bytes, size_t count) {
    cjpeg_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) return NULL;
    reader->bytes = bytes;
    reader->count = count;
    reader->jpeg.err = jpeg_std_error(&reader->errors);
    reader->errors.error_exit = on_error;
    reader->errors.emit_message = on_message;
    reader->errors.output_message = on_output;
    reader->progress.progress_monitor = on_progress;
    reader->jpeg.client_data = reader;
    if (setjmp(reader->escape)) {
        cjpeg_reader_free(reader);
        return NULL;
    }
    jpeg_create_decompress(&reader->jpeg);
    return reader;
}

bool cjpeg_reader_read_header(cjpeg_reader *reader, cjpeg_header *header) {
    j_decompress_ptr jpeg = &reader->jpeg;
    if (setjmp(reader->escape)) return false;
    jpeg_mem_src(jpeg, reader->bytes, reader->count);
    jpeg_save_markers(jpeg, JPEG_APP0 + 1, 0xFFFF);
    jpeg_read_header(jpeg, TRUE);
    jpeg->progress = &reader->progress;
    switch (jpeg->jpeg_color_space) {
    case JCS_GRAYSCALE: jpeg->out_color_space = JCS_GRAYSCALE; break;
    case JCS_RGB:
    case JCS_YCbCr: jpeg->out_color_space = JCS_RGB; break;
    case JCS_CMYK:
    case JCS_YCCK: jpeg->out_color_space = JCS_CMYK; break;
    default:
        snprintf(reader->error, sizeof reader->error, "%d colour components", jpeg->num_components);
        return false;
    }
    jpeg->dct_method = JDCT_ISLOW;
    jpeg->do_fancy_upsampling = TRUE;
    jpeg_calc_output_dimensions(jpeg);
    header->width = jpeg->output_width;
    header->height = jpeg->output_height;
    header->channels = jpeg->output_components;
    return true;
}

bool cjpeg_reader_read_pixels(cjpeg_reader *reader, uint8_t *samples, size_t row_bytes) {
    j_decompress_ptr jpeg = &reader->jpeg;
    if (setjmp(reader->escape)) return false;
    jpeg_start_decompress(jpeg);
    if ((size_t)jpeg->output_width * (size_t)jpeg->output_components != row_bytes) {
        snprintf(reader->error, sizeof reader->error, "rows do not have the size that the header promised");
        return false;
    }
    while (jpeg->output_scanline < jpeg->output_height) {
        JSAMPROW row = samples + (size_t)jpeg->output_scanline * row_bytes;
        if (jpeg_read_scanlines(jpeg, &row, 1) != 1) {
            snprintf(reader->error, sizeof reader->error, "the file is cut short");
            return false;
        }
    }
    jpeg_finish_decompress(jpeg);
    return true;
}

const uint8_t *cjpeg_reader_exif(const cjpeg_reader *reader, size_t *count) {
    for (jpeg_saved_marker_ptr marker = reader->jpeg.marker_list; marker != NULL; marker = marker->next) {
        if (marker->data_length > exif_prefix && memcmp(marker->data, "Exif\0\0", exif_prefix) == 0) {
            *count = marker->data_length - exif_prefix;
            return marker->data + exif_prefix;
        }
    }
    return NULL;
}

const char *cjpeg_reader_error(const cjpeg_reader *reader) { return reader->error; }
const char *cjpeg_reader_warning(const cjpeg_reader *reader) { return reader->warning; }

void cjpeg_reader_free(cjpeg_reader *reader) {
    if (reader == NULL) return;
    jpeg_destroy_decompress(&reader->jpeg);
    free(reader);
}
