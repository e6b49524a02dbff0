import type {NoSmolvmFailure} from '../vocabulary/failure.ts';
import type {NoSmolvm} from './version.ts';

/** The reason why smolvm is not available, as text. */
export function noSmolvmText(problem: NoSmolvm): Pick<NoSmolvmFailure, 'why' | 'next'> {
  switch (problem.reason) {
    case 'not-found':
      return {
        why: 'command not found on the PATH',
        next: 'install it (https://github.com/smol-machines/smolvm); `bottle doctor` checks the other requirements of machines',
      };
    case 'foreign':
      return {
        why: `the \`smolvm\` on the PATH is another program (it printed \`${problem.printed}\`)`,
        next: 'put smolvm (https://github.com/smol-machines/smolvm) before it on the PATH',
      };
    case 'cannot-run':
      return {why: `it cannot be run: ${problem.why}`, next: 'run `smolvm --version` manually'};
  }
}
