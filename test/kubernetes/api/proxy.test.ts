import {describe, expect, test} from 'vitest';
import {proxyFor} from '../../../src/kubernetes/api/proxy.ts';

const SERVER = 'https://api.cluster.example:6443';
const HTTPS_PROXY = 'http://proxy:3128';

describe('the proxy of a cluster', () => {
  test.each<[name: string, env: Record<string, string>, proxy: string | undefined]>([
    ['is HTTPS_PROXY', {HTTPS_PROXY}, HTTPS_PROXY],
    ['can be in lower case', {https_proxy: HTTPS_PROXY}, HTTPS_PROXY],
    ['can omit its scheme', {HTTPS_PROXY: 'proxy:3128'}, HTTPS_PROXY],
    ['is not HTTP_PROXY', {HTTP_PROXY: HTTPS_PROXY}, undefined],
    ['is absent by default', {}, undefined],
    ['is absent for a host in NO_PROXY', {HTTPS_PROXY, NO_PROXY: 'a, api.cluster.example'}, undefined],
    ['is absent for a domain in NO_PROXY', {HTTPS_PROXY, NO_PROXY: 'cluster.example'}, undefined],
    ['is absent for a domain with a leading dot', {HTTPS_PROXY, NO_PROXY: '.example'}, undefined],
    ['is absent for all hosts', {HTTPS_PROXY, NO_PROXY: '*'}, undefined],
    ['is used for another port', {HTTPS_PROXY, NO_PROXY: 'api.cluster.example:443'}, HTTPS_PROXY],
    ['is used for a name with the same suffix', {HTTPS_PROXY, NO_PROXY: 'i.cluster.example'}, HTTPS_PROXY],
  ])('%s', (_name, env, proxy) => {
    expect(proxyFor(SERVER, undefined, env)).toBe(proxy);
  });

  test.each([
    ['10.1.2.3', '10.0.0.0/8', undefined],
    ['10.1.2.3', '10.1.2.3', undefined],
    ['10.1.2.3', '10.1.2.3:6443', undefined],
    ['10.1.2.3', '10.2.0.0/16', HTTPS_PROXY],
    ['[fd00::1]', 'fd00::/8', undefined],
    ['[fd00::1]', '10.0.0.0/8', HTTPS_PROXY],
    ['127.0.0.1', '', undefined],
    ['localhost', '', undefined],
    ['[::1]', '', undefined],
  ])('is used for %s with NO_PROXY=%s', (host, NO_PROXY, proxy) => {
    expect(proxyFor(`https://${host}:6443`, undefined, {HTTPS_PROXY, NO_PROXY})).toBe(proxy);
  });

  test('in the kubeconfig takes precedence over the environment', () => {
    expect(proxyFor('https://127.0.0.1', 'http://own:1', {HTTPS_PROXY, NO_PROXY: '*'})).toBe('http://own:1');
  });
});
