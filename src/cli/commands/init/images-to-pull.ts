import {createDocker} from '../../../docker/engine.ts';
import {findImage} from '../../../docker/find-image.ts';
import type {DraftedTask} from '../../../init/drafted.ts';
import {homeDirectory} from '../../../processes/home-directory.ts';
import {raceAbort} from '../../../processes/race-abort.ts';
import {systemClock} from '../../../processes/system-clock.ts';
import {values} from '../../../values/resolve.ts';
import {taskName} from '../../../vocabulary/ids.ts';

/** Time limit for the engine. It is short, since the draft is already written. */
const PATIENCE_MS = 2000;

/**
 * The images that a run of the drafted tasks would have to pull; `undefined` if no engine responds in time.
 * @param env all variables that references may use
 */
export async function imagesToPull(
  tasks: readonly DraftedTask[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[] | undefined> {
  const images = imagesOf(tasks, env);
  if (images.length === 0) return [];
  const docker = createDocker({
    ...{env, home: homeDirectory(env) ?? '/'},
    ...{platform: process.platform, clock: systemClock},
  });
  const deadline = systemClock.deadline(PATIENCE_MS);
  try {
    const engine = await raceAbort(docker.engine(taskName('init')), deadline.signal);
    const found = await Promise.all(
      images.map(async image => await findImage(engine, image, deadline.signal)),
    );
    return images.filter((_, at) => found[at] === undefined);
  } catch {
    return undefined;
  } finally {
    deadline.cancel();
    docker.close();
  }
}

/** The images of containers, except images that tasks build. */
function imagesOf(
  tasks: readonly DraftedTask[],
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const {text} = values({
    lookup: ([root, ...name]) => (root === 'env' ? (env[name.join('.')] ?? '') : undefined),
    isSet: ([, ...name]) => env[name.join('.')] !== undefined,
  });
  const images = tasks.flatMap(({source}) =>
    'container' in source && !source.container.image.includes('${{ tasks.')
      ? [text(source.container.image)]
      : [],
  );
  return [...new Set(images)];
}
