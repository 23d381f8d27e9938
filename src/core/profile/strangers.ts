/** Files that people hand over by mistake, by their first bytes. */
const STRANGERS: readonly { readonly magic: readonly number[]; readonly what: string }[] = [
  { magic: [0x1f, 0x8b], what: 'it is gzip inside gzip' },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], what: 'it is zstd inside another compression' },
  { magic: [0x7f, 0x45, 0x4c, 0x46], what: 'it is an ELF binary, the program and not a profile of it' },
  { magic: [0x50, 0x4b, 0x03, 0x04], what: 'it is a zip archive' },
  { magic: [0x89, 0x50, 0x4e, 0x47], what: 'it is a PNG picture' },
  { magic: [0xfd, 0x37, 0x7a, 0x58], what: 'it is compressed with xz, which is not read' },
  { magic: [0x42, 0x5a, 0x68], what: 'it is compressed with bzip2, which is not read' },
  {
    magic: [0x50, 0x45, 0x52, 0x46, 0x49, 0x4c, 0x45, 0x32],
    what: 'it is a perf.data file; run `perf script` and hand over its text',
  },
  { magic: [0xff, 0xfe], what: 'it is text in UTF-16; stacks are read as UTF-8' },
  { magic: [0xfe, 0xff], what: 'it is text in UTF-16; stacks are read as UTF-8' },
  { magic: [0, 0, 0, 0, 0, 0, 0, 0, 3], what: 'it is a legacy gperftools file; convert it with `pprof -proto`' },
];

/** What a file is that is no profile, or undefined. */
export function strangerProblem(bytes: Uint8Array): string | undefined {
  return STRANGERS.find(({ magic }) => magic.every((byte, at) => bytes[at] === byte))?.what;
}
