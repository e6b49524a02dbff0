#!/usr/bin/env bash
# Builds programs of Kubernetes and CoreDNS into the user's cache for the tests. Existing ones are kept:
#   test/support/kubernetes/build.sh kube-apiserver                    # for tests of an API server without nodes
#   test/support/kubernetes/build.sh                                   # all, for a cluster of two nodes
# Without a cache on two cores, the first takes a quarter of an hour or more, and all of them take most of an hour.
# An interrupted build continues later, because compiled packages are in Go's own cache.
set -euo pipefail
cd "$(dirname "$0")"
version=$(sed -n 's/^require k8s.io\/kubernetes //p' binaries/go.mod)
folder=${XDG_CACHE_HOME:-$HOME/.cache}/bottle-tests/kubernetes/$version
mkdir -p "$folder"
IFS=. read -r major minor _ <<<"${version#v}"

# The only definition of the version that the programs report.
stamp=k8s.io/component-base/version
flags="-s -w -X $stamp.gitVersion=$version -X $stamp.gitMajor=$major -X $stamp.gitMinor=$minor"

build() {
  CGO_ENABLED=0 go build -trimpath -ldflags "$flags" -o "$folder/.$1.$$" "$2"
  # A program gets its name only when it is complete.
  mv "$folder/.$1.$$" "$folder/$1"
}

programs=("$@")
[ "$#" -gt 0 ] || programs=(kube-apiserver kubectl kubelet kube-controller-manager kube-scheduler coredns)

# Also runs when a time limit expires.
finish() {
  rm -f "$folder"/.*."$$"
  for program in "${programs[@]}"; do
    [ -x "$folder/$program" ] || echo "not built: $program" >&2
  done
}
trap finish EXIT

for program in "${programs[@]}"; do
  [ ! -x "$folder/$program" ] || continue
  started=$SECONDS
  if [ "$program" = coredns ]; then
    (cd coredns && build coredns .)
  else
    (cd binaries && build "$program" "k8s.io/kubernetes/cmd/$program")
  fi
  echo "built $program in $((SECONDS - started)) s"
done
