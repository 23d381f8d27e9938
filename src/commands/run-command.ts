import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { Unconnected } from '../app/unconnected.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import { ConfigError, formatProblem } from '../config/problem.ts';
import { Usage } from './usage.ts';

export interface Terminal {
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
}

/** Values of a command's options by name; files are what stands without a dash. */
export interface Arguments {
  readonly files: readonly string[];
  text(option: string): string | undefined;
  /** All values of an option that may be given more than once. */
  texts(option: string): readonly string[];
  flag(option: string): boolean;
}

interface Command {
  readonly usage: string;
  readonly summary: string;
  readonly options: ParseArgsOptionsConfig;
  /** Loads the command's modules first: comparing two files must not wait for a web server and a database. */
  readonly run: (args: Arguments, terminal: Terminal) => Promise<number>;
}

const TEXT = { type: 'string' } as const;
const TEXTS = { type: 'string', multiple: true } as const;
const FLAG = { type: 'boolean' } as const;
const CONFIG = { 'config.file': TEXT };

const COMMANDS: Readonly<Record<string, Command>> = {
  serve: {
    usage:
      'serve [--config.file F] [--config.auto-reload-interval 30s] [--storage.path DIR] [--web.listen-address :9098] [--web.external-url URL] [--log.level L]',
    summary: 'run the service (the default)',
    options: {
      ...CONFIG,
      'config.auto-reload-interval': TEXT,
      'storage.path': TEXT,
      'web.listen-address': TEXT,
      'web.external-url': TEXT,
      'log.level': TEXT,
    },
    run: async (args) => (await import('./serve.ts')).serve(args),
  },
  demo: {
    usage: 'demo [--once]',
    summary: 'real recorded profiles and alert through the real service',
    options: { once: FLAG },
    run: async (args, terminal) => (await import('./demo/demo.ts')).demo(args.flag('once'), terminal.print),
  },
  check: {
    usage: 'check FILE… [--strict]',
    summary: 'validate configuration files; warnings fail with --strict',
    options: { strict: FLAG },
    run: async (args, terminal) => (await import('./check.ts')).check(args, terminal),
  },
  test: {
    usage:
      'test FILE… [--json] [--labels a=b,c=d [--expr PROMQL] [--expect-service S] [--expect-rule R] [--expect none]]',
    summary: 'run the tests of configuration files, or one alert by its labels',
    options: {
      json: FLAG,
      labels: TEXTS,
      expr: TEXT,
      'expect-service': TEXT,
      'expect-rule': TEXT,
      expect: TEXT,
    },
    run: async (args, terminal) => (await import('./test-config.ts')).testConfig(args, terminal),
  },
  explain: {
    usage: 'explain PAYLOAD.json [--config.file F] [--json]',
    summary: 'what each alert of a saved webhook would lead to, and why',
    options: { ...CONFIG, json: FLAG },
    run: async (args, terminal) => (await import('./explain.ts')).explain(args, terminal),
  },
  investigate: {
    usage: 'investigate PAYLOAD.json --out DIR [--config.file F]',
    summary: 'one saved webhook through the real pipeline, to disk',
    options: { ...CONFIG, out: TEXT },
    run: async (args, terminal) => (await import('./investigate-file.ts')).investigateFile(args, terminal),
  },
  diff: {
    usage:
      'diff BASELINE COMPARISON [--json] [--markdown OUT.md|-] [--picture OUT.png] [--phone OUT.png] [--requests B:C] [--repository DIR --deploy FROM..TO [--source-maps DIR]] [--service S [--config.file F]] [--fail-on changed|regressed|rules|never] [--kind K] [--unit U] [--rate HZ] [--label KEY=TEXT] [--idle-also NAME]',
    summary: 'compare two profiles or folders of profiles; exit 0 unchanged, 3 changed or a rule broken',
    options: {
      ...CONFIG,
      json: FLAG,
      markdown: TEXT,
      service: TEXT,
      'fail-on': TEXT,
      picture: TEXT,
      phone: TEXT,
      requests: TEXT,
      repository: TEXT,
      deploy: TEXT,
      'source-maps': TEXT,
      kind: TEXT,
      unit: TEXT,
      rate: TEXT,
      label: TEXTS,
      'idle-also': TEXTS,
    },
    run: async (args, terminal) => (await import('./diff.ts')).diff(args, terminal),
  },
  flamegraph: {
    usage:
      'flamegraph (FILE… | --selector L=T,… [--from TIME] [--to TIME] [--span-id ID… | --trace-id ID…] [--config.file F]) --picture OUT.png [--title T] [--kind K] [--unit U] [--rate HZ] [--label KEY=TEXT]',
    summary: 'one picture, no baseline, of files (- reads standard input) or of what the configured stores hold',
    options: {
      ...CONFIG,
      picture: TEXT,
      title: TEXT,
      kind: TEXT,
      unit: TEXT,
      rate: TEXT,
      label: TEXTS,
      selector: TEXT,
      from: TEXT,
      to: TEXT,
      'span-id': TEXTS,
      'trace-id': TEXTS,
    },
    run: async (args, terminal) => (await import('./flamegraph.ts')).flamegraph(args, terminal),
  },
};

/** Runs `argv` (without node and script) and answers with the exit code: 0 fine, 1 error, others as the command says. */
export async function runCommand(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [first, ...rest] = argv;
  if (first === 'help' || first === '--help' || first === '-h') return help(terminal);
  const named = first !== undefined && !first.startsWith('-');
  const name = named ? first : 'serve';
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    terminal.complain(
      `burnscope: no command "${name}"${didYouMean(name, Object.keys(COMMANDS))} (burnscope help lists them)`,
    );
    return 1;
  }
  try {
    const args = readArguments(command, named ? rest : argv);
    if (args === 'help') return help(terminal, command);
    return await command.run(args, terminal);
  } catch (error) {
    complain(error, command, terminal);
    return 1;
  }
}

function readArguments(command: Command, argv: readonly string[]): Arguments | 'help' {
  const options: ParseArgsOptionsConfig = { ...command.options, help: { type: 'boolean', short: 'h' } };
  for (const word of argv) {
    const option = /^--([^=]+)/.exec(word)?.[1];
    if (option !== undefined && !Object.hasOwn(options, option)) {
      throw new Usage(`unknown option --${option}${didYouMean(option, Object.keys(options))}`);
    }
  }
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
  if (values['help'] === true) return 'help';
  return {
    files: positionals,
    text(option) {
      const found = values[option];
      return typeof found === 'string' ? found : undefined;
    },
    texts(option) {
      const found = values[option];
      return Array.isArray(found) ? found.filter((one) => typeof one === 'string') : [];
    },
    flag: (option) => values[option] === true,
  };
}

function complain(error: unknown, command: Command, terminal: Terminal): void {
  if (error instanceof ConfigError) {
    for (const problem of error.problems) terminal.complain(formatProblem(problem));
    return;
  }
  if (error instanceof Unconnected) {
    for (const problem of error.problems) terminal.complain(`burnscope: ${problem}`);
    return;
  }
  const message = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
  const wrongUse = error instanceof Usage || (error instanceof TypeError && 'code' in error);
  terminal.complain(`burnscope: ${message}${wrongUse ? ` (usage: burnscope ${command.usage})` : ''}`);
}

function help(terminal: Terminal, command?: Command): number {
  const shown = command === undefined ? Object.values(COMMANDS) : [command];
  for (const one of shown) terminal.print(`burnscope ${one.usage}\n      ${one.summary}`);
  return 0;
}
