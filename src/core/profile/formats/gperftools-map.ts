import { createIdTable } from './id-table.ts';
import type { PprofMappings } from './pprof-mappings.ts';

/** The files mapped into a process, as the mappings of a pprof have them, and which of them holds an address. */
export interface MemoryMap {
  readonly mappings: PprofMappings;
  /** Number of the mapping, or -1. */
  find(address: number): number;
}

/** `5567-5568 r-xp 00001000 fe:00 42   /srv/shop`: https://man7.org/linux/man-pages/man5/proc_pid_maps.5.html */
const LINE = /^ *([0-9a-f]{1,16})-([0-9a-f]{1,16}) +\S{4} +([0-9a-f]{1,16}) +\S{1,20} +\d{1,20} +(\S.*)$/;
/** A process may map 65,530 areas unless an administrator allows more. */
const MOST_LINES = 100_000;
const LONGEST_LINE = 5_000;

/** Reads the text of /proc/self/maps. Lines that are none are stepped over: the map only gives names. */
export function openMemoryMap(text: Uint8Array): MemoryMap {
  const areas: { begin: number; end: number; file: string; shift: bigint }[] = [];
  const lines = new TextDecoder().decode(text).split('\n', MOST_LINES);
  for (const line of lines) {
    const [, begin = '', end = '', offset = '', file = ''] = LINE.exec(line.slice(0, LONGEST_LINE)) ?? [];
    if (file === '') continue;
    const shift = BigInt(`0x${offset}`) - BigInt(`0x${begin}`);
    areas.push({
      begin: Number(`0x${begin}`),
      end: Number(`0x${end}`),
      file: file.replace(/ \(deleted\)$/, ''),
      shift,
    });
  }
  areas.sort((a, b) => a.begin - b.begin);
  const mappings = {
    ids: createIdTable(0),
    files: areas.map(({ file }) => file),
    shifts: areas.map(({ shift }) => shift),
  };
  const find = (address: number) => {
    let low = 0;
    let high = areas.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (areas[middle]!.begin <= address) low = middle + 1;
      else high = middle;
    }
    return low > 0 && address < areas[low - 1]!.end ? low - 1 : -1;
  };
  return { mappings, find };
}
