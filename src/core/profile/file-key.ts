/**
 * The part of a file that belongs to a function's identity: two files can hold the same name, but versions and hashes in a path
 * change with every build. Empty for Go, whose names carry their package, except for a version that is part of the package's own
 * path (`api/v2` beside `api/v3`), which canonicalName takes out of the name together with the major version of modules.
 */
export function fileKey(file: string): string {
  if (file === '' || file.startsWith('<')) return '';
  if (file.endsWith('.go')) return ownVersionElements(file);
  return (
    file
      .replace(/^file:\/\//, '')
      .replace(/[./-][0-9a-f]{8,20}(?=\.(?:[cm]?js|css|so)\b)/g, '')
      // Vite's and Rollup's: eight characters of base64, told from a word by a digit and a capital.
      .replace(/-(?=[\w-]{0,7}\d)(?=[\w-]{0,7}[A-Z])[\w-]{8}(?=\.[cm]?js\b)/g, '')
      .replace(/\/rustc\/[0-9a-f]{40}\//, '/rustc/')
      .replace(/(?<=\/(?:registry\/src|gems)\/[^ ]{1,200}?-)\d[\w.+-]*(?=\/)/, '')
      .replace(/\bpython\d\.\d+\b/, 'python')
      .replace(/@\d[\w.+-]*(?=\/)/g, '')
  );
}

function ownVersionElements(file: string): string {
  const behindVendor = file.lastIndexOf('/vendor/');
  if (behindVendor >= 0 || !file.includes('/v')) return '';
  return file
    .split('/')
    .filter((element) => /^v\d+$/.test(element))
    .join('/');
}
