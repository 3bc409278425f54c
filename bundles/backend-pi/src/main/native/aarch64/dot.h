/*
 * Byte products with instructions that sum four of them. The unit gives them for one activation
 * word of four (DOT_LANE) and for a word in every lane (DOT), and byte_of, which makes of stored
 * bytes what they take.
 */
#include "words.h"

static ALWAYS void multiply_bytes(
    const convolution *c, const slice *s, const int N, const int P, const uint8_t *const *px,
    vi acc[][TILE_P]) {
  const int8_t *w = c->weights + s->weights;
  uint8x16_t less = vdupq_n_u8((uint8_t)c->less);
  for (int32_t segment = 0; segment < c->segments; segment++) {
    int64_t at = c->segment[segment];
    int64_t end = at + 4 * (int64_t)c->steps;
    for (; at + 16 <= end; at += 16) {
      vbyte a[TILE_P];
      UNROLL for (int p = 0; p < P; p++) a[p] = byte_of(vld1q_u8(px[p] + at), less);
#define WORD(lane)                                                              \
  UNROLL for (int n = 0; n < N; n++, w += 4 * VL) {                             \
    int8x16_t weights = vld1q_s8(w);                                            \
    UNROLL for (int p = 0; p < P; p++) DOT_LANE(acc[n][p], weights, a[p], lane); \
  }
      WORD(0)
      WORD(1)
      WORD(2)
      WORD(3)
#undef WORD
    }
    for (; at < end; at += 4, w += 4 * VL * N) {
      UNROLL for (int p = 0; p < P; p++) {
        vbyte a = byte_of(vreinterpretq_u8_s32(v_broadcast(px[p] + at)), less);
        UNROLL for (int n = 0; n < N; n++) DOT(acc[n][p], vld1q_s8(w + 4 * VL * n), a);
      }
    }
  }
}

static ALWAYS void multiply(
    const convolution *c, const slice *s, const int N, const int P, const int wide,
    const uint8_t *const *px, vi acc[][TILE_P]) {
  if (wide) {
    multiply_words(c, s, N, P, px, acc);
  } else {
    multiply_bytes(c, s, N, P, px, acc);
  }
}
