#include "cpu.h"

#include <sys/auxv.h>

/* Bits of <asm/hwcap.h>, which older kernel headers lack. */
enum { ASIMD = 1 << 1, ASIMDDP = 1 << 20, I8MM = 1 << 13 };

int rq_has_neon(void) { return (getauxval(AT_HWCAP) & ASIMD) != 0; }

int rq_has_dotprod(void) { return rq_has_neon() && (getauxval(AT_HWCAP) & ASIMDDP) != 0; }

int rq_has_i8mm(void) { return rq_has_dotprod() && (getauxval(AT_HWCAP2) & I8MM) != 0; }
