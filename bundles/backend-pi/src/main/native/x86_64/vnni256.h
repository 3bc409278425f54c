/* 256-bit VNNI; VNNI_ENCODING is the assembler's prefix for VEX or EVEX. */
#include "cpu.h"
#include "ymm.h"

static ALWAYS vi v_dot8(vi acc, vi a, vi w) {
  __asm__(VNNI_ENCODING "vpdpbusd %2, %1, %0" : "+x"(acc) : "x"(a), "xm"(w));
  return acc;
}
static ALWAYS vi v_dot8_exact(vi acc, vi a, vi w) { return v_dot8(acc, a, w); }
static ALWAYS vi v_dot16(vi acc, vi a, vi w) {
  __asm__(VNNI_ENCODING "vpdpwssd %2, %1, %0" : "+x"(acc) : "x"(a), "xm"(w));
  return acc;
}

/* Picoseconds: see kernels/choose.h. */
#define COST_DOT 145
#define COST_DOT16 165
#define COST_POINT 165
#define COST_BLOCK 200
#define COST_WORD 205
#define COST_EXACT 100

#define TILE_N 2
#define TILE_P 6
#define TILE_HALF 3
#define TILES TILE(1, 6) TILE(2, 6) TILE(1, 3) TILE(2, 3) TILE(1, 1) TILE(2, 1)
#define TILE_TABLE(t) {{t##1_6, t##1_3, t##1_1}, {t##2_6, t##2_3, t##2_1}}

#include "../kernels/unit.h"
