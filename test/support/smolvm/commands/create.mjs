import {randomBytes} from 'node:crypto';
import {existsSync, realpathSync, statSync} from 'node:fs';
import {resolve} from 'node:path';
import {environment} from '../arguments.mjs';
import {Failure, UsageError} from '../problems.mjs';
import {readSmolfile} from '../smolfile.mjs';

/** Records a machine without booting it. */
export async function perform(call) {
  const {store, places} = call;
  const row = rowOf(call, call.smolfile ? readSmolfile(call.smolfile, call.caller.cwd) : {});
  if (row.from) {
    call.print('Extracting .smolmachine assets...');
    const {makeDisk} = await import('../vm/disk.mjs');
    if (call.traits.fromIsCopied && !store.find(row.name)) makeDisk(places.machine(row.name), row);
  }
  if (!store.add(row)) {
    const why = call.traits.tellsOfReservation ? 'already exists or is being created' : 'already exists';
    throw refusal(`machine '${row.name}' ${why}`);
  }
  call.note({event: 'created', machine: row});
  call.print(`Created machine: ${row.name}\n  CPUs: ${row.cpus}, Memory: ${row.memoryMib} MiB`);
  return 0;
}

function rowOf(call, file) {
  if (call.from && (call.image !== undefined || call.smolfile)) {
    throw new UsageError(
      "the argument '--from <PATH>' cannot be used with '--image <IMAGE>' or '--smolfile <PATH>'",
    );
  }
  const {name = `vm-${randomBytes(4).toString('hex')}`, traits} = call;
  checkName(name);
  const image = imageOf(call.image ?? file.image);
  if (call.from && !existsSync(resolve(call.caller.cwd, call.from))) {
    throw new Failure(`config operation failed: create from .smolmachine: file not found: ${call.from}`);
  }
  const keepsPolicy = !call.settings.dropsLists && (!call.from || traits.fromKeepsPolicy);
  const cidrs = [...cidrsOf(call), ...(file.allowCidrs ?? [])];
  const denied = rangesOf(call, 'deny-cidr');
  const hosts = [...(call['allow-host'] ?? []), ...(file.allowHosts ?? [])];
  const ports = [...(call.port ?? []), ...(file.ports ?? [])].map(portOf);
  const command = call.command.length > 0 ? call.command : (file.cmd ?? []);
  const network = Boolean(call.net || call.dns || call.network || file.net);
  checkNetwork(call, {image, network, ports, policy: cidrs.length + hosts.length + denied.length > 0});
  return {
    name,
    state: 'created',
    pid: null,
    cpus: amount(call.cpus ?? file.cpus ?? 4, 1, 'cpus'),
    memoryMib: amount(call.mem ?? file.memory ?? 8192, 64, 'memory'),
    storageGb: call.storage === undefined ? null : amount(call.storage, 1, 'storage'),
    overlayGb: call.overlay === undefined ? null : amount(call.overlay, 1, 'overlay'),
    image,
    from: call.from ? realpathSync(resolve(call.caller.cwd, call.from)) : null,
    command,
    volumes: [...(call.volume ?? []), ...(file.volumes ?? [])].map(text => volumeOf(call, text)),
    ports: distinct(ports),
    network,
    allowedCidrs: keepsPolicy && cidrs.length > 0 ? cidrs : null,
    allowedHosts: keepsPolicy && hosts.length > 0 ? hosts : null,
    deniedCidrs: denied.length > 0 ? denied : null,
    stopOnExit: call['stop-on-exit'] ?? false,
    env: {...environment(file.env, call.env), ...environment(call.entries, call.env)},
    workdir: call.from ? null : (call.workdir ?? file.workdir ?? null),
    init: [...(file.init ?? []), ...(call.init ?? [])],
    initCompleted: false,
    labels: environment(call.label, {}),
    createdAt: Math.floor(Date.now() / 1000),
  };
}

const refusal = why => new Failure(`config operation failed: create machine: ${why}`);

function checkName(name) {
  const isValid =
    /^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?$/.test(name) && !name.includes('--') && name.length <= 128;
  if (!isValid) throw refusal(`invalid machine name '${name}'`);
}

function imageOf(image) {
  if (image === '') throw refusal('image reference is empty');
  return image ?? null;
}

function rangesOf(call, option) {
  return (call[option] ?? []).map(text => {
    if (!/^[\da-f.:]+(?:\/\d+)?$/i.test(text))
      throw new UsageError(`invalid value '${text}' for '--${option} <CIDR>'`);
    return text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`;
  });
}

function cidrsOf(call) {
  const given = rangesOf(call, 'allow-cidr');
  return call['outbound-localhost-only'] ? [...given, '127.0.0.0/8', '::1/128'] : given;
}

function checkNetwork({traits, ...call}, {image, network, ports, policy}) {
  const backend = call['net-backend'];
  if ((call['allow-host'] ?? []).some(host => host.includes(':')))
    throw refusal('allowed hosts have no port');
  if (traits.policyNeedsVirtio && backend === 'tsi' && (policy || ports.length > 0)) {
    throw refusal('--net-backend tsi supports neither published ports nor an egress policy');
  }
  if (!traits.policyNeedsVirtio && backend === 'virtio-net' && policy) {
    throw refusal('--net-backend virtio-net does not support an egress policy');
  }
  const isFromRegistry =
    image !== null && image !== '-' && !/^\.{0,2}\//.test(image) && !/\.(tar|tgz)(\.gz)?$/.test(image);
  if (traits.imageNeedsNetwork && isFromRegistry && !network && !policy) {
    throw refusal(`image '${image}' must be pulled from a registry, which needs a network: add --net`);
  }
}

function portOf(text) {
  const [host, guest = host] = String(text).split(':');
  const port = {host: Number(host), guest: Number(guest)};
  const isValid = Object.values(port).every(
    number => Number.isInteger(number) && number > 0 && number < 65_536,
  );
  if (!isValid || String(text).split(':').length > 2)
    throw new UsageError(`invalid value '${text}' for '--port <PORT>'`);
  return port;
}

function distinct(ports) {
  const twice = ports.find(({host}, at) => ports.findIndex(other => other.host === host) < at);
  if (twice) throw refusal(`host port ${twice.host} is published twice`);
  return ports;
}

function volumeOf({caller}, text) {
  const [, named, guest, mode] = /^(.+?):(\/[^:]*)(?::(ro|rw))?$/.exec(text) ?? [];
  if (!guest) throw new Failure(`invalid mount path: ${text}`);
  const host = resolve(caller.cwd, named);
  if (!existsSync(host)) throw new Failure(`mount source not found: ${named}`);
  if (!statSync(host).isDirectory()) throw new Failure(`mount operation failed: ${named} is not a directory`);
  return {host: realpathSync(host), guest, readOnly: mode === 'ro'};
}

function amount(text, least, what) {
  const number = Number(text);
  if (!Number.isInteger(number)) throw new UsageError(`invalid value '${text}' for '--${what}'`);
  if (number < least) throw refusal(`${what} must be at least ${least}`);
  return number;
}
