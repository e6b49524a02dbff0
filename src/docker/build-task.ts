import {createHash} from 'node:crypto';
import {posix, relative, resolve} from 'node:path';
import {dockerfileText, readBuildContext, type BuildContext} from './build-context.ts';
import type {Engine} from './docker.ts';
import {basesOf} from './dockerfile-bases.ts';
import {engineReason} from './engine-problem.ts';
import {findImage} from './find-image.ts';
import {nameImage} from './image-name.ts';
import {hostProblem} from '../channels/host-problem.ts';
import {ifExists} from '../processes/expected-error.ts';
import {TaskError} from '../vocabulary/failure.ts';
import {toolFailure} from '../vocabulary/make-failure.ts';
import {buildOnce} from '../freshness/artifact.ts';
import type {Work} from '../freshness/fingerprint.ts';
import {runBuilder} from './run-builder.ts';
import {lastOutput} from '../output/last-output.ts';
import type {BuildRequest} from '../places/image-request.ts';
import type {PlaceContext} from '../places/place-context.ts';
import type {TaggedRequest} from './tagged-request.ts';

/**
 * Builds an image, unless the engine already has it and nothing has changed. Concurrent runs that need it build it only
 * once.
 * @throws TaskError `docker`, with the last lines of the failed step; other engine errors are passed on unchanged
 */
export async function buildTask(
  engine: Engine,
  spec: BuildRequest,
  context: PlaceContext,
): Promise<{readonly id: string; readonly unchanged?: string}> {
  const {signal, services} = context;
  const own = ownTag(context);
  const tag = spec.tag ?? own;
  const tagged: TaggedRequest = {...spec, tag, ownTag: own};
  const folder = resolve(context.file.dir, spec.build);
  const seen = await readBuildContext(folder, spec.dockerfile, signal).catch((error: unknown) => {
    throw hostProblem(error, folder) ?? error;
  });
  const named: NamedImage = {id: undefined};
  const work = workOf(engine, tagged, {seen, named}, context);
  const {outputs, unchanged} = await buildOnce(work, services.artifacts, context, async because => {
    if (engine.loginProblem !== undefined) context.warn(engine.loginProblem);
    context.report(`building: ${because}`);
    // Another launch may have been building for a long time, so the files are listed again.
    const now = await readBuildContext(folder, spec.dockerfile, signal);
    return {id: await build(engine, tagged, now, context)};
  });
  const {id = ''} = outputs;
  // Another launch may have moved the tag to another image.
  if (unchanged !== undefined && named.id !== id) await nameImage(engine, id, tag);
  return {id, ...(unchanged !== undefined && {unchanged})};
}

/** The image that had the tag when the last success was checked. */
interface NamedImage {
  id: string | undefined;
}

async function build(
  engine: Engine,
  spec: TaggedRequest,
  seen: BuildContext,
  {task, signal, output, report}: PlaceContext,
): Promise<string> {
  const onOutput = (text: string): void => void output.write('stdout', Buffer.from(text));
  try {
    return await runBuilder(engine, spec, seen, {signal, onOutput, onStep: report});
  } catch (error) {
    if (signal.aborted) throw error;
    await output.end();
    const facts = {task, doing: `build \`${spec.build}\``, why: engineReason(error), ...lastOutput(output)};
    throw new TaskError(toolFailure('docker', facts));
  }
}

/** The inputs that determine the image. An image that has been removed is built again. */
function workOf(
  engine: Engine,
  spec: TaggedRequest,
  {seen, named}: {readonly seen: BuildContext; readonly named: NamedImage},
  {task, file, signal}: PlaceContext,
): Work {
  const {dockerfile, tag, target = '', platform = '', args} = spec;
  const source = 'path' in dockerfile ? dockerfile.path : dockerfile.text;
  const shape = JSON.stringify([seen.folders, seen.links]);
  return {
    ...{task, file: file.path, cwd: seen.folder, shell: '', env: args},
    ...{
      outputs: [],
      sources: [],
      generates: [],
      files: [
        ...new Set([
          ...seen.files,
          ...('path' in seen.dockerfile ? [relative(seen.folder, seen.dockerfile.path)] : []),
        ]),
      ],
    },
    command: {form: 'argv', argv: ['docker build', source, tag, target, platform, shape]},
    bases: async () => await basesNow(engine, seen.dockerfile, args, signal),
    // If the tag was removed, the image is built again, even if it has another name.
    async staleReason({id = ''}) {
      const [built, tagged] = await Promise.all([id, tag].map(ref => findImage(engine, ref, signal)));
      named.id = tagged?.Id;
      return built && tagged ? undefined : `image ${tag} is gone`;
    },
  };
}

/** The ids of a build's base images by name, for those that the engine has. */
async function basesNow(
  engine: Engine,
  dockerfile: BuildRequest['dockerfile'],
  args: BuildRequest['args'],
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const names = basesOf((await ifExists(dockerfileText(dockerfile))) ?? '', args);
  const found = await Promise.all(
    names.map(async name => [name, (await findImage(engine, name, signal))?.Id] as const),
  );
  return Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** A tag unique to this task and launch file. Repository names must be lower case. */
function ownTag({run, task, file}: PlaceContext): string {
  const place = createHash('sha256').update(posix.normalize(file.path)).digest('hex').slice(0, 8);
  const name = `${run.name}-${task}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `bottle-${name}:${place}`;
}
