#!/bin/sh
# Replays recorded inferences under AddressSanitizer (and, outside the kernels,
# UndefinedBehaviorSanitizer), under ThreadSanitizer or under valgrind.
#
#   sanitize.sh asan|tsan|valgrind CASES WORK      CASES as replay.c reads them, WORK for what is built
#
# With CC a cross compiler, RUN is the command that runs its programs, e.g. "qemu-aarch64-static -L ROOT". WORK/replay
# stays there for other runs. Exit code 77 with a line that says why: the tool is not there.
set -eu
tool=$1
cases=$2
mkdir -p "$3"
work=$(cd "$3" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
native=$here/../../main/native
cc=${CC:-cc}
command -v "$cc" >/dev/null 2>&1 || { echo "no C compiler"; exit 77; }
arch=$("$cc" -dumpmachine)
arch=${arch%%-*}
case $tool in
  asan)
    # Not optimised: compiling the inlined bodies of the units would take minutes.
    flags="-O0 -g -fsanitize=address,undefined -fno-sanitize-recover=all"
    of_units="-fno-sanitize=undefined"
    echo 'int main(void) { return 0; }' >"$work/probe.c"
    # shellcheck disable=SC2086
    "$cc" $flags -o "$work/probe" "$work/probe.c" 2>/dev/null && ${RUN:-} "$work/probe" 2>/dev/null ||
      { echo "$cc cannot build with AddressSanitizer"; exit 77; } ;;
  tsan)
    flags="-O1 -g -fsanitize=thread"
    of_units=
    echo 'int main(void) { return 0; }' >"$work/probe.c"
    # shellcheck disable=SC2086
    "$cc" $flags -o "$work/probe" "$work/probe.c" 2>/dev/null && ${RUN:-} "$work/probe" 2>/dev/null ||
      { echo "$cc cannot build with ThreadSanitizer, or what it builds cannot run here"; exit 77; } ;;
  valgrind)
    flags="-O2 -g"
    of_units=
    command -v valgrind >/dev/null 2>&1 || { echo "no valgrind"; exit 77; } ;;
esac
: >"$work/units.inc"
objects=
for file in "$native"/*.c "$native/$arch"/*.c "$here/replay.c"; do
  name=$(basename "$file" .c)
  if [ "$name" = jni ]; then continue; fi
  unit=$(sed -n '1s,^/\* flags:\(.*\)\*/$,\1,p' "$file")
  if [ -n "$unit" ]; then echo "UNIT($name)" >>"$work/units.inc"; fi
done
for file in "$native"/*.c "$native/$arch"/*.c "$here/replay.c"; do
  name=$(basename "$file" .c)
  if [ "$name" = jni ]; then continue; fi
  unit=$(sed -n '1s,^/\* flags:\(.*\)\*/$,\1,p' "$file")
  if [ -n "$unit" ]; then unit="$unit $of_units"; fi
  # shellcheck disable=SC2086
  "$cc" -std=gnu11 -pthread -fwrapv -fno-strict-aliasing $flags $unit -I"$native" -I"$work" \
    -c "$file" -o "$work/$name.o"
  objects="$objects $work/$name.o"
done
# shellcheck disable=SC2086
"$cc" $flags -pthread -o "$work/replay" $objects
if [ "$tool" = valgrind ]; then
  valgrind -q --error-exitcode=1 --leak-check=full "$work/replay" "$cases"
else
  # shellcheck disable=SC2086
  ${RUN:-} "$work/replay" "$cases"
fi
