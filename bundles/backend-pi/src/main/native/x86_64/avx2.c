/* flags: -mavx2 */
/* AVX2 without VNNI: Haswell to Zen 3. */
#include "cpu.h"
#include "ymm.h"

static ALWAYS vi v_maddubs(vi a, vi w) { return _mm256_maddubs_epi16(a, w); }
static ALWAYS vi v_madd16(vi a, vi w) { return _mm256_madd_epi16(a, w); }
static ALWAYS vi v_add16(vi a, vi b) { return _mm256_add_epi16(a, b); }
static ALWAYS vi v_ones16(void) { return _mm256_set1_epi16(1); }
static ALWAYS vi v_even_u8(vi v) { return _mm256_and_si256(v, _mm256_set1_epi16(255)); }
static ALWAYS vi v_odd_u8(vi v) { return _mm256_srli_epi16(v, 8); }
static ALWAYS vi v_even_s8(vi v) { return _mm256_srai_epi16(_mm256_slli_epi16(v, 8), 8); }
static ALWAYS vi v_odd_s8(vi v) { return _mm256_srai_epi16(v, 8); }

#include "../kernels/pairs.h"

/* 2 x HL bytes of 16-bit integers from HL bytes. */
static ALWAYS __m256i v_widen_u8(const uint8_t *p) {
  return _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(const void *)p));
}
#define HL 16
#define WINOGRAD 2
/* Pairs of products that 16 bits must hold for bytes to be faster. */
#define WINOGRAD_BELOW 8

#define TILE_N 2
#define TILE_P 4
#define TILE_HALF 2
#define TILES TILE(1, 4) TILE(2, 4) TILE(1, 2) TILE(2, 2) TILE(1, 1) TILE(2, 1)
#define TILE_TABLE(t) {{t##1_4, t##1_2, t##1_1}, {t##2_4, t##2_2, t##2_1}}

#include "../kernels/unit.h"

const rq_unit rq_unit_avx2 = {"avx2", 20, rq_has_avx2, prepare, split_prepare, peak};
