/* 128-bit helpers that every x86 unit takes. */
#include <smmintrin.h>
#include <stdint.h>

typedef __m128i v128;

static inline v128 v128_load(const uint8_t *p) {
  return _mm_loadu_si128((const __m128i *)(const void *)p);
}
static inline void v128_store(uint8_t *p, v128 v) { _mm_storeu_si128((__m128i *)(void *)p, v); }
static inline v128 v128_max_u8(v128 a, v128 b) { return _mm_max_epu8(a, b); }
static inline v128 v128_max_s16(v128 a, v128 b) { return _mm_max_epi16(a, b); }
