import type {Container} from '../schema/tasks/container.ts';

/** The mounts of a container that show it a path of this machine, as paths inside of its keys. */
export function hostPaths({
  volumes = [],
  configs = [],
  read_only = false,
}: Container): readonly (readonly string[])[] {
  const mounted = volumes.flatMap((mount, at) => {
    const isBind = typeof mount === 'string' ? /^(\.|\/[^:]*:|\$\{\{)/.test(mount) : mount.type === 'bind';
    return isBind ? [['volumes', String(at)]] : [];
  });
  // Files cannot be created in a root that is read-only: they are mounted.
  const files = configs.flatMap((config, at) =>
    read_only && 'file' in config ? [['configs', String(at)]] : [],
  );
  return [...mounted, ...files];
}
