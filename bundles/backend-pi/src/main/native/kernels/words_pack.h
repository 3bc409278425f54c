/* Preparation of convolutions by lists of words: see words.h. */

/* First word of a pixel that output channel o reads, and the one after the last. */
static ALWAYS void words_read(const rq_op *op, int32_t o, int32_t *first, int32_t *end) {
  int32_t per = op->in.channels / op->groups;
  int32_t low = o / (op->out.channels / op->groups) * per;
  *first = low / 4;
  *end = (low + per + 3) / 4;
}

/* Four weights of output channel o at kernel position `tap`; 0 where the group has no channel. */
static ALWAYS uint32_t weights_of_word(
    const rq_op *op, const int16_t *weights, int32_t o, int32_t tap, int32_t word) {
  int32_t per = op->in.channels / op->groups;
  int32_t low = o / (op->out.channels / op->groups) * per;
  const int16_t *w = weights + ((int64_t)o * op->kh * op->kw + tap) * per;
  uint32_t joined = 0;
  for (int32_t b = 0; b < 4; b++) {
    int32_t channel = 4 * word + b - low;
    if (channel >= 0 && channel < per) joined |= (uint32_t)(uint8_t)w[channel] << 8 * b;
  }
  return joined;
}

static int64_t words_of(const rq_op *op, const rq_constants *k) {
  int64_t words = 0;
  for (int32_t o = 0; o < op->out.channels; o++) {
    int32_t first, end;
    words_read(op, o, &first, &end);
    for (int32_t tap = 0; tap < op->kh * op->kw; tap++) {
      for (int32_t w = first; w < end; w++) words += weights_of_word(op, k->weights, o, tap, w) != 0;
    }
  }
  return words;
}

static int32_t input_rows(const rq_op *op) { return (op->out.height - 1) * op->sy + op->kh; }

static int32_t input_columns(const rq_op *op) { return (op->out.width - 1) * op->sx + op->kw; }

/* Kernel rows that share planes with kernel row ky; planes are numbered column, row phase, word. */
static int32_t plane_key(const rq_op *op, int32_t words, int32_t tap, int32_t word) {
  int32_t phases = op->kh < op->sy ? op->kh : op->sy;
  return (tap % op->kw * phases + tap / op->kw % op->sy) * words + word;
}

static int32_t plane_keys(const rq_op *op, int32_t words) {
  return op->kw * (op->kh < op->sy ? op->kh : op->sy) * words;
}

/* Lists of every lane; number[] receives the plane of each key, -1 for those that none reads. */
static int lists_of(
    rq_plan *plan, const rq_op *op, word_lists *l, const int16_t *weights, int32_t *number) {
  int64_t count = 0;
  int32_t keys = plane_keys(op, l->words);
  for (int32_t i = 0; i < keys; i++) number[i] = -1;
  int32_t taps = op->kh * op->kw;
  for (int32_t o = 0; o < op->out.channels; o++) {
    int32_t first, end;
    words_read(op, o, &first, &end);
    l->first[o] = (int32_t)count;
    for (int32_t tap = 0; tap < taps; tap++) {
      for (int32_t w = first; w < end; w++) {
        uint32_t word = weights_of_word(op, weights, o, tap, w);
        if (!word) continue;
        int32_t *plane = &number[plane_key(op, l->words, tap, w)];
        if (*plane < 0) *plane = l->planes++;
        l->at[count] = *plane * l->plane_words + tap / op->kw / op->sy * op->out.width;
        l->word[count++] = (int32_t)word;
      }
    }
  }
  for (int32_t o = op->out.channels; o <= l->c.lanes; o++) l->first[o] = (int32_t)count;
  l->plane = rq_alloc(plan, l->planes * (int64_t)sizeof *l->plane);
  if (!l->plane) return 0;
  int32_t phases = op->kh < op->sy ? op->kh : op->sy;
  for (int32_t key = 0; key < keys; key++) {
    if (number[key] < 0) continue;
    int32_t phase = key / l->words % phases;
    int32_t column = key / l->words / phases;
    l->plane[number[key]] = (plane){
        key % l->words * l->staged + phase * l->wide + column,
        (op->kh - 1 - phase) / op->sy + op->out.height};
  }
  return 1;
}

/* Words of one plane: the rows of its longest phase, and what vectors may reach beyond. */
static int64_t plane_size(const rq_op *op) {
  int64_t rows = (op->kh - 1) / op->sy + op->out.height;
  return (rows * op->out.width + WORD_TILES * VL + 15) / 16 * 16;
}

static int64_t stage_size(const rq_op *op) {
  return ((int64_t)input_rows(op) * input_columns(op) + VL + 15) / 16 * 16;
}

/* Bytes of scratch with every plane that there may be. */
static int64_t words_scratch(const rq_op *op) {
  int32_t words = (op->in.channels + 3) / 4;
  return 4 * ((words + 3) / 4 * 4 * stage_size(op) + plane_keys(op, words) * plane_size(op));
}

static int words_memory(rq_plan *plan, rq_op *op, word_lists *l, int64_t listed) {
  int32_t lanes = (op->out.channels + VL - 1) / VL * VL;
  l->c.lanes = lanes;
  l->c.slices = lanes / VL;
  l->c.slice = rq_alloc(plan, l->c.slices * (int64_t)sizeof *l->c.slice);
  l->first = rq_alloc(plan, (lanes + 1) * (int64_t)sizeof *l->first);
  l->at = rq_alloc(plan, 2 * listed * (int64_t)sizeof *l->at);
  l->high = input_rows(op);
  l->wide = input_columns(op);
  l->words = (op->in.channels + 3) / 4;
  l->staged = (int32_t)stage_size(op);
  l->plane_words = (int32_t)plane_size(op);
  l->pixel = rq_alloc(plan, (int64_t)l->high * l->wide * (int64_t)sizeof *l->pixel);
  l->stage = rq_scratch(plan, words_scratch(op));
  if (!l->c.slice || !l->first || !l->at || !l->pixel || !l->stage) return 0;
  l->word = l->at + listed;
  l->data = l->stage + (l->words + 3) / 4 * 4 * (int64_t)l->staged;
  for (int32_t i = 0; i < l->c.slices; i++) {
    int32_t left = op->out.channels - i * VL;
    l->c.slice[i] = (slice){.out = i * VL, .channels = left < VL ? left : VL, .n = 1, .lane = i * VL};
  }
  for (int32_t y = 0; y < l->high; y++) {
    for (int32_t x = 0; x < l->wide; x++) {
      l->pixel[y * l->wide + x] = op->in.base + (y - op->pt) * op->in.pitch +
                                  (x - op->pl) * op->in.channels;
    }
  }
  return 1;
}

static int words_prepare(rq_plan *plan, rq_op *op, const rq_constants *k) {
  word_lists *l = rq_alloc(plan, sizeof *l);
  if (!l) return 0;
  l->c.sparse = 1;
  if (!products_of(plan, op, &l->c, k) || !words_memory(plan, op, l, words_of(op, k))) return 0;
  int32_t *number = rq_alloc(plan, plane_keys(op, l->words) * (int64_t)sizeof *number);
  if (!number || !lists_of(plan, op, l, k->weights, number)) return 0;
  int64_t listed = l->word - l->at;
  l->at = rq_finished(plan, l->at);
  l->word = l->at + listed;
  int32_t *order = lane_order(&l->c, l->c.lanes, plan);
  if (!order || !offsets_of(plan, op, &l->c)) return 0;
  op->data = l;
  if (!scales_of(plan, op, &l->c, k, order)) return 0;
  op->run = words_run;
  return 1;
}
