/** Failures of smolvm itself: `Error: …` on stderr, exit code 1. */
export class Failure extends Error {
  /** The stable code that newer versions report. */
  get code() {
    return CODES.find(([text]) => this.message.startsWith(text))?.[1] ?? 'SMOLVM_ERROR';
  }
}

/** The codes of the real command, by the type of its message. */
const CODES = [
  ['vm not found', 'NOT_FOUND'],
  ['mount source not found', 'NOT_FOUND'],
  ['config operation failed', 'CONFIG_ERROR'],
  ['invalid vm state', 'INVALID_STATE'],
  ['storage operation failed', 'STORAGE_ERROR'],
  ['mount operation failed', 'MOUNT_ERROR'],
  ['kvm ', 'KVM_UNAVAILABLE'],
];

/** A call rejected by clap, with exit code 2. */
export class UsageError extends Error {}
