import type {MachineRequest} from '../../src/smolvm/machine-request.ts';

/** A request for a bare machine with these additions. */
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
