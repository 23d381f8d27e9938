import type { ProfileKind } from '../../core/profile/profile.ts';

const KINDS: readonly (readonly [RegExp, ProfileKind])[] = [
  [/^mutex_/, 'mutex'],
  [/^(block|lock)_/, 'block'],
  [/^cpu$/, 'cpu'],
  [/^(wall|itimer)$/, 'wall'],
  [/^off_?cpu$/, 'off-cpu'],
];

/**
 * What the sender calls a profile: by the suffix of its name, else by `sample_type_config`, where Go's agent tells
 * block from mutex by "display-name" alone (the profiles look alike inside). Undefined when it does not say.
 */
export function readPushKind(
  suffix: string | undefined,
  sampleTypeConfig: Uint8Array | undefined,
): ProfileKind | undefined {
  const names = [...(suffix === undefined ? [] : [suffix]), ...displayNames(sampleTypeConfig)];
  for (const name of names) {
    const kind = KINDS.find(([pattern]) => pattern.test(name))?.[1];
    if (kind !== undefined) return kind;
  }
  return undefined;
}

function displayNames(config: Uint8Array | undefined): readonly string[] {
  if (config === undefined) return [];
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(config));
    const entries = typeof parsed === 'object' && parsed !== null ? Object.values(parsed) : [];
    return entries.flatMap((entry: unknown) => {
      const name: unknown =
        typeof entry === 'object' && entry !== null ? Reflect.get(entry, 'display-name') : undefined;
      return typeof name === 'string' ? [name] : [];
    });
  } catch {
    // It only names what the profile itself holds as well.
    return [];
  }
}
