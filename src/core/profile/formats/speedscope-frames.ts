import { MalformedProfile } from '../profile.ts';
import { isNumber, listAt, objectAt, textOr, wrongValue, type JsonObject } from './json-values.ts';
import { frameNumber, type ProfileDraft } from './profile-draft.ts';

/** Numbers of the frames that all profiles of a file share, in the order of the file. */
export function readFrames(draft: ProfileDraft, file: JsonObject): readonly number[] {
  const { format } = draft;
  const shared = objectAt(format, 'shared', file['shared']);
  return listAt(format, 'shared.frames', shared['frames']).map((one, at) => {
    const { name, file: path, line } = objectAt(format, `shared.frames[${at}]`, one);
    if (typeof name !== 'string') throw wrongValue(format, `shared.frames[${at}].name`, 'a text', name);
    const inside = isNumber(line) && line > 0 ? Math.trunc(line) : 0;
    return frameNumber(draft, { name, file: textOr(path, ''), line: inside, startLine: 0 });
  });
}

/** Number of the frame that an index in the file stands for. */
export function frameBehind(numbers: readonly number[], place: string, index: unknown): number {
  const number = typeof index === 'number' ? numbers[index] : undefined;
  if (number !== undefined) return number;
  throw new MalformedProfile('speedscope', `${place} names frame ${String(index)}, but the file has ${numbers.length}`);
}
