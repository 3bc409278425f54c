/* flags: -mavx2 -mfma */
/* AVX-VNNI without AVX-512: Alder Lake, Sierra Forest, Zen 5. */
#define VNNI_ENCODING "%{vex%} "
#include "vnni256.h"

const rq_unit rq_unit_avxvnni = {"avxvnni", 35, rq_has_avxvnni, prepare, split_prepare, peak};
