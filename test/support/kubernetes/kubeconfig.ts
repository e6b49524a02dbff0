/** Credentials for an API server: a token, or a certificate with its key (as PEM). */
export type Credentials = {readonly token: string} | {readonly cert: string; readonly key: string};

export interface KubeconfigFields {
  readonly server: string;
  /** PEM. */
  readonly authority: string;
  readonly credentials: Credentials;
  readonly namespace?: string;
}

/** A kubeconfig with one context, `test`, as JSON, which is valid YAML. */
export function kubeconfig({server, authority, credentials, namespace}: KubeconfigFields): string {
  const user =
    'token' in credentials
      ? {token: credentials.token}
      : {
          'client-certificate-data': base64(credentials.cert),
          'client-key-data': base64(credentials.key),
        };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{name: 'test', cluster: {server, 'certificate-authority-data': base64(authority)}}],
    users: [{name: 'test', user}],
    contexts: [{name: 'test', context: {cluster: 'test', user: 'test', ...(namespace && {namespace})}}],
    'current-context': 'test',
  });
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
