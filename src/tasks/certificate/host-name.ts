import {ipVersion} from '../../vocabulary/ip-version.ts';

/**
 * Whether `host` is valid in a certificate: an address, or a DNS name, optionally with `*` as its first label. Underscores are not
 * valid in DNS host names, but are allowed because container names contain them.
 */
export function isHost(host: string): boolean {
  // `fe80::1%eth0` is an address on one interface of one machine. Certificates do not support zones.
  if (ipVersion(host) > 0) return !host.includes('%');
  const labels = host.replace(/^\*\./, '').split('.');
  return host.length <= 253 && labels.every(label => LABEL.test(label)) && !DIGITS.test(labels.at(-1) ?? '');
}

/** A label of up to 63 characters (RFC 1123, section 2.1). */
const LABEL = /^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/;

/** A name with a numeric last label is a misspelled address: `127.0.0.256`. */
const DIGITS = /^\d+$/;
