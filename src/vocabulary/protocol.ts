/** The protocols whose ports a container can publish. */
export const protocols = ['tcp', 'udp', 'sctp'] as const;

export type Protocol = (typeof protocols)[number];

export function protocolOf(text: string): Protocol | undefined {
  return protocols.find(protocol => protocol === text);
}
