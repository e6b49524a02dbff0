import {readdirSync, readFileSync} from 'node:fs';

/**
 * The descriptors from 3 on that every child process inherits, because this process inherited them without close-on-exec. Node sets
 * close-on-exec only on the lowest ones (https://github.com/libuv/libuv, `uv_disable_stdio_inheritance`). Linux only; empty on other
 * systems.
 */
export function inheritableDescriptors(): readonly number[] {
  return descriptors().filter(descriptor => descriptor > 2 && !closesOnExec(descriptor));
}

/** The bit O_CLOEXEC of `flags` in proc_pid_fdinfo(5), which is octal. */
const CLOSE_ON_EXEC = 0o2000000;

function closesOnExec(descriptor: number): boolean {
  try {
    const flags = /^flags:\s+([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8'))?.[1];
    return (Number.parseInt(flags ?? '0', 8) & CLOSE_ON_EXEC) !== 0;
  } catch {
    // The descriptor that was used to list the folder is already closed.
    return true;
  }
}

function descriptors(): readonly number[] {
  try {
    return readdirSync('/proc/self/fd').map(Number);
  } catch {
    return [];
  }
}
