import {BRIDGE, type ContainerRequest} from '../../places/container-request.ts';
import type {ContainerReach, PlacedContainer} from '../../places/place.ts';
import {placedRecords} from '../../places/placed-record.ts';
import type {ProbeTargetName} from '../../probes/subject.ts';
import {lastOutput} from '../../output/last-output.ts';
import {TaskError, type Exit} from '../../vocabulary/failure.ts';
import {exitFailure} from '../../vocabulary/make-failure.ts';
import {downProcesses} from '../host/stop-process.ts';
import type {ImpliedNeed, Kind, SourceOf} from '../kind.ts';
import type {OutputName, Up, UpContext} from '../task-context.ts';
import {afterEndOf} from '../shared/after-end.ts';
import {pullAhead} from '../shared/pull-ahead.ts';
import {removeOrphans} from '../shared/orphans.ts';
import {portOutputNames, portOutputs} from '../shared/port-outputs.ts';
import {containerChannelKind} from './channel.ts';
import {requestOf} from './inputs.ts';
import {withSiblings} from './pod-siblings.ts';
import {knownPorts} from './port-mistakes.ts';
import {runPostStart} from './post-start.ts';
import {runPreStop} from './pre-stop.ts';
import {runToEnd} from './run-to-end.ts';
import {attachmentsOf, containerGraceMs, linksOf, resolveContainer, type ContainerSpec} from './spec.ts';
import {containerMistakes} from './validate.ts';

const PROBE_TARGETS: readonly ProbeTargetName[] = ['endpoint', 'baseUrl', 'output', 'health', 'channel'];

/** A container, created for this run. */
export const container: Kind<'container', ContainerSpec> = {
  name: 'container',
  lifetime: ({container: {ends = false}}) => (ends ? 'oneshot' : 'service'),
  keepsRunAlive: ({container: {ends = false}}) => !ends,
  // Kept until the end of the run, so that files can be copied out of it.
  leavesResources: ({container: {ends = false}}) => ends,
  graceMs: ({container: source}) => containerGraceMs(source),
  afterEnd: ({container: source}) => afterEndOf(source),
  probeTargets: PROBE_TARGETS,
  probeTargetsOf: ({container: {ends = false}}) => (ends ? ['output'] : PROBE_TARGETS),
  outputs: outputsOf,
  impliedNeeds: ({container: source}) => [
    ...attachmentsOf(source).flatMap(({network}): readonly ImpliedNeed[] =>
      network === BRIDGE ? [] : [{key: 'networks', task: network, outputs: ['name']}],
    ),
    ...linksOf(source).map(({task}): ImpliedNeed => ({key: 'links', task, outputs: ['name']})),
  ],
  validate: containerMistakes,
  channel: containerChannelKind,
  summary: ({container: {image, pod}}, values) =>
    `run a container of ${values.text(image)}${pod === undefined ? '' : ` in pod ${pod}`}`,
  ahead: ({container: {image, pull, platform}}, {text}) =>
    pull === 'never' ? undefined : pullAhead(text(image), platform && text(platform)),
  resolve: resolveContainer,
  async up(spec, context) {
    if (spec.ends) return await runToEnd(spec, context);
    const request = await withSiblings(await requestOf(spec, context), context);
    const place = await context.place();
    const placed = await place.createContainer(request, context);
    await placed.start();
    await runPostStart(spec.postStart, placed.channel, context);
    const ended = placed.ended();
    return {...(await describe(placed, request, ended, context)), ended};
  },
  async down(made, context) {
    const removed = context.services.places.remove(placedRecords(made), {
      ...context,
      async beforeStop(record, channel, signal) {
        if ('preStop' in record) await runPreStop(record.preStop, {channel, signal}, context);
      },
    });
    return (await Promise.all([removed, downProcesses(made, context)])).flat();
  },
  removeOrphans: removeOrphans,
};

function outputsOf({container: source}: SourceOf<'container'>): readonly OutputName[] {
  if (source.ends === true) return ['id', 'name', 'stdout', ...(source.outputs ?? [])];
  return [...['id', 'name', 'ip'], ...portOutputNames(knownPorts(source))];
}

/** @throws TaskError `exited` if the container ended before it had an address */
async function describe(
  placed: PlacedContainer,
  request: ContainerRequest,
  ended: Promise<Exit>,
  context: UpContext,
): Promise<Pick<Up, 'outputs' | 'subject'>> {
  const reach = await placed.reach();
  if (!reach) throw await exitedEarly(ended, context);
  const {id, name, health, channel} = placed;
  return {
    outputs: {id, name, ip: reach.ip, ...portOutputs(reach.published)},
    subject: {
      endpoint: port => reach.endpoint(port),
      ...baseUrlOf(reach, request),
      output: context.output.lines,
      health,
      channel,
    },
  };
}

/** The base URL for probe URLs without a host, for a container that publishes one port. */
function baseUrlOf(reach: ContainerReach, {ports: [only, ...more]}: ContainerRequest) {
  return only && more.length === 0 ? {baseUrl: reach.endpoint(only.port)} : {};
}

async function exitedEarly(ended: Promise<Exit>, {task, output}: UpContext): Promise<TaskError> {
  const exit = await ended;
  return new TaskError(exitFailure({task, exit, ...lastOutput(output)}));
}
