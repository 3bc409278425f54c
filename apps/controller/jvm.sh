# Flags of the controller's JVM.
JVM_FLAGS="-XX:+UseSerialGC -Xshare:auto -Djava.awt.headless=true"
