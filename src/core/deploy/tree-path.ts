/**
 * Path in the repository of a file as a profile names it. Go module paths, container prefixes and build roots are
 * all prefixes: the longest tail of the profile's path that exists in the tree is the file.
 */
export function findTreePath(profileFile: string, tree: ReadonlySet<string>): string | undefined {
  let tail = profileFile.replaceAll('\\', '/').replace(/^[a-z]+:\/\//, '');
  for (;;) {
    if (tail !== '' && tree.has(tail)) return tail;
    const slash = tail.indexOf('/');
    if (slash < 0) return undefined;
    tail = tail.slice(slash + 1);
  }
}
