/** With the registry, as it is written, without tag and digest. */
export function imageName(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^:/]+$/, '');
}

/**
 * The image that is the service's own among those of an application: the only one, or the one that is named like one of
 * these words, the first word first. Undefined where that cannot be told: nothing is guessed among several.
 */
export function ownImage(images: readonly string[], words: readonly (string | undefined)[]): string | undefined {
  const distinct = [...new Set(images)];
  if (distinct.length < 2) return distinct[0];
  for (const word of words) {
    const same = distinct.filter((image) => /[^/]*$/.exec(imageName(image))?.[0] === word);
    if (same.length > 0) return same.length === 1 ? same[0] : undefined;
  }
  return undefined;
}
