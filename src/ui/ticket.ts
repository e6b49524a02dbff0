import {isToken, newToken} from './token.ts';

/**
 * A token that works once. The command line of a browser contains it instead of the real one, since every user of this machine can read
 * command lines.
 */
export interface Ticket {
  readonly text: string;
  /** Whether `given` is the ticket, at the first time. */
  redeem(given: string): boolean;
}

export function newTicket(): Ticket {
  const text = newToken();
  let isUsed = false;
  return {
    text,
    redeem(given) {
      if (isUsed || !isToken(given, text)) return false;
      isUsed = true;
      return true;
    },
  };
}
