#include "CErrorIndex.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char bytes[] = {
#embed "../../Documentation/Errors.md"
};

const unsigned char *error_index_bytes(void) { return bytes; }

long error_index_count(void) { return sizeof bytes; }
