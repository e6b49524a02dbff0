import {hostPaths, type HostPath} from '../host-paths.ts';
import type {LintRule} from '../rule.ts';

/** A file that every user of the machine can read is not secret. */
export const worldReadableSecret: LintRule = {
  name: 'world-readable-secret',
  about: 'a secret or private key in a file that every user of this machine can read',
  bad: `
secrets:
  TOKEN: {file: ./open-token.txt}
tasks:
  deploy: {run: ./deploy.sh, env: {TOKEN: "\${{ secrets.TOKEN }}"}}
`,
  good: `
secrets:
  TOKEN: {file: ./token.txt} # after chmod 600 token.txt
tasks:
  deploy: {run: ./deploy.sh, env: {TOKEN: "\${{ secrets.TOKEN }}"}}
`,
  find({launch, parsed, disk}) {
    return hostPaths(launch)
      .filter(path => isSecret(path) && isOpen(disk.look(path.path)))
      .map(({keys, raw}) => ({
        message: `every user of this machine can read \`${raw}\`; restrict it with \`chmod 600 ${raw}\``,
        place: parsed.placeOfSlice(keys, {start: 0, end: raw.length}),
      }));
  },
};

function isOpen(entry: {readonly isFolder: boolean; readonly isOpenToAll: boolean} | undefined): boolean {
  return entry !== undefined && !entry.isFolder && entry.isOpenToAll;
}

/** Recognizes private keys by the names that ssh-keygen and most other tools use. */
function isSecret({task, path, envFile}: HostPath): boolean {
  return (
    (task === undefined && !envFile) ||
    /(?:^|\/)(?:id_(?:rsa|dsa|ecdsa|ed25519)|[^/]*\.key|[^/]*-key\.pem)$/.test(path)
  );
}
