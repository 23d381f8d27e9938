import type { Bump } from './bump.ts';

export const JVM_BUMPS: Readonly<Record<string, Bump>> = {
  'pom.xml with properties, a parent and exclusions': [
    'pom.xml',
    '<project><parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.1.0</version></parent>\n<properties><java.version>17</java.version><jackson.version>2.15.0</jackson.version></properties>\n<!-- <dependency><groupId>no</groupId><artifactId>no</artifactId><version>1</version></dependency> -->\n<dependencies><dependency><groupId>com.fasterxml.jackson.core</groupId><artifactId>jackson-databind</artifactId><version>${jackson.version}</version>\n<exclusions><exclusion><groupId>x</groupId><artifactId>y</artifactId></exclusion></exclusions></dependency>\n<dependency><groupId>managed</groupId><artifactId>managed</artifactId></dependency></dependencies></project>',
    '<project><parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.2.0</version></parent>\n<properties><java.version>21</java.version><jackson.version>2.16.0</jackson.version></properties>\n<dependencies><dependency><groupId>com.fasterxml.jackson.core</groupId><artifactId>jackson-databind</artifactId><version>${jackson.version}</version></dependency>\n</dependencies></project>',
    [
      'maven com.fasterxml.jackson.core:jackson-databind 2.15.0 > 2.16.0',
      'runtime java 17 > 21',
      'maven managed:managed - > -',
      'maven org.springframework.boot:spring-boot-starter-parent 3.1.0 > 3.2.0',
    ],
  ],
  'build.gradle and its variables': [
    'build.gradle',
    "plugins { id 'org.springframework.boot' version '3.1.0' }\next.nettyVersion = '4.1.90'\ndependencies {\n  implementation \"io.netty:netty-all:${nettyVersion}\"\n  api group: 'redis.clients', name: 'jedis', version: '4.0.0'\n  // implementation 'no:no:1'\n  testImplementation 'junit:junit:4.13@jar'\n}\nscm = 'scm:git:https://example.com/x'\n",
    "plugins { id 'org.springframework.boot' version '3.2.0' }\next.nettyVersion = '4.1.91'\ndependencies {\n  implementation \"io.netty:netty-all:${nettyVersion}\"\n  api group: 'redis.clients', name: 'jedis', version: '5.0.0'\n  testImplementation 'junit:junit:4.13@jar'\n}\n",
    [
      'maven io.netty:netty-all 4.1.90 > 4.1.91',
      'maven org.springframework.boot 3.1.0 > 3.2.0',
      'maven redis.clients:jedis 4.0.0 > 5.0.0',
    ],
  ],
  'build.gradle.kts': [
    'app/build.gradle.kts',
    'plugins { id("io.ktor.plugin") version "2.3.0" }\nval ktor = "2.3.0"\njava { toolchain { languageVersion.set(JavaLanguageVersion.of(17)) } }\ndependencies { implementation("io.ktor:ktor-server:$ktor") }\n',
    'plugins { id("io.ktor.plugin") version "2.3.1" }\nval ktor = "2.3.1"\njava { toolchain { languageVersion.set(JavaLanguageVersion.of(21)) } }\ndependencies { implementation("io.ktor:ktor-server:$ktor") }\n',
    ['maven io.ktor.plugin 2.3.0 > 2.3.1', 'maven io.ktor:ktor-server 2.3.0 > 2.3.1', 'runtime java 17 > 21'],
  ],
  'gradle.lockfile': [
    'gradle.lockfile',
    '# This is a Gradle generated file\nio.netty:netty-common:4.1.90=runtimeClasspath\nempty=annotationProcessor\n',
    '# This is a Gradle generated file\nio.netty:netty-common:4.1.91=runtimeClasspath\nempty=annotationProcessor\n',
    ['maven io.netty:netty-common 4.1.90 > 4.1.91'],
  ],
  'libs.versions.toml': [
    'gradle/libs.versions.toml',
    '[versions]\nnetty = "4.1.90"\n[libraries]\nnetty-all = { module = "io.netty:netty-all", version.ref = "netty" }\njedis = { group = "redis.clients", name = "jedis", version = "4.0" }\nguava = "com.google.guava:guava:31"\n[plugins]\nboot = { id = "org.springframework.boot", version = "3.1" }\n',
    '[versions]\nnetty = { strictly = "4.1.91" }\n[libraries]\nnetty-all = { module = "io.netty:netty-all", version.ref = "netty" }\njedis = { group = "redis.clients", name = "jedis", version = "5.0" }\nguava = "com.google.guava:guava:32"\n[plugins]\nboot = { id = "org.springframework.boot", version = "3.2" }\n',
    [
      'maven com.google.guava:guava 31 > 32',
      'maven io.netty:netty-all 4.1.90 > 4.1.91',
      'maven org.springframework.boot 3.1 > 3.2',
      'maven redis.clients:jedis 4.0 > 5.0',
    ],
  ],
  'build.sbt': [
    'build.sbt',
    'val zio = "2.0.0"\nlibraryDependencies ++= Seq("dev.zio" %% "zio" % zio, "org.typelevel" %% "cats-core" % "2.9.0")\n',
    'val zio = "2.0.1"\nlibraryDependencies ++= Seq("dev.zio" %% "zio" % zio, "org.typelevel" %% "cats-core" % "2.10.0")\n',
    ['maven dev.zio:zio 2.0.0 > 2.0.1', 'maven org.typelevel:cats-core 2.9.0 > 2.10.0'],
  ],
};
