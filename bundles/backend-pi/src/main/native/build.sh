#!/bin/sh
# Builds librequant_pi.so from the sources beside this file: for this machine if there is a C
# compiler, and for linux-aarch64 if there is one for that.
#
#   build.sh OUT WORK      a library goes to OUT/linux-ARCH/, its objects to WORK/ARCH/
#
# WORK/bundle.bnd receives the header Bundle-NativeCode with a clause for each library in OUT and a
# star, with which the bundle resolves where there is none for the processor.
#
# CC names the compiler (default: cc, gcc or clang, whichever is there), CROSS the one for another
# processor (default: aarch64-linux-gnu-gcc; empty for none), CFLAGS_EXTRA adds flags (an
# AddressSanitizer build), JAVA_HOME the JDK whose jni.h is used. A file in the folder of the
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

sources="plan common crew reader scale exact jni units"
jni=
for home in "${JAVA_HOME:-}" "$(dirname "$(dirname "$(readlink -f "$(command -v javac || echo /)")")")"; do
  if [ -z "$jni" ] && [ -f "$home/include/jni.h" ]; then jni=$home/include; fi
done
if [ -z "$jni" ]; then
  say "skipped, no jni.h: JAVA_HOME is not a JDK; the bundle computes in Java"
  exit 0
fi

# The family of processors that a compiler builds for.
family() {
  target=$("$1" -dumpmachine 2>/dev/null || echo unknown)
  case $target in
    *linux*) echo "${target%%-*}" ;;
    *) echo "$target" ;;
  esac
}

compile() { # name, source, flags
  object=$objects/$1.o
  all="$all $object"
  # shellcheck disable=SC2086
  (cd "$here" && "$cc" $flags $3 -I"$jni" -I"$jni/linux" -I"$objects" -c "$2" -o "$object") &
  pids="$pids $!"
}

build() { # compiler
  cc=$1
  arch=$(family "$cc")
  if [ ! -f "$here/$arch/cpu.c" ]; then
    say "skipped, compiler '$cc' builds for ${arch:-nothing}, for which there are no kernels; the bundle computes in Java there"
    return
  fi
  library=$out/linux-$arch/librequant_pi.so
  objects=$work/$arch
  mkdir -p "$out/linux-$arch" "$objects"
  stamp=$objects/flags
  flags="-std=gnu11 -O3 -pthread -fPIC -fvisibility=hidden -fomit-frame-pointer -fno-math-errno -fno-ident
    -fwrapv -fno-strict-aliasing -ffile-prefix-map=$here=. -Wall -Wextra -Wno-psabi
    -Wno-ignored-optimization-argument -Werror ${CFLAGS_EXTRA:-}"
  wanted="$cc $("$cc" -dumpversion) $flags"
  if [ -f "$library" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] &&
    [ -z "$(find "$here" -type f -newer "$library" | head -n 1)" ]; then
    return
  fi

  : >"$objects/units.inc"
  all=
  pids=
  failed=false
  for file in "$here/$arch"/*.c; do
    name=$(basename "$file" .c)
    unit=$(sed -n '1s,^/\* flags:\(.*\)\*/$,\1,p' "$file")
    if [ -n "$unit" ]; then echo "UNIT($name)" >>"$objects/units.inc"; fi
    compile "$arch-$name" "$arch/$name.c" "$unit"
  done
  for name in $sources; do compile "$name" "$name.c" ""; done
  for pid in $pids; do wait "$pid" || failed=true; done
  if $failed; then exit 1; fi
  # shellcheck disable=SC2086
  "$cc" -shared -pthread -Wl,--build-id=none -Wl,-z,relro,-z,now -Wl,-z,noexecstack ${CFLAGS_EXTRA:-} \
    -o "$library.new" $all
  mv "$library.new" "$library"
  printf '%s' "$wanted" >"$stamp"
  say "built $(basename "$cc") $("$cc" -dumpversion) for linux-$arch"
}

host=${CC:-}
for candidate in cc gcc clang; do
  if [ -z "$host" ] && command -v "$candidate" >/dev/null 2>&1; then host=$candidate; fi
done
if [ -n "$host" ]; then
  build "$host"
else
  say "skipped for this machine, no C compiler (cc, gcc or clang) on the PATH; the bundle computes in Java here"
fi

cross=${CROSS-aarch64-linux-gnu-gcc}
if [ -z "$cross" ]; then
  :
elif ! command -v "$cross" >/dev/null 2>&1; then
  if [ ! -f "$out/linux-aarch64/librequant_pi.so" ]; then
    say "skipped for linux-aarch64, no $cross on the PATH (Debian: gcc-aarch64-linux-gnu); the bundle computes in Java there"
  fi
elif [ -z "$host" ] || [ "$(family "$cross")" != "$(family "$host")" ]; then
  build "$cross"
fi
