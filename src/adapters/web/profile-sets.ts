import type { Side } from '../../core/profile/call-tree.ts';
import type { ProfileKind } from '../../core/profile/profile.ts';
import type { Evidence, EvidenceFile } from '../../pipeline/evidence.ts';

/** All source profiles of one kind in one window. */
export interface ProfileSet {
  /** Such as `baseline-cpu`. */
  readonly name: string;
  readonly side: Side;
  readonly kind: ProfileKind;
  readonly files: readonly EvidenceFile[];
  /** As they are kept, before they are added up. */
  readonly bytes: number;
}

const SIDES: readonly Side[] = ['baseline', 'comparison'];
const KINDS: readonly ProfileKind[] = ['cpu', 'off-cpu', 'block', 'mutex', 'wall'];

export function isProfile({ name }: EvidenceFile): boolean {
  return name.startsWith('profiles/');
}

/** The sets that there are, in the order in which people ask for them. */
export function profilesOf({ files }: Pick<Evidence, 'files'>): readonly ProfileSet[] {
  return KINDS.flatMap((kind) =>
    SIDES.flatMap((side) => {
      const members = files.filter((file) => isProfile(file) && belongs(file, side, kind));
      if (members.length === 0) return [];
      const bytes = members.reduce((sum, file) => sum + file.bytes, 0);
      return [{ name: `${side}-${kind}`, side, kind, files: members, bytes }];
    }),
  );
}

/** Evidence of older versions says it in the name alone. */
function belongs({ name, profile }: EvidenceFile, side: Side, kind: ProfileKind): boolean {
  if (profile !== undefined) return profile.side === side && profile.kind === kind;
  const [, found] = /-(cpu|off-cpu|block|mutex|wall)\.pprof$/.exec(name) ?? [];
  // `off-cpu` ends like `cpu`.
  const told = name.endsWith('-off-cpu.pprof') ? 'off-cpu' : found;
  return name.startsWith(`profiles/${side}/`) && told === kind;
}
