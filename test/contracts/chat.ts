import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Chat } from '../../src/pipeline/ports.ts';
import { samplePicture, sampleReport } from '../support/sample-report.ts';

/** What a reader of the channel sees. */
export interface SeenMessage {
  readonly text: string;
  readonly hasPicture: boolean;
}

export interface ChatUnderTest {
  readonly chat: Chat;
  seen(): Promise<readonly SeenMessage[]>;
  close(): Promise<void>;
}

const NO_LIMIT = new AbortController().signal;

/** What the pipeline may rely on, whatever the chat. */
export function describeChat(name: string, make: () => Promise<ChatUnderTest>): void {
  describe(`chat: ${name}`, () => {
    let under: ChatUnderTest;
    beforeAll(async () => {
      under = await make();
    });
    afterAll(() => under.close());
    const withText = async (text: string): Promise<readonly SeenMessage[]> =>
      (await under.seen()).filter((message) => message.text.includes(text));

    it('posts headline, lines and links', async () => {
      const ref = await under.chat.post(sampleReport(), { key: 'first', maybeSent: false }, NO_LIMIT);

      expect(ref).not.toBe('');
      const [message] = await withText('checkout · latency SLO burning');
      expect(message?.text).toContain('pricing.(*TaxTable).Lookup');
      expect(message?.text).toContain('Open the evidence');
      expect(message?.hasPicture).toBe(false);
    });

    it('does not repeat a post that an unclear attempt has made', async () => {
      const report = sampleReport({ headline: 'once only' });
      const first = await under.chat.post(report, { key: 'once', maybeSent: false }, NO_LIMIT);

      const second = await under.chat.post(report, { key: 'once', maybeSent: true }, NO_LIMIT);

      expect(second).toBe(first);
      expect(await withText('once only')).toHaveLength(1);
    });

    it('posts when the unclear attempt had not arrived', async () => {
      await under.chat.post(sampleReport({ headline: 'not arrived' }), { key: 'late', maybeSent: true }, NO_LIMIT);

      expect(await withText('not arrived')).toHaveLength(1);
    });

    it('keeps posts of different keys apart', async () => {
      const refs = new Set<string>();
      for (const key of ['a', 'b']) {
        refs.add(await under.chat.post(sampleReport({ headline: 'twins' }), { key, maybeSent: true }, NO_LIMIT));
      }

      expect(refs.size).toBe(2);
      expect(await withText('twins')).toHaveLength(2);
    });

    it('edits in place, with a picture, and may say the same twice', async () => {
      const ref = await under.chat.post(
        sampleReport({ headline: 'draft' }),
        { key: 'edit', maybeSent: false },
        NO_LIMIT,
      );
      const final = sampleReport({ headline: 'final words' });

      let last = ref;
      for (let time = 0; time < 2; time++) last = await under.chat.edit(last, final, samplePicture(), NO_LIMIT);

      expect(await withText('draft')).toEqual([]);
      expect((await withText('final words')).map((message) => message.hasPicture)).toEqual([true]);
    });

    it('edits without a picture', async () => {
      const ref = await under.chat.post(
        sampleReport({ headline: 'plain' }),
        { key: 'plain', maybeSent: false },
        NO_LIMIT,
      );

      await under.chat.edit(ref, sampleReport({ headline: 'resolved after 23 min' }), undefined, NO_LIMIT);

      expect((await withText('resolved after 23 min')).map((message) => message.hasPicture)).toEqual([false]);
    });

    it('takes 64 kB of anything', async () => {
      const long = 'x<&>`*𝄞'.repeat(8000);
      const report = sampleReport({
        headline: `long ${long}`,
        lines: [
          [{ kind: 'code', text: long }],
          ...Array.from({ length: 200 }, () => [{ kind: 'text', text: long }] as const),
        ],
        altText: long.slice(0, 2000),
      });

      await under.chat.post(report, { key: 'long', maybeSent: false }, NO_LIMIT);

      expect((await withText('long ')).length).toBeGreaterThan(0);
    });

    it('stops at once when cancelled', async () => {
      const call = under.chat.post(sampleReport(), { key: 'never', maybeSent: false }, AbortSignal.abort());

      await expect(call).rejects.toMatchObject({ name: 'Failure', code: 'CANCELLED', retryable: true });
    });
  });
}
