import {dockerError} from '../../docker/engine-problem.ts';
import type {BuiltImage, PulledImage} from '../../schema/tasks/image.ts';
import {buildTask} from './build.ts';
import {type BuildSpec} from './spec.ts';
import {pullTask, type PullSpec} from './pull.ts';
import {imageAhead} from '../shared/image-ahead.ts';
import type {Kind} from '../kind.ts';

/** An `image` task with its references resolved. */
export type ImageSpec = BuildSpec | PullSpec;

/** Builds or pulls an image. It is kept after the run, so there is nothing to stop. */
export const image: Kind<'image', ImageSpec> = {
  name: 'image',
  lifetime: () => 'oneshot',
  keepsRunAlive: () => false,
  files: ({image: source}) => ({cwd: '.', sources: isBuilt(source) ? contextOf(source) : [], generates: []}),
  probeTargets: ['output'],
  outputs: () => ['id', 'ref'],
  impliedNeeds: () => [],
  validate: () => [],
  summary: ({image: source}, values) =>
    isBuilt(source)
      ? `build an image from ${values.text(source.build)}`
      : `pull image ${values.text(source.pull)}`,
  // A build may read what its needs write: it waits for them.
  ahead: ({image: source}, {text}) =>
    isBuilt(source) ? undefined : imageAhead(text(source.pull), source.platform && text(source.platform)),
  resolve({image: source}, {text}) {
    const platform = source.platform === undefined ? {} : {platform: text(source.platform)};
    if (!isBuilt(source)) return {pull: text(source.pull), when: source.when ?? 'missing', ...platform};
    const {build, dockerfile = 'Dockerfile', args = {}, target, tag} = source;
    return {
      build: text(build),
      dockerfile: text(dockerfile),
      args: Object.fromEntries(Object.entries(args).map(([name, value]) => [name, text(String(value))])),
      ...(target !== undefined && {target: text(target)}),
      ...(tag !== undefined && {tag: text(tag)}),
      ...platform,
    };
  },
  async up(spec, context) {
    const {task, signal, output} = context;
    const engine = await context.services.docker.engine(task);
    signal.throwIfAborted();
    try {
      const {id, unchanged} = await ('build' in spec
        ? buildTask(engine, spec, context)
        : pullTask(engine, spec, context));
      return {
        // A name may be given to another image at any moment, by another launch of the same file for one.
        outputs: {id, ref: id},
        subject: {output: output.lines},
        ...(unchanged !== undefined && {unchanged}),
      };
    } catch (error) {
      const doing = 'build' in spec ? `build \`${spec.build}\`` : `pull \`${spec.pull}\``;
      throw dockerError(error, {task, doing, signal});
    } finally {
      await output.end();
    }
  },
  down: async () => [],
};

/** Includes files that .dockerignore excludes; a change of these is filtered out before a build. */
function contextOf({build, dockerfile = 'Dockerfile'}: BuiltImage): readonly string[] {
  return dockerfile.startsWith('..') ? [build, `${build}/${dockerfile}`] : [build];
}

function isBuilt(source: BuiltImage | PulledImage): source is BuiltImage {
  return 'build' in source;
}
