/*
 * 16-bit products. A vector of weights has 2 taps of 4 channels, so low and high products go to
 * sums of their own and neighbours are added at the end. Two vectors of channels at a time: with
 * more, the sums would not stay in registers.
 */
static ALWAYS void multiply_two_words(
    const convolution *c, const int8_t *w, const int stride, const int N, const int P,
    const uint8_t *const *px, vi acc[][TILE_P]) {
  int32x4_t low[2][TILE_P], high[2][TILE_P];
  UNROLL for (int n = 0; n < N; n++) {
    UNROLL for (int p = 0; p < P; p++) low[n][p] = high[n][p] = vdupq_n_s32(0);
  }
  for (int32_t segment = 0; segment < c->segments; segment++) {
    int64_t at = c->segment[segment];
    int64_t end = at + 4 * (int64_t)c->steps;
    for (; at < end; at += 4, w += 4 * VL * stride) {
      int16x8_t weights[2];
      UNROLL for (int n = 0; n < N; n++) {
        weights[n] = vld1q_s16((const int16_t *)(const void *)(w + 4 * VL * n));
      }
      UNROLL for (int p = 0; p < P; p++) {
        int16x8_t a = vreinterpretq_s16_s32(v_broadcast(px[p] + at));
        UNROLL for (int n = 0; n < N; n++) {
          low[n][p] = vmlal_s16(low[n][p], vget_low_s16(weights[n]), vget_low_s16(a));
          high[n][p] = vmlal_high_s16(high[n][p], weights[n], a);
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

static ALWAYS void multiply_words(
    const convolution *c, const slice *s, const int N, const int P, const uint8_t *const *px,
    vi acc[][TILE_P]) {
  const int8_t *w = c->weights + s->weights;
  UNROLL for (int n = 0; n < N; n += 2) {
    multiply_two_words(c, w + 4 * VL * n, N, N - n < 2 ? N - n : 2, P, px, acc + n);
  }
}
