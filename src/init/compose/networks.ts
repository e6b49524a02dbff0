import type {Network} from '../../schema/tasks/network.ts';
import type {DraftedTask} from '../drafted.ts';
import {mapOf, type PlainMap} from '../plain-map.ts';
import type {TaskNames} from '../task-names.ts';
import {DEFAULT_NETWORK} from './network-keys.ts';
import {section, type SectionFacts, type Section} from './section.ts';
import {flag, pairs, text, withoutGaps} from './values.ts';

/** The used networks of a Compose file, as tasks by their names there. */
export function networkTasks(
  declared: PlainMap,
  used: readonly string[],
  {names, env}: {readonly names: TaskNames; readonly env: SectionFacts['env']},
): ReadonlyMap<string, DraftedTask & {readonly leftOut: readonly string[]}> {
  return new Map(
    used.map(name => {
      const leftOut: string[] = [];
      const facts = {schema: 'network', label: '', env};
      const source = section(mapOf(declared[name]), {
        ...facts,
        leaveOut: (what, meaning) => leftOut.push(`${what}: ${meaning}`),
      });
      const network = networkOf(source);
      source.finish();
      const task = names.give(name === DEFAULT_NETWORK ? 'network' : name);
      const comments = leftOut.length > 0 ? ['Not carried over:', ...leftOut.map(what => `- ${what}`)] : [];
      return [
        name,
        {
          name: task,
          source: {network},
          comments,
          leftOut: leftOut.map(what => `network \`${name}\`: ${what}`),
        },
      ];
    }),
  );
}

function networkOf(network: Section): Network {
  const ipam = network.within('ipam');
  const [first] = ipam.each('config', (_, config) => ({
    subnet: config.read('subnet', text),
    gateway: config.read('gateway', text),
  }));
  return withoutGaps<Network>({
    internal: network.fixed('internal', flag),
    driver: network.read('driver', text),
    subnet: first?.subnet,
    gateway: first?.gateway,
    ipv6: network.fixed('enable_ipv6', flag),
    labels: network.read('labels', pairs),
  });
}
