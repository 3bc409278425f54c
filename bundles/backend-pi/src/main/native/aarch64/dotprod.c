/* flags: -march=armv8.2-a+dotprod -fno-schedule-insns */
/*
 * Signed dot products: Cortex-A55, A75, A76 and later. Stored bytes are unsigned; less 128 they are
 * signed, and the bias makes up for it.
 */
#include "vectors.h"

#define BYTES_LESS 128

typedef int8x16_t vbyte;

static ALWAYS vbyte byte_of(uint8x16_t stored, uint8x16_t less) {
  return vreinterpretq_s8_u8(veorq_u8(stored, less));
}
#define DOT(acc, w, a) acc = vdotq_s32(acc, w, a)
#define DOT_LANE(acc, w, a, lane) acc = vdotq_laneq_s32(acc, w, a, lane)
static ALWAYS vi v_dot8(vi acc, vi a, vi w) {
  vbyte bytes = byte_of(vreinterpretq_u8_s32(a), vdupq_n_u8(BYTES_LESS));
  return vdotq_s32(acc, vreinterpretq_s8_s32(w), bytes);
}
static ALWAYS vi v_dot8_exact(vi acc, vi a, vi w) { return v_dot8(acc, a, w); }

#include "tiles4.h"

#define MULTIPLY "../aarch64/dot.h"

#include "../kernels/unit.h"

const rq_unit rq_unit_dotprod = {"dotprod", 30, rq_has_dotprod, prepare, split_prepare, peak};
