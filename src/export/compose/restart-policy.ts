import type {Restart} from '../../schema/restart.ts';

/** Docker's restart policy that is closest to `restart`. */
export function restartPolicy(
  {attempts, condition = 'any', ...rest}: Restart,
  lose: (meaning: string) => void,
): string {
  const timing = Object.keys(rest);
  if (timing.length > 0) lose(`\`${timing.join('` and `')}\`: Docker doubles the delay from 100 ms`);
  if (attempts === 'unlimited') return condition === 'any' ? 'always' : 'on-failure';
  if (condition === 'any') lose('Compose limits the attempts only after failures');
  return `on-failure:${attempts}`;
}
