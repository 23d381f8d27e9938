import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readProfile } from '../../../src/core/profile/read-profile.ts';
import { answeredIncident, sampleEvidence } from './sample-evidence.ts';
import { startTestWeb } from './start-test-web.ts';
import type { TestWeb } from './start-test-web.ts';

let web: TestWeb;
beforeEach(async () => {
  web = await startTestWeb({ pages: 'open' });
});
afterEach(() => web.close());

async function download(path: string): Promise<{ status: number; type: string; name: string; bytes: Uint8Array }> {
  const answer = await fetch(`${web.url}/incidents/abc-1/${path}`);
  return {
    status: answer.status,
    type: answer.headers.get('content-type') ?? '',
    name: /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? '',
    bytes: new Uint8Array(await answer.arrayBuffer()),
  };
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('downloads that are made on demand', () => {
  it('draw the picture in a size that was not kept', async () => {
    const { status, type, name, bytes } = await download('pictures/wide.png');

    expect([status, type, name]).toEqual([200, 'image/png', 'checkout-20261122T1409-flames-wide.png']);
    const sizes = new DataView(bytes.buffer, bytes.byteOffset);
    expect([sizes.getUint32(16), sizes.getUint32(20)]).toEqual([1920, 1080]);
  });

  it('draw one panel alone', async () => {
    const [cpu, both] = [await download('pictures/cpu-wide.svg'), await download('pictures/wide.svg')];

    expect([cpu.status, cpu.type]).toEqual([200, 'image/svg+xml']);
    expect(text(cpu.bytes)).toContain('example.com/shop/pricing.(*TaxTable).Lookup');
    expect(text(both.bytes)).toContain('Off-CPU');
    expect(text(cpu.bytes)).not.toContain('Off-CPU');
  });

  it('are not made again for who has them', async () => {
    const first = await fetch(`${web.url}/incidents/abc-1/pictures/chat.png`);
    const again = await fetch(`${web.url}/incidents/abc-1/pictures/chat.png`, {
      headers: { 'if-none-match': first.headers.get('etag') ?? '' },
    });

    expect([first.status, again.status]).toEqual([200, 304]);
  });

  it('draw it as SVG, with whole names and nothing that runs', async () => {
    const { status, type, bytes } = await download('pictures/wide.svg');

    expect([status, type]).toEqual([200, 'image/svg+xml']);
    expect(text(bytes)).toContain('example.com/shop/pricing.(*TaxTable).Lookup');
    expect(text(bytes)).toContain('2026-11-22 14:02–14:10 vs 2026-11-22 13:00–14:00 UTC');
    expect(text(bytes)).not.toMatch(/<script|<style|style=|\son\w+=/);
  });

  it('give both counts of every stack as folded text, in microseconds', async () => {
    const { status, type, name, bytes } = await download('diff/cpu.folded');

    expect([status, type, name]).toEqual([200, 'text/plain; charset=utf-8', 'checkout-20261122T1409-diff-cpu.folded']);
    expect(text(bytes).split('\n')).toContain(
      'net/http.(*conn).serve;shop.Handle;example.com/shop/pricing.(*Engine).Quote;' +
        'example.com/shop/pricing.(*TaxTable).Lookup 300000 1900000',
    );
  });

  it('add up the source profiles of one side, as pprof', async () => {
    const kept = sampleEvidence();
    const source = kept.files.find(({ name }) => name.startsWith('profiles/'))!;
    const profile = { side: 'comparison', kind: 'cpu', pod: 'p' } as const;
    const two = ['a', 'b'].map((name) => ({ ...source, name: `profiles/comparison/${name}.pprof`, profile }));
    await web.evidence.keep({ ...kept, files: [...kept.files, ...two] });

    const { status, type, name, bytes } = await download('merged/comparison-cpu.pb.gz');

    expect([status, type]).toEqual([200, 'application/octet-stream']);
    expect(name).toBe('checkout-20261122T1409-comparison-cpu.pb.gz');
    const merged = readProfile(new Uint8Array(gunzipSync(bytes)));
    expect(merged.values.reduce((sum, cost) => sum + cost, 0)).toBe(2 * 40 * 10_000_000);
    expect(merged.stackStart).toHaveLength(3);
    // What older versions kept tells its kind by its name alone.
    expect((await download('merged/baseline-cpu.pb.gz')).status).toBe(200);
  });

  it.each([
    'pictures/huge.png',
    'pictures/wide.gif',
    'pictures/mutex-wide.png',
    'diff/wall.folded',
    'merged/baseline-mutex.pb.gz',
    'merged/..%2f..%2fchat.png',
  ])('have nothing under %s', async (path) => {
    const { status, bytes } = await download(path);

    expect(status).toBe(404);
    expect(text(bytes)).toContain('There is no such file');
  });

  it('say so where nothing was kept to make them of', async () => {
    await web.incidents.save(answeredIncident({ id: 'bare' }));
    await web.evidence.keep(sampleEvidence({ incidentId: 'bare', files: [] }));
    const status = async (path: string) => (await fetch(`${web.url}/incidents/${path}`)).status;

    expect(await status('bare/pictures/wide.png')).toBe(404);
    expect(await status('bare/diff/cpu.folded')).toBe(404);
    expect(await status('nobody/diff/cpu.folded')).toBe(404);
    web.blobs.lose(sampleEvidence().files.find(({ name }) => name === 'flames.bin.gz')!.hash);
    expect(await status('abc-1/pictures/wide.png')).toBe(410);
  });

  it('refuse to hold more at once than the server can', async () => {
    const kept = sampleEvidence();
    const huge = kept.files.map((file) => (file.name.startsWith('profiles/') ? { ...file, bytes: 2e8 } : file));
    await web.evidence.keep({ ...kept, files: huge });

    const { status, bytes } = await download('merged/baseline-cpu.pb.gz');

    expect(status).toBe(413);
    expect(text(bytes)).toContain('go tool pprof -proto');
  });
});
