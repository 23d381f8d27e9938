/** Texts and trees of Pyroscope's older agents, turned into folded lines: `a;b;c 12`. */
import { MalformedProfile } from '../../core/profile/profile.ts';

/** Of folded text out of a tree, whose paths repeat what the tree says once. */
const MOST_TEXT = 128 * 1024 * 1024;
const DEEPEST = 10_000;

/** `format=lines`: one stack a line, each counts once. */
export function foldLines(body: Uint8Array): Uint8Array {
  const counts = new Map<string, number>();
  for (const line of new TextDecoder().decode(body).split('\n')) {
    const stack = line.trim();
    if (stack !== '') counts.set(stack, (counts.get(stack) ?? 0) + 1);
  }
  return new TextEncoder().encode(Array.from(counts, ([stack, count]) => `${stack} ${count}\n`).join(''));
}

/**
 * `format=tree` and `format=trie`, root first: each node is the length of its name, the name, its own count and the number of
 * its children, lengths and numbers as varints. A node of a tree is a frame; one of a trie is a piece of a folded stack.
 * The layout: https://github.com/grafana/pyroscope, pkg/og/storage/tree and pkg/og/structs/transporttrie.
 */
export function foldTree(body: Uint8Array, format: 'tree' | 'trie'): Uint8Array {
  const lines: string[] = [];
  const decoder = new TextDecoder();
  /** Paths of the open nodes, each with the children that are still to come. */
  const open: { readonly path: string; left: number }[] = [];
  let at = 0;
  let letters = 0;
  do {
    const length = readNumber();
    if (length > body.length - at) throw cutOff();
    const name = decoder.decode(body.subarray(at, at + length)).replaceAll(/[\r\n]/g, ' ');
    at += length;
    const count = readNumber();
    const left = readNumber();
    const above = open.at(-1);
    if (above !== undefined) above.left--;
    const between = format === 'tree' && above !== undefined && above.path !== '' ? ';' : '';
    const path = `${above?.path ?? ''}${between}${format === 'tree' ? name.replaceAll(';', ':') : name}`;
    letters += path.length;
    if (letters > MOST_TEXT) throw new MalformedProfile(format, 'its stacks unfold to far more than its size');
    if (count > 0 && path !== '') lines.push(`${path} ${count}\n`);
    if (left > 0) open.push({ path, left });
    if (open.length > DEEPEST) throw new MalformedProfile(format, `it is deeper than ${DEEPEST} nodes`);
    while (open.at(-1)?.left === 0) open.pop();
  } while (open.length > 0);
  if (at < body.length) throw new MalformedProfile(format, `something stands behind its end (byte ${at})`);
  return new TextEncoder().encode(lines.join(''));

  function readNumber(): number {
    let number = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = body[at++];
      if (byte === undefined) throw cutOff();
      number += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
    }
    if (!Number.isSafeInteger(number)) throw new MalformedProfile(format, `a number is too large (byte ${at})`);
    return number;
  }

  function cutOff(): MalformedProfile {
    return new MalformedProfile(format, `it is cut off at byte ${body.length}`);
  }
}
