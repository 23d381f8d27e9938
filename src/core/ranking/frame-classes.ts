import type { FunctionInfo } from '../profile/call-tree.ts';

/**
 * Frames whose growth is a symptom: collectors (of allocation), schedulers (of lock handoff), frames nobody could name,
 * and callers that merely await.
 */
const SYMPTOM =
  /^\(garbage collector\)|^\(program\)|^runtime\.(gc|mallocgc|scan|mark|sweep|schedule|findrunnable)|^GC |G1|::gc_|^\[unknown\]|^future\.get|^Object\.wait|^pthread_join|\.await\b/;

/** Go's background collector. */
const COLLECTOR = /^runtime\.(gcBgMarkWorker|bgsweep|bgscavenge)$/;

/** Network, database and file access, as the service enters them. */
const INPUT_OUTPUT =
  /^(net|net\/http|net\/rpc|database\/sql|crypto\/tls|bufio|io|os|syscall|internal\/poll)\.|^google\.golang\.org\/grpc|redis|\/pgx|\/pq\.|mysql|mongo|kafka|amqp|nats|^(java[./]net|sun[./]nio[./]ch|java[./]nio)[./]|^(urllib3|requests|socket|psycopg2?|asyncpg)[./]|^node:(net|tls|http|https|dns|fs)\b/;

const LOCK = /^sync\.|^java[./]util[./]concurrent[./]locks|^pthread_mutex_|^std::sync::|^threading[./]/;

export function isSymptom(frame: FunctionInfo): boolean {
  return SYMPTOM.test(frame.canonicalName);
}

export function isCollector(frame: FunctionInfo): boolean {
  return COLLECTOR.test(frame.canonicalName);
}

export function isInputOutput(frame: FunctionInfo): boolean {
  return INPUT_OUTPUT.test(frame.canonicalName);
}

export function isLock(frame: FunctionInfo): boolean {
  return LOCK.test(frame.canonicalName);
}
