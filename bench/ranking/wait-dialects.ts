import type { FunctionPlace } from './plant.ts';

/** How one language's profilers name what waits are made of. Lists of frames run from the caller down to the leaf. */
export interface Dialect {
  readonly name: string;
  /** A function of the service, by number. */
  own(number: number): FunctionPlace;
  /** The service's function that takes lock or pool number so. */
  acquire(number: number): FunctionPlace;
  /** Above a request, and above a job that another thread or task runs. */
  readonly request: readonly FunctionPlace[];
  readonly job: readonly FunctionPlace[];
  /** Each list is one way to wait. An empty one is a wait inside the service's own frame. */
  readonly lock: readonly (readonly FunctionPlace[])[];
  readonly io: readonly (readonly FunctionPlace[])[];
  readonly await: readonly (readonly FunctionPlace[])[];
  /** A pool that hands out by the same primitive that others await with. */
  readonly pool: readonly FunctionPlace[];
  /** Threads that wait for work. */
  readonly idle: readonly (readonly FunctionPlace[])[];
}

const at =
  (file: string) =>
  (...names: readonly string[]): FunctionPlace[] =>
    names.map((name) => ({ name, file }));

const goFile = (name: string, version = ''): FunctionPlace => {
  const path = /^[^(]*?(?=\.(?:\(|\w+$))/.exec(name)![0];
  return { name, file: `${version === '' ? '/usr/local/go/src/' : '/go/pkg/mod/'}${path}${version}/a.go` };
};
const go = (...names: readonly string[]): FunctionPlace[] => names.map((name) => goFile(name));

const GO: Dialect = {
  name: 'go',
  own: (number) => ({
    name: `example.com/shop/${['cart', 'price', 'search', 'stock'][number % 4]}.(*Service).step${number}`,
    file: `/src/shop/part${number % 40}.go`,
  }),
  acquire: (number) => ({ name: `example.com/shop/limits.(*Guard${number}).Enter`, file: '/src/shop/limits.go' }),
  request: go('net/http.(*conn).serve', 'net/http.serverHandler.ServeHTTP'),
  job: [goFile('golang.org/x/sync/errgroup.(*Group).Go.func1', '@v0.7.0')],
  lock: [go('sync.(*Mutex).Lock'), go('sync.(*RWMutex).RLock'), go('sync.(*RWMutex).Lock')],
  io: [
    go('net/http.(*Client).Do', 'net/http.(*persistConn).roundTrip', 'runtime.selectgo'),
    go('database/sql.(*DB).QueryContext', 'database/sql.(*DB).conn', 'runtime.selectgo'),
    [goFile('github.com/redis/go-redis.(*Client).Process', '@v9.5.1')],
    [goFile('google.golang.org/grpc.(*ClientConn).Invoke', '@v1.63.0')],
  ],
  await: [
    go('sync.(*WaitGroup).Wait'),
    [goFile('golang.org/x/sync/errgroup.(*Group).Wait', '@v0.7.0'), ...go('sync.(*WaitGroup).Wait')],
    go('runtime.chanrecv1'),
    go('runtime.selectgo'),
  ],
  pool: go('runtime.chansend1'),
  idle: [go('net/http.(*Server).Serve', 'net.(*TCPListener).Accept'), go('net/http.(*persistConn).readLoop')],
};

const jvm = at('');
const JAVA: Dialect = {
  name: 'java',
  own: (number) => ({ name: `com/acme/shop/part${number % 40}/Service${number % 90}.step${number}`, file: '' }),
  acquire: (number) => ({ name: `com/acme/shop/limits/Guard${number}.enter`, file: '' }),
  request: jvm('java/lang/Thread.run', 'org/eclipse/jetty/server/HttpChannel.handle'),
  job: jvm(
    'java/lang/Thread.run',
    'java/util/concurrent/ThreadPoolExecutor$Worker.run',
    'java/util/concurrent/ThreadPoolExecutor.runWorker',
    'java/util/concurrent/FutureTask.run',
  ),
  lock: [
    jvm('java/util/concurrent/locks/ReentrantLock.lock', 'java/util/concurrent/locks/LockSupport.park'),
    jvm(
      'java/util/concurrent/locks/ReentrantReadWriteLock$ReadLock.lock',
      'java/util/concurrent/locks/LockSupport.park',
    ),
    // A synchronized method: HotSpot shows no frame below.
    [],
  ],
  io: [
    jvm('java/net/http/HttpClient.send', 'java/util/concurrent/CompletableFuture.get'),
    jvm('sun/nio/ch/NioSocketImpl.read'),
    jvm('org/postgresql/jdbc/PgPreparedStatement.executeQuery', 'sun/nio/ch/NioSocketImpl.read'),
    jvm('io/lettuce/core/RedisClient.get', 'java/util/concurrent/CompletableFuture.get'),
  ],
  await: [
    jvm('java/util/concurrent/CompletableFuture.get', 'java/util/concurrent/locks/LockSupport.park'),
    jvm('java/util/concurrent/FutureTask.get', 'java/util/concurrent/locks/LockSupport.park'),
    jvm('java/lang/Thread.join'),
    jvm('java/util/concurrent/CompletableFuture.join'),
  ],
  pool: jvm('java/util/concurrent/Semaphore.acquire', 'java/util/concurrent/locks/LockSupport.park'),
  idle: [jvm('java/lang/Thread.run', 'java/util/concurrent/ThreadPoolExecutor.getTask')],
};

const PYTHON: Dialect = {
  name: 'python',
  own: (number) => ({ name: `step_${number}`, file: `/srv/shop/part${number % 40}.py` }),
  acquire: (number) => ({ name: `enter_guard_${number}`, file: '/srv/shop/limits.py' }),
  request: at('/usr/lib/python3.12/site-packages/flask/app.py')('Flask.wsgi_app', 'Flask.dispatch_request'),
  job: [
    ...at('/usr/lib/python3.12/threading.py')('Thread._bootstrap', 'Thread._bootstrap_inner', 'Thread.run'),
    ...at('/usr/lib/python3.12/concurrent/futures/thread.py')('_worker', '_WorkItem.run'),
  ],
  // A plain lock is C: no frame below.
  lock: [
    [],
    at('/usr/lib/python3.12/threading.py')('Condition.__enter__'),
    at('/usr/lib/python3.12/threading.py')('Semaphore.acquire'),
  ],
  io: [
    at('/usr/lib/python3.12/site-packages/requests/api.py')('get'),
    at('/usr/lib/python3.12/socket.py')('SocketIO.readinto'),
    at('/usr/lib/python3.12/site-packages/redis/client.py')('Redis.execute_command'),
    at('/usr/lib/python3.12/site-packages/psycopg/cursor.py')('Cursor.execute'),
  ],
  await: [
    at('/usr/lib/python3.12/concurrent/futures/_base.py')('Future.result'),
    at('/usr/lib/python3.12/threading.py')('Thread.join', 'Thread._wait_for_tstate_lock'),
    at('/usr/lib/python3.12/queue.py')('Queue.get'),
    at('/usr/lib/python3.12/asyncio/base_events.py')('BaseEventLoop.run_until_complete'),
  ],
  pool: at('/usr/lib/python3.12/queue.py')('Queue.put'),
  idle: [
    at('/usr/lib/python3.12/threading.py')(
      'Thread._bootstrap',
      'Thread._bootstrap_inner',
      'Thread.run',
      'Condition.wait',
    ),
  ],
};

const coreLibrary = at('/usr/share/dotnet/shared/System.Private.CoreLib.dll');
const CSHARP: Dialect = {
  name: 'c#',
  own: (number) => ({
    name: `Acme.Shop.Part${number % 40}.Service${number % 90}.Step${number}`,
    file: `/src/Acme.Shop/Part${number % 40}.cs`,
  }),
  acquire: (number) => ({ name: `Acme.Shop.Limits.Guard${number}.Enter`, file: '/src/Acme.Shop/Limits.cs' }),
  request: at('/app/Microsoft.AspNetCore.Routing.dll')('Microsoft.AspNetCore.Routing.EndpointMiddleware.Invoke'),
  job: coreLibrary(
    'System.Threading.ThreadPoolWorkQueue.Dispatch',
    'System.Threading.Tasks.Task.ExecuteWithThreadLocal',
  ),
  lock: [coreLibrary('System.Threading.Monitor.Enter'), coreLibrary('System.Threading.SemaphoreSlim.Wait')],
  io: [
    at('/app/System.Net.Http.dll')('System.Net.Http.HttpClient.Send'),
    at('/app/Npgsql.dll')('Npgsql.NpgsqlCommand.ExecuteReader'),
    at('/app/StackExchange.Redis.dll')('StackExchange.Redis.RedisDatabase.StringGet'),
    at('/app/System.Net.Sockets.dll')('System.Net.Sockets.Socket.Receive'),
  ],
  await: [
    coreLibrary('System.Threading.Tasks.Task.Wait', 'System.Threading.ManualResetEventSlim.Wait'),
    coreLibrary('System.Threading.Tasks.Task`1.get_Result'),
    coreLibrary('System.Runtime.CompilerServices.TaskAwaiter.GetResult'),
    coreLibrary('System.Threading.Tasks.Task.WaitAll'),
  ],
  pool: at('/app/System.Collections.Concurrent.dll')('System.Collections.Concurrent.BlockingCollection`1.Take'),
  idle: [coreLibrary('System.Threading.LowLevelLifoSemaphore.Wait')],
};

const std = at('/rustc/9b00956e56009bab2aa15d7bff10916599e3d6d6/library/std/src/lib.rs');
const crate = (name: string): ((...names: readonly string[]) => FunctionPlace[]) =>
  at(`/usr/local/cargo/registry/src/index/${name}/src/lib.rs`.replace('/cargo/', '/.cargo/'));
const RUST: Dialect = {
  name: 'rust',
  own: (number) => ({ name: `shop::part${number % 40}::step_${number}`, file: `/src/shop/src/part${number % 40}.rs` }),
  acquire: (number) => ({ name: `shop::limits::Guard${number}::enter`, file: '/src/shop/src/limits.rs' }),
  request: crate('axum-0.7.5')('axum::routing::Route::call'),
  job: crate('tokio-1.37.0')('tokio::runtime::task::harness::Harness::poll'),
  lock: [
    std('std::sync::mutex::Mutex::lock'),
    crate('parking_lot-0.12.2')('parking_lot::raw_mutex::RawMutex::lock_slow'),
  ],
  io: [
    crate('reqwest-0.12.4')('reqwest::blocking::client::Client::execute'),
    crate('sqlx-core-0.7.4')('sqlx_core::executor::Executor::fetch'),
    std('std::net::tcp::TcpStream::read'),
    crate('redis-0.25.3')('redis::client::Client::get'),
  ],
  await: [
    std('std::thread::JoinHandle::join'),
    crate('tokio-1.37.0')('tokio::runtime::task::join::JoinHandle::poll'),
    std('std::sync::mpsc::Receiver::recv'),
    crate('futures-executor-0.3.30')('futures_executor::local_pool::block_on'),
  ],
  pool: std('std::sync::mpsc::SyncSender::send'),
  idle: [crate('tokio-1.37.0')('tokio::runtime::scheduler::multi_thread::worker::Context::park')],
};

export const DIALECTS: readonly Dialect[] = [GO, JAVA, PYTHON, CSHARP, RUST];
