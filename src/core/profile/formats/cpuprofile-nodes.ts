import { MalformedProfile } from '../profile.ts';
import { isNumber, isObject, listAt, objectAt, shownValue, wrongValue, type JsonObject } from './json-values.ts';

/** The nodes of a recording in file order, each with the place of its caller's node or -1. */
export interface V8Nodes {
  readonly nodes: readonly JsonObject[];
  readonly callers: Int32Array;
  /** Place by id. */
  readonly places: ReadonlyMap<number, number>;
}

/** Links a flat list of nodes: `.cpuprofile` names each node's `children`, traces name its `parent`, and some files do both. */
export function linkNodes(format: string, where: string, list: readonly unknown[]): V8Nodes {
  const places = new Map<number, number>();
  const nodes = list.map((one, place) => {
    const node = objectAt(format, `${where}nodes[${place}]`, one);
    const id = node['id'];
    if (!isNumber(id)) throw wrongValue(format, `${where}nodes[${place}].id`, 'a number', id);
    if (places.has(id)) throw new MalformedProfile(format, `${where}nodes[${place}] has the id ${id} of another node`);
    places.set(id, place);
    return node;
  });
  const callers = new Int32Array(nodes.length).fill(-1);
  nodes.forEach((node, place) => {
    const { parent, children } = node;
    if (parent !== undefined) setCaller(place, placeOf(`nodes[${place}].parent`, parent));
    if (children === undefined) return;
    listAt(format, `${where}nodes[${place}].children`, children).forEach((child, at) => {
      setCaller(placeOf(`nodes[${place}].children[${at}]`, child), place);
    });
  });
  return { nodes, callers, places };

  function placeOf(field: string, id: unknown): number {
    const place = isNumber(id) ? places.get(id) : undefined;
    if (place !== undefined) return place;
    throw new MalformedProfile(format, `${where}${field} names node ${shownValue(id)}, which is not in the file`);
  }

  function setCaller(place: number, caller: number): void {
    const known = callers[place]!;
    if (known >= 0 && known !== caller)
      throw new MalformedProfile(
        format,
        `${where}nodes[${place}] is a child of nodes[${known}] and of nodes[${caller}]`,
      );
    callers[place] = caller;
  }
}

/** Flattens the tree of files of before 2017, where `head` holds its children itself. Never recursive: trees may be deep. */
export function flattenHead(format: string, head: JsonObject): V8Nodes {
  const nodes: JsonObject[] = [head];
  const callers: number[] = [-1];
  const places = new Map<number, number>();
  for (let place = 0; place < nodes.length; place++) {
    const { id, children } = nodes[place]!;
    if (isNumber(id)) places.set(id, place);
    if (children === undefined) continue;
    for (const child of listAt(format, `children of node ${place} below head`, children)) {
      if (!isObject(child)) throw wrongValue(format, `a child of node ${place} below head`, 'an object', child);
      nodes.push(child);
      callers.push(place);
    }
  }
  return { nodes, callers: Int32Array.from(callers), places };
}
