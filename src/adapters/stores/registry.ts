import { DatadogSection } from './datadog/datadog-section.ts';
import { EmbeddedSection } from './embedded.ts';
import { FilesSection } from './files/files-section.ts';
import { ParcaSection } from './parca/parca-section.ts';
import { PprofEndpointsSection } from './pprof-endpoints/endpoints-section.ts';
import { PyroscopeSection } from './pyroscope/pyroscope-section.ts';

/** The settings of every profile store we can ask; a new one is a file beside this, a line here and one in `app`. */
export const storeSections = [
  EmbeddedSection,
  PyroscopeSection,
  ParcaSection,
  FilesSection,
  PprofEndpointsSection,
  DatadogSection,
] as const;
