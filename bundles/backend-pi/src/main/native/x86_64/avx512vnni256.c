/* flags: -mavx2 -mfma */
/* The AVX-VNNI kernels in the encoding of AVX-512VL: for processors that slow down at 512 bits. */
#define VNNI_ENCODING "%{evex%} "
#include "vnni256.h"

const rq_unit rq_unit_avx512vnni256 = {"avx512vnni256", 30, rq_has_avx512vnni, prepare, split_prepare, peak};
