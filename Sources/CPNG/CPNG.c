#include "CPNG.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { message_size = 256, chunk_bytes_limit = 4 << 20, chunk_count_limit = 32 };

typedef struct messages {
    char error[message_size];
    char warning[message_size];
} messages;

struct cpng_reader {
    messages messages;
    const uint8_t *bytes;
    size_t count;
    size_t position;
    png_structp png;
    png_infop info;
    png_textp texts;
    int text_count;
};

struct cpng_writer {
    messages messages;
    png_structp png;
    png_infop info;
    uint8_t *bytes;
    size_t count;
    size_t capacity;
};

static void keep(char *place, const char *text) {
    if (place[0] != 0) return;
    strncpy(place, text, message_size - 1);
    place[message_size - 1] = 0;
}

static void on_error(png_structp png, png_const_charp text) {
    keep(((messages *)png_get_error_ptr(png))->error, text);
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp text) {
    keep(((messages *)png_get_error_ptr(png))->warning, text);
}

static bool is_little_endian(void) {
    const uint16_t one = 1;
    uint8_t first;
    memcpy(&first, &one, 1);
    return first == 1;
}

// Reading

static void take(png_structp png, png_bytep destination, size_t count) {
    cpng_reader *reader = png_get_io_ptr(png);
    if (count > reader->count - reader->position) png_error(png, "the file is cut short");
    memcpy(destination, reader->bytes + reader->position, count);
    reader->position += count;
}

cpng_reader *cpng_reader_make(const uint8_t *bytes, size_t count) {
    cpng_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) return NULL;
    reader->bytes = bytes;
    reader->count = count;
    reader->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reader->messages, on_error, on_warning);
    if (reader->png != NULL) reader->info = png_create_info_struct(reader->png);
    if (reader->info == NULL) {
        cpng_reader_free(reader);
        return NULL;
    }
    return reader;
}

bool cpng_reader_read_header(cpng_reader *reader, uint32_t side_limit, cpng_header *header) {
    png_structp png = reader->png;
    png_infop info = reader->info;
    if (setjmp(png_jmpbuf(png))) return false;
    png_set_read_fn(png, reader, take);
    png_set_user_limits(png, side_limit, side_limit);
    png_set_chunk_malloc_max(png, chunk_bytes_limit);
    png_set_chunk_cache_max(png, chunk_count_limit);
    // Colour profiles are not applied, so faults in them are nobody's concern.
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, (png_const_bytep) "iCCP", 1);
    png_read_info(png, info);
    header->width = png_get_image_width(png, info);
    header->height = png_get_image_height(png, info);
    header->stored_bits = png_get_bit_depth(png, info) * png_get_channels(png, info);
    // What png_set_expand will make of it. libpng would tell only after it has taken memory for rows.
    int type = png_get_color_type(png, info);
    bool alpha = (type & PNG_COLOR_MASK_ALPHA) != 0 || png_get_valid(png, info, PNG_INFO_tRNS) != 0;
    header->channels = ((type & PNG_COLOR_MASK_COLOR) != 0 ? 3 : 1) + (alpha ? 1 : 0);
    header->depth = png_get_bit_depth(png, info) == 16 ? 16 : 8;
    return true;
}

bool cpng_reader_read_pixels(cpng_reader *reader, uint8_t *samples, size_t row_bytes) {
    png_structp png = reader->png;
    if (setjmp(png_jmpbuf(png))) return false;
    png_set_expand(png);
    if (png_get_bit_depth(png, reader->info) == 16 && is_little_endian()) png_set_swap(png);
    const int passes = png_set_interlace_handling(png);
    png_read_update_info(png, reader->info);
    if (row_bytes != png_get_rowbytes(png, reader->info)) {
        png_error(png, "rows do not have the size that the header promised");
    }
    const uint32_t height = png_get_image_height(png, reader->info);
    for (int pass = 0; pass < passes; pass++) {
        for (uint32_t y = 0; y < height; y++) png_read_row(png, samples + (size_t)y * row_bytes, NULL);
    }
    png_read_end(png, reader->info);
    return true;
}

size_t cpng_reader_text_count(cpng_reader *reader) {
    if (setjmp(png_jmpbuf(reader->png))) return 0;
    png_get_text(reader->png, reader->info, &reader->texts, &reader->text_count);
    return reader->text_count < 0 ? 0 : (size_t)reader->text_count;
}

cpng_text_chunk cpng_reader_text(cpng_reader *reader, size_t index) {
    png_text text = reader->texts[index];
    bool utf8 = text.compression > PNG_TEXT_COMPRESSION_zTXt;
    cpng_text_chunk chunk = {text.key, strlen(text.key), text.text, utf8 ? text.itxt_length : text.text_length, utf8};
    return chunk;
}

const uint8_t *cpng_reader_exif(cpng_reader *reader, size_t *count) {
    png_uint_32 length = 0;
    png_bytep exif = NULL;
    if (setjmp(png_jmpbuf(reader->png))) return NULL;
    if (png_get_eXIf_1(reader->png, reader->info, &length, &exif) == 0) return NULL;
    *count = length;
    return exif;
}

const char *cpng_reader_error(const cpng_reader *reader) { return reader->messages.error; }
const char *cpng_reader_warning(const cpng_reader *reader) { return reader->messages.warning; }

void cpng_reader_free(cpng_reader *reader) {
    if (reader == NULL) return;
    png_destroy_read_struct(&reader->png, &reader->info, NULL);
    free(reader);
}

// Writing

static void give(png_structp png, png_bytep source, size_t count) {
    cpng_writer *writer = png_get_io_ptr(png);
    if (count > writer->capacity - writer->count) {
        if (count > SIZE_MAX / 4 - writer->count) png_error(png, "the picture is too large");
        size_t capacity = (writer->count + count) * 2;
        uint8_t *bytes = realloc(writer->bytes, capacity);
        if (bytes == NULL) png_error(png, "out of memory");
        writer->bytes = bytes;
        writer->capacity = capacity;
    }
    memcpy(writer->bytes + writer->count, source, count);
    writer->count += count;
}

static void flush_nothing(png_structp png) { (void)png; }

cpng_writer *cpng_writer_make(void) {
    cpng_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL) return NULL;
    writer->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &writer->messages, on_error, on_warning);
    if (writer->png != NULL) writer->info = png_create_info_struct(writer->png);
    if (writer->info == NULL) {
        cpng_writer_free(writer);
        return NULL;
    }
    return writer;
}

bool cpng_writer_add_text(cpng_writer *writer, const char *keyword, const char *value, bool utf8) {
    if (setjmp(png_jmpbuf(writer->png))) return false;
    png_text text = {0};
    text.compression = utf8 ? PNG_ITXT_COMPRESSION_NONE : PNG_TEXT_COMPRESSION_NONE;
    text.key = (png_charp)keyword;
    text.text = (png_charp)value;
    *(utf8 ? &text.itxt_length : &text.text_length) = strlen(value);
    png_set_text(writer->png, writer->info, &text, 1);
    return true;
}

bool cpng_writer_write(
    cpng_writer *writer, const uint8_t *samples, uint32_t width, uint32_t height, int channels, int depth) {
    static const int colour_types[] = {
        PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA};
    png_structp png = writer->png;
    if (setjmp(png_jmpbuf(png))) return false;
    if (channels < 1 || channels > 4) png_error(png, "a picture has 1 to 4 channels");
    png_set_write_fn(png, writer, give, flush_nothing);
    png_set_IHDR(
        png, writer->info, width, height, depth, colour_types[channels - 1], PNG_INTERLACE_NONE,
        PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    // All of them fixed, so that equal pixels give equal bytes.
    png_set_compression_level(png, 6);
    png_set_compression_mem_level(png, 8);
    png_set_compression_strategy(png, Z_FILTERED);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_PAETH);
    png_write_info(png, writer->info);
    if (depth == 16 && is_little_endian()) png_set_swap(png);
    size_t row_bytes = (size_t)width * (size_t)channels * (size_t)(depth / 8);
    for (uint32_t y = 0; y < height; y++) png_write_row(png, samples + (size_t)y * row_bytes);
    png_write_end(png, writer->info);
    return true;
}

const uint8_t *cpng_writer_bytes(const cpng_writer *writer) { return writer->bytes; }
size_t cpng_writer_count(const cpng_writer *writer) { return writer->count; }
const char *cpng_writer_error(const cpng_writer *writer) { return writer->messages.error; }

void cpng_writer_free(cpng_writer *writer) {
    if (writer == NULL) return;
    png_destroy_write_struct(&writer->png, &writer->info);
    free(writer->bytes);
    free(writer);
}
