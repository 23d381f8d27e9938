const SHORTEST_CUT = 6;
/** Longer names are cut in the middle before anything else looks at them. */
const LONGEST_NAME = 8_192;

/**
 * The form of a function name that fits into `room` characters, or undefined when none is worth drawing: the full name,
 * then without type arguments, directory, package, receiver, and at last cut at the right with an ellipsis.
 */
export function fitName(name: string, room: number): string | undefined {
  if (room < 1) return undefined;
  // A name has at most as many characters as UTF-16 units, which are cheaper to count.
  if (name.length <= room) return name;
  let shortest = name;
  for (const form of shorterForms(name)) {
    if (countCharacters(form) <= room) return countCharacters(form) >= SHORTEST_CUT ? form : undefined;
    shortest = form;
  }
  return room < SHORTEST_CUT ? undefined : cutRight(shortest, room);
}

/** Text of at most `room` characters, with an ellipsis in the place of what was cut. */
export function cutRight(text: string, room: number): string {
  if (room < 1) return '';
  // Enough UTF-16 units for one character more than the room, however many pairs there are.
  const start = Array.from(text.slice(0, 2 * room + 2));
  return start.length <= room ? text : `${start.slice(0, room - 1).join('')}…`;
}

/** Characters as the atlas draws them: one cell per code point. */
export function countCharacters(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    if ((text.codePointAt(i) ?? 0) > 0xffff) i++;
    count++;
  }
  return count;
}

/** `a.org/b/pkg.(*Recv[…]).Method.func1` → the same without arguments, directory, package, receiver. */
function* shorterForms(name: string): Generator<string> {
  const bounded =
    name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME / 2)}…${name.slice(-LONGEST_NAME / 2)}` : name;
  yield bounded;
  let form = emptyBrackets(bounded);
  yield form;
  form = form.slice(lastOutside(form, '/') + 1);
  yield form;
  const parts = splitQualified(form);
  for (let first = 1; first < parts.length; first++) {
    const rest = parts.slice(first);
    // `func1.2` alone says nothing.
    if (!rest.some((part) => isTelling(part.text))) return;
    yield rest.map((part, i) => (i === 0 ? '' : part.separator) + part.text).join('');
  }
}

const OPENING = '<[({';
const CLOSING = '>])}';

/** Replaces what stands in type arguments and parameter lists by `…`; a receiver such as `(*Engine)` stays. */
function emptyBrackets(name: string): string {
  let short = '';
  let open = '';
  let inside = '';
  for (const character of name) {
    if (open === '') {
      if (OPENING.includes(character)) open = character;
      else short += character;
      continue;
    }
    if (OPENING.includes(character)) open += character;
    else if (closes(open, character)) open = open.slice(0, -1);
    if (open !== '') inside += character;
    else {
      short += closedForm(inside, character);
      inside = '';
    }
  }
  // `operator<` and other names whose brackets do not pair stay as they are.
  return open === '' ? short : name;
}

function closes(open: string, character: string): boolean {
  return CLOSING.indexOf(character) === OPENING.indexOf(open.at(-1) ?? '') && CLOSING.includes(character);
}

function closedForm(inside: string, closing: string): string {
  const opening = OPENING[CLOSING.indexOf(closing)] ?? '';
  const receiver = opening === '(' && /^\*?\w+/u.exec(inside)?.[0];
  if (receiver && inside.startsWith('*')) return `(${receiver}${inside === receiver ? '' : '[…]'})`;
  return inside === '' || inside.length <= 2 ? opening + inside + closing : `${opening}…${closing}`;
}

interface NamePart {
  readonly text: string;
  /** What stands before it. */
  readonly separator: string;
}

/** Splits at `.` and `::` outside brackets; a `.` before a digit or at the start belongs to its part. */
function splitQualified(name: string): NamePart[] {
  const parts: NamePart[] = [];
  let depth = 0;
  let text = '';
  let separator = '';
  for (let i = 0; i < name.length; i++) {
    const character = name[i] ?? '';
    if (OPENING.includes(character)) depth++;
    if (CLOSING.includes(character)) depth = Math.max(0, depth - 1);
    const found = depth > 0 ? '' : name.startsWith('::', i) ? '::' : character === '.' ? '.' : '';
    if (found === '' || text === '') text += character;
    else {
      parts.push({ text, separator });
      text = '';
      separator = found;
      i += found.length - 1;
    }
  }
  return [...parts, { text, separator }];
}

function isTelling(part: string): boolean {
  return !/^(?:func)?\d*$/u.test(part);
}

function lastOutside(name: string, wanted: string): number {
  let depth = 0;
  let found = -1;
  for (let i = 0; i < name.length; i++) {
    const character = name[i] ?? '';
    if (OPENING.includes(character)) depth++;
    else if (CLOSING.includes(character)) depth = Math.max(0, depth - 1);
    else if (character === wanted && depth === 0) found = i;
  }
  return found;
}
