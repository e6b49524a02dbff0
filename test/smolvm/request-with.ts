import type {MachineRequest} from '../../src/smolvm/machine-request.ts';

/** A bare machine, with these things on top. */
export function requestWith(request: Partial<MachineRequest>): MachineRequest {
  return {
    ...{
      env: {},
      volumes: [],
      ports: [],
      allowCidrs: [],
      allowHosts: [],
      denyCidrs: [],
      init: [],
      command: [],
    },
    ...{unchecked: false, stopOnExit: false, ...request},
  };
}
