import { describe, expect, test } from 'vitest';
import { buildCallTree } from '../../../src/core/profile/build-call-tree.ts';
import { idleNames } from '../../../src/core/profile/idle-names.ts';
import type { ProfileKind } from '../../../src/core/profile/profile.ts';
import { draw, FULL, go, source } from '../../support/draw-tree.ts';
import { foldedProfile } from '../../support/folded-profile.ts';

describe('the own view', () => {
  test('keeps below the service only the library function it entered', () => {
    const profile = go(
      'net/http.serve;x.io/shop.Handle;regexp.Compile;regexp.parse 3',
      'net/http.serve;x.io/shop.Handle 1',
      'runtime.gcBgMarkWorker;runtime.scan 2',
    );
    const { tree } = buildCallTree([source(profile)], { view: 'own', idle: 'keep' });

    expect(draw(tree)).toEqual([
      'net/http.serve 0',
      '  x.io/shop.Handle 1',
      '    regexp.Compile 3',
      'runtime.gcBgMarkWorker 0',
      '  runtime.scan 2',
    ]);
  });

  test('cuts pauses off the leaf in both views: their cost is that of the function below', () => {
    const profile = go(
      'main.work;runtime.asyncPreempt;runtime.asyncPreempt2 2',
      'main.work;runtime.morestack;main.big 1',
    );

    expect(draw(buildCallTree([source(profile)], FULL).tree)).toEqual([
      'main.work 2',
      '  runtime.morestack 0',
      '    main.big 1',
    ]);
  });

  test('throws away stacks in which the profiler measures', () => {
    const profile = go('main.main;github.com/felixge/fgprof.Start.func1;runtime.goroutineProfile 1', 'main.work 3');
    const { tree, profilerShare, samples } = buildCallTree([source(profile)], FULL);

    expect(draw(tree)).toEqual(['main.work 3']);
    expect(profilerShare).toBe(0.25);
    expect(samples.baseline).toBe(3);
  });

  test.each(['runtime/pprof.Do', 'github.com/grafana/pyroscope-go.TagWrapper', 'runtime/trace.RunInRegion'])(
    'keeps code of the service that runs below %s',
    (labeller) => {
      const { tree, profilerShare } = buildCallTree([source(go(`main.handle;${labeller};main.work 3`))], FULL);

      expect(draw(tree)).toEqual(['main.handle 0', `  ${labeller} 0`, '    main.work 3']);
      expect(profilerShare).toBe(0);
    },
  );
});

describe('idle waits', () => {
  function kept(lines: readonly string[], kind: ProfileKind = 'block'): string[] {
    const profile = go(...lines);
    const { tree } = buildCallTree([source(profile, 'baseline', kind)], { view: 'full', idle: 'drop' });
    return draw(tree, 1).map((line) => line.trim().split(' ')[0]!);
  }
  const JOB = 'x.io/shop.(*Pool).run;x.io/shop.job;sync.Mutex.Lock 1';

  test.each([
    ['no frame of the service', 'net/http.readLoop;runtime.selectgo 5'],
    ['a worker that waits for work', 'x.io/shop.(*Pool).run;runtime.chanrecv2 5'],
    ['a worker started through a wrapper', 'x.io/shop.Start.gowrap1;x.io/shop.(*Pool).run;runtime.chanrecv2 5'],
    ['a worker below the entry of all goroutines', 'runtime.goexit;x.io/shop.(*Pool).run;runtime.chanrecv2 5'],
    ['the main function', 'runtime.main;main.main;runtime.chanrecv1 5'],
  ])('drops %s', (_what, line) => {
    expect(kept([line, JOB])).toEqual(['x.io/shop.(*Pool).run', 'x.io/shop.job', 'sync.Mutex.Lock']);
  });

  test.each([
    ['a job that a worker runs', JOB],
    ['a handler that a library calls', 'net/http.serve;x.io/shop.Handle;sync.Mutex.Lock 1'],
    ['a closure that a library starts', 'golang.org/x/sync.Go.func1;x.io/shop.fetch.func1;runtime.selectgo 1'],
  ])('keeps %s', (_what, line) => {
    expect(kept([line])).toContain(line.split(';').at(-1)!.split(' ')[0]);
  });

  test.each([
    [
      'a Python worker below the frames of threading',
      '_bootstrap (threading.py:1);_bootstrap_inner (threading.py:2);run (threading.py:3);consume (shop/worker.py:9);get (queue.py:4);wait (threading.py:5)',
    ],
    [
      'a script that serves',
      '<module> (app.py:1);main (app.py:5);serve_forever (socketserver.py:2);select (selectors.py:3)',
    ],
    ['a pool of Python', '_worker (concurrent/futures/thread.py:81)'],
  ])('drops %s', (_what, line) => {
    const busy = 'run (threading.py:3);consume (shop/worker.py:9);handle (shop/app.py:2);recv (socket.py:1)';
    const profile = foldedProfile(`${line} 5`, `${busy} 1`);
    const { tree } = buildCallTree([source(profile, 'baseline', 'wall')], { view: 'full', idle: 'drop' });

    expect(draw(tree).map((drawn) => drawn.trim())).toEqual(['run 0', 'consume 0', 'handle 0', 'recv 1']);
  });

  test('drops named waits for work even where no frame tells whose code it is', () => {
    const profile = foldedProfile('start_thread;pool_main;epoll_wait 9', 'start_thread;pool_main;do_work;poll 1');
    const { idleShare } = buildCallTree([source(profile, 'baseline', 'off-cpu')], { view: 'full', idle: 'drop' });

    expect(idleShare).toBeCloseTo(0.9, 12);
  });

  test('takes the names of waits from the caller', () => {
    const profile = go('main.main;x.io/shop.loop;x.io/shop.(*Queue).Next;sync.Wait 9', JOB);
    const lines = (also: readonly string[]) =>
      draw(
        buildCallTree([source(profile, 'baseline', 'block')], {
          view: 'full',
          idle: 'drop',
          idleNames: idleNames({ lists: [], also, except: [] }),
        }).tree,
        1,
      ).length;

    expect(lines([])).toBe(7);
    expect(lines(['x.io/shop.(*Queue).Next'])).toBe(3);
    expect(lines(['sync.Wait'])).toBe(3);
    expect(lines(['x.io/shop.loop'])).toBe(7);
  });

  test('never drops CPU by structure', () => {
    expect(kept(['runtime.gcBgMarkWorker 1', 'main.main 1'], 'cpu')).toEqual(['main.main', 'runtime.gcBgMarkWorker']);
  });

  test('drops what V8 counts while it does not run, always, and tells the share', () => {
    const profile = go('(idle) 5', 'main.main 1');
    const { tree, idleShare } = buildCallTree([source(profile)], FULL);

    expect(draw(tree)).toEqual(['main.main 1']);
    expect(idleShare).toBeCloseTo(5 / 6, 12);
  });

  test('drops nothing where no frame tells whose code it is', () => {
    const { tree, idleShare } = buildCallTree([source(foldedProfile('start;wait 1'), 'baseline', 'block')], {
      view: 'own',
      idle: 'drop',
    });

    expect([draw(tree, 1), idleShare]).toEqual([['start 0', '  wait 1'], 0]);
  });

  test('drops pools and event loops of other runtimes', () => {
    const lines = [
      'java/lang/Thread.run;java/util/concurrent/ThreadPoolExecutor.getTask;java/util/concurrent/LinkedBlockingQueue.take 7',
      'java/lang/Thread.run;com/shop/api/Loop.run;com/shop/api/Loop.poll;epoll_wait 5',
      'java/lang/Thread.run;com/shop/api/Main.order;com/shop/db/Pool.acquire;java/lang/Object.wait 2',
    ];
    const { tree, idleShare } = buildCallTree([source(foldedProfile(...lines), 'baseline', 'block')], {
      view: 'full',
      idle: 'drop',
    });

    expect(draw(tree, 1).at(-1)!.trim()).toBe('java/lang/Object.wait 2');
    expect(idleShare).toBeCloseTo(12 / 14, 12);
  });
});
