export {EXIT_INVALID, EXIT_LEFTOVERS, exitCode, failureCode, signalCode} from '../runner/exit-code.ts';

/** The run succeeded, but bottle's own output could not be written completely. */
export const EXIT_LOST_OUTPUT = 1;
