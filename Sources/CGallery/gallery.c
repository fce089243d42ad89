#include "CGallery.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char bytes0[] = {
#embed "Page/index.html"
};

static const unsigned char bytes1[] = {
#embed "Page/gallery.css"
};

static const unsigned char bytes2[] = {
#embed "Page/text.js"
};

static const unsigned char bytes3[] = {
#embed "Page/model.js"
};

static const unsigned char bytes4[] = {
#embed "Page/judgments.js"
};

static const unsigned char bytes5[] = {
#embed "Page/clock.js"
};

static const unsigned char bytes6[] = {
#embed "Page/grid.js"
};

static const unsigned char bytes7[] = {
#embed "Page/cell.js"
};

static const unsigned char bytes8[] = {
#embed "Page/compare.js"
};

static const unsigned char bytes9[] = {
#embed "Page/details.js"
};

static const unsigned char bytes10[] = {
#embed "Page/summary.js"
};

static const unsigned char bytes11[] = {
#embed "Page/keys.js"
};

static const unsigned char bytes12[] = {
#embed "Page/gallery.js"
};

static const struct gallery_file files[] = {
    {"index.html", bytes0, sizeof bytes0},
    {"gallery.css", bytes1, sizeof bytes1},
    {"text.js", bytes2, sizeof bytes2},
    {"model.js", bytes3, sizeof bytes3},
    {"judgments.js", bytes4, sizeof bytes4},
    {"clock.js", bytes5, sizeof bytes5},
    {"grid.js", bytes6, sizeof bytes6},
    {"cell.js", bytes7, sizeof bytes7},
    {"compare.js", bytes8, sizeof bytes8},
    {"details.js", bytes9, sizeof bytes9},
    {"summary.js", bytes10, sizeof bytes10},
    {"keys.js", bytes11, sizeof bytes11},
    {"gallery.js", bytes12, sizeof bytes12},
};

long gallery_file_count(void) { return sizeof files / sizeof files[0]; }

const struct gallery_file *gallery_file_at(long index) { return &files[index]; }
