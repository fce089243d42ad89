#pragma once

// The files of the results page, embedded with `#embed`: text that a browser reads as it lies in `Page/`.

/// One embedded file.
struct gallery_file {
    /// The file's name, as in `gallery.css`.
    const char *_Nonnull name;
    const unsigned char *_Nonnull bytes;
    long count;
};

/// How many files there are.
long gallery_file_count(void);

/// A file by its number from 0; `index.html` comes first.
const struct gallery_file *_Nonnull gallery_file_at(long index);
