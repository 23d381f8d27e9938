import { dottedName } from './dotted-name.ts';
import { ALL_IDLE, idleNames, type IdleNames } from './idle-names.ts';
import { isOwnCode, type FramePlace } from './own-code.ts';

/** What a frame means for counting; a bit each. */
export const OWN = 1;
/** Of a profiler at work: a stack that ends there measures the measuring. */
export const PROFILER = 2;
/** A stop that the runtime forced on the function below it. */
export const PAUSE = 4;
/** Generated around a function: `go f(x)`, `defer f(x)`. */
export const WRAPPER = 8;
/** Where every thread begins, above the function it was started with. */
export const ENTRY = 16;
/** A wait for work, by name (idle-lists). */
export const IDLE = 32;
/** V8's word for a thread that does not run; its samplers count it as if it were a function. */
export const NOT_RUNNING = 64;

const PROFILERS =
  /^(?:github\.com\/(?:felixge\/fgprof|grafana\/pyroscope|pyroscope-io|google\/pprof|DataDog\/[\w.-]+(?:\/v\d+)?\/profiler)|gopkg\.in\/DataDog\/[\w.-]+\/profiler|runtime\/(?:pprof|trace)\.|net\/http\/pprof\.|runtime\.(?:goroutineProfile|profileloop|\(\*profBuf\)|profilealloc|mProf_)|one[./]profiler[./]|io[./]pyroscope[./]|profileloop)/;
const PROFILER_FILES =
  /node_modules\/(?:@datadog\/pprof|@pyroscope\/|pprof\/)|(?:site|dist)-packages\/(?:pyroscope|ddtrace\/profiling|memray)/;
/** Functions of profilers that only run the service's code under a label. */
const LABELLERS =
  /^(?:runtime\/pprof\.Do|runtime\/trace\.WithRegion|github\.com\/(?:grafana|pyroscope-io)\/[\w.-]+(?:\/\w+)*\.TagWrapper)\b/;
const PAUSES = /^runtime\.(?:asyncPreempt2?|goyield(?:_m)?|gopreempt_m|morestack(?:_noctxt)?|newstack)$/;
const WRAPPERS = /\.(?:gowrap|deferwrap)\d+$/;

const ENTRIES = new Set([
  'runtime.goexit',
  'runtime.goexit0',
  'runtime.main',
  'java.lang.Thread.run',
  'java.lang.Thread.runWith',
  'java.lang.VirtualThread.run',
  'start_thread',
  'thread_start',
  'clone',
  'clone3',
  '__clone',
  '__clone3',
  '_start',
  '__libc_start_main',
  '__libc_start_call_main',
  'System.Threading.Thread.StartCallback',
  'System.Threading.Thread.StartHelper.Run',
  'std::rt::lang_start',
  'std::thread::_State_impl::_M_run',
  'thread_native_entry',
  'thread_run',
  '[thread]',
]);

/** Python's threads and scripts begin in these; `<module>` is a script's own top level. */
const PYTHON_ENTRIES = /^(?:(?:Thread\.)?(?:_bootstrap(?:_inner)?|run)|_run_code|_run_module_as_main|run_path)$/;
const PYTHON_ENTRY_FILES = /(?:^|\/)(?:threading|runpy)\.py$|^<frozen (?:runpy|threading)>$/;

const USUAL_IDLE = idleNames(ALL_IDLE);

/** Bits of one frame. `canonical` is its canonical name: roles must not depend on generated numbers. */
export function rolesOf(frame: FramePlace, canonical: string, isIdle: IdleNames = USUAL_IDLE): number {
  const isProfiler = isProfilerFrame(frame);
  let roles = isProfiler ? PROFILER : isOwnCode(frame) ? OWN : 0;
  if (canonical.startsWith('runtime.') && PAUSES.test(canonical)) roles |= PAUSE;
  if (canonical.includes('wrap') && WRAPPERS.test(canonical)) roles |= WRAPPER;
  if (isEntry(frame, canonical)) roles |= ENTRY;
  if (isIdle(frame, canonical)) roles |= IDLE;
  if (canonical === '(idle)') roles |= NOT_RUNNING;
  return roles;
}

function isEntry({ file }: FramePlace, canonical: string): boolean {
  if (canonical === '<module>' || ENTRIES.has(canonical) || ENTRIES.has(dottedName(canonical))) return true;
  return file !== '' && PYTHON_ENTRIES.test(canonical) && PYTHON_ENTRY_FILES.test(file);
}

function isProfilerFrame(frame: FramePlace): boolean {
  return (
    (PROFILERS.test(frame.name) && !LABELLERS.test(frame.name)) ||
    (frame.file !== '' && PROFILER_FILES.test(frame.file))
  );
}
