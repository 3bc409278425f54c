# Flags of the lab's JVM, and what libtorch reads from the environment. The natives are unpacked by the build.
PYTORCH_LIBRARY_PATH="$home/bundles/training-djl/target/natives/pytorch/cpu/linux-x86_64"
PYTORCH_FLAVOR=cpu
OPT_OUT_TRACKING=true
# Large tensors come and go in every step: keep their pages instead of giving them back (measured: 7-17 %).
GLIBC_TUNABLES="glibc.malloc.mmap_threshold=4294967296:glibc.malloc.trim_threshold=17179869184"
export PYTORCH_LIBRARY_PATH PYTORCH_FLAVOR OPT_OUT_TRACKING GLIBC_TUNABLES
JVM_FLAGS="--add-modules jdk.incubator.vector -XX:+UseSerialGC -Xmx4g -Djava.util.logging.config.file=$home/apps/logging.properties -Dai.djl.offline=true -DOPT_OUT_TRACKING=true"
