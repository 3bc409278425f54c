/*
 * Byte products in 16 bits, c->run of which may be summed there: proven from the largest weight and
 * the largest activation, never less than 2. A vector of weights has 4 taps of 4 channels: low and
 * high products go to sums of their own, and neighbours are added at the end.
 */
#include "words.h"

#define LONG_RUN 8

static ALWAYS int8x16_t bytes_at(const uint8_t *p, vi less) {
  return vreinterpretq_s8_s32(veorq_s32(v_broadcast(p), less));
}

/* Two steps at a time. */
static ALWAYS void multiply_pairs(
    const convolution *c, const slice *s, const int N, const int P, const uint8_t *const *px,
    vi acc[][TILE_P]) {
  const int8_t *w = c->weights + s->weights;
  vi less = vreinterpretq_s32_u8(vdupq_n_u8((uint8_t)c->less));
  int32x4_t low[TILE_N][TILE_P], high[TILE_N][TILE_P];
  UNROLL for (int n = 0; n < N; n++) {
    UNROLL for (int p = 0; p < P; p++) low[n][p] = high[n][p] = vdupq_n_s32(0);
  }
  for (int32_t segment = 0; segment < c->segments; segment++) {
    int64_t at = c->segment[segment];
    int64_t end = at + 4 * (int64_t)c->steps;
    for (; at + 8 <= end; at += 8, w += 8 * VL * N) {
      int8x16_t w0[TILE_N], w1[TILE_N];
      UNROLL for (int n = 0; n < N; n++) {
        w0[n] = vld1q_s8(w + 4 * VL * n);
        w1[n] = vld1q_s8(w + 4 * VL * (N + n));
      }
      UNROLL for (int p = 0; p < P; p++) {
        int8x16_t a0 = bytes_at(px[p] + at, less);
        int8x16_t a1 = bytes_at(px[p] + at + 4, less);
        UNROLL for (int n = 0; n < N; n++) {
          int16x8_t sum = vmull_s8(vget_low_s8(w0[n]), vget_low_s8(a0));
          sum = vmlal_s8(sum, vget_low_s8(w1[n]), vget_low_s8(a1));
          low[n][p] = vpadalq_s16(low[n][p], sum);
          sum = vmull_high_s8(w0[n], a0);
          high[n][p] = vpadalq_s16(high[n][p], vmlal_high_s8(sum, w1[n], a1));
        }
      }
    }
    for (; at < end; at += 4, w += 4 * VL * N) {
      UNROLL for (int p = 0; p < P; p++) {
        int8x16_t a = bytes_at(px[p] + at, less);
        UNROLL for (int n = 0; n < N; n++) {
          int8x16_t weights = vld1q_s8(w + 4 * VL * n);
          low[n][p] = vpadalq_s16(low[n][p], vmull_s8(vget_low_s8(weights), vget_low_s8(a)));
          high[n][p] = vpadalq_s16(high[n][p], vmull_high_s8(weights, a));
        }
      }
    }
  }
  UNROLL for (int n = 0; n < N; n++) {
    UNROLL for (int p = 0; p < P; p++) {
      acc[n][p] = vaddq_s32(acc[n][p], vpaddq_s32(low[n][p], high[n][p]));
    }
  }
}

static ALWAYS vi widen(vi acc, int16x8_t low, int16x8_t high) {
  return vaddq_s32(acc, vpaddq_s32(vpaddlq_s16(low), vpaddlq_s16(high)));
}

/* c->run steps at a time: what few bits allow. */
static ALWAYS void multiply_runs(
    const convolution *c, const slice *s, const int N, const int P, const uint8_t *const *px,
    vi acc[][TILE_P]) {
  const int8_t *w = c->weights + s->weights;
  vi less = vreinterpretq_s32_u8(vdupq_n_u8((uint8_t)c->less));
  int16x8_t low[TILE_N][TILE_P], high[TILE_N][TILE_P];
  UNROLL for (int n = 0; n < N; n++) {
    UNROLL for (int p = 0; p < P; p++) low[n][p] = high[n][p] = vdupq_n_s16(0);
  }
  int64_t room = c->run;
  for (int32_t segment = 0; segment < c->segments; segment++) {
    int64_t at = c->segment[segment];
    int64_t end = at + 4 * (int64_t)c->steps;
    while (at < end) {
      int64_t stop = end - at > 4 * room ? at + 4 * room : end;
      room -= (stop - at) / 4;
      for (; at < stop; at += 4, w += 4 * VL * N) {
        int8x16_t weights[TILE_N];
        UNROLL for (int n = 0; n < N; n++) weights[n] = vld1q_s8(w + 4 * VL * n);
        UNROLL for (int p = 0; p < P; p++) {
          int8x16_t a = bytes_at(px[p] + at, less);
          UNROLL for (int n = 0; n < N; n++) {
            low[n][p] = vmlal_s8(low[n][p], vget_low_s8(weights[n]), vget_low_s8(a));
            high[n][p] = vmlal_high_s8(high[n][p], weights[n], a);
          }
        }
      }
      if (room > 0) continue;
      UNROLL for (int n = 0; n < N; n++) {
        UNROLL for (int p = 0; p < P; p++) {
          acc[n][p] = widen(acc[n][p], low[n][p], high[n][p]);
          low[n][p] = high[n][p] = vdupq_n_s16(0);
        }
      }
      room = c->run;
    }
  }
  UNROLL for (int n = 0; n < N; n++) {
    UNROLL for (int p = 0; p < P; p++) acc[n][p] = widen(acc[n][p], low[n][p], high[n][p]);
  }
}

static ALWAYS void multiply(
    const convolution *c, const slice *s, const int N, const int P, const int wide,
    const uint8_t *const *px, vi acc[][TILE_P]) {
  if (wide) {
    multiply_words(c, s, N, P, px, acc);
  } else if (c->run < LONG_RUN) {
    multiply_pairs(c, s, N, P, px, acc);
  } else {
    multiply_runs(c, s, N, P, px, acc);
  }
}
