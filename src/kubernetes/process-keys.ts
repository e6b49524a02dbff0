import type {ProcessKeys} from '../schema/tasks/container-process.ts';
import {inContainer, inPod, security} from './pod-parts.ts';
import type {PodKeys} from './pod-key.ts';

/** The process keys of a container that are passed to a Docker engine unchanged. */
export type OwnProcessKeys = Pick<
  ProcessKeys,
  'command' | 'entrypoint' | 'user' | 'workdir' | 'stop_signal' | 'platform' | 'stdin_open' | 'tty' | 'init'
>;

export const processKeys: PodKeys<OwnProcessKeys> = {
  entrypoint: argv => inContainer({command: argv.map(literal)}),
  command: argv => inContainer({args: argv.map(literal)}),
  user(user) {
    const [, uid, gid] = /^(\d+)(?::(\d+))?$/.exec(user) ?? [];
    if (uid === undefined)
      return `a cluster accepts only numeric users, found \`${user}\`; write it as \`"1000:1000"\``;
    return security({runAsUser: Number(uid), ...(gid !== undefined && {runAsGroup: Number(gid)})});
  },
  workdir: path => inContainer({workingDir: path}),
  stop_signal: signal =>
    signal === 'SIGTERM' ? {} : `a cluster sends SIGTERM or the signal of the image, not \`${signal}\``,
  platform(platform) {
    const [os, arch] = platform.split('/');
    return inPod({
      nodeSelector: {'kubernetes.io/os': os, ...(arch !== undefined && {'kubernetes.io/arch': arch})},
    });
  },
  stdin_open: stdin => inContainer({stdin}),
  tty: tty => inContainer({tty}),
  // The first process of the pod's process namespace is then its sandbox, which reaps the others.
  init: isWanted => (isWanted ? inPod({shareProcessNamespace: true}) : {}),
};

/** Kubernetes expands `$(NAME)` in commands and variables, and turns `$$` into `$`. */
export function literal(text: string): string {
  return text.replaceAll('$', '$$$$');
}
