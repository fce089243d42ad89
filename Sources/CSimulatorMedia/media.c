// Written by make-media.sh.
#include "CSimulatorMedia.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char bytes0[] = {
#embed "Media/audio-0.mp3"
};

static const unsigned char bytes1[] = {
#embed "Media/audio-0.ogg"
};

static const unsigned char bytes2[] = {
#embed "Media/audio-1.mp3"
};

static const unsigned char bytes3[] = {
#embed "Media/audio-1.ogg"
};

static const unsigned char bytes4[] = {
#embed "Media/audio-2.mp3"
};

static const unsigned char bytes5[] = {
#embed "Media/audio-2.ogg"
};

static const unsigned char bytes6[] = {
#embed "Media/audio-3.mp3"
};

static const unsigned char bytes7[] = {
#embed "Media/audio-3.ogg"
};

static const unsigned char bytes8[] = {
#embed "Media/video-16x9-0.mp4"
};

static const unsigned char bytes9[] = {
#embed "Media/video-16x9-1.mp4"
};

static const unsigned char bytes10[] = {
#embed "Media/video-16x9-2.mp4"
};

static const unsigned char bytes11[] = {
#embed "Media/video-16x9-3.mp4"
};

static const unsigned char bytes12[] = {
#embed "Media/video-16x9-4.mp4"
};

static const unsigned char bytes13[] = {
#embed "Media/video-16x9-5.mp4"
};

static const unsigned char bytes14[] = {
#embed "Media/video-1x1-0.mp4"
};

static const unsigned char bytes15[] = {
#embed "Media/video-1x1-1.mp4"
};

static const unsigned char bytes16[] = {
#embed "Media/video-1x1-2.mp4"
};

static const unsigned char bytes17[] = {
#embed "Media/video-1x1-3.mp4"
};

static const unsigned char bytes18[] = {
#embed "Media/video-1x1-4.mp4"
};

static const unsigned char bytes19[] = {
#embed "Media/video-1x1-5.mp4"
};

static const unsigned char bytes20[] = {
#embed "Media/video-21x9-0.mp4"
};

static const unsigned char bytes21[] = {
#embed "Media/video-21x9-1.mp4"
};

static const unsigned char bytes22[] = {
#embed "Media/video-21x9-2.mp4"
};

static const unsigned char bytes23[] = {
#embed "Media/video-21x9-3.mp4"
};

static const unsigned char bytes24[] = {
#embed "Media/video-21x9-4.mp4"
};

static const unsigned char bytes25[] = {
#embed "Media/video-21x9-5.mp4"
};

static const unsigned char bytes26[] = {
#embed "Media/video-2x3-0.mp4"
};

static const unsigned char bytes27[] = {
#embed "Media/video-2x3-1.mp4"
};

static const unsigned char bytes28[] = {
#embed "Media/video-2x3-2.mp4"
};

static const unsigned char bytes29[] = {
#embed "Media/video-2x3-3.mp4"
};

static const unsigned char bytes30[] = {
#embed "Media/video-2x3-4.mp4"
};

static const unsigned char bytes31[] = {
#embed "Media/video-2x3-5.mp4"
};

static const unsigned char bytes32[] = {
#embed "Media/video-3x2-0.mp4"
};

static const unsigned char bytes33[] = {
#embed "Media/video-3x2-1.mp4"
};

static const unsigned char bytes34[] = {
#embed "Media/video-3x2-2.mp4"
};

static const unsigned char bytes35[] = {
#embed "Media/video-3x2-3.mp4"
};

static const unsigned char bytes36[] = {
#embed "Media/video-3x2-4.mp4"
};

static const unsigned char bytes37[] = {
#embed "Media/video-3x2-5.mp4"
};

static const unsigned char bytes38[] = {
#embed "Media/video-3x4-0.mp4"
};

static const unsigned char bytes39[] = {
#embed "Media/video-3x4-1.mp4"
};

static const unsigned char bytes40[] = {
#embed "Media/video-3x4-2.mp4"
};

static const unsigned char bytes41[] = {
#embed "Media/video-3x4-3.mp4"
};

static const unsigned char bytes42[] = {
#embed "Media/video-3x4-4.mp4"
};

static const unsigned char bytes43[] = {
#embed "Media/video-3x4-5.mp4"
};

static const unsigned char bytes44[] = {
#embed "Media/video-4x3-0.mp4"
};

static const unsigned char bytes45[] = {
#embed "Media/video-4x3-1.mp4"
};

static const unsigned char bytes46[] = {
#embed "Media/video-4x3-2.mp4"
};

static const unsigned char bytes47[] = {
#embed "Media/video-4x3-3.mp4"
};

static const unsigned char bytes48[] = {
#embed "Media/video-4x3-4.mp4"
};

static const unsigned char bytes49[] = {
#embed "Media/video-4x3-5.mp4"
};

static const unsigned char bytes50[] = {
#embed "Media/video-9x16-0.mp4"
};

static const unsigned char bytes51[] = {
#embed "Media/video-9x16-1.mp4"
};

static const unsigned char bytes52[] = {
#embed "Media/video-9x16-2.mp4"
};

static const unsigned char bytes53[] = {
#embed "Media/video-9x16-3.mp4"
};

static const unsigned char bytes54[] = {
#embed "Media/video-9x16-4.mp4"
};

static const unsigned char bytes55[] = {
#embed "Media/video-9x16-5.mp4"
};

static const unsigned char bytes56[] = {
#embed "Media/video-9x21-0.mp4"
};

static const unsigned char bytes57[] = {
#embed "Media/video-9x21-1.mp4"
};

static const unsigned char bytes58[] = {
#embed "Media/video-9x21-2.mp4"
};

static const unsigned char bytes59[] = {
#embed "Media/video-9x21-3.mp4"
};

static const unsigned char bytes60[] = {
#embed "Media/video-9x21-4.mp4"
};

static const unsigned char bytes61[] = {
#embed "Media/video-9x21-5.mp4"
};

static const struct simulator_medium media[] = {
    {"audio-0.mp3", bytes0, sizeof bytes0},
    {"audio-0.ogg", bytes1, sizeof bytes1},
    {"audio-1.mp3", bytes2, sizeof bytes2},
    {"audio-1.ogg", bytes3, sizeof bytes3},
    {"audio-2.mp3", bytes4, sizeof bytes4},
    {"audio-2.ogg", bytes5, sizeof bytes5},
    {"audio-3.mp3", bytes6, sizeof bytes6},
    {"audio-3.ogg", bytes7, sizeof bytes7},
    {"video-16x9-0.mp4", bytes8, sizeof bytes8},
    {"video-16x9-1.mp4", bytes9, sizeof bytes9},
    {"video-16x9-2.mp4", bytes10, sizeof bytes10},
    {"video-16x9-3.mp4", bytes11, sizeof bytes11},
    {"video-16x9-4.mp4", bytes12, sizeof bytes12},
    {"video-16x9-5.mp4", bytes13, sizeof bytes13},
    {"video-1x1-0.mp4", bytes14, sizeof bytes14},
    {"video-1x1-1.mp4", bytes15, sizeof bytes15},
    {"video-1x1-2.mp4", bytes16, sizeof bytes16},
    {"video-1x1-3.mp4", bytes17, sizeof bytes17},
    {"video-1x1-4.mp4", bytes18, sizeof bytes18},
    {"video-1x1-5.mp4", bytes19, sizeof bytes19},
    {"video-21x9-0.mp4", bytes20, sizeof bytes20},
    {"video-21x9-1.mp4", bytes21, sizeof bytes21},
    {"video-21x9-2.mp4", bytes22, sizeof bytes22},
    {"video-21x9-3.mp4", bytes23, sizeof bytes23},
    {"video-21x9-4.mp4", bytes24, sizeof bytes24},
    {"video-21x9-5.mp4", bytes25, sizeof bytes25},
    {"video-2x3-0.mp4", bytes26, sizeof bytes26},
    {"video-2x3-1.mp4", bytes27, sizeof bytes27},
    {"video-2x3-2.mp4", bytes28, sizeof bytes28},
    {"video-2x3-3.mp4", bytes29, sizeof bytes29},
    {"video-2x3-4.mp4", bytes30, sizeof bytes30},
    {"video-2x3-5.mp4", bytes31, sizeof bytes31},
    {"video-3x2-0.mp4", bytes32, sizeof bytes32},
    {"video-3x2-1.mp4", bytes33, sizeof bytes33},
    {"video-3x2-2.mp4", bytes34, sizeof bytes34},
    {"video-3x2-3.mp4", bytes35, sizeof bytes35},
    {"video-3x2-4.mp4", bytes36, sizeof bytes36},
    {"video-3x2-5.mp4", bytes37, sizeof bytes37},
    {"video-3x4-0.mp4", bytes38, sizeof bytes38},
    {"video-3x4-1.mp4", bytes39, sizeof bytes39},
    {"video-3x4-2.mp4", bytes40, sizeof bytes40},
    {"video-3x4-3.mp4", bytes41, sizeof bytes41},
    {"video-3x4-4.mp4", bytes42, sizeof bytes42},
    {"video-3x4-5.mp4", bytes43, sizeof bytes43},
    {"video-4x3-0.mp4", bytes44, sizeof bytes44},
    {"video-4x3-1.mp4", bytes45, sizeof bytes45},
    {"video-4x3-2.mp4", bytes46, sizeof bytes46},
    {"video-4x3-3.mp4", bytes47, sizeof bytes47},
    {"video-4x3-4.mp4", bytes48, sizeof bytes48},
    {"video-4x3-5.mp4", bytes49, sizeof bytes49},
    {"video-9x16-0.mp4", bytes50, sizeof bytes50},
    {"video-9x16-1.mp4", bytes51, sizeof bytes51},
    {"video-9x16-2.mp4", bytes52, sizeof bytes52},
    {"video-9x16-3.mp4", bytes53, sizeof bytes53},
    {"video-9x16-4.mp4", bytes54, sizeof bytes54},
    {"video-9x16-5.mp4", bytes55, sizeof bytes55},
    {"video-9x21-0.mp4", bytes56, sizeof bytes56},
    {"video-9x21-1.mp4", bytes57, sizeof bytes57},
    {"video-9x21-2.mp4", bytes58, sizeof bytes58},
    {"video-9x21-3.mp4", bytes59, sizeof bytes59},
    {"video-9x21-4.mp4", bytes60, sizeof bytes60},
    {"video-9x21-5.mp4", bytes61, sizeof bytes61},
};

long simulator_media_count(void) { return sizeof media / sizeof media[0]; }

const struct simulator_medium *simulator_medium_at(long index) { return &media[index]; }
