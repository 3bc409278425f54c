/* Preparation of convolutions: slices, offsets and the order of weights. */

/* Groups are joined, under weights of 0, while their output channels fit one vector. */
static int32_t joined_groups(const rq_op *op) {
  int32_t per = op->out.channels / op->groups;
  int32_t joined = op->groups;
  if (op->groups == 1 || op->out.channels <= VL) return joined;
  joined = 1;
  for (int32_t k = 2; k <= op->groups && k * per <= VL; k++) {
    if (op->groups % k == 0) joined = k;
  }
  return joined;
}

/* Output channel of each lane of a slice's vectors; -1 for padding. */
static int32_t *lane_order(const convolution *c, int32_t lanes, rq_plan *plan) {
  int32_t *order = rq_alloc(plan, lanes * (int64_t)sizeof *order);
  if (!order) return NULL;
  for (int32_t i = 0; i < c->slices; i++) {
    const slice *s = &c->slice[i];
    for (int32_t l = 0; l < s->n * VL; l++) {
      order[s->lane + l] = l < s->channels ? s->out + l : -1;
    }
  }
  return order;
}

static int slices_of(rq_plan *plan, rq_op *op, convolution *c, int32_t joined) {
  int32_t supers = op->groups / joined;
  int32_t channels = op->out.channels / supers;
  int32_t vectors = (channels + VL - 1) / VL;
  int32_t most = c->sparse ? 1 : TILE_N;
  int32_t per = (vectors + most - 1) / most;
  c->slices = supers * per;
  c->slice = rq_alloc(plan, c->slices * (int64_t)sizeof *c->slice);
  if (!c->slice) return -1;
  int32_t lane = 0;
  int64_t weights = 0;
  for (int32_t g = 0; g < supers; g++) {
    int32_t first = 0;
    for (int32_t i = 0; i < per; i++) {
      /* Vectors are spread evenly over the slices. */
      int32_t n = vectors / per + (i < vectors % per);
      slice *s = &c->slice[g * per + i];
      int32_t left = channels - first * VL;
      *s = (slice){
          .in = g * joined * (op->in.channels / op->groups) * (c->wide ? 2 : 1),
          .out = g * channels + first * VL, .channels = left < n * VL ? left : n * VL, .n = n,
          .lane = lane, .weights = weights};
      first += n;
      lane += n * VL;
      weights += (int64_t)c->segments * c->steps * n * VL * 4;
      if (weights > RQ_MAX_BYTES) return -1;
    }
  }
  c->weights = rq_alloc(plan, weights);
  return c->weights ? lane : -1;
}

/* Weight of output channel o at element e of a segment; elements run over the joined groups. */
static int32_t weight_at(
    const rq_op *op, const int16_t *w, int32_t joined, int32_t o, int32_t segment, int32_t e) {
  int32_t in_per = op->in.channels / op->groups;
  int64_t row = (int64_t)o * op->kh * op->kw * in_per;
  if (joined == op->groups && op->groups == 1) {
    return w[row + (int64_t)segment * op->kw * in_per + e];
  }
  int32_t group = o / (op->out.channels / op->groups);
  int32_t within = e - (group % joined) * in_per;
  return within >= 0 && within < in_per ? w[row + (int64_t)segment * in_per + within] : 0;
}

/* Whole words of bytes of an ordinary convolution: by far the most of all weights. */
static void pack_words(const int16_t *from, int8_t *to, int32_t words, int64_t step) {
  for (int32_t i = 0; i < words; i++, from += 4, to += step) {
    uint32_t word = (uint8_t)from[0] | (uint32_t)(uint8_t)from[1] << 8 |
                    (uint32_t)(uint8_t)from[2] << 16 | (uint32_t)(uint8_t)from[3] << 24;
    memcpy(to, &word, 4);
  }
}

static void pack_slice(
    const rq_op *op, const convolution *c, const slice *s, const int16_t *w, int32_t joined,
    int32_t elements) {
  int32_t word = c->wide ? 2 : 4;
  for (int32_t l = 0; l < s->channels; l++) {
    int8_t *to = c->weights + s->weights + 4 * (int64_t)l;
    for (int32_t segment = 0; segment < c->segments; segment++) {
      int32_t e = 0;
      if (op->groups == 1 && !c->wide) {
        int64_t row = ((int64_t)(s->out + l) * op->kh + segment) * elements;
        e = elements / 4 * 4;
        pack_words(w + row, to, elements / 4, 4 * VL * s->n);
        to += (int64_t)(elements / 4) * 4 * VL * s->n;
      }
      for (; e < elements; e += word, to += 4 * VL * s->n) {
        for (int32_t i = 0; i < word && e + i < elements; i++) {
          int32_t value = weight_at(op, w, joined, s->out + l, segment, e + i);
          if (c->wide) {
            int16_t half = (int16_t)value;
            memcpy(to + 2 * i, &half, 2);
          } else {
            to[i] = (int8_t)value;
          }
        }
      }
    }
  }
}

static int biases_of(
    rq_plan *plan, rq_op *op, convolution *c, const rq_constants *k, const int32_t *order,
    int32_t lanes) {
  int64_t per = (int64_t)op->kh * op->kw * (op->in.channels / op->groups);
  c->bias = rq_alloc(plan, lanes * (int64_t)sizeof *c->bias);
  if (!c->bias) return 0;
  for (int32_t l = 0; l < lanes; l++) {
    if (order[l] < 0) continue;
    const int16_t *w = k->weights + order[l] * per;
    int64_t sum = 0;
    for (int64_t i = 0; i < per; i++) sum += w[i];
    /* Modulo 2^32, as the products are summed. */
    c->bias[l] = (int32_t)(uint32_t)(k->bias[order[l]] - sum * (op->in.zero - c->less));
  }
  return 1;
}

static int offsets_of(rq_plan *plan, rq_op *op, convolution *c) {
  c->pixels = op->out.height * op->out.width;
  c->in = rq_alloc(plan, 3 * (int64_t)c->pixels * (int64_t)sizeof *c->in);
  if (!c->in) return 0;
  c->out = c->in + c->pixels;
  c->res = c->out + c->pixels;
  int32_t i = 0;
  for (int32_t y = 0; y < op->out.height; y++) {
    for (int32_t x = 0; x < op->out.width; x++, i++) {
      int32_t in = op->in.base + (y * op->sy - op->pt) * op->in.pitch +
                   (x * op->sx - op->pl) * op->in.channels * op->in.size;
      c->in[i] = c->expand ? 2 / op->in.size * (in - op->in.begin) : in;
      c->out[i] = op->out.base + y * op->out.pitch + x * op->out.channels * op->out.size;
      c->res[i] = op->res.base + y * op->res.pitch + x * op->res.channels * op->res.size;
    }
  }
  return 1;
}

static int segments_of(rq_plan *plan, rq_op *op, convolution *c, int32_t dense) {
  int32_t size = c->expand ? 2 : op->in.size;
  int32_t pitch = size / op->in.size * op->in.pitch;
  c->segments = dense ? op->kh : op->kh * op->kw;
  c->segment = rq_alloc(plan, c->segments * (int64_t)sizeof *c->segment);
  if (!c->segment) return 0;
  for (int32_t i = 0; i < c->segments; i++) {
    c->segment[i] = dense ? i * pitch
                          : i / op->kw * pitch + i % op->kw * op->in.channels * size;
  }
  return 1;
}

/* The input in 16 bits, borders included. */
static int64_t expanded_bytes(const rq_op *op) {
  return 2 / op->in.size * (int64_t)(op->in.end - op->in.begin);
}

/* What the widths ask for: byte products where they are exact, else 16-bit ones. */
static int products_of(rq_plan *plan, rq_op *op, convolution *c, const rq_constants *k) {
  int64_t count = (int64_t)op->out.channels * op->kh * op->kw * (op->in.channels / op->groups);
  int32_t most = 0;
  for (int64_t i = 0; i < count; i++) {
    int32_t magnitude = k->weights[i] < 0 ? -k->weights[i] : k->weights[i];
    most = magnitude > most ? magnitude : most;
  }
  c->wide = op->in.size == 2 || most > 127;
  if (!c->wide) {
    int32_t largest = op->in.high + op->in.zero;
    /* v_dot8, which lists of zero blocks use, always takes it. */
    if (largest > INT8_MAX || c->sparse) c->less = BYTES_LESS;
    int32_t step = most * (c->less ? c->less : largest);
#ifdef MULTIPLY_BYTES
    step *= 2; /* pairs */
#endif
    c->run = step == 0 ? INT16_MAX : INT16_MAX / step;
#ifdef MULTIPLY_BYTES
    c->wide = c->run == 0 && !c->sparse;
#endif
  }
  c->expand |= c->wide && op->in.size == 1;
  if (!c->expand) return 1;
  c->expanded = rq_scratch(plan, expanded_bytes(op));
  return c->expanded != NULL;
}

/* Everything but the bias and what follows it. Returns the channel of each lane; NULL without memory. */
static int32_t *lay_out(rq_plan *plan, rq_op *op, convolution *c, const rq_constants *k) {
  int32_t joined = joined_groups(op);
  int32_t dense = op->groups == 1;
  int32_t inputs = op->in.channels / op->groups * joined;
  int32_t elements = dense ? op->kw * inputs : inputs;
  if (!products_of(plan, op, c, k) || !segments_of(plan, op, c, dense)) return NULL;
  c->steps = c->wide ? (elements + 1) / 2 : (elements + 3) / 4;
  c->lanes = slices_of(plan, op, c, joined);
  if (c->lanes < 0 || !offsets_of(plan, op, c)) return NULL;
  for (int32_t i = 0; i < c->slices; i++) {
    pack_slice(op, c, &c->slice[i], k->weights, joined, elements);
  }
  op->data = c;
  return lane_order(c, c->lanes, plan);
}

/* The bias and what follows it. */
static int scales_of(
    rq_plan *plan, rq_op *op, convolution *c, const rq_constants *k, const int32_t *order) {
  int64_t *bound = rq_alloc(plan, op->out.channels * (int64_t)sizeof *bound);
  if (!bound || !biases_of(plan, op, c, k, order, c->lanes)) return 0;
  for (int32_t i = 0; i < op->out.channels; i++) bound[i] = rq_bound(op, k, i);
  if (!rq_scale_of_convolution(plan, op, k, bound, order, c->lanes)) return 0;
  int bytes = op->out.size == 1 && op->scale.residual != RQ_FULL_RESIDUAL;
  c->hot = bytes && op->scale.sum.mode == RQ_FAST;
  c->shifts = bytes && op->scale.sum.mode == RQ_LONG;
  return 1;
}

static int drop_zero_blocks(rq_plan *plan, convolution *c);

static int convolve_prepare(rq_plan *plan, rq_op *op, const rq_constants *k, int sparse) {
  convolution *c = rq_alloc(plan, sizeof *c);
  if (!c) return 0;
  c->sparse = sparse;
  int32_t *order = lay_out(plan, op, c, k);
  if (!order || (sparse && !drop_zero_blocks(plan, c))) return 0;
  c->weights = rq_finished(plan, c->weights);
  op->run = convolve_run;
  return scales_of(plan, op, c, k, order);
}
