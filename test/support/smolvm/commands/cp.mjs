import {createReadStream, createWriteStream, rmSync, statSync} from 'node:fs';
import {resolve as resolvePath} from 'node:path';
import {ask, expectAnswer} from '../agent.mjs';
import {decode, encode, send} from '../frames.mjs';
import {Failure} from '../problems.mjs';

/** Copies one file into or out of a machine. The position of the first colon determines the direction. */
export async function perform(call) {
  const [source, target] = call.words;
  const isDownload = source.includes(':');
  const [, name, path] = /^([^:]*):(\/.*)$/.exec(isDownload ? source : target) ?? [];
  if (!name) throw new Failure('config operation failed: cp: exactly one side is MACHINE:/absolute/path');
  const row = call.store.get(name);
  const dir = call.places.machine(name);
  await expectAnswer(call, row);
  call.complain(`${isDownload ? 'Downloading' : 'Uploading'} ${source} -> ${target}`);
  const here = path => resolvePath(call.caller.cwd, path);
  await (isDownload
    ? download(call, {dir, path, target: here(target)})
    : upload(call, {dir, source, file: here(source), path}));
  return 0;
}

/** Writes the file atomically. */
const putting = `
set -e
[ ! -d "$1" ] || { echo "$1: Is a directory (os error 21)" >&2; exit 1; }
mkdir -p "$(dirname "$1")"
part="$1.$$.part"
trap 'rm -f "$part"' EXIT
cat >"$part"
chmod "$2" "$part"
[ "$3" = : ] || chown "$3" "$part"
mv "$part" "$1"`;

async function upload(call, {dir, source, file, path}) {
  const {mode = '644', uid = '', gid = ''} = call;
  const status = statSync(file, {throwIfNoEntry: false});
  if (!status) throw new Failure(`io operation failed: ${source}: No such file or directory (os error 2)`);
  if (!status.isFile()) throw new Failure(`io operation failed: ${source} is not a regular file`);
  const argv = ['/bin/sh', '-c', putting, 'sh', path, mode, `${uid}:${gid}`];
  await transfer(call, {dir, argv, words: ['cp', path]}, {onOpen: socket => sendFile(socket, file)});
}

function sendFile(socket, source) {
  const bytes = createReadStream(source);
  bytes.on('data', chunk => send(socket, {in: encode(chunk)}));
  bytes.on('end', () => send(socket, {in: null}));
}

/** Leaves no file if the guest refuses, and a partial file after a lost connection. */
async function download(call, {dir, path, target}) {
  const file = createWriteStream(target);
  try {
    await transfer(
      call,
      {dir, argv: ['/bin/cat', path], words: ['cp', path]},
      {onOut: bytes => file.write(bytes)},
    );
  } catch (error) {
    if (error.isRefusal) rmSync(target, {force: true});
    throw error;
  } finally {
    await new Promise(resolve => file.end(resolve));
  }
}

async function transfer(call, {dir, argv, words}, {onOpen, onOut}) {
  let why = '';
  const onFrame = ({out, err}) => {
    if (out) onOut?.(decode(out));
    if (err) why += decode(err).toString();
  };
  const request = {op: 'file', argv, words, hasStdin: Boolean(onOpen)};
  const {code} = await ask(call, dir, request, {onFrame, onOpen});
  if (code !== 0)
    throw Object.assign(new Failure(`agent operation failed: file: ${why.trim()}`), {isRefusal: true});
}
