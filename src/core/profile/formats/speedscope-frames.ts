import { MalformedProfile } from '../profile.ts';
import { lineOf, listAt, objectAt, shownValue, textOr, wrongValue, type JsonObject } from './json-values.ts';
import { frameNumber, type ProfileDraft } from './profile-draft.ts';

/** Numbers of the frames that all profiles of a file share, in the order of the file. */
export function readFrames(draft: ProfileDraft, file: JsonObject): readonly number[] {
  const { format } = draft;
  const shared = objectAt(format, 'shared', file['shared']);
  return listAt(format, 'shared.frames', shared['frames']).map((one, at) => {
    const { name, file: path, line } = objectAt(format, `shared.frames[${at}]`, one);
    if (typeof name !== 'string') throw wrongValue(format, `shared.frames[${at}].name`, 'a text', name);
    return frameNumber(draft, { name, file: textOr(path, ''), line: lineOf(line), startLine: 0 });
  });
}

/** Number of the frame that an index in the file stands for. */
export function frameBehind(numbers: readonly number[], place: string, index: unknown): number {
  const number = typeof index === 'number' ? numbers[index] : undefined;
  if (number !== undefined) return number;
  throw new MalformedProfile(
    'speedscope',
    `${place} names frame ${shownValue(index)}, but the file has ${numbers.length}`,
  );
}
