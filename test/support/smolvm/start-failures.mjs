import {Failure} from './problems.mjs';

/** Failures of a start by their names in SMOLVM_STANDIN_START_FAILS, with the moment when they occur. */
const failures = {
  kvm: ['before', 'kvm not available: /dev/kvm does not exist'],
  'kvm-permission': ['before', 'kvm permission denied: cannot open /dev/kvm for reading and writing'],
  port: [
    'before',
    'agent operation failed: configure virtio-net: failed to start virtio network runtime: Address already in use (os error 98)',
  ],
  pull: ['after', 'agent operation failed: pull image: registry answered 503 Service Unavailable'],
  init: ['after', 'agent operation failed: init: init[0] failed (exit 1): stand-in'],
  // These two occur in the machine's own process, see vm/boot.mjs.
  timeout: [],
  'boot-died': [],
};

/** Throws smolvm's error for a start that fails in this way at this moment. */
export function refuse(failure, moment) {
  if (failure === undefined) return;
  if (!failures[failure])
    throw new Error(`SMOLVM_STANDIN_START_FAILS is one of ${Object.keys(failures).join(', ')}`);
  const [when, message] = failures[failure];
  if (when === moment) throw new Failure(message);
}
