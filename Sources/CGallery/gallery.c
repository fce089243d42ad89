// Each file of `Page/`, the page itself first. A test compares the list with the folder.
#include "CGallery.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char bytes0[] = {
#embed "Page/index.html"
};

static const unsigned char bytes1[] = {
#embed "Page/gallery.css"
};

static const unsigned char bytes2[] = {
#embed "Page/icon.svg"
};

static const unsigned char bytes3[] = {
#embed "Page/text.js"
};

static const unsigned char bytes4[] = {
#embed "Page/model.js"
};

static const unsigned char bytes5[] = {
#embed "Page/judgments.js"
};

static const unsigned char bytes6[] = {
#embed "Page/clock.js"
};

static const unsigned char bytes7[] = {
#embed "Page/judge.js"
};

static const unsigned char bytes8[] = {
#embed "Page/cell.js"
};

static const unsigned char bytes9[] = {
#embed "Page/layout.js"
};

static const unsigned char bytes10[] = {
#embed "Page/grid.js"
};

static const unsigned char bytes11[] = {
#embed "Page/arrange.js"
};

static const unsigned char bytes12[] = {
#embed "Page/filter.js"
};

static const unsigned char bytes13[] = {
#embed "Page/details.js"
};

static const unsigned char bytes14[] = {
#embed "Page/compare.js"
};

static const unsigned char bytes15[] = {
#embed "Page/summary.js"
};

static const unsigned char bytes16[] = {
#embed "Page/keys.js"
};

static const unsigned char bytes17[] = {
#embed "Page/gallery.js"
};

static const struct gallery_file files[] = {
    {"index.html", bytes0, sizeof bytes0},
    {"gallery.css", bytes1, sizeof bytes1},
    {"icon.svg", bytes2, sizeof bytes2},
    {"text.js", bytes3, sizeof bytes3},
    {"model.js", bytes4, sizeof bytes4},
    {"judgments.js", bytes5, sizeof bytes5},
    {"clock.js", bytes6, sizeof bytes6},
    {"judge.js", bytes7, sizeof bytes7},
    {"cell.js", bytes8, sizeof bytes8},
    {"layout.js", bytes9, sizeof bytes9},
    {"grid.js", bytes10, sizeof bytes10},
    {"arrange.js", bytes11, sizeof bytes11},
    {"filter.js", bytes12, sizeof bytes12},
    {"details.js", bytes13, sizeof bytes13},
    {"compare.js", bytes14, sizeof bytes14},
    {"summary.js", bytes15, sizeof bytes15},
    {"keys.js", bytes16, sizeof bytes16},
    {"gallery.js", bytes17, sizeof bytes17},
};

long gallery_file_count(void) { return sizeof files / sizeof files[0]; }

const struct gallery_file *gallery_file_at(long index) { return &files[index]; }
