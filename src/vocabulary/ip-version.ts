import {isIP} from 'node:net';

/**
 * The version of an IP address; 0 if the text is not one. Like `isIP` of Node, which compiles a pattern for IPv6 addresses when it is
 * called with a name for the first time. That takes milliseconds, and loads `node:net`.
 */
export function ipVersion(text: string): number {
  return text.includes(':') || /^[\d.]+$/.test(text) ? isIP(text) : 0;
}
