import type {Declare} from '../../call.ts';
import {addRunning} from '../run/declare.ts';

/** `bottle up`, an alias of `bottle run` that is familiar from Compose. */
export const declareUp: Declare = (program, call) => {
  addRunning(
    program.command('up').description('Same as `bottle run`; with -d it continues in the background'),
    call,
  );
};
