package io.requant.backend.pi.internal.jni;

/**
 * The kernels of one instruction set that this processor has.
 *
 * @param index index in the library
 * @param name e.g. {@code avx512vnni}
 * @param rank the greater the faster
 */
record NativeUnit(int index, String name, int rank) {}
