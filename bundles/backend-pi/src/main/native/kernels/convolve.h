/*
 * Convolutions as products of 4 bytes (or 2 16-bit integers) by a vector of VL output channels.
 *
 * A kernel row of all channels is contiguous, so a convolution sums over kh segments (grouped: one
 * per kernel position) of `steps` 32-bit words; the last word of a segment may reach beyond it,
 * under weights of 0. A slice is up to TILE_N vectors of output channels; a tile is a slice at up
 * to TILE_P pixels anywhere in the image.
 */

typedef struct {
  int32_t in;       /* bytes from a pixel to the first input channel of the slice */
  int32_t out;      /* first output channel */
  int32_t channels; /* output channels, at most n * VL */
  int32_t n;        /* vectors */
  int32_t lane;     /* first lane of bias and constants */
  int64_t weights;  /* bytes from the first weight */
  int32_t first, count; /* its part of the list of blocks, if there is one: see blocks.h */
} slice;

typedef struct {
  int32_t segments, steps;
  int32_t *segment; /* bytes from a pixel to each segment */
  int32_t slices;
  slice *slice;
  int32_t *bias; /* with the correction for the input's zero */
  int8_t *weights; /* slice, segment, step, vector, lane, 4 bytes or 2 16-bit integers */
  int32_t pixels;
  int32_t *in, *out, *res; /* offsets of every output pixel in three tensors */
  int32_t wide;            /* 16-bit products */
  int32_t run;             /* steps that 16-bit sums hold; only where a unit sums in 16 bits */
  int32_t less;            /* taken from stored bytes before they are multiplied: BYTES_LESS or 0 */
  int32_t expand;          /* bytes are copied to 16 bits first */
  int16_t *expanded;
  int32_t hot;    /* bytes out by one product's high half */
  int32_t shifts; /* and a shift of its own for each channel */
  int32_t lanes;
  int32_t sparse;  /* blocks.h or words.h */
  int32_t *offset; /* of every block that is not zero: bytes from a pixel; NULL without such a list */
  int32_t *raw; /* if not NULL: where sums go as they are, pixel by pixel: see split.h */
} convolution;

static ALWAYS void store_tile(
    const rq_op *op, const slice *s, const convolution *c, const int N, const int P, int64_t pixel,
    uint8_t *arena, const int32_t *sums) {
  for (int n = 0; n < N; n++) {
    int32_t channel = s->out + n * VL;
    int32_t count = s->channels - n * VL;
    for (int p = 0; p < P; p++) {
      const uint8_t *res = op->has_res ? arena + c->res[pixel + p] + channel * op->res.size : NULL;
      uint8_t *to = arena + c->out[pixel + p] + channel * op->out.size;
      finish(op, s->lane + n * VL, v_load(sums + (n * P + p) * VL), res, to, count);
    }
  }
}

static NOINLINE void store_tile_any(
    const rq_op *op, const slice *s, const convolution *c, int N, int P, int64_t pixel,
    uint8_t *arena, const int32_t *sums) {
  store_tile(op, s, c, N, P, pixel, arena, sums);
}

/*
 * Bytes out of whole vectors where some channel's shift is 33 or more: a function apart, so that it
 * costs the tiles of other layers no registers.
 */
static NOINLINE void store_tile_long(
    const rq_op *op, const slice *s, const convolution *c, int N, int P, int64_t pixel,
    uint8_t *arena, const int32_t *sums) {
  const rq_scale *scale = &op->scale;
  vi zero = v_set1(op->out.zero);
  vb low = v_bytes(scale->low + op->out.zero);
  vb high = v_bytes(scale->high + op->out.zero);
  for (int n = 0; n < N; n++) {
    lanes_of l = lanes_at(&scale->sum, s->lane + n * VL);
    int32_t channel = s->out + n * VL;
    for (int p = 0; p < P; p += 4, sums += 4 * VL) {
      vi v[4];
      UNROLL for (int i = 0; i < 4; i++) {
        v[i] = v_add(requantize(v_load(sums + i * VL), scale->sum.lift, l), zero);
        if (op->has_res) {
          vi r = v_load_u8(arena + c->res[pixel + p + i] + channel);
          r = v_add(v_mul(r, v_set1(scale->res_mul)), v_set1(scale->res_add));
          v[i] = v_add(v[i], v_sra(r, scale->res_shift));
        }
      }
      const int32_t *o = c->out + pixel + p;
      uint8_t *to = arena + channel;
      v_store4_u8(
          v_pack4(v[0], v[1], v[2], v[3], low, high), to + o[0], to + o[1], to + o[2], to + o[3]);
    }
  }
}

/* Bytes out, one product's high half, nothing or a byte residual: without a detour over memory. */
static ALWAYS void store_tile_hot(
    const rq_op *op, const slice *s, const convolution *c, const int N, const int P, int64_t pixel,
    uint8_t *arena, vi acc[][TILE_P]) {
  const rq_scale *scale = &op->scale;
  if (scale->sum.lift) {
    UNROLL for (int n = 0; n < N; n++) {
      UNROLL for (int p = 0; p < P; p++) acc[n][p] = v_sll(acc[n][p], scale->sum.lift);
    }
  }
  vround round = v_round(op->out.zero);
  UNROLL for (int n = 0; n < N; n++) {
    vmul mul = v_mul_of(v_load(scale->sum.mul + s->lane + n * VL));
    UNROLL for (int p = 0; p < P; p++) acc[n][p] = v_high_half(acc[n][p], mul, round);
  }
  if (op->has_res) {
    vi mul = v_set1(scale->res_mul);
    vi add = v_set1(scale->res_add);
    UNROLL for (int n = 0; n < N; n++) {
      UNROLL for (int p = 0; p < P; p++) {
        vi r = v_load_u8(arena + c->res[pixel + p] + s->out + n * VL);
        acc[n][p] = v_add(acc[n][p], v_sra(v_add(v_mul(r, mul), add), scale->res_shift));
      }
    }
  }
  int32_t zero = op->out.zero;
  vb low = v_bytes(scale->low + zero);
  vb high = v_bytes(scale->high + zero);
  const int32_t *o = c->out + pixel;
  uint8_t *to = arena + s->out;
  if (N == 2 && P % 2 == 0 && s->channels == N * VL) {
    UNROLL for (int p = 0; p + 2 <= P; p += 2) {
      v_store2_u8(
          v_pack4(acc[0][p], acc[N - 1][p], acc[0][p + 1], acc[N - 1][p + 1], low, high),
          to + o[p], to + o[p + 1]);
    }
    return;
  }
  UNROLL for (int n = 0; n < N; n++, to += VL) {
    int32_t count = s->channels - n * VL;
    if (P % 4 == 0 && count >= VL) {
      UNROLL for (int p = 0; p + 4 <= P; p += 4) {
        v_store4_u8(
            v_pack4(acc[n][p], acc[n][p + 1], acc[n][p + 2], acc[n][p + 3], low, high),
            to + o[p], to + o[p + 1], to + o[p + 2], to + o[p + 3]);
      }
      continue;
    }
    vi least = v_set1(scale->low + zero);
    vi most = v_set1(scale->high + zero);
    UNROLL for (int p = 0; p < P; p++) {
      store_values(to + o[p], v_min(v_max(acc[n][p], least), most), 1, count);
    }
  }
}

#ifdef MULTIPLY
#include MULTIPLY
#else
static ALWAYS void multiply(
    const convolution *c, const slice *s, const int N, const int P, const int wide,
    const uint8_t *const *px, vi acc[][TILE_P]) {
  const int8_t *w = c->weights + s->weights;
  for (int32_t segment = 0; segment < c->segments; segment++) {
    int64_t at = c->segment[segment];
    int64_t end = at + 4 * (int64_t)c->steps;
    for (; at < end; at += 4, w += 4 * VL * N) {
      vi weights[TILE_N];
      UNROLL for (int n = 0; n < N; n++) {
        weights[n] = v_load((const int32_t *)(const void *)(w + 4 * VL * n));
      }
      UNROLL for (int p = 0; p < P; p++) {
        vi a = v_broadcast(px[p] + at);
        UNROLL for (int n = 0; n < N; n++) {
          acc[n][p] = wide ? v_dot16(acc[n][p], a, weights[n]) : v_dot8(acc[n][p], a, weights[n]);
        }
      }
    }
  }
}
#endif

/* Sums of a tile to where they belong. */
static ALWAYS void store_sums(
    const rq_op *op, const slice *s, const convolution *c, const int N, const int P, int64_t pixel,
    uint8_t *arena, vi acc[][TILE_P]) {
  if (c->hot) {
    store_tile_hot(op, s, c, N, P, pixel, arena, acc);
    return;
  }
  int32_t sums[TILE_N * TILE_P * VL] __attribute__((aligned(64)));
  UNROLL for (int n = 0; n < N; n++) {
    UNROLL for (int p = 0; p < P; p++) v_store(sums + (n * P + p) * VL, acc[n][p]);
  }
  if (P % 4 == 0 && c->shifts && s->channels == N * VL) {
    store_tile_long(op, s, c, N, P, pixel, arena, sums);
  } else {
    store_tile_any(op, s, c, N, P, pixel, arena, sums);
  }
}

static ALWAYS void tile(
    const int N, const int P, const int wide, const rq_op *op, const slice *s, int64_t pixel,
    uint8_t *arena) {
  const convolution *c = op->data;
  const uint8_t *from = wide && c->expand ? (const uint8_t *)c->expanded : arena;
  const uint8_t *px[TILE_P];
  UNROLL for (int p = 0; p < P; p++) px[p] = from + c->in[pixel + p] + s->in;
  vi acc[TILE_N][TILE_P];
  UNROLL for (int n = 0; n < N; n++) {
    UNROLL for (int p = 0; p < P; p++) acc[n][p] = v_load(c->bias + s->lane + n * VL);
  }
#ifdef MULTIPLY_BYTES
  if (wide) {
    multiply(c, s, N, P, 1, px, acc);
  } else {
    MULTIPLY_BYTES(c, s, N, P, px, acc);
  }
#else
  multiply(c, s, N, P, wide, px, acc);
#endif
  if (c->raw) {
    int32_t *raw = c->raw + pixel * c->lanes + s->lane;
    UNROLL for (int n = 0; n < N; n++) {
      UNROLL for (int p = 0; p < P; p++) v_store(raw + p * c->lanes + n * VL, acc[n][p]);
    }
    return;
  }
  store_sums(op, s, c, N, P, pixel, arena, acc);
}

#define TILE(N, P)                                                                            \
  static NOINLINE void tile8_##N##_##P(                                                       \
      const rq_op *op, const slice *s, int64_t pixel, uint8_t *arena) {                       \
    tile(N, P, 0, op, s, pixel, arena);                                                       \
  }                                                                                           \
  static NOINLINE void tile16_##N##_##P(                                                      \
      const rq_op *op, const slice *s, int64_t pixel, uint8_t *arena) {                       \
    tile(N, P, 1, op, s, pixel, arena);                                                       \
  }
TILES

typedef void (*tile_function)(const rq_op *, const slice *, int64_t, uint8_t *);

/* By wide, vectors - 1, pixels: TILE_P, TILE_HALF, 1. */
static const tile_function tile_functions[2][TILE_N][3] = {
    TILE_TABLE(tile8_), TILE_TABLE(tile16_)};

#include "blocks.h"

static void expand(const rq_op *op, const convolution *c, const uint8_t *arena) {
  const uint8_t *restrict from = arena + op->in.begin;
  int16_t *restrict to = c->expanded;
  int32_t n = op->in.end - op->in.begin;
  for (int32_t i = 0; i < n; i++) to[i] = from[i];
}

/* Pixels from `first` to `end`, by tiles; what is left at the end runs with pixels before it once more. */
static void run_tiles(
    const rq_op *op, const convolution *c, int32_t first, int32_t end, uint8_t *arena) {
  int32_t pixels = end - first;
  for (int32_t i = 0; i < c->slices; i++) {
    const slice *s = &c->slice[i];
    const tile_function *f = c->offset ? block_functions : tile_functions[c->wide][s->n - 1];
    int32_t p = first;
    for (; p + TILE_P <= end; p += TILE_P) f[0](op, s, p, arena);
    int32_t left = end - p;
    if (left > TILE_HALF && pixels >= TILE_P) {
      f[0](op, s, end - TILE_P, arena);
      continue;
    }
    if (left >= TILE_HALF) {
      f[1](op, s, p, arena);
      p += TILE_HALF;
    } else if (left > 1 && pixels >= TILE_HALF) {
      f[1](op, s, end - TILE_HALF, arena);
      continue;
    }
    for (; p < end; p++) f[2](op, s, p, arena);
  }
}

static void convolve_before(const rq_op *op, uint8_t *arena) {
  const convolution *c = op->data;
  if (c->expand) expand(op, c, arena);
}

static void convolve_run(const rq_op *op, uint8_t *arena) {
  const convolution *c = op->data;
  convolve_before(op, arena);
  run_tiles(op, c, 0, c->pixels, arena);
}

#include "pack.h"

#include "split.h"
