import {setTimeout as delay} from 'node:timers/promises';
import {encode} from '../frames.mjs';

/** Output limits of a buffered command in bytes: for one stream, and for both in a container. */
const STREAM_LIMIT = 11 * 1024 * 1024;
const BOTH_LIMIT = 20 * 1024 * 1024;

/**
 * Forwards a guest command's output to the command line, and its input back, until the command ends or is cut off. Returns the
 * reason: `{reason: 'ended', code, signal}`, `timeout`, `gone` (there is no receiver) or `overflow`.
 */
export async function relay(child, options) {
  const {request, peer} = options;
  const cut = cutter(child, options);
  const collected = request.mode === 'buffered' ? {out: [], err: []} : undefined;
  for (const [name, stream] of [
    ['out', child.stdout],
    ['err', child.stderr],
  ]) {
    stream.on('data', bytes => {
      if (collected) collected[name].push(bytes);
      else peer.send({[name]: encode(bytes)});
      cut.onOutput();
    });
  }
  feed(child, options);
  const end = await Promise.race([cut.reason, finished(child, options)]).finally(cut.clear);
  if (!collected || end.reason === 'gone') return end;
  return show(collected, end, options);
}

/** All ways in which a command ends other than by exiting. */
function cutter(child, {request, peer, untilMs, hazard, killsWholeTree}) {
  const {promise, resolve} = withResolvers();
  const isLive = request.mode !== 'buffered';
  const kill = () => (killsWholeTree && !isLive ? child.killTree() : child.killDirect());
  let isOver = false;
  const cut = reason => {
    if (isOver) return;
    kill();
    resolve({reason});
  };
  peer.onGone(() => cut('gone'));
  const timers = [
    request.timeoutMs && setTimeout(() => cut('timeout'), request.timeoutMs),
    untilMs !== undefined && setTimeout(() => child.killTree(), untilMs),
  ];
  const strike = () => {
    if (hazard === 'dies') process.kill(process.pid, 'SIGKILL');
    if (hazard === 'loses') peer.lose();
  };
  child.exit.then(strike);
  return {
    reason: promise,
    onOutput: strike,
    clear() {
      isOver = true;
      for (const timer of timers) if (timer) clearTimeout(timer);
    },
  };
}

function withResolvers() {
  let resolve;
  const promise = new Promise(settle => (resolve = settle));
  return {promise, resolve};
}

function feed(child, {request, peer}) {
  if (!request.hasStdin) return;
  child.stdin.on('error', () => undefined);
  peer.onInput = frame => {
    const bytes = peer.bytesOf(frame);
    if (bytes) child.stdin.write(bytes);
    else child.stdin.end();
  };
}

/** In a bare guest, waits for the end of the output. In a container, waits only for a while. */
async function finished(child, {isBare, lingerMs}) {
  const end = await child.exit;
  await Promise.race([child.closed, ...(isBare ? [] : [delay(lingerMs, undefined, {ref: false})])]);
  return {reason: 'ended', ...end};
}

function show({out, err}, end, {peer, isBare, overflowIsError}) {
  const streams = {out: Buffer.concat(out), err: Buffer.concat(err)};
  const sizes = Object.values(streams).map(({length}) => length);
  const isTooMuch = isBare
    ? Math.max(...sizes) > STREAM_LIMIT && overflowIsError
    : sizes[0] + sizes[1] > BOTH_LIMIT;
  if (isTooMuch)
    return {reason: 'overflow', message: `output exceeded ${isBare ? STREAM_LIMIT : BOTH_LIMIT} bytes`};
  for (const [name, bytes] of Object.entries(streams)) {
    if (bytes.length > 0) peer.send({[name]: encode(bytes.subarray(0, STREAM_LIMIT))});
  }
  return end;
}
