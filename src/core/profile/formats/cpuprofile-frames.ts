import type { Frame } from '../profile.ts';
import { isNumber, isObject, lineOf, objectAt, textOr, type JsonObject } from './json-values.ts';

/** What V8 calls the node above all stacks, and JavaScriptCore the time without one. */
export const ROOT = '(root)';
/** V8's word for time outside of JavaScript. */
export const PROGRAM: Frame = { name: '(program)', file: '', line: 0, startLine: 0 };

/**
 * The function of a node. `callFrame` counts lines and columns from 0 (https://chromedevtools.github.io/devtools-protocol/v8/Runtime/#type-CallFrame);
 * files of before 2017 have the fields in the node itself and count from 1.
 */
export function frameOfNode(format: string, where: string, node: JsonObject): Frame {
  const isOld = node['callFrame'] === undefined && typeof node['functionName'] === 'string';
  const place = isOld ? node : objectAt(format, `${where}.callFrame`, node['callFrame']);
  const first = isOld ? 0 : 1;
  const startLine = lineOf(place['lineNumber'], first);
  const column = lineOf(place['columnNumber'], first);
  const name = textOr(place['functionName'], '');
  return { name: nameOf(name, startLine, column), file: pathOfUrl(textOr(place['url'], '')), line: 0, startLine };
}

/** Anonymous functions are told apart by their place, written as the pprof recorders of Node write it. */
function nameOf(name: string, line: number, column: number): string {
  if (name !== '' && name !== '(anonymous)' && name !== '(anonymous function)') return name;
  return line === 0 ? '(anonymous)' : `(anonymous:L#${line}:C#${column})`;
}

/** Where most of the node's own samples were taken, or 0: `positionTicks` counts lines from 1. */
export function hottestLine(node: JsonObject): number {
  const ticks = node['positionTicks'];
  if (!Array.isArray(ticks)) return 0;
  let most = 0;
  let line = 0;
  for (const tick of ticks as readonly unknown[]) {
    if (!isObject(tick) || !isNumber(tick['line']) || !isNumber(tick['ticks']) || tick['ticks'] <= most) continue;
    most = tick['ticks'];
    line = lineOf(tick['line']);
  }
  return line;
}

/** `file:///srv/app/svc.js` → `/srv/app/svc.js`; other addresses stay, they are no files of this machine. */
function pathOfUrl(url: string): string {
  if (!url.startsWith('file://')) return url;
  const path = url.slice('file://'.length).replace(/[?#].*$/, '');
  const local = /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
  try {
    return decodeURIComponent(local);
  } catch {
    return local;
  }
}
