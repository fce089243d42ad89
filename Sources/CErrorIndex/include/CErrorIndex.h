#pragma once

// `Documentation/Errors.md`, embedded with `#embed`: what `rivya doc R0302` prints is what the guide says.

/// The bytes of the file, and how many there are.
const unsigned char *_Nonnull error_index_bytes(void);
long error_index_count(void);
