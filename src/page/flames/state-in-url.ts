import type { ProfileName } from '../../core/flamegraph/flame-panel.ts';
import { type FlamesState, type GraphState, INITIAL_STATE } from './flame-state.ts';
import { shortKey } from './function-key.ts';

const WIDTHS = ['now', 'baseline', 'union'] as const;
const COLOURS = ['relative', 'absolute'] as const;
const SCHEMES = ['red-blue', 'orange-blue'] as const;
const PROFILES = ['cpu', 'off-cpu'] as const;

/** The state as a fragment without its '#': only what differs from INITIAL_STATE, so '' for that. */
export function writeState(state: FlamesState): string {
  const parts: string[] = [];
  const write = (name: string, value: string, usual = ''): void => {
    if (value !== usual) parts.push(`${name}=${encode(value)}`);
  };
  write('search', state.search);
  write('widths', state.widths, INITIAL_STATE.widths);
  write('colours', state.colours, INITIAL_STATE.colours);
  write('scheme', state.scheme, INITIAL_STATE.scheme);
  write('own', flag(state.ownOnly), flag(INITIAL_STATE.ownOnly));
  write('folded', flag(state.folded), flag(INITIAL_STATE.folded));
  write('recursion', flag(state.recursion), flag(INITIAL_STATE.recursion));
  write('selected', shortKey(state.selected));
  for (const profile of PROFILES) {
    const graph = state.panels[profile];
    write(`${profile}.path`, graph.path.join('.'));
    if (graph.from !== 0 || graph.to !== 1) write(`${profile}.part`, `${short(graph.from)}..${short(graph.to)}`);
    for (const key of graph.hidden) write(`${profile}.hide`, shortKey(key));
    for (const key of graph.collapsed) write(`${profile}.collapse`, shortKey(key));
    write(`${profile}.focus`, shortKey(graph.focus));
    write(`${profile}.sandwich`, shortKey(graph.sandwich));
  }
  return parts.join('&');
}

/** What a fragment says; what it does not say, or says wrongly, is as in INITIAL_STATE. Never throws. */
export function readState(fragment: string): FlamesState {
  const said = readParts(fragment);
  const one = (name: string): string => said.get(name)?.[0] ?? '';
  return {
    search: one('search'),
    widths: WIDTHS.find((value) => value === one('widths')) ?? INITIAL_STATE.widths,
    colours: COLOURS.find((value) => value === one('colours')) ?? INITIAL_STATE.colours,
    scheme: SCHEMES.find((value) => value === one('scheme')) ?? INITIAL_STATE.scheme,
    ownOnly: readFlag(one('own'), INITIAL_STATE.ownOnly),
    folded: readFlag(one('folded'), INITIAL_STATE.folded),
    recursion: readFlag(one('recursion'), INITIAL_STATE.recursion),
    selected: one('selected'),
    panels: { cpu: readGraph('cpu', said), 'off-cpu': readGraph('off-cpu', said) },
  };
}

function readGraph(profile: ProfileName, said: ReadonlyMap<string, readonly string[]>): GraphState {
  const all = (name: string): readonly string[] => said.get(`${profile}.${name}`) ?? [];
  const one = (name: string): string => all(name)[0] ?? '';
  return {
    path: one('path')
      .split('.')
      .filter((step) => step !== ''),
    ...readPart(one('part')),
    hidden: all('hide'),
    collapsed: all('collapse'),
    focus: one('focus'),
    sandwich: one('sandwich'),
  };
}

function readPart(text: string): { from: number; to: number } {
  const [from = Number.NaN, to = Number.NaN] = text.split('..').map(Number);
  return from >= 0 && from < to && to <= 1 ? { from, to } : { from: 0, to: 1 };
}

function readParts(fragment: string): Map<string, string[]> {
  const said = new Map<string, string[]>();
  for (const part of fragment.replace(/^#/u, '').split('&')) {
    const at = part.indexOf('=');
    const value = at < 0 ? undefined : decode(part.slice(at + 1));
    if (value === undefined || value === '') continue;
    const name = part.slice(0, at);
    said.set(name, [...(said.get(name) ?? []), value]);
  }
  return said;
}

function flag(on: boolean): string {
  return on ? '1' : '0';
}

function readFlag(text: string, usual: boolean): boolean {
  return text === '1' || (text !== '0' && usual);
}

/** Nine digits place a view to the px that is a hundred thousand times narrower than its frame. */
function short(share: number): string {
  return String(Number(share.toPrecision(9)));
}

/** As encodeURIComponent, but legible where a fragment allows it, and without the brackets and stars that chats cut links at. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/%2F/gu, '/')
    .replace(/%3A/gu, ':')
    .replace(/[!'()*~]/gu, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
