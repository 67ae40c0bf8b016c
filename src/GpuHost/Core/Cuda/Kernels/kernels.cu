#include "filter.h"
#include "measure.h"
#include "tokens.h"
