import {isAtLeast, type NoSmolvm} from '../smolvm/version.ts';
import type {Check, Finding} from './finding.ts';

export const smolvmCheck: Check = async ({askSmolvm}, signal) => {
  const asked = await askSmolvm(signal);
  if ('problem' in asked) return [{check: 'smolvm', status: 'missing', ...describeProblem(asked.problem)}];
  const {version} = asked;
  const missing = changes.filter(({since}) => !isAtLeast(version, since));
  const [newest] = missing;
  if (!newest) return [{check: 'smolvm', status: 'good', found: `smolvm ${version}`}];
  const found = `smolvm ${version}: ${missing.map(({before}) => before).join('; ')}`;
  return [{check: 'smolvm', status: 'note', found, fix: `install smolvm ${newest.since} or newer`}];
};

/** Limits of older versions, the newest change first. */
const changes = [
  {since: '1.8.0', before: 'a machine made `from` an artifact drops `allow_cidrs` and `allow_hosts`'},
  {since: '1.7.2', before: 'the gateway address does not reach the host'},
  {since: '1.1.3', before: '`allow_cidrs` and `allow_hosts` do not apply to every connection'},
  {since: '0.8.1', before: 'a killed command cannot be recognized by its exit code'},
];

function describeProblem(problem: NoSmolvm): Pick<Finding, 'found' | 'fix'> {
  const install = 'install it (https://github.com/smol-machines/smolvm) and put it on the `PATH`';
  switch (problem.reason) {
    case 'not-found':
      return {found: '`smolvm` is not on the `PATH`', fix: install};
    case 'cannot-run':
      return {
        found: `\`smolvm\` cannot be run (${problem.why})`,
        fix: 'check its permissions: `ls -l "$(command -v smolvm)"`',
      };
    case 'foreign': {
      const printed = problem.printed === '' ? '' : `, which prints \`${problem.printed}\`,`;
      const fix = 'put smolvm (https://github.com/smol-machines/smolvm) before it on the `PATH`';
      return {
        found: `the \`smolvm\` on the \`PATH\`${printed} has no \`machine\` command: it is another program`,
        fix,
      };
    }
  }
}
