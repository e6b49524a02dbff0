import {reachWarnings} from '../../smolvm/confinement.ts';
import type {SmolvmVersion} from '../../smolvm/version.ts';
import type {LintRule} from '../rule.ts';

/** The newest version whose confinement is known. The installed version is known only in the run. */
const KNOWN = '1.9.3' as SmolvmVersion;

/** A list that allows more than it names is worse than no list. */
export const riskyAllowList: LintRule = {
  name: 'risky-allow-list',
  about: 'an `allow_cidrs` entry of a machine that cannot be reached, or that allows more than it names',
  bad: `
tasks:
  vm:
    machine:
      from: ./agent.smolmachine
      allow_cidrs: [127.0.0.16/32]
    ready: {echo: {successes: 2}}
`,
  good: `
tasks:
  vm:
    machine:
      from: ./agent.smolmachine
      allow_cidrs: [172.30.0.2/32]
    ready: {echo: {successes: 2}}
`,
  find({launch, parsed}) {
    return [...launch.tasks.values()].flatMap(({name, source}) => {
      const {allow_cidrs: entries = [], deny_cidrs: denyCidrs = []} =
        'machine' in source ? source.machine : {};
      return entries.flatMap((cidr, at) =>
        reachWarnings({allowCidrs: [cidr], denyCidrs}, KNOWN).map(message => ({
          message,
          place: parsed.place(['tasks', name, 'machine', 'allow_cidrs', at], 'value'),
        })),
      );
    });
  },
};
