#pragma once

// The simulator's clips and tones, embedded with `#embed`. SwiftPM's `.embedInCode` turns every byte into an element of
// a Swift array literal, which took 40 s and 1.1 GB of memory for 120 kB; this compiles 400 kB in well under a second,
// and the files stay what they are: media that a player opens.

/// One embedded file.
struct simulator_medium {
    /// The file's name, as in `video-16x9-0.mp4`.
    const char *_Nonnull name;
    const unsigned char *_Nonnull bytes;
    long count;
};

/// How many files there are.
long simulator_media_count(void);

/// A file by its number from 0, in the order of the names.
const struct simulator_medium *_Nonnull simulator_medium_at(long index);
