import type { ProfileKind } from '../../../core/profile/profile.ts';

const KINDS: Readonly<Record<string, ProfileKind>> = {
  cpu: 'cpu',
  profile: 'cpu',
  process_cpu: 'cpu',
  itimer: 'cpu',
  samples: 'cpu',
  block: 'block',
  lock: 'block',
  mutex: 'mutex',
  off_cpu: 'off-cpu',
  offcpu: 'off-cpu',
  wall: 'wall',
  fgprof: 'wall',
  // profefe numbers them. https://github.com/profefe/profefe/blob/master/pkg/profile/profile_type.go
  1: 'cpu',
  3: 'block',
  4: 'mutex',
};
/** Neither CPU time nor waiting. */
const NONE =
  /^(?:alloc\w*|allocs|heap|inuse\w*|memory|space|objects|goroutines?|threadcreate|trace|metrics|exceptions?|2|5|6)$/;

/** What a folder or file calls its profiles; undefined where only the content tells. */
export function kindOfName(text: string, own: Readonly<Record<string, ProfileKind>>): ProfileKind | 'none' | undefined {
  if (Object.hasOwn(own, text)) return own[text]!;
  const plain = text.toLowerCase().replaceAll('-', '_');
  if (Object.hasOwn(KINDS, plain)) return KINDS[plain]!;
  return NONE.test(plain) ? 'none' : undefined;
}
