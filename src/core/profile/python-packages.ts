/** Top folders and files of Python's standard library and of packages met in most services, relative to sys.path as py-spy writes them. */
const STANDARD =
  '_aix_support _collections_abc _compat_pickle _compression _markupbase _osx_support _py_abc _pydecimal _pyio _sitebuiltins _strptime ' +
  '_threading_local _weakrefset abc argparse ast asyncio asyncore asynchat base64 bdb bisect bz2 cProfile calendar cgi codecs codeop collections ' +
  'colorsys concurrent configparser contextlib contextvars copy copyreg csv ctypes curses dataclasses datetime dbm decimal difflib dis email encodings ' +
  'enum filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib gzip hashlib heapq hmac html http ' +
  'imaplib importlib inspect io ipaddress itertools json keyword linecache locale logging lzma mailbox mimetypes multiprocessing netrc ntpath numbers ' +
  'opcode operator optparse os pathlib pdb pickle pickletools pkgutil platform plistlib poplib posixpath pprint pstats pydoc pyexpat queue quopri ' +
  'random re reprlib runpy sched secrets select selectors shelve shlex shutil signal site smtplib socket socketserver sqlite3 sre_compile sre_constants ' +
  'sre_parse ssl stat statistics string stringprep struct subprocess sysconfig tarfile telnetlib tempfile textwrap threading timeit token tokenize ' +
  'tomllib traceback tracemalloc types typing unittest urllib uuid warnings wave weakref wsgiref xml xmlrpc zipapp zipfile zipimport zoneinfo';

const PACKAGES =
  'OpenSSL PIL aiobotocore aiofiles aiohttp aiokafka aioredis alembic amqp anyio apscheduler asgiref asyncpg attr attrs billiard blinker boto3 ' +
  'botocore bs4 cachetools celery certifi cffi charset_normalizer cheroot cherrypy click confluent_kafka cryptography dateutil ddtrace debugpy django ' +
  'dns docker ecdsa elasticsearch eventlet falcon fastapi flask flask_sqlalchemy gevent google graphene graphql greenlet grpc gunicorn h11 h2 ' +
  'hiredis httpcore httptools httpx hypercorn idna itsdangerous jinja2 jose jsonschema jwt kafka keras kombu langchain litellm lxml mako markdown ' +
  'markupsafe marshmallow memray mongoengine motor msgpack multidict multipart mysql mysqlclient networkx nltk numba numpy oauthlib openai opentelemetry ' +
  'orjson packaging pandas paramiko passlib pika pip pkg_resources polars prometheus_client promise propcache psutil psycopg psycopg2 pyarrow pyasn1 ' +
  'pycparser pydantic pydantic_core pydantic_settings pygments pymongo pymysql pyparsing pyroscope pytz redis regex requests rest_framework rich rsa ' +
  's3transfer sanic scipy sentry_sdk setuptools simplejson six sklearn sniffio socketio sqlalchemy sqlmodel starlette statsd structlog tenacity ' +
  'tensorflow tokenizers toolz torch tornado tqdm transformers twisted typing_extensions tzlocal ujson urllib3 uvicorn uvloop uwsgidecorators ' +
  'waitress watchfiles webob websocket websockets werkzeug wrapt wtforms yaml yarl zmq zope';

export const PYTHON_STANDARD: ReadonlySet<string> = new Set(STANDARD.split(' '));

export const PYTHON_PACKAGES: ReadonlySet<string> = new Set(`${STANDARD} ${PACKAGES}`.split(' '));
