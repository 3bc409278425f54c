# Flags of the controller's JVM.
JVM_FLAGS="-XX:+UseSerialGC -Xshare:auto -Djava.util.logging.config.file=$home/apps/logging.properties"
