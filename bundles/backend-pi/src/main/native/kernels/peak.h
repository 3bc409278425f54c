/* The ceiling of a unit: its products in registers, without memory. */

/* More sums than latency times issue width of any processor so far, and fewer than registers. */
#define PEAK_SUMS 12

/* The compiler must not know what a register holds, or it would multiply once. */
#ifndef V_REGISTER
#define V_REGISTER "x"
#endif

static ALWAYS int64_t peak_of(int32_t steps, const int bits) {
  vi sums[PEAK_SUMS], a = v_set1(0x01010101), w = v_set1(0x01010101);
  UNROLL for (int i = 0; i < PEAK_SUMS; i++) sums[i] = v_set1(i);
  for (int32_t step = 0; step < steps; step++) {
    UNROLL for (int i = 0; i < PEAK_SUMS; i++) {
      __asm__ volatile("" : "+" V_REGISTER(a));
#ifdef MULTIPLY
      sums[i] = v_dot8(sums[i], a, w);
#else
      sums[i] = bits == 8 ? v_dot8(sums[i], a, w) : v_dot16(sums[i], a, w);
#endif
    }
  }
  UNROLL for (int i = 0; i < PEAK_SUMS; i++) __asm__ volatile("" : : V_REGISTER(sums[i]));
  return (int64_t)steps * PEAK_SUMS * VL * (bits == 8 ? 4 : 2);
}

/* Multiply-accumulates done; 0 if the unit has no instruction of its own for the width. */
static int64_t peak(int32_t steps, int bits) {
  if (bits == 8) return peak_of(steps, 8);
#ifdef MULTIPLY
  return 0;
#else
  return peak_of(steps, 16);
#endif
}
