import {appendFileSync, existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {setInterval} from 'node:timers';
import {setTimeout as delay} from 'node:timers/promises';
import {startTimeOf} from '../processes.mjs';
import {traitsOf} from '../version.mjs';
import {makeDisk} from './disk.mjs';
import {execService} from './exec-service.mjs';
import {forwardPorts} from './forward-ports.mjs';
import {bootGuest} from './guest.mjs';
import {serveAgent} from './agent-server.mjs';
import {execWindow} from './exec-window.mjs';
import {workloadOf} from './workload.mjs';

/** The machine's process: boots the guest, then acts as its agent until it is shut down or killed. */
export async function bootVm(configPath, settings) {
  const config = JSON.parse(readFileSync(configPath, 'utf8'));
  rmSync(configPath);
  process.chdir(config.dir);
  writeFileSync('agent.pid', JSON.stringify({pid: process.pid, startTime: startTimeOf(process.pid)}));
  console.log(
    `[    0.000000] Linux version 6.12.0 (stand-in) #1 SMP\n[    0.004211] Command line: console=hvc0`,
  );
  await delay(settings.startMs);
  while (settings.startUntil && !existsSync(settings.startUntil)) await delay(5);
  if (config.failure === 'boot-died') {
    console.log('[    0.131007] Kernel panic - not syncing: Attempted to kill init!');
    process.exit(1);
  }
  if (config.failure === 'timeout' || !config.row.volumes.every(({host}) => existsSync(host))) return hang();
  await serve(config, settings);
}

/** A guest whose boot never completes. */
function hang() {
  console.log('[    0.131007] agent: waiting for mounts');
  setInterval(() => undefined, 60_000);
}

async function serve({dir, row, log}, settings) {
  try {
    await forwardPorts(row.ports);
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error;
    const why = 'failed to start virtio network runtime: Address already in use (os error 98)';
    writeFileSync('agent-startup-error.log', `agent operation failed: configure virtio-net: ${why}`);
    process.exit(1);
  }
  makeDisk(dir, row);
  const guest = await bootGuest({dir, row, settings});
  const workload = workloadOf(guest, row);
  const window = execWindow(settings, {now: () => performance.now(), isHeld: workload.isRunning});
  const note = line =>
    appendFileSync(log, `${JSON.stringify({machine: row.name, at: Date.now(), ...line})}\n`);
  const traits = traitsOf(settings.version);
  const exec = execService({guest, row, settings, window, note, traits});
  serveAgent({settings, exec, workload, window, guest, row, traits});
}
