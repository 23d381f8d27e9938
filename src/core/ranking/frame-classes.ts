import type { FunctionInfo } from '../profile/call-tree.ts';

/**
 * Frames whose growth is a symptom: allocators and collectors (of the code that allocates), schedulers (of lock handoff), and
 * frames that nobody could name.
 */
const SYMPTOM =
  /^\(program\)|^runtime\.(?:gc|mallocgc|scan|mark|sweep|schedule|find[rR]unnable|mcall|park_m|stealWork)|^\[unknown\]|^0x/;

/**
 * Garbage collectors at work: Go's background workers, V8, HotSpot's G1, Parallel, Serial, Z and Shenandoah, CoreCLR, CPython, Ruby,
 * PHP. Names as the runtimes' own symbols are (see each runtime's sources); the topmost of them is counted.
 */
const COLLECTOR = new RegExp(
  [
    String.raw`^runtime\.(?:gcBgMarkWorker|bgsweep|bgscavenge)$`,
    String.raw`^\((?:garbage collector|garbage collection|gc)\)$|^GC$|^\(marking\)$|^\(sweeping\)$`,
    String.raw`^v8::internal::(?:Heap::CollectGarbage|ScavengerCollector|MarkCompactCollector|ConcurrentMarking|Scavenger|Sweeper)`,
    String.raw`^(?:G1|VM_G1|VM_GenCollect|VM_ParallelGC|PS(?:Promotion|Scavenge|ParallelCompact)|Par(?:New|Scan)|Z(?:Driver|Mark|Relocate|Director|Collector|Worker)|X(?:Driver|Mark|Relocate)|Shenandoah)\w*::`,
    String.raw`^(?:ConcurrentGCThread|GCTaskThread|GCTaskManager|GangWorker|AbstractGangWorker|WorkerThread|GenCollectedHeap|DefNewGeneration)::`,
    String.raw`^(?:WKS|SVR)::gc_heap::(?:gc1|garbage_collect|mark_phase|plan_phase|gc_thread_function|bgc_thread_function)`,
    String.raw`^(?:gc_collect_main|_PyGC_Collect\w*|PyGC_Collect|gc_collect_generations|gc_marks|gc_sweep|gc_start|rb_gc|zend_gc_collect_cycles)$`,
  ].join('|'),
);

/** A thread that looks for work: grows with contention and with handing over, not with work. */
const SCHEDULER =
  /^runtime\.(?:schedule|find[rR]unnable|mcall|park_m|goschedImpl|stealWork|wakep|ready|futexwakeup|notewakeup|startm|stopm|lock2?|unlock2?|procyield|osyield)$|^tokio::runtime::scheduler::|^crossbeam_epoch::|^rayon_core::sleep|^(?:sched_yield|__sched_yield)$/;

/** Where code asks for memory: the function above is the one that allocates. */
const ALLOCATOR =
  /^runtime\.(?:mallocgc\w*|newobject|makeslice\w*|growslice\w*|makemap\w*|mapassign\w*|concatstring\w*|rawstring\w*|rawbyteslice|slicebytetostring|stringtoslicebyte|gcAssistAlloc\w*|deductAssistCredit|newarray|makechan)$|^(?:InstanceKlass|ObjArrayKlass|TypeArrayKlass|CollectedHeap|MemAllocator|OptoRuntime::new|InterpreterRuntime::(?:_new|newarray|anewarray))|^(?:_?_?libc_)?(?:malloc|calloc|realloc)$|^operator new|^alloc::alloc::|^__rust_(?:alloc|realloc)|^_?PyObject_(?:Malloc|GC_New)|^(?:WKS|SVR)::(?:gc_heap::(?:allocate|try_allocate)|GCHeap::Alloc)/;

/** Network, database and file access, as the service enters them. */
const INPUT_OUTPUT =
  /^(?:net|net\/http|net\/rpc|database\/sql|crypto\/tls|bufio|io|os|syscall|internal\/poll)\.|^google\.golang\.org\/grpc|redis|\/pgx|\/pq\.|mysql|mongo|kafka|amqp|nats|^(?:java[./]net|javax[./]net|sun[./]nio[./]ch|sun[./]security[./]ssl|java[./]nio)[./]|^(?:okhttp3|retrofit2|com[./]zaxxer|org[./]postgresql|org[./]apache[./]http|io[./]netty[./]channel|io[./]grpc|io[./]lettuce|jdk[./]internal[./]net)[./]|^(?:urllib3|requests|socket|httpx|aiohttp|psycopg2?|asyncpg|pymongo|redis|grpc)[./]|^(?:ssl|http[./]client)[./]|^(?:System[./](?:Net|IO|Data)|Microsoft[./]Data|Npgsql|StackExchange[./]Redis)[./]|^(?:hyper|reqwest|tonic|sqlx|tokio_postgres|mio|rustls|std::net|std::io|tokio::net)::|^(?:node:)?(?:net|tls|http|https|dns|fs)\b|^(?:__)?(?:recv|recvfrom|recvmsg|send|sendto|sendmsg|connect|accept4?|pread64|pwrite64|fsync|fdatasync)$|^(?:tcp|udp|unix)_(?:recv|send)msg/;

const LOCK =
  /^sync\.\(\*(?:Mutex|RWMutex|Cond|Once|rlocker)\)|^sync\.|^internal\/sync\.|^java[./]util[./]concurrent[./]locks|^ObjectMonitor::|^ObjectSynchronizer::|^jdk[./]internal[./]misc[./]Unsafe\.park|^(?:__)?pthread_(?:mutex|rwlock|spin)_|^__lll_lock_wait|^std::sync::|^parking_lot|^tokio::sync::(?:mutex|rwlock|semaphore|batch_semaphore)|^threading[./].*(?:acquire|__enter__)|^_?thread[./]lock|^System[./]Threading[./](?:Monitor|SemaphoreSlim|ReaderWriterLock|SpinLock)|^take_gil$|^absl::(?:Mutex|lts_\w+::Mutex)/;

/** A caller that merely waits until another thread or task has done its part: it mirrors that one's wait. */
const AWAIT = new RegExp(
  [
    String.raw`^sync\.\(\*WaitGroup\)\.Wait|^sync\.runtime_SemacquireWaitGroup|^golang\.org\/x\/sync\/errgroup\.\(\*Group\)\.Wait`,
    String.raw`^runtime\.(?:chanrecv[12]?|selectgo)$`,
    String.raw`^java[./]util[./]concurrent[./](?:\w*Future\w*|CountDownLatch|CyclicBarrier|Phaser|ForkJoinTask|ExecutorCompletionService)\b`,
    String.raw`^java[./]lang[./]Thread[./]join|^java[./]lang[./]Object[./]wait|^kotlinx?[./]coroutines[./].*(?:join|await|runBlocking)`,
    String.raw`^(?:concurrent[./]futures[./]|asyncio[./])|^(?:Future|Task|Promise|AsyncResult)[./](?:get|result|wait|join|await)\b|^future\.get`,
    String.raw`^threading[./]Thread[./]join|^threading[./](?:Event|Condition|Barrier)[./]wait|^queue[./]Queue[./]get`,
    String.raw`^System[./]Threading[./](?:Tasks[./]|ManualResetEvent|CountdownEvent|WaitHandle|Thread[./]Join)|^System[./]Runtime[./]CompilerServices[./]\w*Awaiter`,
    String.raw`^(?:tokio::runtime::task::join|std::thread::JoinHandle|std::sync::mpsc::Receiver|tokio::sync::oneshot|tokio::sync::mpsc::\w*::?\w*Receiver|futures_(?:util|executor)::|crossbeam_channel::)`,
    String.raw`^(?:__)?pthread_(?:join|cond_(?:timed)?wait|clockjoin\w*)|^std::(?:future|promise|thread::join)|^Atomics\.wait|\.await\b`,
  ].join('|'),
);

/** Clients of networks, databases and queues, where only the file tells. */
const INPUT_OUTPUT_FILE =
  /(?:^|\/)(?:socket|ssl|http\/client|selectors)\.py$|-packages\/(?:urllib3|requests|httpx|httpcore|aiohttp|psycopg2?|asyncpg|pymysql|MySQLdb|pymongo|redis|kafka|grpc|botocore|elasticsearch)\/|node_modules\/(?:pg|pg-protocol|mysql2?|mongodb|ioredis|redis|@redis|undici|axios|node-fetch|got|kafkajs|amqplib|@grpc)\/|^node:(?:net|tls|http|https|dns|fs|internal\/(?:deps\/undici|fs|streams))\b|gems\/(?:pg|mysql2|redis|faraday|net-http|mongo)-/;
const LOCK_PLACE = /(?:^|\/)threading\.py:(?:\w+\.)?(?:acquire|__enter__)$/;
const AWAIT_PLACE =
  /(?:^|\/)(?:concurrent\/futures\/_base\.py:(?:\w+\.)?(?:result|wait|exception)|threading\.py:(?:\w+\.)?(?:join|wait|_wait_for_tstate_lock)|queue\.py:(?:\w+\.)?get|asyncio\/(?:tasks|runners|base_events)\.py:(?:\w+\.)?(?:run\w*|gather|wait\w*))$/;

export function isSymptom(frame: FunctionInfo): boolean {
  return SYMPTOM.test(frame.canonicalName) || isCollector(frame) || isAllocator(frame);
}

export function isCollector(frame: FunctionInfo): boolean {
  return COLLECTOR.test(frame.canonicalName);
}

export function isScheduler(frame: FunctionInfo): boolean {
  return SCHEDULER.test(frame.canonicalName);
}

export function isAllocator(frame: FunctionInfo): boolean {
  return ALLOCATOR.test(frame.canonicalName);
}

export function isInputOutput(frame: FunctionInfo): boolean {
  return INPUT_OUTPUT.test(frame.canonicalName) || INPUT_OUTPUT_FILE.test(frame.file);
}

export function isLock(frame: FunctionInfo): boolean {
  return LOCK.test(frame.canonicalName) || LOCK_PLACE.test(placeOf(frame));
}

export function isAwait(frame: FunctionInfo): boolean {
  return AWAIT.test(frame.canonicalName) || AWAIT_PLACE.test(placeOf(frame));
}

/** Interpreted languages name functions without their module: file and name together say which one is meant. */
function placeOf({ file, canonicalName }: FunctionInfo): string {
  return `${file}:${canonicalName}`;
}
