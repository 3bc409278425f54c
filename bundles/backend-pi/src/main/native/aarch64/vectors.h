/* What the units of this family share: 128-bit vectors of ARMv8.0. */
#include "cpu.h"

#include <arm_neon.h>
#include <stdint.h>

#define VL 4
#define V_REGISTER "w"
#define ALWAYS inline __attribute__((always_inline))
#define UNROLL _Pragma("GCC unroll 16")

typedef int32x4_t vi;
typedef uint8x16_t vb;
typedef int64x2_t vround;
typedef int32x4_t vmul;
typedef uint8x16_t v128;

static ALWAYS v128 v128_load(const uint8_t *p) { return vld1q_u8(p); }
static ALWAYS void v128_store(uint8_t *p, v128 v) { vst1q_u8(p, v); }
static ALWAYS v128 v128_max_u8(v128 a, v128 b) { return vmaxq_u8(a, b); }
static ALWAYS v128 v128_max_s16(v128 a, v128 b) {
  return vreinterpretq_u8_s16(vmaxq_s16(vreinterpretq_s16_u8(a), vreinterpretq_s16_u8(b)));
}

/* 4 bytes anywhere. */
typedef int32_t __attribute__((aligned(1), may_alias)) word;

static ALWAYS vi v_load(const int32_t *p) { return vld1q_s32(p); }
static ALWAYS void v_store(int32_t *p, vi v) { vst1q_s32(p, v); }
static ALWAYS vi v_set1(int32_t x) { return vdupq_n_s32(x); }
static ALWAYS vi v_add(vi a, vi b) { return vaddq_s32(a, b); }
static ALWAYS vi v_sub(vi a, vi b) { return vsubq_s32(a, b); }
static ALWAYS vi v_mul(vi a, vi b) { return vmulq_s32(a, b); }
static ALWAYS vi v_min(vi a, vi b) { return vminq_s32(a, b); }
static ALWAYS vi v_max(vi a, vi b) { return vmaxq_s32(a, b); }
/* sshl shifts right by a negative count. */
static ALWAYS vi v_sll(vi a, int32_t n) { return vshlq_s32(a, vdupq_n_s32(n)); }
static ALWAYS vi v_sra(vi a, int32_t n) { return vshlq_s32(a, vdupq_n_s32(-n)); }
static ALWAYS vi v_sravar(vi a, vi n) { return vshlq_s32(a, vnegq_s32(n)); }

/* 4 bytes in every lane. */
static ALWAYS vi v_broadcast(const uint8_t *p) {
  return vdupq_n_s32(*(const word *)p);
}
static ALWAYS vi v_load_u8(const uint8_t *p) {
  uint8x8_t bytes = vreinterpret_u8_s32(vdup_n_s32(*(const word *)p));
  return vreinterpretq_s32_u32(vmovl_u16(vget_low_u16(vmovl_u8(bytes))));
}
static ALWAYS vi v_load_s16(const int16_t *p) { return vmovl_s16(vld1_s16(p)); }
static ALWAYS void v_store_u8(uint8_t *p, vi v) {
  int16x4_t halves = vmovn_s32(v);
  int8x8_t bytes = vmovn_s16(vcombine_s16(halves, halves));
  *(word *)p = vget_lane_s32(vreinterpret_s32_s8(bytes), 0);
}

static ALWAYS void v_store_u8_some(uint8_t *p, vi v, int32_t count) {
  uint8_t bytes[VL];
  v_store_u8(bytes, v);
  for (int32_t i = 0; i < count; i++) p[i] = bytes[i];
}
static ALWAYS void v_store_s16(int16_t *p, vi v) { vst1_s16(p, vmovn_s32(v)); }

static ALWAYS vi high_halves(int64x2_t low, int64x2_t high) {
  return vuzp2q_s32(vreinterpretq_s32_s64(low), vreinterpretq_s32_s64(high));
}
static ALWAYS vi v_high(vi a, vi m, vi round) {
  uint32x4_t r = vreinterpretq_u32_s32(round);
  int64x2_t low = vreinterpretq_s64_u64(vmovl_u32(vget_low_u32(r)));
  int64x2_t high = vreinterpretq_s64_u64(vmovl_high_u32(r));
  low = vmlal_s32(low, vget_low_s32(a), vget_low_s32(m));
  return high_halves(low, vmlal_high_s32(high, a, m));
}
static ALWAYS vmul v_mul_of(vi m) { return m; }
static ALWAYS vround v_round(int32_t zero) {
  return vdupq_n_s64(((int64_t)zero << 32) + ((int64_t)1 << 31));
}
/* Not sqrdmulh: it doubles the product, so it could not round one by an odd multiplier. */
static ALWAYS vi v_high_half(vi a, vmul m, vround round) {
  return high_halves(
      vmlal_s32(round, vget_low_s32(a), vget_low_s32(m)), vmlal_high_s32(round, a, m));
}

static ALWAYS vb v_bytes(int32_t x) { return vdupq_n_u8((uint8_t)x); }
static ALWAYS void v_store_bytes(uint8_t *p, vb v) { vst1q_u8(p, v); }
static ALWAYS vb v_pack4(vi a, vi b, vi c, vi d, vb low, vb high) {
  int16x8_t ab = vqmovn_high_s32(vqmovn_s32(a), b);
  int16x8_t cd = vqmovn_high_s32(vqmovn_s32(c), d);
  uint8x16_t bytes = vqmovun_high_s16(vqmovun_s16(ab), cd);
  return vminq_u8(vmaxq_u8(bytes, low), high);
}
static ALWAYS void v_store4_u8(vb v, uint8_t *p0, uint8_t *p1, uint8_t *p2, uint8_t *p3) {
  int32x4_t words = vreinterpretq_s32_u8(v);
  *(word *)p0 = vgetq_lane_s32(words, 0);
  *(word *)p1 = vgetq_lane_s32(words, 1);
  *(word *)p2 = vgetq_lane_s32(words, 2);
  *(word *)p3 = vgetq_lane_s32(words, 3);
}
/* p0 takes a and b, p1 takes c and d. */
static ALWAYS void v_store2_u8(vb v, uint8_t *p0, uint8_t *p1) {
  vst1_u8(p0, vget_low_u8(v));
  vst1_u8(p1, vget_high_u8(v));
}
static ALWAYS void v_interleave4(
    const uint8_t *p0, const uint8_t *p1, const uint8_t *p2, const uint8_t *p3, vi t[4]) {
  uint8x16_t a = vld1q_u8(p0), b = vld1q_u8(p1), c = vld1q_u8(p2), d = vld1q_u8(p3);
  uint16x8_t ab = vreinterpretq_u16_u8(vzip1q_u8(a, b));
  uint16x8_t cd = vreinterpretq_u16_u8(vzip1q_u8(c, d));
  t[0] = vreinterpretq_s32_u16(vzip1q_u16(ab, cd));
  t[1] = vreinterpretq_s32_u16(vzip2q_u16(ab, cd));
  ab = vreinterpretq_u16_u8(vzip2q_u8(a, b));
  cd = vreinterpretq_u16_u8(vzip2q_u8(c, d));
  t[2] = vreinterpretq_s32_u16(vzip1q_u16(ab, cd));
  t[3] = vreinterpretq_s32_u16(vzip2q_u16(ab, cd));
}
