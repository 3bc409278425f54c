/* 256-bit vectors: what AVX2 and AVX-VNNI share. */
#include "xmm.h"

#include <immintrin.h>
#include <stdint.h>

#define VL 8
#define ALWAYS inline __attribute__((always_inline))
#define UNROLL _Pragma("GCC unroll 16")

typedef __m256i vi; /* 8 x int32 */
typedef __m256i vb; /* 32 bytes */
typedef struct {
  __m256i even, odd;
} vmul, vround; /* of lanes 0, 2, ... and of lanes 1, 3, ... */

static ALWAYS vi v_load(const int32_t *p) {
  return _mm256_loadu_si256((const __m256i *)(const void *)p);
}
static ALWAYS void v_store(int32_t *p, vi v) { _mm256_storeu_si256((__m256i *)(void *)p, v); }
static ALWAYS vi v_set1(int32_t x) { return _mm256_set1_epi32(x); }
static ALWAYS vi v_add(vi a, vi b) { return _mm256_add_epi32(a, b); }
static ALWAYS vi v_sub(vi a, vi b) { return _mm256_sub_epi32(a, b); }
static ALWAYS vi v_mul(vi a, vi b) { return _mm256_mullo_epi32(a, b); }
static ALWAYS vi v_min(vi a, vi b) { return _mm256_min_epi32(a, b); }
static ALWAYS vi v_max(vi a, vi b) { return _mm256_max_epi32(a, b); }
static ALWAYS vi v_sll(vi a, int32_t n) { return _mm256_sll_epi32(a, _mm_cvtsi32_si128(n)); }
static ALWAYS vi v_sra(vi a, int32_t n) { return _mm256_sra_epi32(a, _mm_cvtsi32_si128(n)); }
static ALWAYS vi v_sravar(vi a, vi n) { return _mm256_srav_epi32(a, n); }
static ALWAYS vi v_load_u8(const uint8_t *p) {
  return _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(const void *)p));
}
static ALWAYS vi v_load_s16(const int16_t *p) {
  return _mm256_cvtepi16_epi32(_mm_loadu_si128((const __m128i *)(const void *)p));
}
static ALWAYS void v_store_u8(uint8_t *p, vi v) {
  __m128i words = _mm_packus_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
  _mm_storel_epi64((__m128i *)(void *)p, _mm_packus_epi16(words, words));
}
static ALWAYS void v_store_u8_some(uint8_t *p, vi v, int32_t count) {
  uint8_t bytes[VL];
  v_store_u8(bytes, v);
  for (int32_t i = 0; i < count; i++) p[i] = bytes[i];
}
static ALWAYS void v_store_s16(int16_t *p, vi v) {
  __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
  _mm_storeu_si128((__m128i *)(void *)p, words);
}

static ALWAYS vi odd_to_even(vi v) { return _mm256_srli_epi64(v, 32); }
static ALWAYS vi high_halves(vi even, vi odd) {
  return _mm256_blend_epi32(odd_to_even(even), odd, 0xAA);
}
static ALWAYS vi v_high(vi a, vi m, vi round) {
  __m256i low = _mm256_set1_epi64x(0xFFFFFFFF);
  __m256i even = _mm256_add_epi64(_mm256_mul_epi32(a, m), _mm256_and_si256(round, low));
  __m256i odd = _mm256_mul_epi32(odd_to_even(a), odd_to_even(m));
  return high_halves(even, _mm256_add_epi64(odd, odd_to_even(round)));
}
static ALWAYS vmul v_mul_of(vi m) { return (vmul){m, odd_to_even(m)}; }
static ALWAYS vround v_round(int32_t zero) {
  __m256i all = _mm256_set1_epi64x(((int64_t)zero << 32) + ((int64_t)1 << 31));
  return (vround){all, all};
}
static ALWAYS vround v_rounds(const int64_t *p) {
  return (vround){
      _mm256_set_epi64x(p[6], p[4], p[2], p[0]), _mm256_set_epi64x(p[7], p[5], p[3], p[1])};
}
static ALWAYS vi v_high_half(vi a, vmul m, vround round) {
  __m256i even = _mm256_add_epi64(_mm256_mul_epi32(a, m.even), round.even);
  __m256i odd = _mm256_add_epi64(_mm256_mul_epi32(odd_to_even(a), m.odd), round.odd);
  return high_halves(even, odd);
}

static ALWAYS vi v_broadcast(const uint8_t *p) {
  int32_t word;
  __builtin_memcpy(&word, p, 4);
  return _mm256_set1_epi32(word);
}

static ALWAYS vb v_bytes(int32_t x) { return _mm256_set1_epi8((char)x); }
static ALWAYS void v_store_bytes(uint8_t *p, vb v) {
  _mm256_storeu_si256((__m256i *)(void *)p, v);
}
static ALWAYS vb v_pack4(vi a, vi b, vi c, vi d, vb low, vb high) {
  __m256i bytes = _mm256_packus_epi16(_mm256_packs_epi32(a, b), _mm256_packs_epi32(c, d));
  return _mm256_min_epu8(_mm256_max_epu8(bytes, low), high);
}

#define SCALE_BYTES
static ALWAYS vb v_clamp(vb v, vb low, vb high) {
  return _mm256_min_epu8(_mm256_max_epu8(v, low), high);
}
static ALWAYS __m256i scale_u16(__m256i x, __m256i factor, __m128i shift) {
  return _mm256_avg_epu16(_mm256_srl_epi16(_mm256_mulhi_epu16(x, factor), shift), _mm256_setzero_si256());
}
/* ((x * factor >> 8 + shift) + 1) >> 1. */
static ALWAYS vb v_scale_u8(vb x, uint16_t factor, int32_t shift) {
  __m256i zero = _mm256_setzero_si256();
  __m256i f = _mm256_set1_epi16((short)factor);
  __m128i s = _mm_cvtsi32_si128(shift);
  __m256i low = scale_u16(_mm256_unpacklo_epi8(zero, x), f, s);
  return _mm256_packus_epi16(low, scale_u16(_mm256_unpackhi_epi8(zero, x), f, s));
}
/* v_pack4 leaves, in every 128 bits, 4 bytes of each vector. */
static ALWAYS void v_store4_u8(vb v, uint8_t *p0, uint8_t *p1, uint8_t *p2, uint8_t *p3) {
  __m256i sorted = _mm256_permutevar8x32_epi32(v, _mm256_set_epi32(7, 3, 6, 2, 5, 1, 4, 0));
  __m128i first = _mm256_castsi256_si128(sorted);
  __m128i second = _mm256_extracti128_si256(sorted, 1);
  _mm_storel_epi64((__m128i *)(void *)p0, first);
  _mm_storeh_pi((__m64 *)(void *)p1, _mm_castsi128_ps(first));
  _mm_storel_epi64((__m128i *)(void *)p2, second);
  _mm_storeh_pi((__m64 *)(void *)p3, _mm_castsi128_ps(second));
}
/* p0 takes a and b, p1 takes c and d. */
static ALWAYS void v_store2_u8(vb v, uint8_t *p0, uint8_t *p1) {
  __m256i sorted = _mm256_permutevar8x32_epi32(v, _mm256_set_epi32(7, 3, 6, 2, 5, 1, 4, 0));
  _mm_storeu_si128((__m128i *)(void *)p0, _mm256_castsi256_si128(sorted));
  _mm_storeu_si128((__m128i *)(void *)p1, _mm256_extracti128_si256(sorted, 1));
}
static ALWAYS void v_interleave4(
    const uint8_t *p0, const uint8_t *p1, const uint8_t *p2, const uint8_t *p3, vi t[4]) {
  __m256i a = v_load((const int32_t *)(const void *)p0);
  __m256i b = v_load((const int32_t *)(const void *)p1);
  __m256i c = v_load((const int32_t *)(const void *)p2);
  __m256i d = v_load((const int32_t *)(const void *)p3);
  __m256i ab = _mm256_unpacklo_epi8(a, b);
  __m256i cd = _mm256_unpacklo_epi8(c, d);
  t[0] = _mm256_unpacklo_epi16(ab, cd);
  t[1] = _mm256_unpackhi_epi16(ab, cd);
  ab = _mm256_unpackhi_epi8(a, b);
  cd = _mm256_unpackhi_epi8(c, d);
  t[2] = _mm256_unpacklo_epi16(ab, cd);
  t[3] = _mm256_unpackhi_epi16(ab, cd);
}
