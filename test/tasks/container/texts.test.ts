import {describe, expect, test} from 'vitest';
import {parseMemoryMount, parseMount} from '../../../src/tasks/shared/mounts.ts';
import {HOLE, parsePort} from '../../../src/tasks/shared/ports.ts';

describe('a port', () => {
  const here = {address: '127.0.0.1', protocol: 'tcp'};
  test.each([
    ['80', {...here, port: 80}],
    [':80', {...here, port: 80}],
    ['8080:80', {...here, hostPort: 8080, port: 80}],
    ['53/udp', {...here, port: 53, protocol: 'udp'}],
    ['127.0.0.16::8888', {...here, address: '127.0.0.16', port: 8888}],
    ['0.0.0.0:8080:80/tcp', {...here, address: '0.0.0.0', hostPort: 8080, port: 80}],
    ['[::1]:8080:80', {...here, address: '::1', hostPort: 8080, port: 80}],
    ['', 'expected `[host address:][host port]:container port`, found ``'],
    ['1:2:3:4', 'expected `[host address:][host port]:container port`, found `1:2:3:4`'],
    ['web', 'expected a port from 1 to 65535 in `web`, found `web`'],
    ['0', 'expected a port from 1 to 65535 in `0`, found `0`'],
    ['70000:80', 'expected a port from 1 to 65535 in `70000:80`, found `70000`'],
    ['8000-8010:80', 'expected a port from 1 to 65535 in `8000-8010:80`, found `8000-8010`'],
    ['localhost::80', 'expected a host address such as 127.0.0.1 in `localhost::80`, found `localhost`'],
    ['80/dccp', 'expected `tcp`, `udp` or `sctp` in `80/dccp`, found `dccp`'],
    [`${HOLE}:x:80`, 'expected a port from 1 to 65535 in `${{ … }}:x:80`, found `x`'],
  ])('is parsed from %j', (text, expected) => {
    expect(parsePort(text)).toEqual(expected);
  });

  test('accepts a reference in any part', () => {
    expect(parsePort(`${HOLE}::8888`)).toMatchObject({port: 8888});
    expect(parsePort(HOLE)).toMatchObject({port: Number.NaN});
  });
});

describe('a mount', () => {
  const mount = {type: 'bind', readOnly: false};
  test.each([
    ['./data:/data', {...mount, source: '/work/data', target: '/data'}],
    ['../data:/data:ro', {...mount, source: '/data', target: '/data', readOnly: true}],
    ['/data:/inside:rw', {...mount, source: '/data', target: '/inside'}],
    ['name:/data', {...mount, type: 'volume', source: 'name', target: '/data'}],
    ['./data', 'expected `source:target` or `source:target:ro`, found `./data`'],
    ['a:/b:ro:z', 'expected `source:target` or `source:target:ro`, found `a:/b:ro:z`'],
    ['./a:/b:Z', 'expected `ro` at the end of `./a:/b:Z`, found `Z`'],
    ['./a:b', 'expected an absolute path inside the container in `./a:b`, found `b`'],
    ['a/b:/c', 'expected a path that starts with `.` or `/`, or the name of a volume, found `a/b`'],
  ])('is parsed from %j', (text, expected) => {
    expect(parseMount(text, '/work')).toEqual(expected);
  });

  test('is a bind mount if it starts with a reference', () => {
    expect(parseMount('certs/ca.pem:/ca.pem', '/work', true)).toMatchObject({
      type: 'bind',
      source: '/work/certs/ca.pem',
    });
  });

  test.each([
    ['/tmp', {target: '/tmp', options: ''}],
    ['/tmp:size=1m,mode=1777', {target: '/tmp', options: 'size=1m,mode=1777'}],
    ['tmp', 'expected an absolute path inside the container, found `tmp`'],
    ['/tmp:a:b', 'expected `target` or `target:options`, found `/tmp:a:b`'],
  ])('on a tmpfs is parsed from %j', (text, expected) => {
    expect(parseMemoryMount(text)).toEqual(expected);
  });
});
