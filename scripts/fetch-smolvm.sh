#!/usr/bin/env bash
# Fetches the real smolvm of each tested version into FOLDER/<version>/smolvm, from the Python package that ships it:
#   scripts/fetch-smolvm.sh FOLDER && SMOLVM_VERSIONS_DIR=FOLDER npx vitest run test/smolvm
set -euo pipefail
folder=${1:?usage: fetch-smolvm.sh FOLDER}
versions=$(dirname "$0")/../test/support/smolvm-versions.txt

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
while read -r version; do
  [ ! -x "$folder/$version/smolvm" ] || continue
  python3 -m pip download --quiet --no-deps --only-binary=:all: --dest "$work" "smolmachines==$version"
  python3 -m zipfile -e "$work/smolmachines-$version-"*.whl "$work/$version"
  rm "$work/smolmachines-$version-"*.whl
  # Only the command. Without the guest's files next to it, a start fails early, and in the same way on every machine.
  install -D "$work/$version/smol/smol-vmm" "$folder/$version/smolvm"
  rm -rf "${work:?}/$version"
done <"$versions"
