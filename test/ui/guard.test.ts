import {describe, expect, test} from 'vitest';
import {hasToken, isForeign} from '../../src/ui/guard.ts';
import {newTicket} from '../../src/ui/ticket.ts';
import {isToken, newToken} from '../../src/ui/token.ts';

describe('a request is foreign', () => {
  test.each([
    ['without a host', {}],
    ['with the name of another site (DNS rebinding)', {host: 'evil.example:4000'}],
    ['with a name that has its own name as a prefix', {host: 'localhost:4000.evil.example'}],
    ['with another port', {host: '127.0.0.1:4001'}],
    ['without a port', {host: '127.0.0.1'}],
    ['with another address of this machine', {host: '127.0.0.2:4000'}],
    ['from another origin', {host: 'localhost:4000', origin: 'https://evil.example'}],
    ['from another port of this machine', {host: 'localhost:4000', origin: 'http://localhost:3000'}],
    ['from a file or a sandboxed frame', {host: 'localhost:4000', origin: 'null'}],
    ['from its own address over https', {host: 'localhost:4000', origin: 'https://localhost:4000'}],
    ['from its other name', {host: 'localhost:4000', origin: 'http://127.0.0.1:4000'}],
    [
      'from a page of another site without an origin',
      {host: 'localhost:4000', 'sec-fetch-site': 'cross-site'},
    ],
    [
      'from a page of another port without an origin',
      {host: 'localhost:4000', 'sec-fetch-site': 'same-site'},
    ],
  ])('%s', (_, headers) => {
    expect(isForeign(headers, 4000)).toBe(true);
  });

  test.each([
    ['curl', {host: '127.0.0.1:4000'}],
    ['the address bar', {host: 'localhost:4000', 'sec-fetch-site': 'none'}],
    ['the page', {host: 'localhost:4000', origin: 'http://localhost:4000', 'sec-fetch-site': 'same-origin'}],
  ])('but not from %s', (_, headers) => {
    expect(isForeign(headers, 4000)).toBe(false);
  });
});

describe('the token', () => {
  const token = newToken();
  const request = (path: string, search = '', authorization?: string) => ({
    path,
    query: new URLSearchParams(search),
    headers: authorization === undefined ? {} : {authorization},
  });

  test('is accepted in the address of the page, and only in a header of other requests', () => {
    expect(hasToken(request('/', `token=${token}`), token)).toBe(true);
    expect(hasToken(request('/api/runs', '', `Bearer ${token}`), token)).toBe(true);
    // Addresses are written to histories and logs.
    expect(hasToken(request('/api/runs', `token=${token}`), token)).toBe(false);
  });

  test.each([
    ['none', request('/')],
    ['an empty token', request('/', 'token=')],
    ['a prefix of the token', request('/', `token=${token.slice(0, -1)}`)],
    ['the token with a suffix', request('/', `token=${token}a`)],
    ['another scheme', request('/api/', '', `Basic ${token}`)],
    ['another token', request('/api/', '', `Bearer ${newToken()}`)],
  ])('does not match %s', (_, given) => {
    expect(hasToken(given, token)).toBe(false);
  });

  test('has 256 random bits', () => {
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(newToken()).not.toBe(token);
    expect(isToken(undefined, token)).toBe(false);
  });
});

test('a ticket works once', () => {
  const ticket = newTicket();
  expect(ticket.redeem('another')).toBe(false);
  expect(ticket.redeem(ticket.text)).toBe(true);
  expect(ticket.redeem(ticket.text)).toBe(false);
});
