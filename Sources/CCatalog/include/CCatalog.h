#pragma once

// The bundled catalog, embedded with `#embed`. SwiftPM's `.embedInCode` turns every byte into an element of a Swift
// array literal, which takes many seconds to compile for 100 kB; this takes none.

/// The bytes of `models.json`, and how many there are.
const unsigned char *_Nonnull catalog_bytes(void);
long catalog_count(void);
