import {isIP} from 'node:net';

/**
 * Whether `host` is valid in a certificate: an address, or a DNS name, optionally with `*` as its first label. The
 * underscore, which DNS reserves, is allowed because names of containers contain it.
 */
export function isHost(host: string): boolean {
  // `fe80::1%eth0` is an address on one interface of one machine; certificates know no such thing.
  if (isIP(host) > 0) return !host.includes('%');
  const labels = host.replace(/^\*\./, '').split('.');
  return host.length <= 253 && labels.every(label => LABEL.test(label)) && !DIGITS.test(labels.at(-1) ?? '');
}

/** RFC 1123, section 2.1; 63 characters at most. */
const LABEL = /^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/;

/** A name that ends in a number is a misspelt address: `127.0.0.256`. */
const DIGITS = /^\d+$/;
