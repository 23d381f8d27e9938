import { fileInName } from '../../profile/own-code.ts';
import type { FrameSource } from './located.ts';

/** Names that hold their file, as folded stacks and agents write them; the function is the rest. */
const SHAPES: readonly RegExp[] = [
  // py-spy and its like: `rank (search.py:12)`, V8: `handle (/app/server.js:10:5)`, Pyroscope's Java: `total (Cart.java:8)`.
  /^(?<function>.*\S) \((?<file>[^()\s]*[^()\s:/]\.\w{1,6})(?::\d+){0,2}\)$/,
  // Pyroscope's Node agent: `./app.js:handle:12`; Austin and speedscope: `search.py:rank:12`; folded `search.py:rank`.
  /^(?<file>[^\s:()]*[^\s:()/]\.(?:py|rb|php|[cm]?[jt]sx?|ex|lua)):(?<function>[^:/].*?)(?::\d+){0,2}$/,
];

/** Bazel builds in a sandbox of links and writes generated sources below bazel-out (https://bazel.build/remote/output-directories). */
const SANDBOX = /^(?:.*\/execroot\/[^/]+\/|\/proc\/self\/cwd\/)?(?:bazel-out\/[^/]+\/bin\/)?/;

/** The frame with its file, taken from the name where the profile has no other place for it. */
export function withFile(frame: FrameSource): FrameSource {
  if (frame.file !== '') return { function: frame.function, file: frame.file.replace(SANDBOX, '') };
  if (frame.function.length > 2000) return frame;
  for (const shape of SHAPES) {
    const groups = shape.exec(frame.function)?.groups;
    if (groups !== undefined) return { function: groups['function']!, file: groups['file']! };
  }
  return { function: frame.function, file: fileInName(frame.function) };
}
