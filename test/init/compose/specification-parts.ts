import {app, file, service, type Row, type Rows} from './specification-rows.ts';

function network(keys: object, made: object): Row {
  return file(
    {services: {app: {image: 'app:1', networks: ['n']}}, networks: {n: keys}},
    {n: {network: made}},
  );
}

const RANGE = {subnet: '172.30.0.0/24'};
const OTHER = {subnet: 'fd00:30::/64'};

function inRange(keys: object): Row {
  const ipam = {config: [{...RANGE, ...keys}]};
  return network({ipam}, {ipam});
}

/** Keys of a network. */
export const networkRows: Rows = {
  name: network({name: 'x'}, {name: 'x'}),
  driver: network({driver: 'macvlan'}, {driver: 'macvlan'}),
  driver_opts: network({driver_opts: {a: 1}}, {driver_opts: {a: '1'}}),
  ipam: network({ipam: {config: [RANGE]}}, RANGE),
  'ipam.driver': network({ipam: {driver: 'x'}}, {ipam: {driver: 'x'}}),
  'ipam.config': network({ipam: {config: [RANGE, OTHER]}}, {ipam: {config: [RANGE, OTHER]}}),
  'ipam.config.subnet': network({ipam: {config: [RANGE]}}, RANGE),
  'ipam.config.ip_range': inRange({ip_range: '172.30.0.0/28'}),
  'ipam.config.gateway': network(
    {ipam: {config: [{...RANGE, gateway: '172.30.0.1'}]}},
    {...RANGE, gateway: '172.30.0.1'},
  ),
  'ipam.config.aux_addresses': inRange({aux_addresses: {a: '172.30.0.9'}}),
  'ipam.options': network({ipam: {options: {a: 'b'}}}, {ipam: {options: {a: 'b'}}}),
  external: network({external: true}, {external: true, name: 'n'}),
  'external.name': network({external: {name: 'x'}}, {external: true, name: 'x'}),
  internal: network({internal: true}, {internal: true}),
  enable_ipv4: {
    ...network({enable_ipv4: false}, {}),
    reported: 'network `n`: `enable_ipv4`: the network has IPv4 addresses in any case',
  },
  enable_ipv6: network({enable_ipv6: true}, {ipv6: true}),
  attachable: network({attachable: true}, {attachable: true}),
  labels: network({labels: {a: 'b'}}, {labels: {a: 'b'}}),
};

function mounted(mount: object, volumes: readonly unknown[]): Row {
  return service({volumes: [mount]}, {volumes});
}

const BIND = {type: 'bind', source: './there', target: '/x'};
const IMAGE = {type: 'image', source: 'app:1', target: '/x'};
const VOLUME = {type: 'volume', source: 'vol', target: '/x'};

function inMemory(tmpfs: object, text: string): Row {
  return service({volumes: [{type: 'tmpfs', target: '/x', tmpfs}]}, {tmpfs: [text]});
}

function declaredVolume(volume: object, made: object): Row {
  return file(
    {services: {app: app({volumes: ['vol:/v']})}, volumes: {vol: volume}},
    {app: {container: {volumes: ['vol:/v']}}, vol: {volume: made}},
  );
}

/** Keys of mounts and of declared volumes. */
export const volumeRows: {readonly mounts: Rows; readonly declared: Rows} = {
  mounts: {
    type: mounted(BIND, ['./there:/x']),
    source: mounted(BIND, ['./there:/x']),
    target: mounted(BIND, ['./there:/x']),
    read_only: mounted({...BIND, read_only: true}, ['./there:/x:ro']),
    consistency: {
      ...mounted({...BIND, consistency: 'cached'}, ['./there:/x']),
      reported: '`volumes[0].consistency`: Docker',
    },
    bind: mounted({...BIND, bind: {}}, ['./there:/x']),
    'bind.propagation': mounted({...BIND, bind: {propagation: 'rshared'}}, ['./there:/x:rshared']),
    'bind.create_host_path': mounted({...BIND, source: './new', bind: {create_host_path: true}}, [
      {...BIND, source: './new', bind: {create_host_path: true}},
    ]),
    'bind.recursive': mounted({...BIND, bind: {recursive: 'disabled'}}, [
      {...BIND, bind: {recursive: 'disabled'}},
    ]),
    'bind.selinux': mounted({...BIND, bind: {selinux: 'z'}}, ['./there:/x:z']),
    volume: mounted({...VOLUME, volume: {}}, ['vol:/x']),
    'volume.labels': mounted({...VOLUME, volume: {labels: {a: 'b'}}}, [
      {...VOLUME, volume: {labels: {a: 'b'}}},
    ]),
    'volume.nocopy': mounted({...VOLUME, volume: {nocopy: true}}, ['vol:/x:nocopy']),
    'volume.subpath': mounted({...VOLUME, volume: {subpath: 'a'}}, [{...VOLUME, volume: {subpath: 'a'}}]),
    tmpfs: inMemory({}, '/x'),
    'tmpfs.size': inMemory({size: '1M'}, '/x:size=1m'),
    'tmpfs.mode': inMemory({mode: 511}, '/x:mode=777'),
    image: mounted({...IMAGE, image: {}}, [IMAGE]),
    'image.subpath': mounted({...IMAGE, image: {subpath: 'a'}}, [{...IMAGE, image: {subpath: 'a'}}]),
  },
  declared: {
    name: declaredVolume({name: 'xy'}, {keep: true, name: 'xy'}),
    external: declaredVolume({external: true}, {external: true, name: 'vol'}),
    'external.name': declaredVolume({external: {name: 'xy'}}, {external: true, name: 'xy'}),
    driver: declaredVolume({driver: 'x'}, {keep: true, name: 'shop_vol', driver: 'x'}),
    driver_opts: declaredVolume({driver_opts: {a: 1}}, {keep: true, name: 'shop_vol', driver_opts: {a: '1'}}),
    labels: declaredVolume({labels: {a: 'b'}}, {keep: true, name: 'shop_vol', labels: {a: 'b'}}),
  },
};

/** Keys of `secrets` and `configs`. */
export function sourceRows(key: 'secrets' | 'configs'): Rows {
  const used = (definition: object): object => ({
    services: {app: app({[key]: ['s']})},
    [key]: {s: definition},
  });
  const target = key === 'secrets' ? '/run/secrets/s' : '/s';
  const lost = (definition: object, name: string): Row => ({
    file: used({file: './there', ...definition}),
    tasks: {app: {container: {volumes: [`./there:${target}:ro`]}}},
    reported: `\`${key}.s.${name}\`: `,
  });
  const keys =
    key === 'secrets'
      ? {secrets: [{source: 's', target}]}
      : {configs: [{content: '${{ env.HOME }}', target}]};
  return {
    environment: file(used({environment: 'HOME'}), {app: {container: keys}}),
    ...(key === 'configs' && {
      content: file(used({content: 'a'}), {app: {container: {configs: [{content: 'a', target}]}}}),
    }),
    file: file(used({file: './there'}), {app: {container: {volumes: [`./there:${target}:ro`]}}}),
    // Only names an object in a swarm.
    name: file(used({file: './there', name: 'x'}), {app: {container: {volumes: [`./there:${target}:ro`]}}}),
    external: {file: used({external: true}), reported: `\`${key}.s.external\`: `},
    'external.name': {file: used({external: {name: 'x'}}), reported: `\`${key}.s.external\`: `},
    labels: lost({labels: {a: 'b'}}, 'labels'),
    template_driver: lost({template_driver: 'x'}, 'template_driver'),
    ...(key === 'secrets' && {
      driver: lost({driver: 'x'}, 'driver'),
      driver_opts: lost({driver_opts: {a: 'b'}}, 'driver_opts'),
    }),
  };
}
