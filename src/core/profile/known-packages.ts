import { beginsWithOneOf } from './beginnings.ts';

/** Packages, namespaces, crates and modules of platforms and of libraries met in most services, for names that carry no file. */

const JVM =
  'java. javax. jdk. sun. com.sun. jakarta. kotlin. kotlinx. scala. clojure. groovy. org.graalvm. org.springframework. org.apache. org.eclipse. ' +
  'org.hibernate. org.h2. org.postgresql. org.slf4j. org.jboss. org.glassfish. org.codehaus. org.reactivestreams. org.objectweb. org.aspectj. org.xnio. ' +
  'org.wildfly. org.jetbrains. org.mongodb. org.mariadb. org.elasticsearch. org.opensearch. org.redisson. org.jooq. org.flywaydb. org.yaml. org.json. ' +
  'org.bouncycastle. org.jctools. org.HdrHistogram. org.xerial. org.rocksdb. org.asynchttpclient. org.http4s. org.typelevel. org.mybatis. org.thymeleaf. ' +
  'io.netty. io.grpc. io.micrometer. io.micronaut. io.quarkus. io.vertx. io.undertow. io.opentelemetry. io.opentracing. io.prometheus. io.pyroscope. ' +
  'io.reactivex. io.lettuce. io.smallrye. io.helidon. io.ktor. io.r2dbc. io.swagger. io.jsonwebtoken. io.kubernetes. io.fabric8. io.confluent. io.circe. ' +
  'reactor. akka. play. cats. zio. fs2. ring. ch.qos. com.fasterxml. com.google. com.mysql. com.mongodb. com.zaxxer. com.datadog. datadog. com.amazonaws. ' +
  'com.azure. com.microsoft. com.oracle. com.ibm. com.hazelcast. com.rabbitmq. com.squareup. com.github.benmanes. com.typesafe. com.twitter. com.linkedin. ' +
  'com.netflix. com.lmax. com.esotericsoftware. com.jcraft. com.newrelic. com.dynatrace. com.lightbend. com.graphql-java. graphql. ' +
  'net.bytebuddy. net.sf. net.logstash. net.jpountz. net.jcip. okhttp3. okio. retrofit2. redis. feign. lombok. freemarker. antlr. javassist. ' +
  'software.amazon. one.profiler. oracle. co.elastic. zipkin2. brave.';

const DOTNET =
  'System. Microsoft. Internal. Interop. Windows. MS. FSharp. Npgsql. Newtonsoft. StackExchange. Grpc. Google. Serilog. MySqlConnector. MySql. Dapper. ' +
  'AutoMapper. MassTransit. Polly. RabbitMQ. Confluent. Datadog. OpenTelemetry. Castle. FluentValidation. MediatR. Elastic. MongoDB. Azure. Amazon. NLog. ' +
  'log4net. Hangfire. Quartz. IdentityModel. IdentityServer4. Autofac. Swashbuckle. Pyroscope. Prometheus. Refit. RestSharp. HotChocolate. Orleans. Akka. ' +
  'protobuf-net. ProtoBuf. MessagePack. NodaTime. NServiceBus. ServiceStack. SkiaSharp. Utf8Json.';

const PHP =
  'Symfony\\ Illuminate\\ Laravel\\ Doctrine\\ Composer\\ Twig\\ Monolog\\ GuzzleHttp\\ Psr\\ League\\ Carbon\\ Predis\\ Ramsey\\ Nette\\ Zend\\ Laminas\\ ' +
  'Slim\\ Cake\\ CodeIgniter\\ yii\\ Yii\\ Swoole\\ Hyperf\\ Amp\\ React\\ Aws\\ Google\\ MongoDB\\ PhpParser\\ PHPUnit\\ Sentry\\ OpenTelemetry\\ DDTrace\\ ' +
  'Livewire\\ Spatie\\ Elastica\\ Elasticsearch\\ Drupal\\ ProxyManager\\ Phalcon\\';

/** Go modules; only asked where no file tells a module cache or a vendor folder. */
const GO =
  'golang.org/ google.golang.org/ gopkg.in/ k8s.io/ sigs.k8s.io/ go.uber.org/ go.opentelemetry.io/ go.etcd.io/ go.mongodb.org/ cloud.google.com/ modernc.org/ ' +
  'go.opencensus.io/ go4.org/ honnef.co/ mvdan.cc/ ' +
  'github.com/(aws alecthomas andybalholm apache armon Azure BurntSushi bytedance cenkalti cespare confluentinc cockroachdb coreos DataDog davecgh dgraph-io dgryski ' +
  'emicklei ethereum fasthttp felixge fsnotify getsentry gin-contrib gin-gonic go-chi go-gorm go-kit go-kratos go-logr go-playground go-redis go-sql-driver ' +
  'go-zookeeper gobwas goccy gofiber gofrs gogo golang golang-jwt gomodule google googleapis gorilla grafana graph-gophers grpc-ecosystem hashicorp IBM ' +
  'influxdata jackc jinzhu jmoiron josharian json-iterator julienschmidt klauspost labstack lib magiconair mailru mattn mediocregopher miekg minio mitchellh ' +
  'modern-go nats-io nsqio olivere open-telemetry opentracing panjf2000 patrickmn pelletier pierrec pkg prometheus quic-go rabbitmq redis rs satori segmentio ' +
  'shirou Shopify sirupsen sony spaolacci spf13 stretchr tidwall twmb uber uber-go ugorji urfave valyala vmihailenco xdg-go zeromicro)/';

/** Crates and C++ namespaces; in a static binary they lie in the same file as the service. */
const NATIVE =
  'std core alloc proc_macro compiler_builtins backtrace tokio tokio_util tokio_stream tokio_rustls mio hyper hyper_util h2 h3 httparse ' +
  'futures futures_util futures_core futures_channel futures_executor serde serde_json serde_derive reqwest axum axum_core tower tower_http tower_service ' +
  'warp actix actix_web actix_http actix_rt actix_server rocket async_std async_io async_executor async_task smol polling blocking rayon rayon_core crossbeam ' +
  'crossbeam_channel crossbeam_utils crossbeam_epoch crossbeam_deque parking_lot parking_lot_core lock_api hashbrown indexmap bytes smallvec regex regex_automata ' +
  'regex_syntax aho_corasick memchr rustls ring webpki openssl native_tls tracing tracing_core tracing_subscriber env_logger sqlx sqlx_core diesel ' +
  'sea_orm tokio_postgres postgres redis mongodb rdkafka lapin tonic prost quinn once_cell lazy_static chrono uuid rand rand_core rand_chacha ahash sha2 ' +
  'aes base64 flate2 miniz_oxide zstd lz4 brotli dashmap arc_swap itertools anyhow thiserror clap jemallocator tikv_jemallocator mimalloc pprof ' +
  'opentelemetry prometheus rustc_demangle gimli addr2line pin_project pin_project_lite slab nom ryu itoa dtoa ' +
  'boost folly absl google grpc grpc_core grpc_impl fmt spdlog Eigen tbb __gnu_cxx __cxxabiv1 rocksdb leveldb v8 node uv nlohmann rapidjson simdjson cv ' +
  'arrow parquet asio wangle proxygen fizz apache thrift bthread brpc butil seastar Poco QtPrivate zmq opentelemetry_proto tcmalloc';

const words = (text: string) => text.split(' ');
const GO_OWNERS = new Set(words(/\((.*)\)\/$/.exec(GO)?.[1] ?? ''));
const isOfGoHost = beginsWithOneOf(words(GO.slice(0, GO.indexOf(' github.com/('))));
const GITHUB = 'github.com/';
const NATIVE_ROOTS = new Set(words(NATIVE));

/** `java.lang.Thread.run`, `System.Threading.Thread.StartCallback`: names with dots. */
export const isKnownPackage = beginsWithOneOf([...words(JVM), ...words(DOTNET)]);

export const isKnownPhp = beginsWithOneOf(words(PHP));

export function isKnownGoModule(name: string): boolean {
  if (!name.startsWith(GITHUB)) return isOfGoHost(name);
  const slash = name.indexOf('/', GITHUB.length);
  return slash > 0 && GO_OWNERS.has(name.slice(GITHUB.length, slash));
}

/** `tokio::park::park`, `<alloc::vec::Vec<T> as core::clone::Clone>::clone`, `impl core::ops::Fn`: by the crate in front. */
export function isKnownNative(name: string): boolean {
  const root = /^[<&*\s]*(?:(?:mut|dyn|impl|const|unsafe)\s+)*([A-Za-z_]\w*)::/.exec(name)?.[1];
  return root !== undefined && NATIVE_ROOTS.has(root);
}
