/*
 * Byte products for processors that only have v_maddubs: sums of two products in 16 bits. c->run of
 * them fit 16 bits, proven from the largest weight and activation; then they go to 32 bits. So the
 * fewer bits, the fewer instructions.
 */

/* Picoseconds: see choose.h. */
#define COST_DOT 180
#define COST_DOT16 175
#define COST_POINT 400
#define COST_BLOCK 300
#define COST_WORD 300
#define COST_EXACT 170

static ALWAYS vi widen_pairs(vi acc, vi sums) { return v_add(acc, v_madd16(sums, v_ones16())); }

static ALWAYS vi v_dot8(vi acc, vi a, vi w) { return widen_pairs(acc, v_maddubs(a, w)); }

/* Without a bound: even and odd bytes as 16-bit integers. */
static ALWAYS vi v_dot8_exact(vi acc, vi a, vi w) {
  vi even = v_madd16(v_even_u8(a), v_even_s8(w));
  vi odd = v_madd16(v_odd_u8(a), v_odd_s8(w));
  return v_add(acc, v_add(even, odd));
}

static ALWAYS vi v_dot16(vi acc, vi a, vi w) { return v_add(acc, v_madd16(a, w)); }

#define MULTIPLY_BYTES(c, s, N, P, px, acc)                                            \
  do {                                                                                 \
    const int8_t *w = (c)->weights + (s)->weights;                                     \
    if ((c)->run < 4) {                                                                \
      multiply(c, s, N, P, 0, px, acc);                                                \
      break;                                                                           \
    }                                                                                  \
    vi part[TILE_N][TILE_P];                                                           \
    UNROLL for (int n = 0; n < N; n++) {                                               \
      UNROLL for (int p = 0; p < P; p++) part[n][p] = v_set1(0);                       \
    }                                                                                  \
    int32_t room = (c)->run;                                                           \
    for (int32_t segment = 0; segment < (c)->segments; segment++) {                    \
      int64_t at = (c)->segment[segment];                                              \
      int64_t end = at + 4 * (int64_t)(c)->steps;                                      \
      while (at < end) {                                                               \
        int64_t stop = end - at > 4 * (int64_t)room ? at + 4 * (int64_t)room : end;    \
        room -= (int32_t)((stop - at) / 4);                                            \
        for (; at < stop; at += 4, w += 4 * VL * N) {                                  \
          vi weights[TILE_N];                                                          \
          UNROLL for (int n = 0; n < N; n++) {                                         \
            weights[n] = v_load((const int32_t *)(const void *)(w + 4 * VL * n));      \
          }                                                                            \
          UNROLL for (int p = 0; p < P; p++) {                                         \
            vi a = v_broadcast(px[p] + at);                                            \
            UNROLL for (int n = 0; n < N; n++) {                                       \
              part[n][p] = v_add16(part[n][p], v_maddubs(a, weights[n]));              \
            }                                                                          \
          }                                                                            \
        }                                                                              \
        if (room == 0) {                                                               \
          UNROLL for (int n = 0; n < N; n++) {                                         \
            UNROLL for (int p = 0; p < P; p++) {                                       \
              acc[n][p] = widen_pairs(acc[n][p], part[n][p]);                          \
              part[n][p] = v_set1(0);                                                  \
            }                                                                          \
          }                                                                            \
          room = (c)->run;                                                             \
        }                                                                              \
      }                                                                                \
    }                                                                                  \
    UNROLL for (int n = 0; n < N; n++) {                                               \
      UNROLL for (int p = 0; p < P; p++) acc[n][p] = widen_pairs(acc[n][p], part[n][p]); \
    }                                                                                  \
  } while (0)
