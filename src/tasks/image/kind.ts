import type {ImageRequest} from '../../places/image-request.ts';
import type {BuiltImage, PulledImage} from '../../schema/tasks/image.ts';
import type {Kind} from '../kind.ts';
import {pullAhead} from '../shared/pull-ahead.ts';
import {downProcesses} from '../host/stop-process.ts';
import {loadImage} from './load.ts';

/** Builds or pulls an image. It is kept after the run, so there is nothing to stop. */
export const image: Kind<'image', ImageRequest> = {
  name: 'image',
  lifetime: () => 'oneshot',
  keepsRunAlive: () => false,
  files: ({image: source}) => ({cwd: '.', sources: isBuilt(source) ? contextOf(source) : [], generates: []}),
  probeTargets: ['output'],
  outputs: () => ['id', 'ref'],
  impliedNeeds: () => [],
  validate: ({image: source}) =>
    isBuilt(source) && source.dockerfile !== undefined && source.dockerfile_inline !== undefined
      ? [
          {
            key: ['image', 'dockerfile_inline'],
            message: '`dockerfile_inline` and `dockerfile` exclude each other; remove one of them',
          },
        ]
      : [],
  summary: ({image: source}, values) =>
    isBuilt(source)
      ? `build an image from ${values.text(source.build)}`
      : `pull image ${values.text(source.pull)}`,
  // A build waits for its needs, because it may read their files.
  ahead: ({image: source}, {text}) =>
    isBuilt(source) ? undefined : pullAhead(text(source.pull), source.platform && text(source.platform)),
  resolve({image: source}, {text}) {
    const platform = source.platform === undefined ? {} : {platform: text(source.platform)};
    if (!isBuilt(source)) return {pull: text(source.pull), when: source.when ?? 'missing', ...platform};
    const {build, dockerfile = 'Dockerfile', dockerfile_inline: inline, args = {}, target, tag} = source;
    return {
      build: text(build),
      dockerfile: inline === undefined ? {path: text(dockerfile)} : {text: text(inline)},
      args: Object.fromEntries(Object.entries(args).map(([name, value]) => [name, text(String(value))])),
      ...(target !== undefined && {target: text(target)}),
      ...(tag !== undefined && {tag: text(tag)}),
      ...platform,
    };
  },
  async up(spec, context) {
    const {output} = context;
    const place = await context.place();
    try {
      const {id, ref, unchanged, load} = await place.provideImage(spec, context);
      if (load !== undefined) await loadImage(load, ref, context);
      return {
        outputs: {id, ref},
        subject: {output: output.lines},
        ...(unchanged !== undefined && {unchanged}),
      };
    } finally {
      await output.end();
    }
  },
  down: downProcesses,
};

/** The globs of the build context. Files excluded by .dockerignore match too, but changes of these files do not cause a build. */
function contextOf({build, dockerfile = 'Dockerfile'}: BuiltImage): readonly string[] {
  return dockerfile.startsWith('..') ? [build, `${build}/${dockerfile}`] : [build];
}

function isBuilt(source: BuiltImage | PulledImage): source is BuiltImage {
  return 'build' in source;
}
