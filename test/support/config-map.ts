import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface MountedConfigMap {
  path(name: string): string;
  /** New content, as the kubelet brings it: a new folder, then one rename of a link. */
  swap(files: Readonly<Record<string, string>>): void;
}

/**
 * A folder as a mounted ConfigMap: `config.yaml` → `..data/config.yaml`, `..data` → `..2026_11_28_06_00_00.000000001`.
 * https://pkg.go.dev/k8s.io/kubernetes/pkg/volume/util#AtomicWriter
 */
export function mountConfigMap(folder: string, files: Readonly<Record<string, string>>): MountedConfigMap {
  let count = 0;
  let before: string | undefined;
  const names = new Set<string>();
  mkdirSync(folder);
  const swap = (contents: Readonly<Record<string, string>>) => {
    const timestamped = `..2026_11_28_06_00_00.${String(++count).padStart(9, '0')}`;
    mkdirSync(join(folder, timestamped));
    for (const [name, text] of Object.entries(contents)) writeFileSync(join(folder, timestamped, name), text);
    symlinkSync(timestamped, join(folder, '..data_tmp'));
    renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
    for (const name of Object.keys(contents)) {
      if (!names.has(name)) symlinkSync(join('..data', name), join(folder, name));
      names.add(name);
    }
    for (const name of names) if (!Object.hasOwn(contents, name)) rmSync(join(folder, name));
    if (before !== undefined) rmSync(join(folder, before), { recursive: true });
    before = timestamped;
  };
  swap(files);
  return { path: (name) => join(folder, name), swap };
}
