import {isToken, newToken} from './token.ts';

/**
 * A token that works only once. It replaces the real token on the command line of a browser, since every user of this machine can read
 * command lines.
 */
export interface Ticket {
  readonly text: string;
  /** Whether `given` is the ticket and it was not redeemed before. */
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
