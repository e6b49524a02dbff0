/** A script that fills `$root` for an image with the machine's static busybox and a link for each of its programs. */
export const FILL_ROOT = `
  mkdir -p "$root/bin" "$root/tmp" "$root/etc" "$root/root"; chmod 1777 "$root/tmp"
  cp "$(command -v busybox)" "$root/bin/busybox"
  "$root/bin/busybox" --install -s "$root/bin"
  (cd "$root/bin"; for link in *; do [ "$link" = busybox ] || ln -sf busybox "$link"; done)
  echo 'root:x:0:0:root:/root:/bin/sh' > "$root/etc/passwd"
  echo 'guest:x:1000:1000:guest:/tmp:/bin/sh' >> "$root/etc/passwd"
  echo 'root:x:0:' > "$root/etc/group"; echo 'guest:x:1000:' >> "$root/etc/group"`;
