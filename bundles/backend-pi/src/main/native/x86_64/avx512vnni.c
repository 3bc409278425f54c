/* flags: -mavx512f -mavx512bw -mavx512dq -mavx512vl -mavx512vnni -mprefer-vector-width=512 */
/* AVX-512 with VNNI: Ice Lake, Zen 4 and later. */
#include "cpu.h"
#include "xmm.h"

#include <immintrin.h>
#include <stdint.h>

#define VL 16
#define V_REGISTER "v"
#define ALWAYS inline __attribute__((always_inline))
#define UNROLL _Pragma("GCC unroll 16")

typedef __m512i vi; /* 16 x int32 */
typedef __m512i vb; /* 64 bytes */
typedef struct {
  __m512i even, odd;
} vmul, vround; /* of lanes 0, 2, ... and of lanes 1, 3, ... */

static ALWAYS vi v_load(const int32_t *p) { return _mm512_loadu_si512(p); }
static ALWAYS void v_store(int32_t *p, vi v) { _mm512_storeu_si512(p, v); }
static ALWAYS vi v_set1(int32_t x) { return _mm512_set1_epi32(x); }
static ALWAYS vi v_add(vi a, vi b) { return _mm512_add_epi32(a, b); }
static ALWAYS vi v_sub(vi a, vi b) { return _mm512_sub_epi32(a, b); }
static ALWAYS vi v_mul(vi a, vi b) { return _mm512_mullo_epi32(a, b); }
static ALWAYS vi v_min(vi a, vi b) { return _mm512_min_epi32(a, b); }
static ALWAYS vi v_max(vi a, vi b) { return _mm512_max_epi32(a, b); }
static ALWAYS vi v_sll(vi a, int32_t n) { return _mm512_sll_epi32(a, _mm_cvtsi32_si128(n)); }
static ALWAYS vi v_sra(vi a, int32_t n) { return _mm512_sra_epi32(a, _mm_cvtsi32_si128(n)); }
static ALWAYS vi v_sravar(vi a, vi n) { return _mm512_srav_epi32(a, n); }
static ALWAYS vi v_load_u8(const uint8_t *p) {
  return _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(const void *)p));
}
static ALWAYS vi v_load_s16(const int16_t *p) {
  return _mm512_cvtepi16_epi32(_mm256_loadu_si256((const __m256i *)(const void *)p));
}
static ALWAYS void v_store_u8(uint8_t *p, vi v) {
  _mm_storeu_si128((__m128i *)(void *)p, _mm512_cvtepi32_epi8(v));
}
static ALWAYS void v_store_u8_some(uint8_t *p, vi v, int32_t count) {
  _mm_mask_storeu_epi8(p, (__mmask16)((1u << count) - 1), _mm512_cvtepi32_epi8(v));
}
static ALWAYS void v_store_s16(int16_t *p, vi v) {
  _mm256_storeu_si256((__m256i *)(void *)p, _mm512_cvtepi32_epi16(v));
}

static ALWAYS vi odd_to_even(vi v) { return _mm512_srli_epi64(v, 32); }
/* High halves of even products go down, those of odd ones stay. */
static ALWAYS vi high_halves(vi even, vi odd) {
  return _mm512_mask_shuffle_epi32(odd, 0x5555, even, _MM_PERM_CDAB);
}

static ALWAYS vi v_high(vi a, vi m, vi round) {
  __m512i low = _mm512_set1_epi64(0xFFFFFFFF);
  __m512i even = _mm512_add_epi64(_mm512_mul_epi32(a, m), _mm512_and_si512(round, low));
  __m512i odd = _mm512_mul_epi32(odd_to_even(a), odd_to_even(m));
  return high_halves(even, _mm512_add_epi64(odd, odd_to_even(round)));
}

static ALWAYS vmul v_mul_of(vi m) { return (vmul){m, odd_to_even(m)}; }
static ALWAYS vround v_round(int32_t zero) {
  __m512i all = _mm512_set1_epi64(((int64_t)zero << 32) + ((int64_t)1 << 31));
  return (vround){all, all};
}
static ALWAYS vround v_rounds(const int64_t *p) {
  const __m512i even = _mm512_set_epi64(14, 12, 10, 8, 6, 4, 2, 0);
  const __m512i odd = _mm512_set_epi64(15, 13, 11, 9, 7, 5, 3, 1);
  __m512i a = _mm512_loadu_si512(p);
  __m512i b = _mm512_loadu_si512(p + 8);
  return (vround){_mm512_permutex2var_epi64(a, even, b), _mm512_permutex2var_epi64(a, odd, b)};
}
static ALWAYS vi v_high_half(vi a, vmul m, vround round) {
  __m512i even = _mm512_add_epi64(_mm512_mul_epi32(a, m.even), round.even);
  __m512i odd = _mm512_add_epi64(_mm512_mul_epi32(odd_to_even(a), m.odd), round.odd);
  return high_halves(even, odd);
}

static ALWAYS vi v_broadcast(const uint8_t *p) {
  int32_t word;
  __builtin_memcpy(&word, p, 4);
  return _mm512_set1_epi32(word);
}
/* By hand: around the intrinsic gcc 12 copies every accumulator. */
static ALWAYS vi v_dot8(vi acc, vi a, vi w) {
  __asm__("vpdpbusd %2, %1, %0" : "+v"(acc) : "v"(a), "vm"(w));
  return acc;
}
static ALWAYS vi v_dot8_exact(vi acc, vi a, vi w) { return v_dot8(acc, a, w); }
static ALWAYS vi v_dot16(vi acc, vi a, vi w) {
  __asm__("vpdpwssd %2, %1, %0" : "+v"(acc) : "v"(a), "vm"(w));
  return acc;
}

static ALWAYS vb v_bytes(int32_t x) { return _mm512_set1_epi8((char)x); }
static ALWAYS void v_store_bytes(uint8_t *p, vb v) { _mm512_storeu_si512(p, v); }
static ALWAYS vb v_pack4(vi a, vi b, vi c, vi d, vb low, vb high) {
  __m512i bytes = _mm512_packus_epi16(_mm512_packs_epi32(a, b), _mm512_packs_epi32(c, d));
  return _mm512_min_epu8(_mm512_max_epu8(bytes, low), high);
}

#define SCALE_BYTES
static ALWAYS vb v_clamp(vb v, vb low, vb high) {
  return _mm512_min_epu8(_mm512_max_epu8(v, low), high);
}
static ALWAYS __m512i scale_u16(__m512i x, __m512i factor, __m128i shift) {
  return _mm512_avg_epu16(_mm512_srl_epi16(_mm512_mulhi_epu16(x, factor), shift), _mm512_setzero_si512());
}
/* ((x * factor >> 8 + shift) + 1) >> 1. */
static ALWAYS vb v_scale_u8(vb x, uint16_t factor, int32_t shift) {
  __m512i zero = _mm512_setzero_si512();
  __m512i f = _mm512_set1_epi16((short)factor);
  __m128i s = _mm_cvtsi32_si128(shift);
  __m512i low = scale_u16(_mm512_unpacklo_epi8(zero, x), f, s);
  return _mm512_packus_epi16(low, scale_u16(_mm512_unpackhi_epi8(zero, x), f, s));
}
/* v_pack4 leaves, in every 128 bits, 4 bytes of each vector. */
static ALWAYS void v_store4_u8(vb v, uint8_t *p0, uint8_t *p1, uint8_t *p2, uint8_t *p3) {
  const __m512i order =
      _mm512_set_epi32(15, 11, 7, 3, 14, 10, 6, 2, 13, 9, 5, 1, 12, 8, 4, 0);
  __m512i sorted = _mm512_permutexvar_epi32(order, v);
  _mm_storeu_si128((__m128i *)(void *)p0, _mm512_castsi512_si128(sorted));
  _mm_storeu_si128((__m128i *)(void *)p1, _mm512_extracti32x4_epi32(sorted, 1));
  _mm_storeu_si128((__m128i *)(void *)p2, _mm512_extracti32x4_epi32(sorted, 2));
  _mm_storeu_si128((__m128i *)(void *)p3, _mm512_extracti32x4_epi32(sorted, 3));
}
/* p0 takes a and b, p1 takes c and d. */
static ALWAYS void v_store2_u8(vb v, uint8_t *p0, uint8_t *p1) {
  const __m512i order =
      _mm512_set_epi32(15, 11, 7, 3, 14, 10, 6, 2, 13, 9, 5, 1, 12, 8, 4, 0);
  __m512i sorted = _mm512_permutexvar_epi32(order, v);
  _mm256_storeu_si256((__m256i *)(void *)p0, _mm512_castsi512_si256(sorted));
  _mm256_storeu_si256((__m256i *)(void *)p1, _mm512_extracti32x8_epi32(sorted, 1));
}
static ALWAYS void v_interleave4(
    const uint8_t *p0, const uint8_t *p1, const uint8_t *p2, const uint8_t *p3, vi t[4]) {
  __m512i a = _mm512_loadu_si512(p0);
  __m512i b = _mm512_loadu_si512(p1);
  __m512i c = _mm512_loadu_si512(p2);
  __m512i d = _mm512_loadu_si512(p3);
  __m512i ab = _mm512_unpacklo_epi8(a, b);
  __m512i cd = _mm512_unpacklo_epi8(c, d);
  t[0] = _mm512_unpacklo_epi16(ab, cd);
  t[1] = _mm512_unpackhi_epi16(ab, cd);
  ab = _mm512_unpackhi_epi8(a, b);
  cd = _mm512_unpackhi_epi8(c, d);
  t[2] = _mm512_unpacklo_epi16(ab, cd);
  t[3] = _mm512_unpackhi_epi16(ab, cd);
}

/* 2 x HL bytes of 16-bit integers from HL bytes. */
static ALWAYS __m256i v_widen_u8(const uint8_t *p) {
  return _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(const void *)p));
}
#define HL 16
#define WINOGRAD 4

#define TILE_N 3
#define TILE_P 8
#define TILE_HALF 4
#define TILES                    \
  TILE(1, 8) TILE(2, 8) TILE(3, 8) \
  TILE(1, 4) TILE(2, 4) TILE(3, 4) \
  TILE(1, 1) TILE(2, 1) TILE(3, 1)
#define TILE_TABLE(t) \
  {{t##1_8, t##1_4, t##1_1}, {t##2_8, t##2_4, t##2_1}, {t##3_8, t##3_4, t##3_1}}

#include "../kernels/unit.h"

const rq_unit rq_unit_avx512vnni = {"avx512vnni", 40, rq_has_avx512vnni, prepare, split_prepare, peak};
