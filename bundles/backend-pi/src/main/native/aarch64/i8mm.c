/* flags: -march=armv8.2-a+dotprod+i8mm -fno-schedule-insns */
/* Dot products of unsigned by signed bytes: Cortex-A510, A710, Neoverse V1 and later. */
#include "vectors.h"

#define BYTES_LESS 0

typedef uint8x16_t vbyte;

static ALWAYS vbyte byte_of(uint8x16_t stored, uint8x16_t less) {
  (void)less;
  return stored;
}
#define DOT(acc, w, a) acc = vusdotq_s32(acc, a, w)
#define DOT_LANE(acc, w, a, lane) acc = vsudotq_laneq_s32(acc, w, a, lane)
static ALWAYS vi v_dot8(vi acc, vi a, vi w) {
  return vusdotq_s32(acc, vreinterpretq_u8_s32(a), vreinterpretq_s8_s32(w));
}
static ALWAYS vi v_dot8_exact(vi acc, vi a, vi w) { return v_dot8(acc, a, w); }

#include "tiles4.h"

#define MULTIPLY "../aarch64/dot.h"

#include "../kernels/unit.h"

const rq_unit rq_unit_i8mm = {"i8mm", 40, rq_has_i8mm, prepare, split_prepare, peak};
