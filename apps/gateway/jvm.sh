# Flags of the gateway's JVM. The vector module is optional: without it the plain Java engine serves.
JVM_FLAGS="--add-modules jdk.incubator.vector -XX:+UseSerialGC -Xms16m -Xmx64m -Xshare:auto -Djava.util.logging.config.file=$home/apps/logging.properties"
