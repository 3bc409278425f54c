/*
 * 3x3 convolutions of stride 1 by the minimal filtering algorithm F(4x4, 3x3) (Winograd 1980; Lavin
 * and Gray, arXiv 1509.09308) in integers, exactly: 36 products of 16 bits give 16 outputs that take
 * 144 products of 8 bits.
 *
 * Per axis, over the points 0, 1, -1, 2, -2 and infinity, 6 inputs d become v = B d, 3 weights g
 * become u = G g, and 4 outputs come of m = u v by A m. The fractions of the original are cleared by
 * integer factors of the rows of G, so an axis gives 24, 12, 6 and 12 times the outputs, all of them
 * 3 times a power of two. Sums run modulo 2^32: the product with the inverse of 9 and a shift
 * recover every output below 2^25 in magnitude, however often the sums before it have overflowed.
 *
 * Inputs of 8 bits stay within 100 x 255 / 2 and weights of 8 bits within 144 x 127: 16 bits both.
 */

/* The most that G makes of a weight of 1 (12 x 12), and the least bound of outputs. */
#define WINOGRAD_GROWTH 144
#define WINOGRAD_LIMIT ((int64_t)1 << 25)
#define WINOGRAD_INVERSE 954437177 /* of 9, modulo 2^32 */

/* 16-bit integers: HL input channels. */
typedef int16_t vs __attribute__((vector_size(2 * HL), aligned(2), may_alias));
typedef uint8_t vs_bytes __attribute__((vector_size(HL), aligned(1), may_alias));

typedef struct {
  int32_t chunks;         /* of HL input channels */
  int32_t blocks;         /* of VL output channels */
  int32_t across, down;   /* tiles */
  int32_t rows;           /* rows of tiles that are computed together */
  int32_t hot;
  int32_t *bias;          /* with the correction for the input's zero */
  int16_t *weights;       /* block, row of points, chunk, pair of channels, point, lane, 2 */
  int16_t *columns;       /* row of points, x, channel */
  int16_t *points;        /* tile, row of points, chunk, point, channel */
  int32_t *products;      /* tile, output column, row of points, lane */
} winograd;

/* B d. */
static ALWAYS void to_points(const vs d[6], vs v[6]) {
  vs even = d[4] - (d[2] << 2);
  vs odd = d[3] - (d[1] << 2);
  vs outer = d[4] - d[2];
  vs inner = d[3] - d[1];
  vs twice = inner + inner;
  v[0] = ((d[0] - d[2]) << 2) + outer;
  v[1] = even + odd;
  v[2] = even - odd;
  v[3] = outer + twice;
  v[4] = outer - twice;
  v[5] = (d[5] - d[3]) - (inner << 2);
}

/* A m: 24, 12, 6 and 12 times the outputs. */
static ALWAYS void from_points(const vi m[6], vi y[4]) {
  vi a = v_add(m[1], m[2]);
  vi b = v_add(m[3], m[4]);
  vi c = v_sub(m[1], m[2]);
  vi d = v_sub(m[3], m[4]);
  vi twice = v_add(c, c);
  y[0] = v_add(v_sub(m[0], v_sll(a, 2)), b);
  y[1] = v_sub(d, twice);
  y[2] = v_sub(b, a);
  y[3] = v_add(v_sub(v_sll(d, 2), twice), m[5]);
}

/* Powers of two in the factors of from_points. */
static const int32_t winograd_shift[4] = {3, 2, 1, 2};

static ALWAYS int32_t first_of_tile(int32_t tile, int32_t extent) {
  return 4 * tile + 4 <= extent ? 4 * tile : extent - 4;
}

/* One row of tiles: columns first, because neighbours share them. */
static NOINLINE void points_of(
    const rq_op *op, const winograd *g, const uint8_t *from, int16_t *points) {
  int32_t width = op->out.width + 2;
  int32_t channels = g->chunks * HL;
  int64_t row = (int64_t)width * channels;
  int64_t pitch = op->in.pitch;
  for (int32_t x = 0; x < width; x++, from += op->in.channels) {
    int16_t *to = g->columns + (int64_t)x * channels;
    for (int32_t c = 0; c < channels; c += HL, to += HL) {
      vs d[6], v[6];
      UNROLL for (int i = 0; i < 6; i++) {
        d[i] = __builtin_convertvector(*(const vs_bytes *)(from + i * pitch + c), vs);
      }
      to_points(d, v);
      UNROLL for (int i = 0; i < 6; i++) *(vs *)(to + i * row) = v[i];
    }
  }
  for (int32_t tile = 0; tile < g->across; tile++) {
    const int16_t *at = g->columns + (int64_t)first_of_tile(tile, op->out.width) * channels;
    for (int32_t i = 0; i < 6; i++, at += row) {
      for (int32_t c = 0; c < channels; c += HL, points += 6 * HL) {
        vs d[6], v[6];
        UNROLL for (int k = 0; k < 6; k++) d[k] = *(const vs *)(at + k * channels + c);
        to_points(d, v);
        UNROLL for (int k = 0; k < 6; k++) *(vs *)(points + k * HL) = v[k];
      }
    }
  }
}

/* Products of one row of points of T tiles, summed over the channels. */
static ALWAYS void multiply_points(
    const int T, const int32_t chunks, const int16_t *points, int64_t tile, const int16_t *w,
    int32_t *products) {
  vi acc[6][WINOGRAD];
  UNROLL for (int k = 0; k < 6; k++) {
    UNROLL for (int t = 0; t < T; t++) acc[k][t] = v_set1(0);
  }
  for (int32_t chunk = 0; chunk < chunks; chunk++, points += 5 * HL) {
    for (const int16_t *end = points + HL; points < end; points += 2) {
      UNROLL for (int k = 0; k < 6; k++, w += 2 * VL) {
        vi weights = v_load((const int32_t *)(const void *)w);
        UNROLL for (int t = 0; t < T; t++) {
          vi a = v_broadcast((const uint8_t *)(points + t * tile + k * HL));
          acc[k][t] = v_dot16(acc[k][t], a, weights);
        }
      }
    }
  }
  UNROLL for (int t = 0; t < T; t++, products += 24 * VL) {
    vi m[6], y[4];
    UNROLL for (int k = 0; k < 6; k++) m[k] = acc[k][t];
    from_points(m, y);
    UNROLL for (int j = 0; j < 4; j++) v_store(products + j * 6 * VL, y[j]);
  }
}

static NOINLINE void multiply_block(
    const winograd *g, int32_t tiles, const int16_t *weights) {
  int64_t row = (int64_t)g->chunks * 6 * HL;
  int64_t per_row = (int64_t)g->chunks * (HL / 2) * 6 * 2 * VL;
  for (int32_t i = 0; i < 6; i++, weights += per_row) {
    const int16_t *points = g->points + i * row;
    int32_t *products = g->products + i * VL;
    int32_t t = 0;
    for (; t + WINOGRAD <= tiles; t += WINOGRAD) {
      multiply_points(
          WINOGRAD, g->chunks, points + t * 6 * row, 6 * row, weights, products + t * 24 * VL);
    }
    for (; t < tiles; t++) {
      multiply_points(
          1, g->chunks, points + t * 6 * row, 6 * row, weights, products + t * 24 * VL);
    }
  }
}

/* 4 outputs of a column, one below the other. */
static ALWAYS void outputs_of_column(
    const int32_t *products, const int j, vi bias, vi sums[4]) {
  vi m[6];
  UNROLL for (int i = 0; i < 6; i++) m[i] = v_load(products + (j * 6 + i) * VL);
  from_points(m, sums);
  UNROLL for (int i = 0; i < 4; i++) {
    sums[i] = v_mul(sums[i], v_set1(WINOGRAD_INVERSE));
    sums[i] = v_add(v_sra(sums[i], winograd_shift[i] + winograd_shift[j]), bias);
  }
}

static ALWAYS void store_column_hot(
    const rq_op *op, int32_t lane, vi sums[4], const uint8_t *res, uint8_t *to, const int has_res) {
  const rq_scale *s = &op->scale;
  vround round = v_round(op->out.zero);
  vmul mul = v_mul_of(v_load(s->sum.mul + lane));
  if (s->sum.lift) {
    UNROLL for (int i = 0; i < 4; i++) sums[i] = v_sll(sums[i], s->sum.lift);
  }
  UNROLL for (int i = 0; i < 4; i++) sums[i] = v_high_half(sums[i], mul, round);
  if (has_res) {
    vi factor = v_set1(s->res_mul);
    vi add = v_set1(s->res_add);
    UNROLL for (int i = 0; i < 4; i++) {
      vi r = v_add(v_mul(v_load_u8(res + i * (int64_t)op->res.pitch), factor), add);
      sums[i] = v_add(sums[i], v_sra(r, s->res_shift));
    }
  }
  int64_t pitch = op->out.pitch;
  vb low = v_bytes(s->low + op->out.zero);
  vb high = v_bytes(s->high + op->out.zero);
  v_store4_u8(
      v_pack4(sums[0], sums[1], sums[2], sums[3], low, high), to, to + pitch, to + 2 * pitch,
      to + 3 * pitch);
}

static ALWAYS void finish_tile(
    const rq_op *op, const winograd *g, int32_t lane, const int32_t *products, const uint8_t *res,
    uint8_t *to, const int hot, const int has_res) {
  vi bias = v_load(g->bias + lane);
  UNROLL for (int j = 0; j < 4; j++) {
    vi sums[4];
    outputs_of_column(products, j, bias, sums);
    const uint8_t *other = res + j * op->res.channels * op->res.size;
    uint8_t *out = to + j * op->out.channels * op->out.size;
    if (hot) {
      store_column_hot(op, lane, sums, other, out, has_res);
      continue;
    }
    for (int i = 0; i < 4; i++) {
      finish(
          op, lane, sums[i], other + i * (int64_t)op->res.pitch, out + i * (int64_t)op->out.pitch,
          op->out.channels - lane);
    }
  }
}

static NOINLINE void finish_block(
    const rq_op *op, const winograd *g, int32_t first_row, int32_t rows, int32_t lane,
    uint8_t *arena) {
  const int32_t *products = g->products;
  for (int32_t row = 0; row < rows; row++) {
    int32_t y = first_of_tile(first_row + row, op->out.height);
    uint8_t *to = arena + op->out.base + (int64_t)y * op->out.pitch + lane * op->out.size;
    const uint8_t *res = arena + op->res.base + (int64_t)y * op->res.pitch + lane * op->res.size;
    for (int32_t tile = 0; tile < g->across; tile++, products += 24 * VL) {
      int32_t x = first_of_tile(tile, op->out.width);
      const uint8_t *other = res + (int64_t)x * op->res.channels * op->res.size;
      uint8_t *out = to + (int64_t)x * op->out.channels * op->out.size;
      if (!g->hot) {
        finish_tile(op, g, lane, products, other, out, 0, 0);
      } else if (op->has_res) {
        finish_tile(op, g, lane, products, other, out, 1, 1);
      } else {
        finish_tile(op, g, lane, products, other, out, 1, 0);
      }
    }
  }
}

static void winograd_run(const rq_op *op, uint8_t *arena) {
  const winograd *g = op->data;
  int64_t per_block = (int64_t)g->chunks * (HL / 2) * 36 * 2 * VL;
  int64_t per_row = (int64_t)g->across * g->chunks * 36 * HL;
  for (int32_t first = 0; first < g->down; first += g->rows) {
    int32_t rows = g->down - first < g->rows ? g->down - first : g->rows;
    for (int32_t row = 0; row < rows; row++) {
      int32_t y = first_of_tile(first + row, op->out.height);
      points_of(
          op, g,
          arena + op->in.base + (int64_t)(y - op->pt) * op->in.pitch - op->pl * op->in.channels,
          g->points + row * per_row);
    }
    for (int32_t block = 0; block < g->blocks; block++) {
      multiply_block(g, rows * g->across, g->weights + block * per_block);
      finish_block(op, g, first, rows, block * VL, arena);
    }
  }
}

#include "winograd_pack.h"
