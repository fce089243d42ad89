#include "CCatalog.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char bytes[] = {
#embed "models.json"
};

const unsigned char *catalog_bytes(void) { return bytes; }

long catalog_count(void) { return sizeof bytes; }
