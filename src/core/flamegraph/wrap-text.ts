import { countCharacters, cutRight } from './shorten-name.ts';

/** Breaks a text at spaces into at most `lines` lines of `room` characters; what is left over ends in an ellipsis. */
export function wrapText(text: string, room: number, lines: number): string[] {
  const wrapped: string[] = [];
  let line = '';
  const words = text.slice(0, 4 * room * lines).split(' ');
  for (const [i, word] of words.entries()) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || countCharacters(longer) <= room) {
      line = longer;
    } else if (wrapped.length === lines - 1) {
      line = [line, ...words.slice(i)].join(' ');
      break;
    } else {
      wrapped.push(line);
      line = word;
    }
  }
  return [...wrapped, line].filter((part) => part !== '').map((part) => cutRight(part, room));
}
