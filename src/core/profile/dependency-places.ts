/** Folders and packages in which the code of others lives, per ecosystem. Extend freely: one entry, one reason to know it. */

const DEPENDENCY_FOLDERS = [
  'node_modules',
  'site-packages',
  'dist-packages',
  'vendor',
  'third_party',
  '_deps',
  '.cargo',
  '.rustup',
  'rustc',
  'gems',
  '.m2',
  '.venv',
  'jre',
  'jdk',
];

/** Beginnings of paths that belong to the system, the runtime or the kernel. */
const SYSTEM_BEGINNINGS = [
  '/usr/lib',
  '/usr/local/lib',
  '/usr/include',
  '/lib/',
  '/lib64/',
  '/nix/store/',
  '/opt/java/',
  '/root/.',
  'node:',
  'internal/',
  'external/',
  'wasm:',
  '[',
  '<',
  '//anon',
];

/** Standard library modules of Python as py-spy shortens them: relative to sys.path, like the service's own files. */
const PYTHON_STANDARD = new Set(
  (
    'abc argparse ast asyncio base64 bisect calendar codecs collections concurrent configparser contextlib copy csv ctypes dataclasses datetime ' +
    'decimal difflib email encodings enum fractions functools gc genericpath glob gzip hashlib heapq hmac html http imaplib importlib inspect io ' +
    'ipaddress itertools json keyword linecache locale logging lzma mimetypes multiprocessing numbers operator os pathlib pickle pkgutil platform ' +
    'posixpath pprint queue random re reprlib runpy sched secrets select selectors shutil signal site smtplib socket socketserver sqlite3 sre_compile ' +
    'sre_parse ssl stat statistics string struct subprocess sysconfig tempfile textwrap threading timeit token tokenize traceback types typing ' +
    'unittest urllib uuid warnings weakref wsgiref xml xmlrpc zipfile zoneinfo _collections_abc _weakrefset ' +
    'jinja2 werkzeug flask django sqlalchemy requests urllib3 numpy pandas starlette fastapi uvicorn gunicorn celery redis'
  ).split(' '),
);

/** Is this file of a library, the runtime or the system? */
export function isDependencyFile(file: string): boolean {
  if (file === 'Unknown' || SYSTEM_BEGINNINGS.some((beginning) => file.startsWith(beginning))) return true;
  const path = file.replace(/^file:\/\//, '');
  const elements = path.split('/');
  if (elements.some((element) => DEPENDENCY_FOLDERS.includes(element))) return true;
  if (/(?:^|\/)(?:go|lib)[\d.]*\/(?:src|python\d[\d.]*)\//.test(path)) return true;
  // Shared objects, and C files without a folder, as native frames of Python have them.
  if (/\.(?:so(?:\.[\d.]+)?|dylib|dll)$|^[^/]+\.[chsS]$/.test(path)) return true;
  return path.endsWith('.py') && !path.startsWith('/') && PYTHON_STANDARD.has((elements[0] ?? '').replace(/\.py$/, ''));
}

/** Packages of the JVM's platform and of the frameworks met in most services. */
const KNOWN_PACKAGES = (
  'java. javax. jdk. sun. com.sun. jakarta. kotlin. kotlinx. scala. clojure. groovy. org.graalvm. org.springframework. org.apache. org.eclipse. ' +
  'org.hibernate. org.h2. org.postgresql. org.slf4j. org.jboss. org.glassfish. org.codehaus. org.reactivestreams. org.objectweb. org.aspectj. ' +
  'io.netty. io.grpc. io.micrometer. io.micronaut. io.quarkus. io.vertx. io.undertow. io.opentelemetry. io.pyroscope. io.reactivex. io.lettuce. ' +
  'reactor. akka. ch.qos. com.fasterxml. com.google. com.mysql. com.mongodb. com.zaxxer. com.datadog. datadog. com.amazonaws. com.azure. ' +
  'net.bytebuddy. net.sf. okhttp3. okio. redis. software.amazon. one.profiler. oracle.'
).split(' ');

export function isKnownPackage(name: string): boolean {
  const dotted = name.replaceAll('/', '.');
  return KNOWN_PACKAGES.some((known) => dotted.startsWith(known));
}
