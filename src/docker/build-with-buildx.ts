import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {lineSplitter} from '../output/line-splitter.ts';
import type {Dockerfile} from '../places/image-request.ts';
import {loadExeca} from '../processes/start-child.ts';
import {asError} from '../vocabulary/caught-error.ts';
import {kept} from '../vocabulary/kept.ts';
import type {BuildListener} from './build-image.ts';
import type {Engine} from './docker.ts';

/** Options of `docker buildx build`. */
export interface BuildxRequest {
  /** The build context, as an absolute path. */
  readonly folder: string;
  /** Its path is absolute. */
  readonly dockerfile: Dockerfile;
  readonly args: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly tag: string;
  /** A second tag. Default: none. */
  readonly ownTag?: string;
  readonly platform?: string;
}

/** Whether `docker buildx` is installed. Cached per engine, since each check starts three programs. */
export const hasBuildx = kept(async ({env}: Engine): Promise<boolean> => {
  const execa = await loadExeca();
  const {exitCode} = await execa('docker', ['buildx', 'version'], {
    ...{env, extendEnv: false, reject: false, stdio: 'ignore'},
  });
  return exitCode === 0;
});

/**
 * Builds an image with BuildKit and returns its id. The command finds the engine and the logins on its own, in the same
 * places as bottle. Rejects with its error line, or with the signal's reason soon after the signal fires.
 */
export async function buildWithBuildx(
  engine: Engine,
  request: BuildxRequest,
  {signal, onOutput, onStep}: BuildListener,
): Promise<string> {
  const execa = await loadExeca();
  const scratch = await mkdtemp(join(tmpdir(), 'bottle-build-'));
  const idFile = join(scratch, 'id');
  try {
    const dockerfile = await fileOf(request.dockerfile, scratch);
    const call = execa('docker', buildxArguments({...request, dockerfile}, idFile, engine), {
      ...{env: {...request.args, ...engine.env}, extendEnv: false, reject: false, buffer: false},
      ...{stdin: 'ignore', all: true, cancelSignal: signal},
    });
    let error = '';
    const splitter = lineSplitter();
    for await (const chunk of call.all as AsyncIterable<Uint8Array>) {
      for (const line of splitter.push(chunk)) {
        const [, number, step] = /^#\d+ \[(?:\S+ )?(\d+\/\d+)\] (.*)/.exec(line) ?? [];
        if (number !== undefined && step !== undefined) onStep(`step ${number}: ${step}`);
        error = /^ERROR: (.*)/.exec(line)?.[1] ?? error;
        onOutput(`${line}\n`);
      }
    }
    const {exitCode, cause} = await call;
    signal.throwIfAborted();
    if (exitCode === 0) return (await readFile(idFile, 'utf8')).trim();
    if (exitCode === undefined && cause !== undefined) throw asError(cause);
    throw new Error(error === '' ? `docker buildx exited with code ${exitCode ?? 'unknown'}` : error);
  } finally {
    await rm(scratch, {recursive: true, force: true});
  }
}

/** Writes an inline Dockerfile to a file, in a folder without an ignore file. */
async function fileOf(dockerfile: Dockerfile, scratch: string): Promise<string> {
  if ('path' in dockerfile) return dockerfile.path;
  const path = join(scratch, 'Dockerfile');
  await writeFile(path, dockerfile.text);
  return path;
}

/**
 * Build arguments are passed by name, with their values in the environment, since `ps` shows arguments to all users. A
 * value goes into the arguments only if the environment already has a variable with that name.
 */
function buildxArguments(
  request: Omit<BuildxRequest, 'dockerfile'> & {readonly dockerfile: string},
  idFile: string,
  {env}: Engine,
): string[] {
  const {folder, dockerfile, args, target, tag, ownTag, platform} = request;
  return [
    ...[
      'buildx',
      'build',
      '--progress',
      'plain',
      '--load',
      '--iidfile',
      idFile,
      '--tag',
      tag,
      '--file',
      dockerfile,
    ],
    ...(ownTag === undefined ? [] : ['--tag', ownTag]),
    ...(target === undefined ? [] : ['--target', target]),
    ...(platform === undefined ? [] : ['--platform', platform]),
    ...Object.entries(args).flatMap(([name, value]) => [
      '--build-arg',
      env[name] === undefined ? name : `${name}=${value}`,
    ]),
    folder,
  ];
}
