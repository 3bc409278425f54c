# Flags of the controller's JVM.
JVM_FLAGS="-XX:+UseSerialGC -Xms16m -Xmx128m -Xshare:auto -Djava.util.logging.config.file=$home/apps/logging.properties"
