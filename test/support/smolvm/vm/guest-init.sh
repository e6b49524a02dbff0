#!/bin/sh
# The first process of a guest with its own kernel: runs commands from the second serial line, any number at the same time.
#   run ID SCRIPT INPUT    both in base64, INPUT with an additional newline
#   kill ID
# It answers `up` once, and `end ID CODE OUT ERR` for each command, with OUT and ERR in base64 and an additional newline in each.
# Busybox's `read` loses the beginning of a line if a child ends meanwhile. Then it answers `again`, and the lines of all unfinished
# commands are sent again. Known ones are ignored.
mount -t devtmpfs dev /dev
mount -t proc proc /proc
mount -t tmpfs -o mode=1777 tmp /tmp
mount -t tmpfs run /run
stty -F /dev/ttyS1 raw -echo

run() {
  echo "$2" | base64 -d >"/run/$1.sh"
  echo "$3" | base64 -d >"/run/$1.whole"
  head -c -1 "/run/$1.whole" >"/run/$1.in"
  setsid sh "/run/$1.sh" <"/run/$1.in" >"/run/$1.out" 2>"/run/$1.err" &
  echo $! >"/run/$1.pid"
  [ ! -e "/run/$1.kill" ] || end "$1"
  wait $!
  code=$?
  for name in out err; do echo >>"/run/$1.$name"; done
  answer "end $1 $code $(base64 -w 0 "/run/$1.out") $(base64 -w 0 "/run/$1.err")"
}

# The group exists only after `setsid` has run.
end() {
  pid=$(cat "/run/$1.pid")
  until kill -KILL -"$pid" 2>/dev/null || ! kill -0 "$pid" 2>/dev/null; do sleep 0.01; done
}

# One answer at a time, because a long line needs several writes.
answer() {
  until mkdir /run/answering 2>/dev/null; do sleep 0.01; done
  echo "$1"
  rmdir /run/answering
}

exec </dev/ttyS1 >/dev/ttyS1
echo up
while read -r word id script input; do
  case $word in
    run)
      [ -e "/run/$id.known" ] || {
        : >"/run/$id.known"
        run "$id" "$script" "$input" &
      }
      ;;
    kill)
      : >"/run/$id.kill"
      [ ! -e "/run/$id.pid" ] || end "$id" &
      ;;
    *) answer again & ;;
  esac
done
