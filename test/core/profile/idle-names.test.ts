import { describe, expect, test } from 'vitest';
import { canonicalName } from '../../../src/core/profile/canonical-name.ts';
import { IDLE_LISTS } from '../../../src/core/profile/idle-lists.ts';
import { ALL_IDLE, idleNames, type IdleChoice } from '../../../src/core/profile/idle-names.ts';

function isIdle(name: string, file = '', choice: Partial<IdleChoice> = {}): boolean {
  return idleNames({ ...ALL_IDLE, ...choice })({ name, file }, canonicalName(name));
}

describe('idleNames', () => {
  test.each([
    ['java/util/concurrent/ThreadPoolExecutor.getTask_[j]', ''],
    ['java.util.concurrent.ForkJoinPool.awaitWork', 'ForkJoinPool.java'],
    ['io/netty/channel/epoll/Native.epollWait0', ''],
    ['org/apache/tomcat/util/threads/TaskQueue.poll', ''],
    ['sun/nio/ch/SelectorImpl.lockAndDoSelect(Ljava/util/function/Consumer;J)I', ''],
    ['net.(*TCPListener).Accept', 'net/tcpsock.go'],
    [
      'k8s.io/client-go/util/workqueue.(*Typed[go.shape.string]).Get',
      '/go/pkg/mod/k8s.io/client-go@v0.30.0/util/workqueue/queue.go',
    ],
    ['_run_once', '/usr/lib/python3.11/asyncio/base_events.py'],
    ['BaseEventLoop._run_once', 'asyncio/base_events.py'],
    ['_worker', '/usr/local/lib/python3.12/concurrent/futures/thread.py'],
    ['block in spawn_thread', '/usr/lib/ruby/gems/3.2.0/gems/puma-6.4.0/lib/puma/thread_pool.rb'],
    ['tokio::runtime::scheduler::multi_thread::worker::Context::park_timeout::h0123456789abcdef', ''],
    ['mio::poll::Poll::poll', '/home/build/.cargo/registry/src/github.com-1ecc6299db9ec823/mio-0.8.11/src/poll.rs'],
    ['System.Private.CoreLib!System.Threading.PortableThreadPool+WorkerThread.WorkerThreadStart()', ''],
    ['System.Threading.LowLevelLifoSemaphore.WaitForSignal(Int32)', ''],
    [
      '|lm:System.Private.CoreLib |ns:System.Threading |ct:LowLevelLifoSemaphore |cg: |fn:WaitForSignal |fg: |sg:(int)',
      '',
    ],
    ['uv__io_poll', 'deps/uv/src/unix/linux.c'],
    ['epoll_wait', '/usr/lib/libc.so.6'],
    ['folly::EventBase::loopBody(int, bool)', 'EventBase.cpp'],
  ])('%s in %j waits for work', (name, file) => {
    expect(isIdle(name, file)).toBe(true);
  });

  test.each([
    ['java/util/concurrent/ThreadPoolExecutor.runWorker', ''],
    ['java/util/concurrent/FutureTask.get', ''],
    ['sun/nio/ch/Net.poll', ''],
    ['com/shop/worker/ThreadPoolExecutor.getTask', ''],
    ['net/http.(*persistConn).roundTrip', 'net/http/transport.go'],
    ['database/sql.(*DB).conn', 'database/sql/sql.go'],
    // The same name in a file of the service.
    ['_worker', 'shop/jobs.py'],
    ['_run_once', 'shop/asyncio_base_events.py'],
    ['wait', 'threading.py'],
    ['poll', '/usr/lib/libc.so.6'],
    ['tokio::runtime::task::harness::poll_future', ''],
    ['System.Threading.Tasks.Task.Wait', ''],
    ['pausedOrders', ''],
  ])('%s in %j does not', (name, file) => {
    expect(isIdle(name, file)).toBe(false);
  });

  test('takes further names of every spelling', () => {
    const also = ['com.shop.Queue.next', 'shop/worker.py:wait_for_job', 'shop::pool::*'];

    expect(isIdle('com/shop/Queue.next', '', { also })).toBe(true);
    expect(isIdle('wait_for_job', '/srv/shop/worker.py', { also })).toBe(true);
    expect(isIdle('shop::pool::Pool::idle', 'src/pool.rs', { also })).toBe(true);
    expect(isIdle('shop::poolside', 'src/pool.rs', { also })).toBe(false);
  });

  test('leaves out lists that are not chosen, and names that are excepted', () => {
    expect(isIdle('epoll_wait', '', { lists: ['jvm'] })).toBe(false);
    expect(isIdle('epoll_wait', '', { except: ['epoll_wait'] })).toBe(false);
    expect(isIdle('tokio::park::thread::CachedParkThread::park', '', { except: ['tokio::park::thread::*'] })).toBe(
      false,
    );
    expect(isIdle('tokio::park::either::Either::park', '', { except: ['tokio::park::thread::*'] })).toBe(true);
  });

  test('finds every entry of every list under its own name', () => {
    for (const entries of Object.values(IDLE_LISTS)) {
      for (const entry of entries) {
        const [, file = '', name = entry.replace(/\*$/, 'x')] = /^([\w/.-]+\.[a-z]{2,4}):(?!:)(.+)$/.exec(entry) ?? [];
        expect([entry, isIdle(name, file)]).toEqual([entry, true]);
      }
    }
  });
});
