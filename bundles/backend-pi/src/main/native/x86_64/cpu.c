#include "cpu.h"

#include <cpuid.h>
#include <stdint.h>

enum { XMM_YMM = 0x6, OPMASK_ZMM = 0xE0 };

typedef struct {
  uint32_t ecx1, ebx7, ecx7, eax71;
  uint64_t states; /* register states that the operating system saves */
} cpu;

/* Asked once, when the library is loaded: under a hypervisor a CPUID takes some microseconds. */
static cpu here;

static cpu look(void) {
  cpu c = {0, 0, 0, 0, 0};
  uint32_t a, b, d, unused;
  if (!__get_cpuid(1, &a, &b, &c.ecx1, &d)) return c;
  if (__get_cpuid_count(7, 0, &a, &c.ebx7, &c.ecx7, &d) && a >= 1) {
    __get_cpuid_count(7, 1, &c.eax71, &b, &unused, &d);
  }
  if (c.ecx1 & bit_OSXSAVE) {
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    c.states = ((uint64_t)high << 32) | low;
  }
  return c;
}

__attribute__((constructor)) static void remember(void) { here = look(); }

static int saves(const cpu *c, uint64_t states) { return (c->states & states) == states; }

int rq_has_avx512vnni(void) {
  cpu c = here;
  uint32_t ebx = bit_AVX512F | bit_AVX512BW | bit_AVX512DQ | bit_AVX512VL;
  return saves(&c, XMM_YMM | OPMASK_ZMM) && (c.ebx7 & ebx) == ebx && (c.ecx7 & bit_AVX512VNNI);
}

int rq_has_avx2(void) {
  cpu c = here;
  return saves(&c, XMM_YMM) && (c.ebx7 & bit_AVX2);
}

int rq_has_avxvnni(void) {
  cpu c = here;
  return rq_has_avx2() && (c.eax71 & (1u << 4));
}

int rq_has_sse41(void) {
  cpu c = here;
  return (c.ecx1 & bit_SSE4_1) && (c.ecx1 & bit_SSSE3);
}
