# Flags of the gateway's JVM; what each is worth is in docs/adr/0012-gateway-jvm.md. Sourced by ./requant.
# The vector module is optional: without it the plain Java engine serves.
JVM_FLAGS="--add-modules jdk.incubator.vector -XX:+UseSerialGC -Xms16m -Xmx64m -Xshare:auto"
# Class loaders of replaced bundles are freed by a full collection whose pause grows with their number: free them when
# there are some twenty, not a hundred; and none before the bundles are loaded.
JVM_FLAGS="$JVM_FLAGS -XX:MetaspaceSize=32m -XX:MinMetaspaceFreeRatio=5 -XX:MaxMetaspaceFreeRatio=15"
# Memory that was only needed for a while goes back to the system: after collections, and what the JIT compiler freed
# (from JDK 17.0.9 on; other releases leave the last flag out).
JVM_FLAGS="$JVM_FLAGS -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=25 -XX:+IgnoreUnrecognizedVMOptions -XX:TrimNativeHeapInterval=5000"
JVM_FLAGS="$JVM_FLAGS -Djava.util.logging.config.file=$home/apps/logging.properties"
# glibc keeps one pool of freed memory per thread otherwise.
export MALLOC_ARENA_MAX=1
