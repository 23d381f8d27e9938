import { WINDOW_RULES, type WindowRules } from '../incident/window-rules.ts';
import type { Mapping, MappingFile, MappingRule, ServiceMapping, Settings } from './mapping.ts';

/** One level of the configuration: what it says, and where that is written. */
export interface Layer {
  readonly from: string;
  readonly settings: Settings;
}

/** Per setting, where the winning word stands; settings that nobody spoke of are missing. */
export type Origins = Readonly<Record<string, string>>;

const PLAIN = ['channels', 'profiles', 'selector', 'sli', 'traffic', 'cooldown'] as const;
const WINDOWS = ['min', 'max', 'guard', 'onset', 'fallback'] as const;

/** The levels that act on a service, lowest first. */
export function layersOf(
  mapping: Mapping,
  file: MappingFile | undefined,
  name: string,
  service: ServiceMapping | undefined,
  rule: MappingRule | undefined,
): readonly Layer[] {
  const [main] = mapping.files;
  return [
    { from: `defaults of ${main.name}`, settings: main.defaults },
    ...(file === undefined || file.isMain ? [] : [{ from: `defaults of ${file.name}`, settings: file.defaults }]),
    ...(service === undefined ? [] : [{ from: `service ${name}, ${service.place}`, settings: service.settings }]),
    ...(rule === undefined ? [] : [{ from: `rule "${rule.name}", ${rule.place}`, settings: rule.settings }]),
  ];
}

/** Lays levels over each other, lowest first. Windows are laid over each other word by word as well. */
export function layerSettings(layers: readonly Layer[]): { readonly settings: Settings; readonly origins: Origins } {
  let settings: Settings = {};
  const origins: Record<string, string> = {};
  for (const layer of layers) {
    for (const key of PLAIN) {
      if (layer.settings[key] === undefined) continue;
      settings = { ...settings, [key]: layer.settings[key] };
      origins[key] = layer.from;
    }
    for (const key of WINDOWS) {
      const said = layer.settings.windows?.[key];
      if (said === undefined) continue;
      settings = { ...settings, windows: { ...settings.windows, [key]: said } };
      origins[`window.${key}`] = layer.from;
    }
  }
  return { settings, origins };
}

/** The rules of the windows in full. Where levels contradict each other, the longest window is the shortest one too. */
export function windowRules(said: Partial<WindowRules>): WindowRules {
  const rules = { ...WINDOW_RULES, ...said };
  return { ...rules, min: Math.min(rules.min, rules.max) };
}
