import { MalformedProfile, type Frame, type Profile, type ValueType } from '../profile.ts';
import { plainFrame } from './folded-frame.ts';
import { decodeFolded } from './folded.ts';
import type { TextFormat } from './format.ts';

/** Austin says in its head what it measured; without that it is wall time. */
const MODES: Readonly<Record<string, ValueType>> = {
  wall: { type: 'wall', unit: 'microseconds' },
  cpu: { type: 'cpu', unit: 'microseconds' },
  memory: { type: 'memory', unit: 'bytes' },
};
/** The head is a dozen short lines. */
const HEAD_BYTES = 4096;

/** Austin 3's text for Python (https://github.com/P403n1x87/austin#basic-output): `P7;T0:8;shop/app.py:handle:12 1000` a line. */
export const austin: TextFormat = {
  name: 'austin',
  recognises: (glance) => /^(?:# [a-z_]+: .*\r?\n)*# austin: |^P\d+;T[\da-f:]+[; ]/.test(glance),
  decode: decodeAustin,
};

function decodeAustin(bytes: Uint8Array): Profile {
  const head = new TextDecoder().decode(bytes.subarray(0, HEAD_BYTES));
  const mode = /^# mode: (\w+)\r?$/m.exec(head)?.[1] ?? 'wall';
  const type = Object.hasOwn(MODES, mode) ? MODES[mode] : undefined;
  if (type === undefined)
    throw new MalformedProfile('austin', `it was recorded in mode "${mode}", of several numbers a line: record one`);
  const { unstated: _, ...folded } = decodeFolded(bytes, frameOfAustin);
  return { ...folded, format: 'austin', sampleTypes: [type] };
}

/** `file:function:line`, under the process and the thread. Windows paths hold a colon, function names do not. */
function frameOfAustin(text: string): Frame {
  const process = /^P(\d+)$/.exec(text);
  if (process !== null) return plainFrame(`process ${process[1]}`);
  const thread = /^T([\da-f:]+)$/.exec(text);
  if (thread !== null) return plainFrame(`thread (${thread[1]})`);
  const line = text.lastIndexOf(':');
  const name = text.lastIndexOf(':', line - 1);
  if (name < 1 || !/^\d{1,9}$/.test(text.slice(line + 1))) return plainFrame(text);
  return plainFrame(text.slice(name + 1, line), text.slice(0, name), Number(text.slice(line + 1)));
}
