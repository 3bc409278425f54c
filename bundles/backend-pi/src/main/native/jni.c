/* The thin layer between Java and plans: see NativeLibrary.java for the contracts. */
#include "plan.h"

#include <jni.h>
#include <stdlib.h>
#include <string.h>

#define NAME(method) Java_io_requant_backend_pi_internal_jni_NativeLibrary_##method

static const rq_unit *unit_at(jint index) {
  for (jint i = 0; rq_units[i]; i++) {
    if (i == index) return rq_units[i];
  }
  return NULL;
}

static void throw_new(JNIEnv *env, const char *type, const char *message) {
  jclass class = (*env)->FindClass(env, type);
  if (class) (*env)->ThrowNew(env, class, message);
}

JNIEXPORT jstring JNICALL NAME(unitName)(JNIEnv *env, jclass self, jint index) {
  (void)self;
  const rq_unit *unit = unit_at(index);
  return unit ? (*env)->NewStringUTF(env, unit->name) : NULL;
}

JNIEXPORT jint JNICALL NAME(unitRank)(JNIEnv *env, jclass self, jint index) {
  (void)env, (void)self;
  const rq_unit *unit = unit_at(index);
  return unit && unit->supported() ? unit->rank : 0;
}

JNIEXPORT jlong JNICALL NAME(create)(
    JNIEnv *env, jclass self, jint index, jbyteArray serial, jint size, jint inputs, jint outputs) {
  (void)self;
  const rq_unit *unit = unit_at(index);
  if (!unit || !unit->supported()) {
    throw_new(env, "java/lang/IllegalStateException", "this processor does not have the unit");
    return 0;
  }
  uint8_t *copy = size > 0 ? malloc((size_t)size) : NULL;
  if (!copy) {
    throw_new(env, "java/lang/OutOfMemoryError", "no native memory for a plan");
    return 0;
  }
  (*env)->GetByteArrayRegion(env, serial, 0, size, (jbyte *)copy);
  char error[200] = "";
  rq_plan *plan = NULL;
  if (!(*env)->ExceptionCheck(env)) {
    plan = rq_create(unit, copy, size, inputs, outputs, error, sizeof error);
    if (!plan) {
      int memory = strstr(error, "out of memory") != NULL;
      throw_new(
          env, memory ? "java/lang/OutOfMemoryError" : "java/lang/IllegalStateException", error);
    }
  }
  free(copy);
  return (jlong)(intptr_t)plan;
}

JNIEXPORT jlong JNICALL NAME(bytes)(JNIEnv *env, jclass self, jlong handle) {
  (void)env, (void)self;
  return ((rq_plan *)(intptr_t)handle)->bytes;
}

JNIEXPORT jlong JNICALL NAME(saved)(JNIEnv *env, jclass self) {
  (void)env, (void)self;
  return rq_common_saved();
}

JNIEXPORT jint JNICALL NAME(sparse)(JNIEnv *env, jclass self, jlong handle) {
  (void)env, (void)self;
  return ((rq_plan *)(intptr_t)handle)->sparse;
}

JNIEXPORT jlong JNICALL NAME(predicted)(JNIEnv *env, jclass self, jlong handle) {
  (void)env, (void)self;
  return ((rq_plan *)(intptr_t)handle)->predicted;
}

JNIEXPORT void JNICALL NAME(infer)(
    JNIEnv *env, jclass self, jlong handle, jobject input, jint at, jobject logits) {
  (void)self;
  const int8_t *in = (*env)->GetDirectBufferAddress(env, input);
  int32_t *out = (*env)->GetDirectBufferAddress(env, logits);
  rq_infer((rq_plan *)(intptr_t)handle, in + at, out);
}

JNIEXPORT void JNICALL NAME(free)(JNIEnv *env, jclass self, jlong handle) {
  (void)env, (void)self;
  rq_free((rq_plan *)(intptr_t)handle);
}

JNIEXPORT jlong JNICALL NAME(peak)(JNIEnv *env, jclass self, jint index, jint steps, jint bits) {
  (void)env, (void)self;
  const rq_unit *unit = unit_at(index);
  return unit && unit->supported() ? unit->peak(steps, bits) : 0;
}
