import { describe, expect, it } from 'vitest';
import { keepFixed } from '../../src/app/fixed-settings.ts';
import { parseConfig } from '../../src/config/load-config.ts';

const read = (settings: object) => parseConfig(JSON.stringify(settings), 'test.yaml');

describe('keepFixed', () => {
  it('keeps what is opened once, says so for each, and takes the rest', () => {
    const running = read({ web: { listen_address: ':1' }, database: { investigations: 2 } });
    const wanted = read({
      web: { listen_address: ':2', link_days: 7 },
      storage: { path: '/elsewhere', s3: { bucket: 'burnscope' }, profiles: { keep: '3d' } },
      database: { url_file: '/run/url', investigations: 3 },
      investigation: { workers: 4, deadline_seconds: 9 },
      log: { level: 'debug' },
    });

    const { config, restart } = keepFixed(running, wanted);

    expect(config).toMatchObject({
      web: { listen_address: ':1', link_days: 7 },
      storage: { path: './data', profiles: { keep: 3 * 86_400_000 } },
      database: { investigations: 2 },
      investigation: { workers: 1, deadline_seconds: 9 },
      log: { level: 'debug' },
    });
    expect(config.database.url_file).toBeUndefined();
    expect(config.storage.s3).toBeUndefined();
    expect(restart).toEqual([
      'web.listen_address stays ":1": ":2" needs a restart',
      'storage.path stays "./data": "/elsewhere" needs a restart',
      expect.stringContaining('storage.s3 stays unset: {"bucket":"burnscope"'),
      'database.url_file stays unset: "/run/url" needs a restart',
      'database.investigations stays 2: 3 needs a restart',
      'investigation.workers stays 1: 4 needs a restart',
    ]);
  });

  it('says nothing where nothing of it changed', () => {
    expect(keepFixed(read({}), read({ log: { level: 'debug' } })).restart).toEqual([]);
  });
});
