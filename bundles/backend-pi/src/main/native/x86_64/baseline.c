/* flags: -mssse3 -msse4.1 */
/* SSE4.1, 128 bits: what every x86-64 processor since 2008 has. */
#include "cpu.h"
#include "xmm.h"

#include <smmintrin.h>
#include <stdint.h>

#define VL 4
#define ALWAYS inline __attribute__((always_inline))
#define UNROLL _Pragma("GCC unroll 16")

typedef __m128i vi; /* 4 x int32 */
typedef __m128i vb; /* 16 bytes */
typedef struct {
  __m128i even, odd;
} vmul, vround; /* of lanes 0, 2, ... and of lanes 1, 3, ... */

static ALWAYS vi v_load(const int32_t *p) {
  return _mm_loadu_si128((const __m128i *)(const void *)p);
}
static ALWAYS void v_store(int32_t *p, vi v) { _mm_storeu_si128((__m128i *)(void *)p, v); }
static ALWAYS vi v_set1(int32_t x) { return _mm_set1_epi32(x); }
static ALWAYS vi v_add(vi a, vi b) { return _mm_add_epi32(a, b); }
static ALWAYS vi v_sub(vi a, vi b) { return _mm_sub_epi32(a, b); }
static ALWAYS vi v_mul(vi a, vi b) { return _mm_mullo_epi32(a, b); }
static ALWAYS vi v_min(vi a, vi b) { return _mm_min_epi32(a, b); }
static ALWAYS vi v_max(vi a, vi b) { return _mm_max_epi32(a, b); }
static ALWAYS vi v_sll(vi a, int32_t n) { return _mm_sll_epi32(a, _mm_cvtsi32_si128(n)); }
static ALWAYS vi v_sra(vi a, int32_t n) { return _mm_sra_epi32(a, _mm_cvtsi32_si128(n)); }
static ALWAYS vi v_sravar(vi a, vi n) {
  int32_t lanes[VL], shifts[VL];
  v_store(lanes, a);
  v_store(shifts, n);
  for (int i = 0; i < VL; i++) lanes[i] >>= shifts[i];
  return v_load(lanes);
}
static ALWAYS vi v_load_u8(const uint8_t *p) {
  int32_t word;
  __builtin_memcpy(&word, p, 4);
  return _mm_cvtepu8_epi32(_mm_cvtsi32_si128(word));
}
static ALWAYS vi v_load_s16(const int16_t *p) {
  return _mm_cvtepi16_epi32(_mm_loadl_epi64((const __m128i *)(const void *)p));
}
static ALWAYS void v_store_u8(uint8_t *p, vi v) {
  __m128i words = _mm_packus_epi32(v, v);
  int32_t word = _mm_cvtsi128_si32(_mm_packus_epi16(words, words));
  __builtin_memcpy(p, &word, 4);
}
static ALWAYS void v_store_u8_some(uint8_t *p, vi v, int32_t count) {
  uint8_t bytes[VL];
  v_store_u8(bytes, v);
  for (int32_t i = 0; i < count; i++) p[i] = bytes[i];
}
static ALWAYS void v_store_s16(int16_t *p, vi v) {
  _mm_storel_epi64((__m128i *)(void *)p, _mm_packs_epi32(v, v));
}

static ALWAYS vi odd_to_even(vi v) { return _mm_srli_epi64(v, 32); }
static ALWAYS vi high_halves(vi even, vi odd) {
  return _mm_blend_epi16(odd_to_even(even), odd, 0xCC);
}
static ALWAYS vi v_high(vi a, vi m, vi round) {
  __m128i low = _mm_set1_epi64x(0xFFFFFFFF);
  __m128i even = _mm_add_epi64(_mm_mul_epi32(a, m), _mm_and_si128(round, low));
  __m128i odd = _mm_mul_epi32(odd_to_even(a), odd_to_even(m));
  return high_halves(even, _mm_add_epi64(odd, odd_to_even(round)));
}
static ALWAYS vmul v_mul_of(vi m) { return (vmul){m, odd_to_even(m)}; }
static ALWAYS vround v_round(int32_t zero) {
  __m128i all = _mm_set1_epi64x(((int64_t)zero << 32) + ((int64_t)1 << 31));
  return (vround){all, all};
}
static ALWAYS vround v_rounds(const int64_t *p) {
  return (vround){_mm_set_epi64x(p[2], p[0]), _mm_set_epi64x(p[3], p[1])};
}
static ALWAYS vi v_high_half(vi a, vmul m, vround round) {
  __m128i even = _mm_add_epi64(_mm_mul_epi32(a, m.even), round.even);
  __m128i odd = _mm_add_epi64(_mm_mul_epi32(odd_to_even(a), m.odd), round.odd);
  return high_halves(even, odd);
}

static ALWAYS vi v_broadcast(const uint8_t *p) {
  int32_t word;
  __builtin_memcpy(&word, p, 4);
  return _mm_set1_epi32(word);
}

static ALWAYS vb v_bytes(int32_t x) { return _mm_set1_epi8((char)x); }
static ALWAYS void v_store_bytes(uint8_t *p, vb v) { _mm_storeu_si128((__m128i *)(void *)p, v); }
static ALWAYS vb v_pack4(vi a, vi b, vi c, vi d, vb low, vb high) {
  __m128i bytes = _mm_packus_epi16(_mm_packs_epi32(a, b), _mm_packs_epi32(c, d));
  return _mm_min_epu8(_mm_max_epu8(bytes, low), high);
}

#define SCALE_BYTES
static ALWAYS vb v_clamp(vb v, vb low, vb high) {
  return _mm_min_epu8(_mm_max_epu8(v, low), high);
}
static ALWAYS __m128i scale_u16(__m128i x, __m128i factor, __m128i shift) {
  return _mm_avg_epu16(_mm_srl_epi16(_mm_mulhi_epu16(x, factor), shift), _mm_setzero_si128());
}
/* ((x * factor >> 8 + shift) + 1) >> 1. */
static ALWAYS vb v_scale_u8(vb x, uint16_t factor, int32_t shift) {
  __m128i zero = _mm_setzero_si128();
  __m128i f = _mm_set1_epi16((short)factor);
  __m128i s = _mm_cvtsi32_si128(shift);
  __m128i low = scale_u16(_mm_unpacklo_epi8(zero, x), f, s);
  return _mm_packus_epi16(low, scale_u16(_mm_unpackhi_epi8(zero, x), f, s));
}
static ALWAYS void v_store4_u8(vb v, uint8_t *p0, uint8_t *p1, uint8_t *p2, uint8_t *p3) {
  int32_t words[VL];
  v_store(words, v);
  __builtin_memcpy(p0, words, 4);
  __builtin_memcpy(p1, words + 1, 4);
  __builtin_memcpy(p2, words + 2, 4);
  __builtin_memcpy(p3, words + 3, 4);
}
/* p0 takes a and b, p1 takes c and d. */
static ALWAYS void v_store2_u8(vb v, uint8_t *p0, uint8_t *p1) {
  _mm_storel_epi64((__m128i *)(void *)p0, v);
  _mm_storel_epi64((__m128i *)(void *)p1, _mm_unpackhi_epi64(v, v));
}
static ALWAYS void v_interleave4(
    const uint8_t *p0, const uint8_t *p1, const uint8_t *p2, const uint8_t *p3, vi t[4]) {
  __m128i a = v_load((const int32_t *)(const void *)p0);
  __m128i b = v_load((const int32_t *)(const void *)p1);
  __m128i c = v_load((const int32_t *)(const void *)p2);
  __m128i d = v_load((const int32_t *)(const void *)p3);
  __m128i ab = _mm_unpacklo_epi8(a, b);
  __m128i cd = _mm_unpacklo_epi8(c, d);
  t[0] = _mm_unpacklo_epi16(ab, cd);
  t[1] = _mm_unpackhi_epi16(ab, cd);
  ab = _mm_unpackhi_epi8(a, b);
  cd = _mm_unpackhi_epi8(c, d);
  t[2] = _mm_unpacklo_epi16(ab, cd);
  t[3] = _mm_unpackhi_epi16(ab, cd);
}

static ALWAYS vi v_maddubs(vi a, vi w) { return _mm_maddubs_epi16(a, w); }
static ALWAYS vi v_madd16(vi a, vi w) { return _mm_madd_epi16(a, w); }
static ALWAYS vi v_add16(vi a, vi b) { return _mm_add_epi16(a, b); }
static ALWAYS vi v_ones16(void) { return _mm_set1_epi16(1); }
static ALWAYS vi v_even_u8(vi v) { return _mm_and_si128(v, _mm_set1_epi16(255)); }
static ALWAYS vi v_odd_u8(vi v) { return _mm_srli_epi16(v, 8); }
static ALWAYS vi v_even_s8(vi v) { return _mm_srai_epi16(_mm_slli_epi16(v, 8), 8); }
static ALWAYS vi v_odd_s8(vi v) { return _mm_srai_epi16(v, 8); }

#include "../kernels/pairs.h"

static ALWAYS __m128i v_widen_u8(const uint8_t *p) {
  return _mm_cvtepu8_epi16(_mm_loadl_epi64((const __m128i *)(const void *)p));
}
#define HL 8
#define WINOGRAD 2

#define TILE_N 2
#define TILE_P 4
#define TILE_HALF 2
#define TILES TILE(1, 4) TILE(2, 4) TILE(1, 2) TILE(2, 2) TILE(1, 1) TILE(2, 1)
#define TILE_TABLE(t) {{t##1_4, t##1_2, t##1_1}, {t##2_4, t##2_2, t##2_1}}

#include "../kernels/unit.h"

const rq_unit rq_unit_baseline = {"baseline", 10, rq_has_sse41, prepare, split_prepare, peak};
