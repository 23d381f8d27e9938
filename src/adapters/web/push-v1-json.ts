import { BadPush } from './push-refusal.ts';
import { countParts, MOST_LABELS, type PushedSeries } from './push-v1-message.ts';

/** Requests of push.v1 in protobuf's JSON, with the names of the schema too. Throws BadPush, naming the place. */
export function readPushJson(bytes: Uint8Array): readonly PushedSeries[] {
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new BadPush(`the body is no JSON: ${error instanceof Error ? error.message.slice(0, 200) : 'unreadable'}`);
  }
  const count = countParts();
  return listOf(document, 'series', 'the body').map((series, at) => {
    count('series');
    const where = `series[${at}]`;
    const labels = listOf(series, 'labels', where);
    if (labels.length > MOST_LABELS) throw new BadPush(`${where} has more than ${MOST_LABELS} labels`);
    return {
      labels: labels.map((label, nth) => {
        const place = `${where}.labels[${nth}]`;
        return [textOf(label, 'name', place), textOf(label, 'value', place)] as const;
      }),
      profiles: listOf(series, 'samples', where).map((sample, nth) => {
        count('profiles');
        return readBase64(sample, `${where}.samples[${nth}]`);
      }),
    };
  });
}

function readBase64(sample: unknown, where: string): Uint8Array {
  const text = textOf(sample, 'rawProfile', where) || textOf(sample, 'raw_profile', where);
  // Both alphabets, with padding or without: https://protobuf.dev/programming-guides/json/
  if (!/^[\w+/-]*={0,2}$/.test(text)) throw new BadPush(`${where}.rawProfile is no base64`);
  return new Uint8Array(Buffer.from(text, 'base64'));
}

function listOf(holder: unknown, name: string, where: string): readonly unknown[] {
  const list = fieldOf(holder, name, where) ?? [];
  if (!Array.isArray(list)) throw new BadPush(`${where}: ${name} is no list`);
  return list;
}

function textOf(holder: unknown, name: string, where: string): string {
  const text = fieldOf(holder, name, where) ?? '';
  if (typeof text !== 'string') throw new BadPush(`${where}: ${name} is no text`);
  return text;
}

function fieldOf(holder: unknown, name: string, where: string): unknown {
  if (typeof holder !== 'object' || holder === null || Array.isArray(holder))
    throw new BadPush(`${where} is no object`);
  return Object.hasOwn(holder, name) ? Reflect.get(holder, name) : undefined;
}
