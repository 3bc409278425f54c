/*
 * Convolutions most of whose weights are zero in words: 4 consecutive input channels of one output
 * channel at one kernel position. Lanes are output pixels, so a word is broadcast, and every output
 * channel has a list of its own.
 *
 * What a word multiplies must be contiguous over pixels. So the input is copied to planes, one for
 * each kernel column, row phase (kernel row modulo stride) and word of input channels that some list
 * names: element y x width + x of a plane is what output pixel (y, x) needs for the first kernel row
 * of the phase, and a lower kernel row is a constant offset.
 */

#define WORD_TILES 8

typedef int32_t quad __attribute__((vector_size(16), aligned(4), may_alias));
typedef int32_t lanes_vector __attribute__((vector_size(4 * VL), may_alias));

typedef struct {
  int32_t stage; /* first word in the stage */
  int32_t rows;
} plane;

typedef struct {
  convolution c;      /* pixels of the output, slices of VL channels, bias */
  int32_t high, wide; /* input pixels that windows cover */
  int32_t words;      /* of a pixel */
  int32_t staged;     /* words of the stage for one word of a pixel */
  int32_t *pixel;     /* arena offsets of these pixels, row by row */
  int32_t *stage;     /* word of a pixel, pixel */
  int32_t planes;
  plane *plane;
  int32_t plane_words; /* of each plane, with a vector that stores may overrun */
  int32_t *data;       /* planes */
  int32_t *first;      /* by lane: its list in the next two; one more at the end */
  int32_t *at;         /* words from the first plane */
  int32_t *word;       /* 4 weights */
} word_lists;

static ALWAYS void turn4(quad m[4]) {
  quad a = __builtin_shufflevector(m[0], m[1], 0, 4, 1, 5);
  quad b = __builtin_shufflevector(m[2], m[3], 0, 4, 1, 5);
  quad c = __builtin_shufflevector(m[0], m[1], 2, 6, 3, 7);
  quad d = __builtin_shufflevector(m[2], m[3], 2, 6, 3, 7);
  m[0] = __builtin_shufflevector(a, b, 0, 1, 4, 5);
  m[1] = __builtin_shufflevector(a, b, 2, 3, 6, 7);
  m[2] = __builtin_shufflevector(c, d, 0, 1, 4, 5);
  m[3] = __builtin_shufflevector(c, d, 2, 3, 6, 7);
}

/* Words of 4 pixels, side by side; the last word of a pixel may reach into the next one. */
static ALWAYS void stage_pixels(const word_lists *l, const uint8_t *arena, int32_t first) {
  for (int32_t w = 0; w < l->words; w += 4) {
    quad m[4];
    UNROLL for (int i = 0; i < 4; i++) memcpy(&m[i], arena + l->pixel[first + i] + 4 * w, 16);
    turn4(m);
    int32_t *to = l->stage + (int64_t)w * l->staged + first;
    UNROLL for (int i = 0; i < 4; i++, to += l->staged) memcpy(to, &m[i], 16);
  }
}

static NOINLINE void stage(const word_lists *l, const uint8_t *arena) {
  int32_t pixels = l->high * l->wide;
  int32_t p = 0;
  for (; p + 4 <= pixels; p += 4) stage_pixels(l, arena, p);
  if (p < pixels && pixels >= 4) {
    stage_pixels(l, arena, pixels - 4);
    return;
  }
  for (; p < pixels; p++) {
    for (int32_t w = 0; w < l->words; w++) {
      memcpy(l->stage + (int64_t)w * l->staged + p, arena + l->pixel[p] + 4 * w, 4);
    }
  }
}

static NOINLINE void fill_planes(const rq_op *op, const word_lists *l) {
  int32_t width = op->out.width;
  for (int32_t i = 0; i < l->planes; i++) {
    const int32_t *from = l->stage + l->plane[i].stage;
    int32_t *to = l->data + (int64_t)i * l->plane_words;
    for (int32_t y = 0; y < l->plane[i].rows; y++, from += l->wide * op->sy, to += width) {
      if (op->sx == 1) {
        for (int32_t x = 0; x < width; x += VL) v_store(to + x, v_load(from + x));
      } else {
        for (int32_t x = 0; x < width; x++) to[x] = from[x * op->sx];
      }
    }
  }
}

/* Sums of one output channel at T vectors of pixels. */
static ALWAYS void multiply_words_of(
    const word_lists *l, const int T, const int exact, int32_t lane, int32_t pixel,
    int32_t *sums) {
  vi acc[WORD_TILES];
  UNROLL for (int t = 0; t < T; t++) acc[t] = v_set1(l->c.bias[lane]);
  const int32_t *data = l->data + pixel;
  for (int32_t i = l->first[lane]; i < l->first[lane + 1]; i++) {
    vi weights = v_set1(l->word[i]);
    const int32_t *from = data + l->at[i];
    UNROLL for (int t = 0; t < T; t++) {
      vi a = v_load(from + t * VL);
      acc[t] = exact ? v_dot8_exact(acc[t], a, weights) : v_dot8(acc[t], a, weights);
    }
  }
  UNROLL for (int t = 0; t < T; t++) v_store(sums + t * VL * VL, acc[t]);
}

#define LANES4(f, d, i) f(d, i), f(d, i + 1), f(d, i + 2), f(d, i + 3)
#if VL == 4
#define LANES(f, d) LANES4(f, d, 0)
#elif VL == 8
#define LANES(f, d) LANES4(f, d, 0), LANES4(f, d, 4)
#else
#define LANES(f, d) LANES4(f, d, 0), LANES4(f, d, 4), LANES4(f, d, 8), LANES4(f, d, 12)
#endif
#define UPPER(d, i) ((i) & (d) ? VL + (i) - (d) : (i))
#define LOWER(d, i) ((i) & (d) ? VL + (i) : (i) + (d))
#define TURN(d)                                                        \
  UNROLL for (int i = 0; i < VL; i++) {                                \
    if (i & d) continue;                                               \
    lanes_vector a = m[i], b = m[i + d];                               \
    m[i] = __builtin_shufflevector(a, b, LANES(UPPER, d));             \
    m[i + d] = __builtin_shufflevector(a, b, LANES(LOWER, d));         \
  }

/* VL x VL sums: from lanes that are pixels to lanes that are channels. */
static ALWAYS void turn(int32_t *sums) {
  lanes_vector m[VL];
  UNROLL for (int i = 0; i < VL; i++) m[i] = (lanes_vector)v_load(sums + i * VL);
  TURN(1)
  TURN(2)
#if VL > 4
  TURN(4)
#endif
#if VL > 8
  TURN(8)
#endif
  UNROLL for (int i = 0; i < VL; i++) v_store(sums + i * VL, (vi)m[i]);
}

static NOINLINE void finish_turned(
    const rq_op *op, const slice *s, const convolution *c, int32_t pixel, int32_t count,
    uint8_t *arena, const int32_t *sums) {
  vi acc[TILE_N][TILE_P];
  int32_t p = 0;
  for (; p + TILE_P <= count; p += TILE_P) {
    UNROLL for (int i = 0; i < TILE_P; i++) acc[0][i] = v_load(sums + (p + i) * VL);
    store_sums(op, s, c, 1, TILE_P, pixel + p, arena, acc);
  }
  for (; p < count; p++) {
    acc[0][0] = v_load(sums + p * VL);
    store_sums(op, s, c, 1, 1, pixel + p, arena, acc);
  }
}

static ALWAYS void word_tile(
    const int T, const rq_op *op, const word_lists *l, const slice *s, int32_t pixel,
    uint8_t *arena) {
  int32_t sums[T * VL * VL] __attribute__((aligned(64)));
  for (int32_t i = 0; i < s->channels; i++) {
    if (l->c.run == 0) {
      multiply_words_of(l, T, 1, s->lane + i, pixel, sums + i * VL);
    } else {
      multiply_words_of(l, T, 0, s->lane + i, pixel, sums + i * VL);
    }
  }
  for (int t = 0; t < T; t++) {
    for (int32_t i = s->channels; i < VL; i++) v_store(sums + (t * VL + i) * VL, v_set1(0));
    turn(sums + t * VL * VL);
  }
  int32_t left = l->c.pixels - pixel;
  finish_turned(op, s, &l->c, pixel, left < T * VL ? left : T * VL, arena, sums);
}

#define WORD_TILE(T)                                                                   \
  static NOINLINE void word_tile_##T(                                                  \
      const rq_op *op, const word_lists *l, const slice *s, int32_t pixel,             \
      uint8_t *arena) {                                                                \
    word_tile(T, op, l, s, pixel, arena);                                              \
  }
WORD_TILE(8)
WORD_TILE(4)
WORD_TILE(2)
WORD_TILE(1)

static void words_run(const rq_op *op, uint8_t *arena) {
  const word_lists *l = op->data;
  stage(l, arena);
  fill_planes(op, l);
  int32_t pixel = 0;
  while (pixel < l->c.pixels) {
    int32_t vectors = (l->c.pixels - pixel + VL - 1) / VL;
    int32_t tiles = vectors >= 8 ? 8 : vectors >= 4 ? 4 : vectors >= 2 ? 2 : 1;
    for (int32_t i = 0; i < l->c.slices; i++) {
      const slice *s = &l->c.slice[i];
      if (tiles == 8) {
        word_tile_8(op, l, s, pixel, arena);
      } else if (tiles == 4) {
        word_tile_4(op, l, s, pixel, arena);
      } else if (tiles == 2) {
        word_tile_2(op, l, s, pixel, arena);
      } else {
        word_tile_1(op, l, s, pixel, arena);
      }
    }
    pixel += tiles * VL;
  }
}

#include "words_pack.h"
