import { dottedClass } from '../paths/dotted-class.ts';
import type { FrameSource } from '../paths/located.ts';
import type { DependencyChange } from './dependency-change.ts';
import { JVM_PACKAGES } from './package-names.ts';
import { packageOf, sameDistribution, type PackageOfFrame } from './package-of.ts';

/**
 * Is a frame's code part of the package that changed? Exact where the path names package and version; else by what import paths,
 * namespaces and groups begin with, so that of `example.com/a` and `example.com/a/b` both may fit: ask livingIn then.
 */
export function livesIn(frame: FrameSource, change: DependencyChange): boolean {
  const of = packageOf(frame);
  if (change.ecosystem === 'maven') return isOfGroup(frame, change.name, of);
  if (change.ecosystem === 'nuget') return isOfNamespace(frame, change.name, of);
  if (of === undefined || of.ecosystem !== change.ecosystem) return false;
  if (change.ecosystem === 'go' && of.version === undefined)
    return of.name === change.name || of.name.startsWith(`${change.name}/`);
  if (change.ecosystem === 'cargo') return of.name.replaceAll('-', '_') === change.name.replaceAll('-', '_');
  if (change.ecosystem === 'pypi')
    return sameDistribution(of.name, change.name) || isNamespacePart(of.name, change.name);
  return of.name === change.name;
}

/**
 * Those of the changes in whose package the frame's code is: of Go modules inside each other the inner one, of the artifacts of a
 * group those whose words the frame's class has the most of, netty-handler for io.netty.handler.
 */
export function livingIn(frame: FrameSource, changes: readonly DependencyChange[]): readonly DependencyChange[] {
  const fitting = changes.filter((change) => livesIn(frame, change));
  const words = new Set(dottedClass(frame.function)?.flatMap((owner) => owner.toLowerCase().split(/[^a-z\d]+/)));
  const nearness = fitting.map(({ ecosystem, name }) => {
    if (ecosystem === 'go') return name.length;
    return ecosystem === 'maven' ? artifactWords(name).filter((word) => words.has(word)).length : 0;
  });
  const best = Math.max(...nearness);
  return fitting.filter((_, at) => nearness[at] === best);
}

function artifactWords(coordinates: string): readonly string[] {
  return (coordinates.split(':')[1] ?? '').toLowerCase().split(/[-_.]/);
}

/** `google-cloud` of the path google/cloud/… is also brought by google-cloud-storage. */
function isNamespacePart(name: string, changed: string): boolean {
  return /^(?:google|azure|opentelemetry|zope)-/.test(name) && changed.startsWith(`${name}-`);
}

/** Umbrellas under which unrelated projects live: two elements in common say nothing there. */
const UMBRELLA =
  /^(?:org\.(?:apache|eclipse|jetbrains|codehaus|ow2)|com\.(?:google|github|microsoft|amazonaws|sun|typesafe)|io\.github|net\.sf)\.$/;

function isOfGroup(frame: FrameSource, coordinates: string, of: PackageOfFrame | undefined): boolean {
  if (of !== undefined && of.ecosystem !== 'maven') return false;
  const owners = dottedClass(frame.function);
  if (owners === undefined) return false;
  const dotted = `${owners.join('.')}.`;
  const [group = ''] = coordinates.split(':');
  const known = JVM_PACKAGES.find(([begins]) => dotted.startsWith(begins));
  if (known !== undefined) {
    // A group covers what lies under it, and names of coordinates only themselves.
    return known[1].some(
      (name) => name === coordinates || (!name.includes(':') && (group === name || group.startsWith(`${name}.`))),
    );
  }
  if (dotted.startsWith(`${group}.`)) return true;
  // org.hibernate.orm brings org.hibernate.internal.
  const common = `${group.split('.').slice(0, 2).join('.')}.`;
  return group.split('.').length > 2 && dotted.startsWith(common) && !UMBRELLA.test(common) && of !== undefined;
}

function isOfNamespace(frame: FrameSource, name: string, of: PackageOfFrame | undefined): boolean {
  if (of?.ecosystem === 'nuget' && of.version !== undefined) return of.name.toLowerCase() === name.toLowerCase();
  const assembly = /^(?:\|lm:)?([\w.-]{1,200}?)(?:!| ?\|ns:)/.exec(frame.function)?.[1];
  if (assembly !== undefined) return assembly.toLowerCase() === name.toLowerCase();
  const owners = dottedClass(frame.function);
  return owners !== undefined && `${owners.join('.')}.`.toLowerCase().startsWith(`${name.toLowerCase()}.`);
}
