import type {Machine} from '../../schema/tasks/machine.ts';
import {rangeOf} from '../../smolvm/confinement.ts';
import {hasExpression} from '../../values/template.ts';
import {parseMount} from '../shared/mounts.ts';
import {withHoles} from '../container/port-mistakes.ts';
import {bytesOf} from '../../values/quantities.ts';
import type {SourceOf} from '../kind.ts';
import {parseMachinePort} from './ports.ts';

interface Mistake {
  readonly key: readonly string[];
  readonly message: string;
}

/** Checks a `machine` task for problems that the schema cannot express. */
export function machineMistakes({machine, ready}: SourceOf<'machine'>): readonly Mistake[] {
  return [
    ...originMistakes(machine),
    ...networkMistakes(machine),
    ...memoryMistakes(machine),
    ...portMistakes(machine),
    ...volumeMistakes(machine),
    ...probeMistakes(machine, ready),
  ];
}

/** The published guest ports that are known from the file. */
export function knownMachinePorts({ports = []}: Machine): readonly number[] {
  const read = ports.map(port => parseMachinePort(withHoles(port)));
  return read.flatMap(port => (typeof port === 'string' || Number.isNaN(port.guest) ? [] : [port.guest]));
}

function originMistakes({image, from, smolfile, command, stop_on_exit}: Machine): readonly Mistake[] {
  if (from !== undefined && (image ?? smolfile) !== undefined) {
    const other = image === undefined ? 'smolfile' : 'image';
    return [at([other], `\`from\` and \`${other}\` exclude each other; remove one of them`)];
  }
  const isBare = image === undefined && from === undefined && smolfile === undefined;
  if (!isBare) return [];
  const message =
    'a bare machine is up only after its `command` has ended; use an `exec` task or set an `image`';
  if (command) return [at(['command'], message)];
  return stop_on_exit === true
    ? [at(['stop_on_exit'], 'a bare machine has no command that could end; set an `image`')]
    : [];
}

function networkMistakes({
  net,
  allow_cidrs = [],
  allow_hosts = [],
  deny_cidrs = [],
}: Machine): readonly Mistake[] {
  const lists = {allow_cidrs, allow_hosts, deny_cidrs};
  const [list] = Object.entries(lists).find(([, entries]) => entries.length > 0) ?? [];
  const wrong = [
    ...rangeMistakes('allow_cidrs', allow_cidrs),
    ...rangeMistakes('deny_cidrs', deny_cidrs),
    ...allow_hosts.flatMap((host, index) =>
      /[:/]/.test(host) && !hasExpression(host)
        ? [at(['allow_hosts', String(index)], `expected a host name, found \`${host}\``)]
        : [],
    ),
  ];
  if (net === false && list !== undefined)
    return [...wrong, at(['net'], `\`${list}\` needs a network; remove \`net\``)];
  return wrong;
}

function rangeMistakes(list: string, ranges: readonly string[]): readonly Mistake[] {
  return ranges.flatMap((range, index) =>
    hasExpression(range) || rangeOf(range)
      ? []
      : [
          at(
            [list, String(index)],
            `expected an address or a range such as 172.30.0.0/24, found \`${range}\``,
          ),
        ],
  );
}

/** The minimum that smolvm accepts. */
const LEAST_MEMORY = 64 * 1024 ** 2;

function memoryMistakes({memory}: Machine): readonly Mistake[] {
  if (memory === undefined || hasExpression(memory) || bytesOf(memory) >= LEAST_MEMORY) return [];
  return [at(['memory'], `a machine needs at least \`64m\`, found \`${memory}\``)];
}

function portMistakes({ports = []}: Machine): readonly Mistake[] {
  const read = ports.map(port => parseMachinePort(withHoles(port)));
  return read.flatMap((port, index) => {
    if (typeof port === 'string') return [at(['ports', String(index)], port)];
    const isTwice = read.findIndex(other => typeof other !== 'string' && other.host === port.host) < index;
    return isTwice && !Number.isNaN(port.host)
      ? [at(['ports', String(index)], `another entry of \`ports\` already uses host port ${port.host}`)]
      : [];
  });
}

function volumeMistakes({volumes = []}: Machine): readonly Mistake[] {
  return volumes.flatMap((volume, index) => {
    if (hasExpression(volume)) return [];
    const read = parseMount(volume, '/', true);
    return typeof read === 'string' ? [at(['volumes', String(index)], read)] : [];
  });
}

/** Finds probes of unpublished ports, which are not reachable. */
function probeMistakes(machine: Machine, ready: SourceOf<'machine'>['ready'] = []): readonly Mistake[] {
  const {ports = []} = machine;
  if (ports.some(hasExpression)) return [];
  const published = knownMachinePorts(machine);
  const isList = Array.isArray(ready);
  return [ready].flat().flatMap((probe, index) => {
    if (!('port' in probe) || !/^\d+$/.test(String(probe.port)) || published.includes(Number(probe.port)))
      return [];
    const message = `port ${probe.port} of the machine is not published; add it to \`ports\``;
    return [{key: ['ready', ...(isList ? [String(index)] : []), 'port'], message}];
  });
}

function at(path: readonly string[], message: string): Mistake {
  return {key: ['machine', ...path], message};
}
