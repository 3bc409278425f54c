/* flags: -march=armv8-a -fno-schedule-insns */
/*
 * ARMv8.0 without dot products: Cortex-A53, A72 and later. Bytes are multiplied to 16 bits.
 *
 * No sum overflows: weights have magnitudes up to 127 (more is done in 16 bits), and stored bytes
 * above 127 are multiplied less 128, so a product has 128 * 127 at most and two of them fit 16 bits.
 */
#include "vectors.h"

#define BYTES_LESS 128

static ALWAYS vi v_dot8(vi acc, vi a, vi w) {
  int8x16_t bytes = vreinterpretq_s8_s32(veorq_s32(a, vdupq_n_s32((int32_t)0x80808080)));
  int8x16_t weights = vreinterpretq_s8_s32(w);
  int16x8_t low = vmull_s8(vget_low_s8(weights), vget_low_s8(bytes));
  int16x8_t high = vmull_high_s8(weights, bytes);
  return vpadalq_s16(acc, vpaddq_s16(low, high));
}
static ALWAYS vi v_dot8_exact(vi acc, vi a, vi w) { return v_dot8(acc, a, w); }

/* 16 sums in registers: 2 vectors of channels at 4 pixels, two sums each. */
#define TILE_N 2
#define TILE_P 4
#define TILE_HALF 2
#define TILES TILE(1, 4) TILE(2, 4) TILE(1, 2) TILE(2, 2) TILE(1, 1) TILE(2, 1)
#define TILE_TABLE(t) {{t##1_4, t##1_2, t##1_1}, {t##2_4, t##2_2, t##2_1}}

#define MULTIPLY "../aarch64/products.h"

#include "../kernels/unit.h"

const rq_unit rq_unit_neon = {"neon", 10, rq_has_neon, prepare, split_prepare, peak};
