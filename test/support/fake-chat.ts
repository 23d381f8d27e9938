import { Failure } from '../../src/core/failure.ts';
import type { Report } from '../../src/core/report/report.ts';
import type { Chat, PostedPicture } from '../../src/pipeline/ports.ts';

export interface FakePost {
  readonly ref: string;
  readonly key: string;
  readonly report: Report;
  readonly picture: PostedPicture | undefined;
  readonly edits: number;
}

export interface FakeChat extends Chat {
  /** In the order in which they were posted, as they read now. */
  readonly posts: () => readonly FakePost[];
  /** The next call fails; `afterwards` when what it did stays done, as with a lost answer. */
  failNext(failure: Failure, when?: 'before' | 'afterwards'): void;
}

/** A chat in memory, as forgetful as Slack: without `maybeSent` it posts the same key twice. */
export function fakeChat(name = 'fake'): FakeChat {
  const posts = new Map<string, FakePost>();
  const failures: { failure: Failure; when: 'before' | 'afterwards' }[] = [];

  const call = async (signal: AbortSignal, work: () => string): Promise<string> => {
    if (signal.aborted) throw new Failure('CANCELLED', `${name}: cancelled`, { retryable: true });
    const planned = failures.shift();
    if (planned?.when === 'before') throw planned.failure;
    const ref = work();
    if (planned !== undefined) throw planned.failure;
    return ref;
  };

  return {
    name,
    posts: () => [...posts.values()],
    failNext: (failure, when = 'before') => void failures.push({ failure, when }),
    post: (report, { key, maybeSent }, signal) =>
      call(signal, () => {
        const earlier = maybeSent ? [...posts.values()].find((post) => post.key === key) : undefined;
        if (earlier !== undefined) return earlier.ref;
        const ref = `${name}-${posts.size + 1}`;
        posts.set(ref, { ref, key, report, picture: undefined, edits: 0 });
        return ref;
      }),
    edit: (ref, report, picture, signal) =>
      call(signal, () => {
        const post = posts.get(ref);
        if (post === undefined) throw new Failure('CHAT_REJECTED', `${name}: no post ${ref}`, { retryable: false });
        posts.set(ref, { ...post, report, picture, edits: post.edits + 1 });
        return ref;
      }),
  };
}
