#!/bin/sh
# Builds librequant_pi.so from the sources beside this file, if there is a C compiler.
#
#   build.sh OUT WORK      the library goes to OUT/linux-ARCH/, objects to WORK
#
# WORK/bundle.bnd receives the header Bundle-NativeCode with a clause for each library in OUT and a
# star, with which the bundle resolves where there is none for the processor.
#
# CC names the compiler (default: cc, gcc or clang, whichever is there), CFLAGS_EXTRA adds flags
# (an AddressSanitizer build), JAVA_HOME the JDK whose jni.h is used. A file in the folder of the
# processor's family that names its flags in its first line is a unit: one instruction set.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1" "$2"
out=$(cd "$1" && pwd)
work=$(cd "$2" && pwd)

header() {
  clauses=
  for processor in x86-64 aarch64; do
    file=linux-$(echo "$processor" | tr - _)/librequant_pi.so
    if [ -f "$out/$file" ]; then
      clauses="$clauses native/$file;osname=Linux;processor=$processor,"
    fi
  done
  if [ -n "$clauses" ]; then echo "Bundle-NativeCode:$clauses *" >"$work/bundle.bnd"; fi
}
rm -f "$work/bundle.bnd"
trap header EXIT

say() { echo "backend-pi natives: $*"; }

cc=${CC:-}
for candidate in cc gcc clang; do
  if [ -z "$cc" ] && command -v "$candidate" >/dev/null 2>&1; then cc=$candidate; fi
done
if [ -z "$cc" ]; then
  say "skipped, no C compiler (cc, gcc or clang) on the PATH; the bundle computes in Java"
  exit 0
fi
target=$("$cc" -dumpmachine 2>/dev/null || echo unknown)
case $target in
  *linux*) arch=${target%%-*} ;;
  *) say "skipped, compiler '$cc' builds for $target; only Linux is supported"; exit 0 ;;
esac
if [ ! -d "$here/$arch" ]; then
  say "skipped, there are no kernels for $arch; the bundle computes in Java"
  exit 0
fi
jni=
for home in "${JAVA_HOME:-}" "$(dirname "$(dirname "$(readlink -f "$(command -v javac || echo /)")")")"; do
  if [ -z "$jni" ] && [ -f "$home/include/jni.h" ]; then jni=$home/include; fi
done
if [ -z "$jni" ]; then
  say "skipped, no jni.h: JAVA_HOME is not a JDK; the bundle computes in Java"
  exit 0
fi

library=$out/linux-$arch/librequant_pi.so
mkdir -p "$out/linux-$arch"
stamp=$work/flags
flags="-std=gnu11 -O3 -fPIC -fvisibility=hidden -fomit-frame-pointer -fno-math-errno -fno-ident
  -fwrapv -fno-strict-aliasing -ffile-prefix-map=$here=. -Wall -Wextra -Wno-psabi -Werror ${CFLAGS_EXTRA:-}"
wanted="$cc $("$cc" -dumpversion) $flags"
if [ -f "$library" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] &&
  [ -z "$(find "$here" -type f -newer "$library" | head -n 1)" ]; then
  exit 0
fi

: >"$work/units.inc"
sources="plan reader scale exact jni units"
objects=
pids=
failed=false
compile() { # name, source, flags
  object=$work/$1.o
  objects="$objects $object"
  # shellcheck disable=SC2086
  (cd "$here" && "$cc" $flags $3 -I"$jni" -I"$jni/linux" -I"$work" -c "$2" -o "$object") &
  pids="$pids $!"
}
for file in "$here/$arch"/*.c; do
  name=$(basename "$file" .c)
  unit=$(sed -n '1s,^/\* flags:\(.*\)\*/$,\1,p' "$file")
  if [ -n "$unit" ]; then echo "UNIT($name)" >>"$work/units.inc"; fi
  compile "$arch-$name" "$arch/$name.c" "$unit"
done
for name in $sources; do compile "$name" "$name.c" ""; done
for pid in $pids; do wait "$pid" || failed=true; done
if $failed; then exit 1; fi
# shellcheck disable=SC2086
"$cc" -shared -Wl,--build-id=none -Wl,-z,relro,-z,now -Wl,-z,noexecstack ${CFLAGS_EXTRA:-} \
  -o "$library.new" $objects
mv "$library.new" "$library"
printf '%s' "$wanted" >"$stamp"
say "built $(basename "$cc") $("$cc" -dumpversion) for linux-$arch"
